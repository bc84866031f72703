import type { Day } from '../calendar/day.ts';
import { shownCount } from '../disclosure/count.ts';
import { formatDecimal, formatPounds } from '../money/pence.ts';
import { formatCount } from '../platform/count.ts';
import type { Db } from '../platform/database.ts';
import type { Field as Asked, Fields } from '../platform/form.pages.ts';
import { type Choice, dayFields, type FormReader, TICKED, type Typed, typedDay } from '../platform/form.ts';
import { type Cell, dayCell, ref as refCell, tagged, words } from '../platform/table.ts';

/** What is kept of one question: a text, a code, a day, pence or a whole number; null where nothing was said. */
export type Answer = string | number | null;
export type Answers = Record<string, Answer>;

/** A choice of a register; one of the past still names what was answered, but is offered only where it stands. */
export type RegisterChoice = Choice & { past?: boolean };

/** The choices of a question that other records answer, such as the initiatives of the office, on the office's day. */
export type ReadChoices = (db: Db, officeId: number, today: Day) => Promise<RegisterChoice[]>;

interface About {
  /** In camel case; the column is made of it. */
  name: string;
  label: string;
  /** What heads its column, where the label is too long. */
  heading?: string;
  hint?: string;
  optional?: boolean;
  /** Asked only when the record is added, and never changed: a baseline, say. */
  fixed?: boolean;
  /** Whether the list shows it; its file and the record's page show everything. */
  list?: boolean;
  /** Whether the list can be narrowed by it; `linked` where that is offered only to whom a link has narrowed it for. */
  filter?: boolean | 'linked';
}

/** One question of a register, by the kind of its answer. */
export type Field = About &
  (
    | { kind: 'text'; longest?: number }
    | { kind: 'link' }
    | { kind: 'longText'; longest?: number }
    | {
        kind: 'choice';
        choices: readonly (RegisterChoice & { hint?: string })[] | ReadChoices;
        radios?: boolean;
        /** Where the answer's own page is. */
        href?: (value: string) => string;
        /** The colour that stands beside the word. */
        tag?: (value: string) => string;
        rag?: (value: string) => string;
      }
    /** Boxes to tick; the answer is the values that were ticked, with spaces between. */
    | { kind: 'several'; choices: readonly RegisterChoice[] | ReadChoices }
    | { kind: 'day'; past?: boolean }
    | { kind: 'pounds' }
    | {
        kind: 'whole';
        most?: number;
        people?: boolean;
        /** The question whose count of people, where it is hidden, hides this number too: it stands for those people. */
        standsFor?: string;
      }
    /** A share in whole per cent, 1 to 100. */
    | { kind: 'percent' }
  );

/** The choices of each question that has them, by its name. */
export type ChoicesByField = ReadonlyMap<string, readonly RegisterChoice[]>;

const SUFFIX: Record<Field['kind'], string> = {
  text: '_words',
  link: '_words',
  longText: '_words',
  choice: '',
  several: '',
  day: '_on',
  pounds: '_pence',
  whole: '',
  percent: '_percent',
};

