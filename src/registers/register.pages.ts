import { type Day, formatInstant } from '../calendar/day.ts';
import type { Page } from '../people/door.ts';
import { Fields, formPage } from '../platform/form.pages.ts';
import type { FieldError, Typed } from '../platform/form.ts';
import { capital, withArticle } from '../platform/sentence.ts';
import { type Cell, columns, head, lines, ref as refCell, type Table, words } from '../platform/table.ts';
import {
  type Answers,
  answerCell,
  answerText,
  askField,
  type ChoicesByField,
  type Field,
  isHidden,
  isNumeric,
  isTouched,
  isWords,
  typedOf,
} from './field.ts';
import { askedFields, BASED_ON, WHY } from './register.form.ts';
import type { Kept, Register } from './register.ts';
import { askToLook, type SecondLook } from './second-look.ts';

/** A version with who made it and when. */
export interface ShownVersion extends Kept {
  by: string;
  at: string;
}

/** The records as a table: on the page the columns of the list, in the file everything. */
export function registerTable(
  register: Register,
  records: readonly Kept[],
  about: { choices: ChoicesByField; today: Day; whole?: boolean },
): Table {
  const { choices, today } = about;
  const shown = register.fields.filter(({ list }) => about.whole === true || list === true);
  const derived = register.derived ?? [];
  return {
    caption: register.title,
    captionHidden: true,
    columns: columns(
      'Reference',
      ...shown.map((field) => `${isNumeric(field) ? '#' : ''}${field.heading ?? field.label}`),
      ...derived.map(({ heading, numeric }) => `${numeric === true ? '#' : ''}${heading}`),
    ),
    rows: records.map((record) => [
      refCell(record.ref, `${register.path}/${record.ref}`),
      ...shown.map((field) => answerCell(field, record.answers[field.name] ?? null, choices, record.answers)),
      ...derived.map(({ cell }) => cell(record, today)),
    ]),
    notes: hidesCounts(shown) ? ['[c]: a count of people from 1 to 5 is not shown.'] : [],
    empty: register.empty,
  };
}

function hidesCounts(fields: readonly Field[]): boolean {
  return fields.some((field) => field.kind === 'whole' && (field.people === true || field.standsFor !== undefined));
}

/** The list of a register, narrowed by what was asked. */
export function registerPage(
  register: Register,
  table: Table,
  about: { choices: ChoicesByField; asked: Typed; mayAdd: boolean; warnings: readonly string[] },
): Page {
  const { asked, choices } = about;
  const fields = new Fields(asked, []);
  const isOffered = ({ name, filter }: Field) => filter === true || (filter === 'linked' && asked[name] !== undefined);
  const filters = [
    ...register.fields.filter(isOffered).map(({ name, label }) => ({ name, label, offered: choices.get(name) ?? [] })),
    ...(register.narrow ?? []).map((narrowing) => ({ ...narrowing, offered: narrowing.choices })),
  ];
  const query = new URLSearchParams(asked).toString();
  return {
    title: register.title,
    wide: true,
    breadcrumbs: [...register.way, { text: register.title }],
    lede: register.lede,
    warnings: about.warnings,
    actions: about.mayAdd
      ? [{ text: `Add ${withArticle(register.one)}`, href: withQuery(`${register.path}/new`, query) }]
      : [],
    filter:
      filters.length === 0
        ? undefined
        : {
            action: register.path,
            button: 'Narrow the list',
            grid: filters.length > 2,
            fields: filters.map(({ name, label, offered }) =>
              fields.select(name, label, offered, { any: 'All', full: true }),
            ),
          },
    sections: [{ table }],
    links: [...(register.links ?? []), { text: 'Download as CSV', href: withQuery(`${register.path}.csv`, query) }],
  };
}

/** One record: what stands, and every version before it. */
export function recordPage(
  register: Register,
  record: Kept,
  about: { choices: ChoicesByField; today: Day; versions: readonly ShownVersion[]; mayChange: boolean },
): Page {
  const { choices, today, versions, mayChange } = about;
  const warning = register.warn?.(record, today) ?? null;
  return {
    title: register.name(record.answers, choices),
    mark: register.mark?.(record.answers),
    caption: `${capital(register.one)} ${record.ref}`,
    breadcrumbs: [...register.way, { text: register.title, href: register.path }, { text: record.ref }],
    warnings: warning === null ? [] : [warning],
    actions: mayChange ? [{ text: 'Change it', href: `${register.path}/${record.ref}/change` }] : [],
    summary: [
      ...register.fields.map((field) => ({ key: field.label, cells: cellsOf(field, record.answers, choices) })),
      ...(register.derived ?? []).map(({ heading, cell }) => ({ key: heading, cells: [cell(record, today)] })),
    ],
    sections: [{ table: historyTable(register, versions, choices) }],
  };
}

function cellsOf(field: Field, answers: Answers, choices: ChoicesByField): Cell[] {
  const answer = answers[field.name] ?? null;
  if (answer === null) return [words('Not recorded')];
  const asLines = isWords(field) && field.kind !== 'link';
  return asLines ? lines(String(answer)) : [answerCell(field, answer, choices, answers)];
}

