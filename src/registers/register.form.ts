import type { Day } from '../calendar/day.ts';
import { type FormAnswer, FormReader, type Typed } from '../platform/form.ts';
import { type Parameters, textParameter } from '../platform/parameter.ts';
import { Refusal } from '../platform/refusal.ts';
import { type Answers, type ChoicesByField, type Field, formNames, isHidden, isTouched, readAnswer } from './field.ts';
import type { Kept, Register } from './register.ts';

/** What a form of a register needs to be read. */
export interface FormAbout {
  choices: ChoicesByField;
  today: Day;
  /** What stands, when it is changed. */
  standing: Kept | null;
}

/** What was typed: the answers and, for a change, which version it was based on and why. */
export interface TypedRecord {
  answers: Answers;
  basedOn: number;
  why: string | null;
  /** What was answered to a second look at the words, or nothing. */
  looked: string;
}

export const BASED_ON = 'version';
export const WHY = 'why';
/** The form's own question, asked only where words look personal. */
export const LOOKED = 'looked';

/** Reads the form of a record: a new one, or a change of what stands. */
export function readRecord(body: unknown, register: Register, about: FormAbout): FormAnswer<TypedRecord> {
  const { standing, today } = about;
  const asked = askedFields(register, standing);
  const own = [...(standing === null ? [] : [BASED_ON, WHY]), ...(register.gated === true ? [LOOKED] : [])];
  const form = new FormReader(body, [...asked.flatMap((field) => formNames(field, about.choices)), ...own]);
  const before = standing?.answers ?? null;
  const answers: Answers = { ...before };
  for (const field of asked) answers[field.name] = readAnswer(form, field, { ...about, before });
  const basedOn = standing === null ? 0 : readVersion(form, standing);
  demandNumbersAgain(form, asked, before, answers);
  const why = standing === null ? null : form.text(WHY, 'Why it changes', { optional: true, longest: 1000 }) || null;
  const looked = form.text(LOOKED, 'Second look', { optional: true });
  const answer = form.answer(() => ({ answers, basedOn, why, looked }));
  return answer.ok ? checked(register, answer.value, { before, today }, form.typed) : answer;
}

/** Which version the form was opened on: one that there is, or what it says could be compared with what is hidden. */
function readVersion(form: FormReader, standing: Kept): number {
  const typed = form.text(BASED_ON, 'Version');
  if (/^[1-9][0-9]{0,8}$/.test(typed) && Number(typed) <= standing.version) return Number(typed);
  throw new Refusal('malformed', 'version', 'The form was not complete. Open it again and send it from there.');
}

/**
 * A hidden number that its empty box keeps is not compared with other numbers that change: what is refused would tell
 * what it is. All of them are then typed again.
 */
function demandNumbersAgain(form: FormReader, asked: readonly Field[], before: Answers | null, answers: Answers): void {
  if (before === null) return;
  const numbers = asked.filter(({ kind }) => kind === 'whole');
  const isKept = (field: Field) =>
    isHidden(field, before[field.name] ?? null, before) && (form.typed[field.name] ?? '').trim() === '';
  const changed = numbers.some((field) => !isKept(field) && isTouched(answers, before, field.name));
  if (!changed) return;
  for (const field of numbers.filter(isKept)) {
    form.fail(field.name, `${field.label} is hidden; type it again, since another number of the record changes`);
  }
}

/** The questions that are asked: not those whose answers are fixed, once there is one. */
export function askedFields({ fields }: Register, standing: Kept | null) {
  return standing === null ? fields : fields.filter(({ fixed }) => fixed !== true);
}

function checked(
  register: Register,
  value: TypedRecord,
  about: { before: Answers | null; today: Day },
  typed: Typed,
): FormAnswer<TypedRecord> {
  try {
    register.check?.(value.answers, about);
    return { ok: true, value };
  } catch (error) {
    if (!(error instanceof Refusal) || error.kind !== 'refused') throw error;
    return { ok: false, errors: [{ field: error.field ?? '', message: error.message }], typed };
  }
}

/** What narrows a list: the questions that can, and what follows from the answers. */
export function filtersOf({ fields, narrow = [] }: Register): string[] {
  const asked = fields.filter(({ filter }) => filter === true || filter === 'linked');
  return [...asked, ...narrow].map(({ name }) => name);
}

/** What narrows a list, as the parts of its address. */
export function parametersOf(register: Register): Parameters {
  const { fields, narrow = [] } = register;
  const labels = new Map([...fields, ...narrow].map(({ name, label }) => [name, label]));
  const parts = filtersOf(register).map(
    (name) => [name, textParameter(`${labels.get(name)}, by its value`, '')] as const,
  );
  return Object.fromEntries(parts);
}

/** What the address of an empty form may answer beforehand: what narrows its list, and every choice. */
export function prefilledBy(register: Register): string[] {
  const choices = register.fields.filter(({ kind }) => kind === 'choice').map(({ name }) => name);
  return [...new Set([...filtersOf(register), ...choices])];
}
