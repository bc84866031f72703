import { DISCLOSURE_RULE, type ShownCount } from '../../disclosure/count.ts';
import { formatPounds } from '../../money/pence.ts';
import { COUNTY, DISTRICTS, type Place } from '../../partners/place.ts';
import { formatCount } from '../../platform/count.ts';
import { type Cell, columns, head, type Table } from '../../platform/table.ts';
import { type ChoicesByField, isHidden } from '../../registers/field.ts';
import type { Kept, Register } from '../../registers/register.ts';
import type { By, Question, Sort, TotalOf } from './initiative-kind.ts';
import { type Group, type Grouping, groupingOf, questionOf } from './kind-group.ts';
import { type SumGrid, type SumPart, sumGrid } from './kind-sum.ts';

/** The records of a sort with what is needed to add them up for whoever looks. */
export interface SumAbout {
  sort: Sort;
  register: Register;
  records: readonly Kept[];
  choices: ChoicesByField;
  /** The districts that whoever looks may see. */
  seen: readonly Place[];
}

type Sum = TotalOf<'sum'>;

/** The records of a sort added up as a total of its kind says. */
export function sumTable(total: Sum, about: SumAbout): Table {
  const rows = groupingOf(total.rows, about.sort, about.choices);
  const across = total.columns === null ? null : groupingOf(total.columns, about.sort, about.choices);
  const isByPlace = rows.question.kind === 'place';
  const counted = isByPlace ? about.records : seenRecords(about);
  const rowGroups = isByPlace ? DISTRICTS.map(({ code, name }) => ({ key: code, text: name })) : rows.groups(counted);
  const columnGroups = across === null ? [] : across.groups(counted);
  const grids = total.add.map((name) => {
    const parts = counted.flatMap((record) => partOf(about, record, name, rows, across));
    const keys = (groups: readonly Group[]) => groups.map(({ key }) => key);
    return {
      question: questionOf(about.sort, name),
      grid: sumGrid(parts, keys(rowGroups), across === null ? [''] : keys(columnGroups)),
    };
  });
  const shown = rowGroups.flatMap((group, index) =>
    !isByPlace || about.seen.some(({ code }) => code === group.key) ? [{ group, index }] : [],
  );
  const mayFoot = !isByPlace || about.seen.length === DISTRICTS.length ? () => true : everyDistrictCounted;
  const link = linkOf(total, about);
  const number = (
    grid: SumGrid,
    question: Question,
    pick: (of: SumGrid) => ShownCount | null | undefined,
    href?: string,
  ) => countCell(pick(grid) ?? null, question, href);
  const first = grids[0] as (typeof grids)[number];
  const cellsOf = (index: number, group: Group): Cell[] =>
    across === null
      ? grids.map(({ grid, question }) => number(grid, question, (of) => of.rowTotals[index], link(group.key)))
      : [
          ...columnGroups.map(({ key }, at) =>
            number(first.grid, first.question, (of) => of.cells[index]?.[at], link(group.key, key)),
          ),
          number(first.grid, first.question, (of) => of.rowTotals[index], link(group.key)),
        ];
  const foot =
    across === null
      ? grids.map(({ grid, question }) => footCell(grid, question, 0, mayFoot))
      : [
          ...columnGroups.map((_, at) => footCell(first.grid, first.question, at, mayFoot)),
          footCell(first.grid, first.question, null, mayFoot),
        ];
  return {
    caption:
      across === null
        ? total.title
        : `${total.title}, by ${lower(rows.question.label)} and ${lower(across.question.label)}`,
    columns: columns(
      rows.question.label,
      ...(across === null
        ? grids.map(({ question }) => `#${question.heading ?? question.label}`)
        : [...columnGroups.map(({ text }) => `#${text}`), '#All']),
    ),
    rows: counted.length === 0 ? [] : shown.map(({ group, index }) => [head(group.text), ...cellsOf(index, group)]),
    foot: [head(isByPlace ? COUNTY.name : 'All'), ...foot],
    notes: notesOf(about, grids, isByPlace),
    empty: about.sort.empty,
  };
}

