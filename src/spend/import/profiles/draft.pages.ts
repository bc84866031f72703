import { periodLabel } from '../../../calendar/period.ts';
import { categoryShown } from '../../../ledger/category.ts';
import type { Page } from '../../../people/door.ts';
import { errorSummary, type Field, Fields, formPage } from '../../../platform/form.pages.ts';
import type { Choice, FieldError, Typed } from '../../../platform/form.ts';
import { amountCell, columns, countCell, dayCell, type Table, words } from '../../../platform/table.ts';
import { CATEGORY_CHOICES } from '../../spend-choices.ts';
import { SPEND } from '../../spend-way.ts';
import { IMPORTS } from '../batch.pages.ts';
import { type FileSlice, readSomeRows } from '../read/file.ts';
import type { FileLine } from '../read/line.ts';
import { DATE_SHAPES, type DateShape, NEGATIVES } from '../read/profile.ts';
import { BASIS_CHOICES, PERIOD_CHOICES, YEAR_CHOICES } from './draft.form.ts';
import { columnField, type Draft, dateField, markField, profileOf } from './draft.ts';
import type { HeldSample } from './held-sample.ts';
import { columnsOf, MEANINGS, MOST_COLUMNS } from './meaning.ts';

export const PROFILES = { text: 'Kinds of file', href: '/import-profiles' };

const MOST_LINES = 10;
const EXAMPLES: Record<DateShape, string> = {
  'dd/mm/yyyy': '31/07/2015',
  'yyyy-mm-dd': '2015-07-31',
  'mm/dd/yyyy': '07/31/2015, the month first',
  'dd.mm.yyyy': '31.07.2015',
  'dd-mmm-yyyy': '31-Jul-2015',
  'dd-mmm-yy': '31-JUL-15',
  yyyymmdd: '20150731',
  'Excel serial 1900': '42216, counted from 1900',
  'Excel serial 1904': '40754, counted from 1904',
};
const MARKS: Record<(typeof NEGATIVES)[number], string> = {
  'leading minus': '-1234.50 is a credit',
  'trailing minus': '1234.50- is a credit',
  brackets: '(1234.50) is a credit',
  'CR and DR': '1234.50 CR is a credit, 1234.50 DR a charge',
};

/** The form that asks for a sample of a new kind of file. */
export function samplePage(errors: readonly FieldError[] = []): Page {
  return formPage(
    {
      title: 'Add a kind of file',
      action: '/import-profiles/sample',
      button: 'Show its columns',
      breadcrumbs: [SPEND, IMPORTS, PROFILES],
      enctype: 'multipart/form-data',
      lede: [
        'Upload a file as the finance system gives it. You then say what each column means, and see how it would be read.',
        'Nothing of the sample is stored but the headers of the columns that you choose.',
      ],
    },
    [
      new Fields({}, errors).file('file', 'Sample', {
        accept: '.csv,.xlsx,text/csv',
        hint: `A CSV file or an Excel workbook (.xlsx) of at most 10 MB and ${MOST_COLUMNS} columns`,
      }),
    ],
    errors,
  );
}

/** What a form for a sample is made of. */
export interface DraftShown {
  sample: HeldSample;
  token: string;
  typed: Typed;
  errors: readonly FieldError[];
  /** The office's own profiles, which this may supersede. */
  own: readonly Choice[];
  /** What was understood, when there is a preview to show. */
  draft: Draft | null;
}

/** The columns of a sample with what each means, how its cells are written, and how its first lines would be read. */
export function draftPage({ sample, token, typed, errors, own, draft }: DraftShown): Page {
  const fields = new Fields(typed, errors);
  const preview = draft === null ? null : readSomeRows(sample.rows, sample.told, profileOf(draft));
  return {
    title: 'What the columns of this file mean',
    wide: true,
    breadcrumbs: [SPEND, IMPORTS, PROFILES],
    errors: errorSummary(errors),
    token,
    lede: [
      `${sample.told.kind === 'xlsx' ? `The sheet ${sample.told.sheet}` : 'The file'} has ${columnsOf(sample).length} columns. ` +
        'A column for which nothing is chosen is never read.',
    ],
    groups: [
      { heading: 'Columns', grid: true, fields: columnFields(sample, fields) },
      { heading: 'How cells are written', grid: false, fields: cellFields(fields) },
      { heading: 'What the amounts are', grid: false, fields: moneyFields(fields) },
      { heading: 'The period', grid: false, fields: periodFields(fields) },
      { heading: 'The kind of file', grid: false, fields: nameFields(fields, own) },
    ],
    unread: columnsOf(sample).flatMap(({ at, header, whyNot }) =>
      whyNot === null ? [] : [`${header.slice(0, 40) || `Column ${at + 1}`}: ${whyNot}`],
    ),
    preview: preview === null ? null : { tables: previewTables(preview) },
  };
}

