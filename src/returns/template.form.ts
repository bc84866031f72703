import { readYear } from '../calendar/financial-year.ts';
import type { Quarter } from '../calendar/quarter.ts';
import { type Choice, type FormAnswer, FormReader, type Typed } from '../platform/form.ts';
import { QUARTERS, type ReturnChoices } from './return.form.ts';
import type { Template } from './template.ts';
import {
  BLANK,
  BUILT_ROWS,
  type BuiltRow,
  type Chosen,
  offerChoices,
  readHeader,
  SAME_TEXT,
} from './template-build.ts';

/** How often a return is filed. */
export const RHYTHM_CHOICES = [
  { value: 'quarter', text: 'For each quarter' },
  { value: 'year', text: 'For each financial year' },
] as const;

/** What money a return is of. */
export const COVER_CHOICES = [
  { value: 'fund', text: 'All the money' },
  { value: 'source', text: 'One funding source at a time' },
] as const;

/** What a template is, before it is said what stands in its columns. */
export interface TemplateAbout {
  title: string;
  prefix: string;
  recipient: string;
  every: Template['every'];
  covers: Template['covers'];
  from: string;
  rows: BuiltRow;
  header: string;
  headings: string[];
  declaration: string;
  byteOrderMark: boolean;
}

/** The fields of the first half, which the second carries on. */
export const ABOUT_FIELDS = [
  'title',
  'prefix',
  'recipient',
  'every',
  'covers',
  'from',
  'rows',
  'header',
  'declaration',
  'plain',
];

/** Reads the first half of the form: what the return is, and its header row. */
function readTemplateAbout(form: FormReader, years: readonly Choice[]): () => TemplateAbout {
  const title = form.text('title', 'Title', { longest: 100 });
  const prefix = form.text('prefix', 'Prefix', { longest: 5 });
  if (prefix !== '' && !/^[A-Z]{2,5}$/.test(prefix))
    form.fail('prefix', 'Prefix must be 2 to 5 capital letters, like HO');
  const recipient = form.text('recipient', 'Filed with', { longest: 100 });
  const every = form.choice('every', 'How often', RHYTHM_CHOICES);
  const covers = form.choice('covers', 'What it covers', COVER_CHOICES);
  const from = form.choice('from', 'First financial year', years);
  const rows = form.choice('rows', 'Rows', BUILT_ROWS);
  const header = form.text('header', 'Header row', { longest: 8000 });
  const headings = header === '' ? null : readHeader(header);
  if (header !== '' && headings === null) {
    form.fail(
      'header',
      'Header row must be one line of two or more headings, each different, with commas, semicolons or tabs between them',
    );
  }
  const declaration = form.text('declaration', 'Declaration', { longest: 2000 });
  const isPlain = form.box('plain', 'Without a byte-order mark');
  return () => ({
    title,
    prefix,
    recipient,
    every: every as Template['every'],
    covers: covers as Template['covers'],
    from,
    rows: rows as BuiltRow,
    header,
    headings: headings ?? [],
    declaration,
    byteOrderMark: !isPlain,
  });
}

/** The first half alone. */
export function readAboutForm(body: unknown, years: readonly Choice[]): FormAnswer<TemplateAbout> {
  const form = new FormReader(body, ABOUT_FIELDS);
  const about = readTemplateAbout(form, years);
  return form.answer(about);
}

/** What is done with a template whose columns were chosen. */
export interface ColumnsForm {
  about: TemplateAbout;
  chosen: Chosen[];
  /** Tried for a quarter, without keeping anything; null to save it. */
  tryFor: { quarter: Quarter; source: string | null } | null;
}

/** The fields of a column, by where it stands in the header row. */
export function columnFields(index: number): { value: string; text: string } {
  return { value: `value-${index}`, text: `text-${index}` };
}

const TRY_FIELDS = ['do', 'year', 'quarter', 'source'];

/** Reads both halves: what the return is, what stands in each column, and whether it is tried or saved. */
export function readColumnsForm(body: unknown, choices: ReturnChoices): FormAnswer<ColumnsForm> {
  // How many columns there are, the header row says.
  const headings = readHeader(String((body as Typed | undefined)?.header ?? '')) ?? [];
  const named = headings.flatMap((_, index) => Object.values(columnFields(index)));
  const form = new FormReader(body, [...ABOUT_FIELDS, ...named, ...TRY_FIELDS]);
  const about = readTemplateAbout(form, choices.years);
  const { rows } = form.typed;
  const offered = BUILT_ROWS.some(({ value }) => value === rows) ? offerChoices(rows as BuiltRow) : [];
  const chosen = headings.map((heading, index): Chosen => {
    const { value, text } = columnFields(index);
    const picked = form.choice(value, `What stands in ${heading}`, offered);
    const same = form.text(text, `Text of ${heading}`, { optional: picked !== SAME_TEXT, longest: 200 });
    return { heading, value: picked, text: picked === BLANK ? '' : same };
  });
  const isTried =
    form.choice('do', 'What to do', [
      { value: 'try', text: '' },
      { value: 'save', text: '' },
    ]) === 'try';
  const year = isTried ? form.choice('year', 'Financial year', choices.years) : '';
  const quarter = isTried ? form.choice('quarter', 'Quarter', QUARTERS) : '';
  const needsSource = isTried && form.typed.covers === 'source';
  const source = form.choice('source', 'Funding source', choices.sources, { optional: !needsSource });
  return form.answer(() => ({
    about: about(),
    chosen,
    tryFor: isTried
      ? {
          quarter: { year: readYear(year) as number, quarter: Number(quarter) as Quarter['quarter'] },
          source: needsSource ? source : null,
        }
      : null,
  }));
}