/** The column that keeps the answer: `dueBack` as a day is `due_back_on`. */
export function columnOf({ name, kind }: Field): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`) + SUFFIX[kind];
}

export function isWords({ kind }: Field): boolean {
  return kind === 'text' || kind === 'link' || kind === 'longText';
}

/** The names under which a form sends the answer. */
export function formNames({ name, kind }: Field, choices: ChoicesByField): string[] {
  if (kind === 'several') return (choices.get(name) ?? []).map(({ value }) => boxName(name, value));
  return kind === 'day' ? dayFields(name) : [name];
}

function boxName(name: string, value: string): string {
  return `${name}-${value}`;
}

/** The values that were ticked. */
export function valuesOf(answer: Answer | undefined): string[] {
  return typeof answer === 'string' && answer !== '' ? answer.split(' ') : [];
}

/** Whether the answer is the value, or holds it where it may hold several. */
export function answerHolds({ kind }: Field, answer: Answer | undefined, value: string): boolean {
  return kind === 'several' ? valuesOf(answer).includes(value) : String(answer ?? '') === value;
}

/** What is offered: not what is past, unless it stands. */
function offeredChoices({ name }: Field, choices: ChoicesByField, standing: Answer | undefined) {
  const kept = valuesOf(standing ?? null);
  return (choices.get(name) ?? []).filter(({ past, value }) => past !== true || kept.includes(value));
}

/** Reads the answer from a form. A count of people that is hidden from view is kept when its box is left empty. */
export function readAnswer(
  form: FormReader,
  field: Field,
  { choices, today, before }: { choices: ChoicesByField; today: Day; before: Answers | null },
): Answer {
  const { name, label } = field;
  const optional = field.optional === true;
  const offered = offeredChoices(field, choices, before?.[name]);
  if (field.kind === 'choice') return form.choice(name, label, offered, { optional }) || null;
  if (field.kind === 'several') {
    const ticked = offered.filter(({ value }) => form.box(boxName(name, value), label)).map(({ value }) => value);
    const [first] = offered;
    if (ticked.length === 0 && !optional)
      form.fail(first === undefined ? '' : boxName(name, first.value), `Select the ${label.toLowerCase()}`);
    return ticked.join(' ') || null;
  }
  if (field.kind === 'day')
    return form.day(name, label, { optional, notAfter: field.past === true ? today : undefined });
  if (field.kind === 'pounds') {
    const isEmpty = (form.typed[name] ?? '').trim() === '';
    const pence = form.pounds(name, label, { optional, least: 0 });
    return isEmpty ? null : pence;
  }
  if (field.kind === 'whole') {
    const kept = before?.[name] ?? null;
    if (isHidden(field, kept, before) && (form.typed[name] ?? '').trim() === '') return kept;
    return form.wholeNumber(name, label, { optional, most: field.most });
  }
  if (field.kind === 'link') return form.link(name, label, { optional }) || null;
  if (field.kind === 'percent') {
    const percent = form.wholeNumber(name, label, { optional, most: 100 });
    if (percent === 0) form.fail(name, `${label} must be 1% or more`);
    return percent;
  }
  const longest = field.longest ?? (field.kind === 'text' ? 200 : 4000);
  return form.text(name, label, { optional, longest }) || null;
}

/** The question on a form. */
export function askField(fields: Fields, field: Field, choices: ChoicesByField, before: Answers | null): Asked {
  const { name, label, optional } = field;
  const hidden = isHidden(field, before?.[name] ?? null, before);
  const kept = hidden ? 'What stands is hidden, because it is small; leave the box empty to keep it.' : undefined;
  const hint = [field.hint, kept].filter((text) => text !== undefined).join(' ');
  const about = { optional, hint: hint === '' ? undefined : hint };
  if (field.kind === 'day') return fields.day(name, label, about);
  if (field.kind === 'pounds') return fields.pounds(name, label, about);
  if (field.kind === 'whole') return fields.text(name, label, { ...about, width: 5, whole: true });
  if (field.kind === 'text' || field.kind === 'link') return fields.text(name, label, about);
  if (field.kind === 'percent') return fields.text(name, label, { ...about, width: 3, whole: true });
  if (field.kind === 'longText') return fields.longText(name, label, { ...about, rows: 3 });
  const offered = offeredChoices(field, choices, before?.[name]);
  if (field.kind === 'several') {
    const boxes = offered.map(({ value, text }) => ({ name: boxName(name, value), text }));
    return fields.checkboxes(label, boxes, { ...about, small: true });
  }
  return field.radios === true
    ? fields.radios(name, label, offered, about)
    : fields.select(name, label, offered, about);
}

/** Whether somebody answered otherwise than what stood when they opened the form. */
export function isTouched(yours: Answers, before: Answers, name: string): boolean {
  return (yours[name] ?? null) !== (before[name] ?? null);
}

/** What a form shows as typed where nothing has been typed yet: the answers that stand. */
export function typedOf(fields: readonly Field[], answers: Answers): Typed {
  const typed: Typed = {};
  for (const field of fields) {
    const answer = answers[field.name] ?? null;
    if (answer === null || isHidden(field, answer, answers)) continue;
    if (field.kind === 'day') Object.assign(typed, typedDay(field.name, String(answer)));
    else if (field.kind === 'several') {
      for (const value of valuesOf(answer)) typed[boxName(field.name, value)] = TICKED;
    } else typed[field.name] = field.kind === 'pounds' ? formatDecimal(answer as number) : String(answer);
  }
  return typed;
}

/** The answer to one question, of all that a record answers, on a page and in a file. A small count of people is hidden in both. */
export function answerCell(field: Field, answer: Answer, choices: ChoicesByField, answers: Answers = {}): Cell {
  if (answer === null) return { text: '', kind: isNumeric(field) ? 'number' : 'words', file: null };
  if (field.kind === 'pounds') {
    return { text: formatPounds(answer as number), kind: 'number', file: { amount: answer as number } };
  }
  if (field.kind === 'whole') {
    if (isHidden(field, answer, answers)) return { text: '[c]', kind: 'number', marker: true, file: '[c]' };
    return { text: formatCount(answer as number), kind: 'number', file: answer as number };
  }
  if (field.kind === 'percent') return { text: `${answer}%`, kind: 'number', file: answer as number };
  if (field.kind === 'day') return dayCell(answer as Day);
  if (field.kind === 'link') return linkCell(String(answer));
  const named = (value: string) => choices.get(field.name)?.find((choice) => choice.value === value)?.text ?? value;
  if (field.kind === 'several') return words(valuesOf(answer).map(named).join(', '));
  if (field.kind !== 'choice') return words(String(answer));
  const value = String(answer);
  const text = named(value);
  if (field.tag !== undefined) return tagged({ text, classes: field.tag(value) });
  if (field.rag !== undefined) return { ...words(text), rag: field.rag(value) };
  if (field.href === undefined) return words(text);
  return text === value ? refCell(text, field.href(value), 'words') : words(text, field.href(value));
}

/** A published page's address, which is followed only where it is one: words may have been removed. */
function linkCell(address: string): Cell {
  return address.startsWith('https://') ? words(address, address) : words(address);
}

/** The answer as a sentence names it: a hidden count stays hidden. */
export function answerText(field: Field, answers: Answers, choices: ChoicesByField): string {
  const answer = answers[field.name] ?? null;
  return answer === null ? 'nothing' : answerCell(field, answer, choices, answers).text;
}

export function isNumeric({ kind }: Field): boolean {
  return kind === 'pounds' || kind === 'whole' || kind === 'percent';
}

/** Whether a number must not be shown: a small count of people, or what stands for one. */
export function isHidden(field: Field, answer: Answer, answers: Answers | null): boolean {
  if (field.kind !== 'whole' || answer === null) return false;
  const people = field.standsFor === undefined ? null : (answers?.[field.standsFor] ?? null);
  return isSmall(answer, field.people === true) || isSmall(people, true);
}

function isSmall(count: Answer, people: boolean): boolean {
  return count !== null && shownCount(Number(count), people).marker === 'c';
}
