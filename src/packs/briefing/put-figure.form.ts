import { DIMENSION_WORDS, dimensionsOf } from '../../figures/dimensions.ts';
import { FIGURES } from '../../figures/registry.ts';
import { readQuarterChoices, readSourceChoices, readYearChoices } from '../../funds/grant.ts';
import { listInitiatives } from '../../initiatives/initiative.store.ts';
import { readPeriods } from '../../ledger/period.store.ts';
import { readScope, scopeShown } from '../../ledger/scope.ts';
import { listMeasures } from '../../outcomes/measure.store.ts';
import { COUNTY, DISTRICTS } from '../../partners/place.ts';
import type { Db } from '../../platform/database.ts';
import { type Choice, type FormAnswer, FormReader, type Typed } from '../../platform/form.ts';
import { capital } from '../../platform/sentence.ts';
import { periodChoices } from '../../spend/spend-choices.ts';

/** By what a number can be narrowed where it is put into a text; whatever else it knows is copied with its address. */
const PARTS = ['initiative', 'source', 'place', 'measure', 'year', 'quarter', 'through'] as const;
type Part = (typeof PARTS)[number];

export interface PutChoices extends Record<Part, Choice[]> {
  figure: Choice[];
}

/** A part of the question as the form has it: its field, its label, and what may be selected. */
export interface PutPart {
  name: string;
  label: string;
  choices: Choice[];
}

/** The fields of the question which number is to be put in, and where in the text. */
export const PUT_FIELDS = ['put-figure', ...PARTS.map(fieldOf), 'caret'];

/** What may be selected: every number that stands by itself, and what the office has to narrow it by. */
export async function readPutChoices(db: Db, officeId: number): Promise<PutChoices> {
  const initiatives = await listInitiatives(db, officeId);
  const measures = await listMeasures(db, officeId);
  return {
    figure: FIGURES.filter(standsAlone).map(({ id, label }) => ({ value: id, text: label })),
    initiative: initiatives.map(({ ref, name }) => ({ value: ref, text: `${ref} ${name}` })),
    source: await readSourceChoices(db, officeId),
    place: [COUNTY, ...DISTRICTS].map(({ code, name }) => ({ value: code, text: name })),
    measure: measures.map(({ code, name }) => ({ value: code, text: `${code} ${name}` })),
    year: await readYearChoices(db, officeId),
    quarter: await readQuarterChoices(db, officeId),
    through: periodChoices(await readPeriods(db, officeId)),
  };
}

/** Those for some readers alone no text may show; those about a decision or a change are asked on its page. */
function standsAlone({ id, readBy }: (typeof FIGURES)[number]): boolean {
  const known = dimensionsOf(id);
  return readBy === undefined && !(['act', 'since', 'decision'] as const).some((one) => known.includes(one));
}

export function partsOfPut(choices: PutChoices): PutPart[] {
  return PARTS.filter((part) => choices[part].length > 0).map((part) => ({
    name: fieldOf(part),
    label: capital(DIMENSION_WORDS[part]),
    choices: choices[part],
  }));
}

/**
 * Puts a reference to the number that was selected into the text, where the caret stood, or else at its end; answers the
 * form as it is to be shown. Names what the number cannot be narrowed by.
 */
export function putFigure(
  body: unknown,
  fields: readonly string[],
  choices: PutChoices,
): FormAnswer<{ typed: Typed; named: string }> {
  const form = new FormReader(body, [...fields, ...PUT_FIELDS]);
  const id = form.choice('put-figure', 'Number', choices.figure);
  const query = new URLSearchParams();
  const known = dimensionsOf(id);
  for (const part of PARTS) {
    const selected = form.choice(fieldOf(part), capital(DIMENSION_WORDS[part]), choices[part], { optional: true });
    if (selected === '') continue;
    query.set(part, selected);
    if (id !== '' && !known.includes(part)) form.fail(fieldOf(part), notKnown(id, part, choices));
  }
  return form.answer(() => {
    const text = (form.typed.text ?? '').replaceAll('\r\n', '\n');
    const at = caretIn(text, form.typed.caret);
    const before = text.slice(0, at);
    const gap = /[^\s(["'“‘£-]$/.test(before) ? ' ' : '';
    const reference = `${gap}[[${id}${query.size === 0 ? '' : `?${query}`}]]`;
    const caret = String(at + reference.length);
    const typed = { ...form.typed, text: `${before}${reference}${text.slice(at)}`, 'put-figure': '', caret };
    const scope = readScope(Object.fromEntries(query));
    return { typed, named: `${labelOf(id, choices)}, ${scopeShown(scope)},` };
  });
}

function fieldOf(part: Part): string {
  return `put-${part}`;
}

function notKnown(id: string, part: Part, choices: PutChoices): string {
  const by = dimensionsOf(id).filter((one) => (PARTS as readonly string[]).includes(one));
  const words = new Intl.ListFormat('en-GB').format(by.map((one) => DIMENSION_WORDS[one]));
  return `${labelOf(id, choices)} is not known by ${DIMENSION_WORDS[part]}. Leave it empty${words === '' ? '' : `; it is known by ${words}`}`;
}

function labelOf(id: string, { figure }: PutChoices): string {
  return figure.find(({ value }) => value === id)?.text ?? id;
}

/** Where the caret stood; at the end where nothing says it. */
function caretIn(text: string, typed: string | undefined): number {
  const at = /^\d{1,6}$/.test(typed ?? '') ? Number(typed) : text.length;
  return Math.min(at, text.length);
}
