import { parse } from 'csv-parse/sync';
import { answers } from '../figures/dimensions.ts';
import { FIGURES } from '../figures/registry.ts';
import type { Scope } from '../ledger/scope.ts';
import type { Choice } from '../platform/form.ts';
import { type Behind, type Column, FACTS, type RowKind, type ScopeKind, type TableTemplate } from './template.ts';
import { listTemplateFiles } from './template-file.ts';

/** The kinds of row that a table can be built of from a header row. */
export const BUILT_ROWS = [
  { value: 'initiative-source-nature', text: 'Each initiative, funding source, and revenue or capital' },
  { value: 'source-nature', text: 'Each funding source, and revenue or capital' },
  { value: 'source-cost', text: 'Each type of additional cost that a grant pays for' },
] as const satisfies readonly { value: RowKind; text: string }[];

export type BuiltRow = (typeof BUILT_ROWS)[number]['value'];

/** What the rows of a kind are asked about, so that only figures with an answer are offered. */
const SCOPES: Record<BuiltRow, Scope> = {
  'initiative-source-nature': { source: '', initiative: '', nature: '', year: 2014 },
  'source-nature': { source: '', nature: '', year: 2014 },
  'source-cost': { source: '', cost: '', year: 2014 },
};
/** What is known of a whole initiative alone, such as its forecast. */
const WHOLE: Scope = { initiative: '', year: 2014 };

const WITHIN: Record<ScopeKind, { says: string; adds: Scope }> = {
  row: { says: 'of the whole year', adds: {} },
  quarter: { says: 'in the quarter', adds: { quarter: { year: 2014, quarter: 1 } } },
  'to-date': { says: 'up to the end of the quarter', adds: { through: { year: 2014, number: 3 } } },
};

/** The same text on every row, and nothing at all: what is asked for and the record does not hold. */
export const SAME_TEXT = 'text';
export const BLANK = 'blank';

/** One thing that can stand in a column: how a form names it, and the column that it makes. */
export interface Offer {
  value: string;
  text: string;
  column: Pick<Column, 'name' | 'format' | 'behind'>;
}

/** Everything that can stand in a column of such rows: their facts, and the figures that they can be asked for. */
export function offersFor(kind: BuiltRow): Offer[] {
  const labels = knownLabels(kind);
  const facts = FACTS[kind].map((fact): Offer => {
    const column = { name: fact, format: 'text' as const, behind: { fact } };
    return { value: `fact:${fact}`, text: labels.get(fact) ?? asWords(fact), column };
  });
  const figures = FIGURES.filter(({ unit }) => unit === 'pence' || unit === 'percent').flatMap((figure) =>
    (Object.keys(WITHIN) as ScopeKind[]).flatMap((scope): Offer[] => {
      const { says, adds } = WITHIN[scope];
      const isOwn = answers(figure.id, { ...SCOPES[kind], ...adds });
      const isWhole = kind === 'initiative-source-nature' && answers(figure.id, { ...WHOLE, ...adds });
      if (!isOwn && !isWhole) return [];
      const behind: Behind = { figure: figure.id, scope, ...(isOwn ? {} : { per: 'initiative' as const }) };
      const format = figure.unit === 'pence' ? ('pence' as const) : ('count' as const);
      const name = `${figure.id}_${scope}`.replace(/[^a-z]+/g, '_');
      return [
        { value: `figure:${figure.id}:${scope}`, text: `${figure.label}, ${says}`, column: { name, format, behind } },
      ];
    }),
  );
  return [...facts, ...figures];
}

/** As `offersFor`, as the choices of a form, with what the record does not hold. */
export function offerChoices(kind: BuiltRow): Choice[] {
  return [
    ...offersFor(kind).map(({ value, text }) => ({ value, text })),
    { value: SAME_TEXT, text: 'The same text on every row' },
    { value: BLANK, text: 'Nothing: the record does not hold it' },
  ];
}

const asWords = (name: string): string => `${name[0]?.toUpperCase()}${name.slice(1).replaceAll('_', ' ')}`;

/** How the shipped templates call the columns of such rows. */
function knownLabels(kind: RowKind): Map<string, string> {
  return new Map(shippedColumns(kind).map(({ name, label }) => [name, label]));
}

function shippedColumns(kind: RowKind): Column[] {
  return listTemplateFiles()
    .flatMap(({ tables }) => tables)
    .filter(({ rows }) => rows === kind)
    .flatMap(({ columns }) => columns);
}

/**
 * The headings of a header row as somebody sent it, with commas, semicolons or tabs between them; null when it has no
 * two, or one of them is empty or stands twice.
 */
export function readHeader(text: string): string[] | null {
  const line = text.replace(/^\ufeff/, '').trim();
  const delimiter = line.includes('\t') ? '\t' : line.includes(';') && !line.includes(',') ? ';' : ',';
  let rows: string[][];
  try {
    rows = parse(line, { delimiter, trim: true, relax_column_count: true });
  } catch {
    return null;
  }
  const [headings = []] = rows;
  const isWhole = headings.length > 1 && headings.every((heading) => heading !== '' && heading.length <= 100);
  return rows.length === 1 && isWhole && new Set(headings).size === headings.length ? headings : null;
}

/** What probably stands in a column, from its heading: as a shipped template, a fact or a figure calls it; else ''. */
export function suggestOffer(heading: string, kind: BuiltRow, offers: readonly Offer[]): string {
  const wanted = plain(heading);
  const column = shippedColumns(kind).find(({ name, label }) => plain(name) === wanted || plain(label) === wanted);
  const same = offers.find(({ column: of }) => JSON.stringify(of.behind) === JSON.stringify(column?.behind));
  if (same !== undefined) return same.value;
  const called = offers.find(
    ({ text, column: of }) =>
      plain(text) === wanted || plain(of.name) === wanted || plain(labelOf(of.behind)) === wanted,
  );
  return called?.value ?? '';
}

const plain = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]+/g, '');

function labelOf(behind: Behind): string {
  return 'figure' in behind ? (FIGURES.find(({ id }) => id === behind.figure)?.label ?? '') : '';
}

/** What was chosen for a column: an offer, or a text of its own. */
export interface Chosen {
  heading: string;
  value: string;
  text: string;
}

/** The table of a header row, each heading as it was sent, with what was chosen to stand below it. */
export function tableFrom(name: string, title: string, kind: BuiltRow, chosen: readonly Chosen[]): TableTemplate {
  const offers = offersFor(kind);
  const taken = new Set<string>();
  const columns = chosen.map(({ heading, value, text }): Column => {
    const offer = offers.find((candidate) => candidate.value === value);
    const known = shippedColumns(kind).find(
      ({ behind }) => offer !== undefined && JSON.stringify(behind) === JSON.stringify(offer.column.behind),
    );
    const stem = known?.name ?? offer?.column.name ?? 'text';
    let unique = stem;
    for (let number = 2; taken.has(unique); number += 1) unique = `${stem}_${number}`;
    taken.add(unique);
    const made = { name: unique, heading, label: heading };
    if (offer === undefined) return { ...made, format: 'text', required: false, behind: { constant: text } };
    const { format, behind } = offer.column;
    return { ...made, format, behind, required: stem !== 'explanation' };
  });
  return { name, title, rows: kind, columns };
}
