import type { Act } from '../audit/act.ts';
import { readYear, yearLabel, yearShown } from '../calendar/financial-year.ts';
import { quarterLabel, quarterShown, readQuarter } from '../calendar/quarter.ts';
import { readPeriods } from '../ledger/period.store.ts';
import { formatPounds } from '../money/pence.ts';
import type { Db } from '../platform/database.ts';
import type { Choice } from '../platform/form.ts';
import { refused } from '../platform/refusal.ts';
import type { Answers, Field } from '../registers/field.ts';
import { listRecords } from '../registers/register.store.ts';
import type { Kept, Register } from '../registers/register.ts';
import { listCostTypes } from './cost-type.ts';
import { FUND } from './fund.pages.ts';
import { NATURES } from './money.form.ts';
import { listSources } from './source.store.ts';

/** The office's funding sources as the choices of a question. */
export async function readSourceChoices(db: Db, officeId: number): Promise<Choice[]> {
  return (await listSources(db, officeId)).map(({ code, name }) => ({ value: code, text: `${code} ${name}` }));
}

/** The financial years of the record as the choices of a question. */
export async function readYearChoices(db: Db, officeId: number): Promise<Choice[]> {
  const years = new Set((await readPeriods(db, officeId)).map(({ year }) => year));
  return [...years].map((year) => ({ value: yearLabel(year), text: yearShown(year) }));
}

/** The quarters of the record's years as the choices of a question. */
export async function readQuarterChoices(db: Db, officeId: number): Promise<Choice[]> {
  const years = new Set((await readPeriods(db, officeId)).map(({ year }) => year));
  return [...years].flatMap((year) =>
    ([1, 2, 3, 4] as const).map((quarter) => ({
      value: quarterLabel({ year, quarter }),
      text: quarterShown({ year, quarter }),
    })),
  );
}

const SOURCE_FIELD: Field = {
  name: 'source',
  label: 'Funding source',
  kind: 'choice',
  choices: readSourceChoices,
  href: (code) => `/funding-sources/${code}`,
  fixed: true,
  list: true,
  filter: true,
};

/** Where money is claimed in arrears: above which threshold a source pays, and which share of what is above it. */
export const GRANT_TERMS: Register = {
  code: 'grant-term',
  table: 'grant_term',
  path: '/grant-terms',
  prefix: 'GT',
  title: 'Terms of grants',
  one: 'record of terms',
  lede: [
    'What a source that is claimed in arrears pays: a share of eligible cost above a threshold. Both belong to the award and to its year.',
  ],
  empty: 'No source is claimed in arrears.',
  way: [FUND],
  acts: { read: 'fund.read', add: 'fund.add', change: 'fund.add' },
  fields: [
    SOURCE_FIELD,
    { name: 'year', label: 'Financial year', kind: 'choice', choices: readYearChoices, fixed: true, list: true },
    { name: 'threshold', label: 'Threshold', kind: 'pounds', list: true, hint: 'What is paid for begins above it' },
    { name: 'share', label: 'Share that is paid, in per cent', heading: 'Share', kind: 'percent', list: true },
    {
      name: 'authority',
      label: 'Authority',
      kind: 'text',
      optional: true,
      hint: 'The letter or guidance that says so',
    },
  ],
  name: ({ source, year }) => `${source}, ${String(year).replace('-', '/')}`,
  checkKept: demandFirstOfYear,
};

/** Refused as `terms-known` when the source has terms for the year: those are changed instead. */
async function demandFirstOfYear(act: Act, { source, year }: Answers, before: Kept | null): Promise<void> {
  const known = (await listRecords(act.trx, act.doer.officeId, GRANT_TERMS)).find(
    ({ ref, answers }) => ref !== before?.ref && answers.source === source && answers.year === year,
  );
  if (known === undefined) return;
  throw refused('terms-known', `${known.ref} has the terms of ${source} for ${year}. Change that record.`, 'year');
}

/** Additional cost that a grant may pay for, by type and quarter, with why it is eligible. */
export const ELIGIBLE_COSTS: Register = {
  code: 'eligible-cost',
  table: 'eligible_cost',
  gated: true,
  path: '/eligible-costs',
  prefix: 'EC',
  title: 'Eligible costs',
  one: 'eligible cost',
  lede: [
    'Additional cost that a grant may pay for, by type and quarter. Costs that the office would have had anyway, and overheads, are not eligible.',
  ],
  empty: 'No eligible cost has been recorded.',
  way: [FUND],
  acts: { read: 'fund.read', add: 'fund.add', change: 'fund.add' },
  fields: [
    SOURCE_FIELD,
    { name: 'quarter', label: 'Quarter', kind: 'choice', choices: readQuarterChoices, fixed: true, list: true },
    { name: 'cost', label: 'Type of cost', kind: 'choice', choices: listCostTypes(), list: true, filter: true },
    { name: 'amount', label: 'Amount', kind: 'pounds', list: true },
    {
      name: 'grounds',
      label: 'Why it is eligible',
      kind: 'longText',
      longest: 1000,
      hint: 'What it was spent on besides what would have been spent anyway. Name no person.',
    },
  ],
  name: ({ source, amount, quarter }) => `${formatPounds(Number(amount))} of ${source}, ${quarter}`,
};

/** Money that a source paid to the office. */
export const GRANT_RECEIPTS: Register = {
  code: 'grant-receipt',
  table: 'grant_receipt',
  path: '/grant-receipts',
  prefix: 'GR',
  title: 'Grants received',
  one: 'receipt',
  lede: ['What funding sources paid to the office, and when. An award says what they give; a receipt that it came.'],
  empty: 'No receipt has been recorded.',
  way: [FUND],
  acts: { read: 'fund.read', add: 'fund.add', change: 'fund.add' },
  fields: [
    SOURCE_FIELD,
    {
      name: 'year',
      label: 'Financial year of the money',
      heading: 'Financial year',
      kind: 'choice',
      choices: readYearChoices,
      list: true,
    },
    { name: 'nature', label: 'Revenue or capital', kind: 'choice', choices: NATURES, radios: true, list: true },
    { name: 'received', label: 'Received on', kind: 'day', past: true, list: true },
    { name: 'amount', label: 'Amount', kind: 'pounds', list: true },
    {
      name: 'reference',
      label: 'Reference',
      kind: 'text',
      list: true,
      hint: 'Of the remittance or the bank statement',
    },
  ],
  name: ({ source, amount, received }) => `${formatPounds(Number(amount))} from ${source}, ${received}`,
};

/** The quarter that an eligible cost is of, by its label. */
export function quarterOfCost({ quarter }: Answers) {
  const read = readQuarter(String(quarter));
  if (read === null) throw new Error(`An eligible cost names the quarter ${String(quarter)}.`);
  return read;
}

/** The financial year of terms or of a receipt. */
export function yearOfMoney({ year }: Answers): number {
  return readYear(String(year)) as number;
}