function columnFields(sample: HeldSample, fields: Fields): Field[] {
  return columnsOf(sample)
    .filter(({ whyNot }) => whyNot === null)
    .map(({ at, header, cells }) =>
      fields.select(columnField(at), header, MEANINGS, {
        any: 'Do not read',
        hint: cells.length === 0 ? 'Empty in the first rows' : `Such as ${cells.join(' · ')}`,
        full: true,
      }),
    );
}

function cellFields(fields: Fields): Field[] {
  return [
    fields.checkboxes(
      'How are dates written?',
      DATE_SHAPES.map((shape) => ({ name: dateField(shape), text: EXAMPLES[shape] })),
      { small: true, hint: 'A date that two of them read as different days is refused, never guessed' },
    ),
    fields.checkboxes(
      'How are amounts written?',
      [
        { name: 'thousands', text: '1,234.50 with commas' },
        { name: 'pound', text: '£1234.50 with pound signs' },
        ...NEGATIVES.map((mark) => ({ name: markField(mark), text: MARKS[mark] })),
      ],
      { small: true, hint: 'An amount with any other mark is refused' },
    ),
  ];
}

function moneyFields(fields: Fields): Field[] {
  return [
    fields.radios('basis', 'What are the amounts?', BASIS_CHOICES),
    fields.text('accounts', 'Accounts of the VAT', {
      optional: true,
      hint: 'Where it stands on lines of its own, such as 9310, 9311',
      width: 20,
    }),
    fields.select('group', 'CIPFA group of lines that say none', CATEGORY_CHOICES, {
      any: 'The coding rules decide it',
    }),
    fields.text('blank_supplier', 'Supplier where none is named', {
      optional: true,
      hint: 'Such as “No supplier named in the ledger”. Left empty, such a line is a fault',
    }),
  ];
}

function periodFields(fields: Fields): Field[] {
  return [
    fields.radios('period', 'Where does the period of a line come from?', PERIOD_CHOICES),
    fields.radios('year', 'By which year is a financial year named?', YEAR_CHOICES),
    fields.text('year_end', 'Names of year-end periods', {
      optional: true,
      hint: 'Where the period is a month: ADJ for ADJ-16, say. They are period 13',
      width: 10,
    }),
  ];
}

function nameFields(fields: Fields, own: readonly Choice[]): Field[] {
  return [
    fields.text('system', 'Name of the finance system', {
      hint: 'Part of what tells a line from every other: the same for all kinds of file of one system',
      width: 20,
    }),
    fields.text('label', 'Name of the profile', { hint: 'As it is listed where a file is imported' }),
    ...(own.length === 0
      ? []
      : [
          fields.select('supersedes', 'Profile that it supersedes', own, {
            any: 'None: it is a new kind of file',
            hint: 'Files that were read by the earlier version stay as they are',
          }),
        ]),
  ];
}

function previewTables({ lines, faults, skipped }: FileSlice): Table[] {
  return [
    {
      caption: 'The first lines as they would be read',
      columns: columns('#Row', 'Date', 'Transaction', 'Supplier', 'Period', 'Coding', 'Category', '#Amount'),
      rows: lines
        .slice(0, MOST_LINES)
        .map((line) => [
          countCell(line.row),
          { ...dayCell(line.date), ref: true },
          words(line.transaction),
          words(line.supplier),
          words(line.period === null ? 'asked' : periodLabel(line.period)),
          words(codingShown(line)),
          words(line.category === null ? 'by the coding rules' : categoryShown(line.category)),
          amountCell(line.pence),
        ]),
      notes: lines.flatMap(({ readAs = [] }) => readAs).length > 0 ? [readAsNote(lines)] : [],
      empty: 'None of the first rows can be read as a line of spend.',
    },
    {
      caption: 'Faults in the first rows',
      columns: columns('#Row', 'Column', 'Value', 'What is wrong'),
      rows: faults
        .slice(0, MOST_LINES)
        .map(({ row, column, value, reason }) => [countCell(row), words(column ?? ''), words(value), words(reason)]),
      notes: [],
      empty: 'There are none.',
    },
    {
      caption: 'Rows that are no spend',
      columns: columns('#Row', 'Why', 'Amount as written'),
      rows: skipped
        .slice(0, MOST_LINES)
        .map(({ row, reason, amount }) => [countCell(row), words(reason), words(amount ?? '')]),
      notes: [],
      empty: 'There are none.',
    },
  ];
}

function codingShown({ account, costCentre, project }: FileLine): string {
  return [account, costCentre, project].filter((part) => part !== null).join(' / ');
}

function readAsNote(lines: readonly FileLine[]): string {
  const [first] = lines.flatMap(({ row, readAs = [] }) => readAs.map((one) => ({ row, ...one })));
  if (first === undefined) return '';
  const found = first.found === '' ? 'an empty cell' : `“${first.found}”`;
  return `Cells that are odd are listed as read: in row ${first.row}, ${first.column}, ${found} is read as “${first.readAs}”.`;
}