function historyTable(register: Register, all: readonly ShownVersion[], choices: ChoicesByField): Table {
  const versions = withMasks(register, all);
  return {
    caption: 'History',
    columns: columns('When', 'By', 'What changed', 'Why'),
    rows: versions
      .map((version, index) => [
        head(formatInstant(version.at)),
        words(version.by),
        words(changedSentence(register, versions[index - 1] ?? null, version, choices)),
        words(version.why ?? ''),
      ])
      .toReversed(),
    notes: [],
    empty: '',
  };
}

/** What a version changed of the one before it, question by question. */
export /** What changed, in words. What is hidden is named only where the change itself shows: hidden, or shown again. */
function changedSentence(
  register: Pick<Register, 'fields'>,
  before: Kept | null,
  after: Kept,
  choices: ChoicesByField,
): string {
  if (before === null) return 'Added';
  const sentences = register.fields.flatMap((field) => {
    const shown = [before, after].map(({ answers, masked }) =>
      masked?.includes(field.name) === true ? HIDDEN : answerText(field, answers, choices),
    );
    const [was, is] = shown;
    return was === is ? [] : [`${field.label}: ${was} → ${is}`];
  });
  return sentences.length === 0 ? 'Nothing that is shown' : sentences.join('; ');
}

const HIDDEN = '[c]';

/**
 * The versions with what is hidden in each: a number that stands for few people is hidden in the versions before too,
 * back to its last change, since it is the same number.
 */
function withMasks(register: Register, versions: readonly ShownVersion[]): ShownVersion[] {
  const masked = versions.map(({ answers }) =>
    register.fields.filter((field) => isHidden(field, answers[field.name] ?? null, answers)).map(({ name }) => name),
  );
  for (let at = versions.length - 2; at >= 0; at -= 1) {
    const [own, next] = [versions[at] as ShownVersion, versions[at + 1] as ShownVersion];
    const same = (masked[at + 1] ?? []).filter((name) => !isTouched(own.answers, next.answers, name));
    masked[at] = [...new Set([...(masked[at] ?? []), ...same])];
  }
  return versions.map((version, at) => ({ ...version, masked: masked[at] }));
}

/** What the form of a record needs besides the register. */
export interface RecordFormAbout {
  choices: ChoicesByField;
  standing: Kept | null;
  typed: Typed;
  errors?: readonly FieldError[];
  /** Given where the record was changed meanwhile: what was typed on, what stands now, and who made it so. */
  conflict?: { before: Kept; after: ShownVersion; yours: Answers };
  /** Given where words look as if they pointed at one person. */
  look?: SecondLook;
}

/** The form that adds a record or changes one. */
export function recordFormPage(register: Register, about: RecordFormAbout): Page {
  const { choices, standing, typed, errors = about.look?.errors ?? [], conflict, look } = about;
  const fields = new Fields(typed, errors);
  const { one, path } = register;
  const ref = standing?.ref ?? '';
  const page = formPage(
    {
      title: standing === null ? `Add ${withArticle(one)}` : `Change ${one} ${ref}`,
      caption: standing === null ? register.title : register.name(standing.answers, choices),
      action: standing === null ? `${path}/new` : `${path}/${ref}/change`,
      button: standing === null ? `Add the ${one}` : 'Save the change',
      breadcrumbs: [
        ...register.way,
        { text: register.title, href: path },
        ...(standing === null ? [] : [{ text: ref, href: `${path}/${ref}` }]),
      ],
    },
    [
      ...askedFields(register, standing).map((field) => askField(fields, field, choices, standing?.answers ?? null)),
      ...(standing === null ? [] : [fields.longText(WHY, 'Why it changes', { optional: true, rows: 2 })]),
      ...(look === undefined ? [] : [askToLook(fields, look.token)]),
    ],
    errors,
  );
  if (standing === null) return page;
  const hidden = { [BASED_ON]: String(conflict?.after.version ?? standing.version) };
  return { ...page, hidden, table: conflict === undefined ? undefined : conflictTable(register, conflict, choices) };
}

/** Both versions side by side, where two people changed the same record: only what differs. */
export function conflictTable(
  register: Pick<Register, 'fields'>,
  { before, after, yours }: NonNullable<RecordFormAbout['conflict']>,
  choices: ChoicesByField,
): Table {
  // What is hidden in one of them always stands there: its absence would tell that all three are the same.
  const differs = (field: Field) => {
    const all = [before.answers, after.answers, yours];
    const isAnyHidden = all.some((answers) => isHidden(field, answers[field.name] ?? null, answers));
    return isAnyHidden || new Set(all.map((answers) => answers[field.name] ?? null)).size > 1;
  };
  return {
    caption: 'What differs',
    columns: columns('Question', 'When you opened it', `Saved by ${after.by}, ${formatInstant(after.at)}`, 'Yours'),
    rows: register.fields
      .filter(differs)
      .map((field) => [
        head(field.label),
        ...[before.answers, after.answers].map((answers) => words(answerText(field, answers, choices))),
        words(isTouched(yours, before.answers, field.name) ? answerText(field, yours, choices) : 'Not changed by you'),
      ]),
    notes: [
      'Below, what you changed stands as you typed it, and everything else as it was saved meanwhile. Look through it, and save.',
    ],
    empty: '',
  };
}

/** What a new form holds before anything is typed: what its address says. */
export function typedFrom(register: Register, standing: Kept | null, asked: Typed): Typed {
  return standing === null ? asked : typedOf(register.fields, standing.answers);
}

function withQuery(path: string, query: string): string {
  return query === '' ? path : `${path}?${query}`;
}