/** The numbers of a sort that its list shows, each added up over every record that whoever looks may see. */
export function sumFacts(total: Sum, about: SumAbout): { question: Question; cell: Cell }[] {
  const href = `/initiatives/${about.register.within?.ref}/kind`;
  return total.add
    .map((name) => questionOf(about.sort, name))
    .filter(({ list }) => list === true)
    .map((question) => {
      const parts = seenRecords(about).map((record) => ({
        row: '',
        column: '',
        count: countOf(record, question, about),
      }));
      return { question, cell: countCell(sumGrid(parts, [''], ['']).total, question, href) };
    });
}

function seenRecords({ register, records, seen }: SumAbout): Kept[] {
  return records.filter(({ answers }) => {
    const place = register.district?.(answers) ?? null;
    return place === null || seen.some(({ code }) => code === place);
  });
}

function partOf(about: SumAbout, record: Kept, name: string, rows: Grouping, across: Grouping | null): SumPart[] {
  const count = countOf(record, questionOf(about.sort, name), about);
  return [{ row: rows.keyOf(record), column: across === null ? '' : across.keyOf(record), count }];
}

function countOf({ answers }: Kept, question: Question, { register }: SumAbout): ShownCount | null {
  const answer = answers[question.name] ?? null;
  const field = register.fields.find(({ name }) => name === question.name);
  if (answer === null || field === undefined) return null;
  return isHidden(field, answer, answers) ? { value: null, marker: 'c' } : { value: Number(answer), marker: '' };
}

/** With one return alone, or all but one's own, a county's number would be another district's. */
function everyDistrictCounted(grid: SumGrid, column: number | null): boolean {
  return column === null
    ? grid.rowTotals.every((count) => count !== null)
    : grid.cells.every((cells) => (cells[column] ?? null) !== null);
}

function footCell(
  grid: SumGrid,
  question: Question,
  column: number | null,
  mayFoot: (grid: SumGrid, column: number | null) => boolean,
): Cell {
  if (!mayFoot(grid, column)) return { text: '[x] not available', kind: 'number', marker: true, file: '[x]' };
  return countCell((column === null ? grid.total : grid.columnTotals[column]) ?? null, question);
}

function countCell(count: ShownCount | null, question: Question, href?: string): Cell {
  if (count === null) return { text: 'None recorded', kind: 'number', marker: true, file: null };
  if (count.value === null) return { text: '[c]', href, kind: 'number', marker: true, file: '[c]' };
  if (question.kind === 'pounds') {
    return { text: formatPounds(count.value), href, kind: 'number', file: { amount: count.value } };
  }
  return { text: formatCount(count.value), href, kind: 'number', file: count.value };
}

/** Where the records behind a cell are listed; nowhere when a group is made of days, by which no list is narrowed. */
function linkOf({ rows, columns: across }: Sum, { register }: SumAbout) {
  const narrows = ({ question, as }: By): boolean =>
    as === undefined && register.fields.some(({ name, filter }) => name === question && filter === true);
  return (row: string, column?: string): string | undefined => {
    if (
      !narrows(rows) ||
      row === '' ||
      (across !== null && column !== undefined && (!narrows(across) || column === ''))
    ) {
      return undefined;
    }
    const asked = {
      [rows.question]: row,
      ...(across === null || column === undefined ? {} : { [across.question]: column }),
    };
    return `${register.path}?${new URLSearchParams(asked)}`;
  };
}

function notesOf(
  about: SumAbout,
  grids: readonly { question: Question; grid: SumGrid }[],
  isByPlace: boolean,
): string[] {
  const hides = grids.some(
    ({ question }) => question.kind === 'whole' && (question.people === true || question.standsFor !== undefined),
  );
  const { rowTotals = [] } = grids[0]?.grid ?? {};
  const missing = isByPlace ? DISTRICTS.filter((_, index) => rowTotals[index] === null).map(({ name }) => name) : [];
  return [
    ...(hides
      ? [DISCLOSURE_RULE, 'A total is [c] too where any count behind it is, so that none can be worked out.']
      : []),
    ...(missing.length > 0 && about.seen.length === DISTRICTS.length
      ? [`Nothing was recorded for ${missing.join(', ')}.`]
      : []),
  ];
}

function lower(label: string): string {
  return `${label[0]?.toLowerCase()}${label.slice(1)}`;
}
