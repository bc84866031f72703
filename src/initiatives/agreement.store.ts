import type { Act } from '../audit/act.ts';
import { spellOut } from '../audit/words.ts';
import type { Day } from '../calendar/day.ts';
import { yearShown } from '../calendar/financial-year.ts';
import { overrideOf } from '../funds/allocation.store.ts';
import { ensureAccount, findAccounts } from '../ledger/account.store.ts';
import { type Account, type Nature, sibling } from '../ledger/account.ts';
import { readPeriodCells } from '../ledger/balance.store.ts';
import { addUp, total } from '../ledger/balance.ts';
import type { NewEntry } from '../ledger/entry.ts';
import { readPeriods } from '../ledger/period.store.ts';
import { currentPeriod, type Period } from '../ledger/period.ts';
import { post } from '../ledger/post.ts';
import { formatPounds, type Pence } from '../money/pence.ts';
import type { Db, Row } from '../platform/database.ts';
import { notFound, refused } from '../platform/refusal.ts';
import { type Agreement, type AgreementYear, type NewAgreement, valueByYear, yearAmountField } from './agreement.ts';
import { findInitiative, noBudget } from './initiative.store.ts';

/**
 * Records a signed agreement and binds its value, year by year, out of each year's own budget of the initiative. With
 * several sources, each is drawn on in the order in which it was budgeted, to the penny.
 *
 * Refused by name: `year-not-made`, `no-budget` for a year in which the initiative has none, `below-zero` beyond what
 * is left of it, unless somebody with the authority says why; and what `valueByYear` refuses.
 */
export async function commit(act: Act, wanted: NewAgreement): Promise<string> {
  const { fund } = await findInitiative(act.trx, act.doer.officeId, wanted.initiative);
  const years = valueByYear(wanted);
  const purses = await pursesOfYears(act, wanted, years);
  const ref = await addAgreementRow(act, wanted, fund, years);
  await bindYears(act, ref, years, purses, { happenedOn: wanted.signedOn, overrideReason: wanted.overrideReason });
  return ref;
}

/** What an agreement is worth in one more of its years, which had no budget when it was signed. */
export interface NewAgreementYear extends AgreementYear {
  agreement: string;
  happenedOn: Day;
  overrideReason: string | null;
}

/** Binds the value of one more year of an agreement. Refused by name as `commit` refuses. */
export async function addAgreementYear(act: Act, wanted: NewAgreementYear): Promise<void> {
  const agreement = await findAgreement(act.trx, act.doer.officeId, wanted.agreement);
  const { year, pence } = wanted;
  valueByYear({ ...agreement, overrideReason: null, years: [...agreement.years, { year, pence }] });
  const purses = await pursesOfYears(act, agreement, [{ year, pence }]);
  await bindYears(act, agreement.ref, [{ year, pence }], purses, wanted);
}

type YearPurses = Map<number, Purse[]>;

/** What each of the years can be bound out of. */
async function pursesOfYears(
  { trx, doer }: Act,
  { initiative, nature }: Pick<Agreement, 'initiative' | 'nature'>,
  years: readonly AgreementYear[],
): Promise<YearPurses> {
  const periods = await readPeriods(trx, doer.officeId);
  const purses: YearPurses = new Map();
  for (const { year } of years) {
    demandYear(periods, year, yearAmountField(year));
    const ofYear = await initiativePurses(trx, doer.officeId, initiative, year, nature);
    if (ofYear.length === 0) throw noBudget(initiative, year, nature, yearAmountField(year));
    purses.set(year, ofYear);
  }
  return purses;
}

async function bindYears(
  act: Act,
  ref: string,
  years: readonly AgreementYear[],
  purses: YearPurses,
  { happenedOn, overrideReason }: Pick<NewAgreementYear, 'happenedOn' | 'overrideReason'>,
): Promise<void> {
  await act.addMany(
    'agreement_year',
    years.map(({ year, pence }) => ({ agreement: ref, year, pence })),
  );
  const period = currentPeriod(await readPeriods(act.trx, act.doer.officeId));
  const excess = await overrideOf(act, overrideReason);
  const entries: NewEntry[] = [];
  for (const { year, pence } of years) {
    for (const drawn of drawInOrder(purses.get(year) as Purse[], pence)) {
      const to = await ensureAccount(act, sibling(drawn.account, { kind: 'agreement', agreement: ref }));
      entries.push({ kind: 'commit', from: drawn.account, to, pence: drawn.pence, happenedOn, period, excess });
    }
  }
  await post(act, entries);
}

/** Refused unless the office has made the financial year. */
export function demandYear(periods: readonly Period[], year: number, field?: string): void {
  if (periods.some((period) => period.year === year)) return;
  throw refused(
    'year-not-made',
    `The financial year ${yearShown(year)} has not been made. Make it on the page Fund first.`,
    field,
  );
}

async function addAgreementRow(
  act: Act,
  wanted: NewAgreement,
  fund: string,
  years: readonly AgreementYear[],
): Promise<string> {
  const signed = Number(wanted.signedOn.slice(0, 4));
  const ref = `AG-${signed}-${String(await act.nextNumber('agreement', signed)).padStart(3, '0')}`;
  await act.add('agreement', {
    fund,
    ref,
    initiative: wanted.initiative,
    kind: wanted.kind,
    organisation_id: wanted.organisationId,
    year: (years[0] as AgreementYear).year,
    nature: wanted.nature,
    pence: addUp(years.map(({ pence }) => pence)),
    signed_on: wanted.signedOn,
    starts_on: wanted.startsOn,
    ends_on: wanted.endsOn,
    purpose_words: await act.words(wanted.purpose),
    crime_reduction_words: await act.words(wanted.crimeReduction),
    value_for_money_words: await act.words(wanted.valueForMoney),
    conditions_words: await act.optionalWords(wanted.conditions),
  });
  return ref;
}

/** An account and what is left in it. */
export interface Purse {
  account: Account;
  left: Pence;
}

/** The initiative's own accounts of a year and nature, in the order in which their sources were budgeted. */
export async function initiativePurses(
  db: Db,
  officeId: number,
  initiative: string,
  year: number,
  nature: Nature,
): Promise<Purse[]> {
  return withLeft(db, officeId, await findAccounts(db, officeId, { kind: 'initiative', initiative, year, nature }));
}

/** The agreement's accounts, of all its years or one, by source in the order in which they were bound. */
export async function agreementPurses(db: Db, officeId: number, agreement: string, year?: number): Promise<Purse[]> {
  const where = { kind: 'agreement' as const, agreement, ...(year === undefined ? {} : { year }) };
  return withLeft(db, officeId, await findAccounts(db, officeId, where));
}

async function withLeft(db: Db, officeId: number, accounts: Account[]): Promise<Purse[]> {
  const cells = await readPeriodCells(db, officeId, { accountIds: accounts.map(({ id }) => id) });
  return accounts.map((account) => ({ account, left: total(cells, { accountId: account.id }) }));
}

/**
 * Divides an amount over purses in their order, each as far as it reaches; what none can bear falls on the last. The
 * parts add up to the amount.
 */
export function drawInOrder(purses: readonly Purse[], pence: Pence): { account: Account; pence: Pence }[] {
  const drawn: { account: Account; pence: Pence }[] = [];
  let open = pence;
  for (const [index, { account, left }] of purses.entries()) {
    const isLast = index === purses.length - 1;
    const part = isLast ? open : Math.max(0, Math.min(open, left));
    if (part > 0) drawn.push({ account, pence: part });
    open -= part;
  }
  return drawn;
}

/** What is to be given back: of one financial year, or without one, of the latest first. */
export interface NewRelease {
  agreement: string;
  year?: number;
  pence: Pence;
  reason: string;
  happenedOn: Day;
}

/** Gives back what an agreement no longer needs. Refused beyond what it still binds (`release`). */
export async function release(act: Act, wanted: NewRelease): Promise<void> {
  await findAgreement(act.trx, act.doer.officeId, wanted.agreement);
  const purses = await agreementPurses(act.trx, act.doer.officeId, wanted.agreement, wanted.year);
  const bound = addUp(purses.map(({ left }) => left));
  if (wanted.pence > bound) {
    const ofYear = wanted.year === undefined ? '' : ` of ${yearShown(wanted.year)}`;
    throw refused(
      'release',
      `${wanted.agreement} still binds ${formatPounds(bound)}${ofYear}; ${formatPounds(wanted.pence)} cannot be released.`,
      'amount',
    );
  }
  const reasonWords = await act.words(wanted.reason);
  const period = currentPeriod(await readPeriods(act.trx, act.doer.officeId));
  const entries: NewEntry[] = [];
  for (const { account, pence } of drawInOrder(purses.toReversed(), wanted.pence)) {
    const to = await freeAccount(act, account);
    entries.push({ kind: 'release', from: account, to, pence, happenedOn: wanted.happenedOn, period, reasonWords });
  }
  await post(act, entries);
}

/** Where what an agreement's account held is free again: the initiative's own account of the same money. */
export function freeAccount(act: Act, account: Account): Promise<Account> {
  return ensureAccount(act, sibling(account, { kind: 'initiative', agreement: '' }));
}

/** The office's agreements, or an initiative's, in the order in which they were recorded. */
export async function listAgreements(
  db: Db,
  officeId: number,
  where: { initiative?: string; ref?: string } = {},
): Promise<Agreement[]> {
  const rows = await db('agreement')
    .where({ office_id: officeId, ...where })
    .orderBy('id');
  const one = where.ref === undefined ? {} : { agreement: where.ref };
  const years = await db('agreement_year')
    .where({ office_id: officeId, ...one })
    .orderBy('year');
  const rolled = await db('roll_forward').where({ office_id: officeId, ...one });
  return (await spellOut(db, rows)).map((row) =>
    agreementFrom(
      row,
      years.filter(({ agreement }) => agreement === row.ref).map(({ year, pence }) => ({ year, pence })),
      rolled.filter(({ agreement }) => agreement === row.ref).map(({ to_year }) => to_year),
    ),
  );
}

/** An agreement by its reference; not found when there is none. */
export async function findAgreement(db: Db, officeId: number, ref: string): Promise<Agreement> {
  const [found] = await listAgreements(db, officeId, { ref });
  if (found === undefined) throw notFound(`agreement ${ref}`);
  return found;
}

/** An agreement recorded before values were split by year has its one year in its own row. */
function agreementFrom(row: Row, ownYears: AgreementYear[], rolledInto: number[]): Agreement {
  const { ref, fund, initiative, kind, nature, purpose, conditions } = row;
  const isSplit = ownYears.some(({ year }) => year === row.year);
  const years = isSplit ? ownYears : [{ year: row.year as number, pence: row.pence as Pence }, ...ownYears];
  const boundYears = [...new Set([...years.map(({ year }) => year), ...rolledInto])].toSorted((a, b) => a - b);
  return {
    ref,
    fund,
    initiative,
    kind,
    organisationId: row.organisation_id,
    nature,
    pence: addUp(years.map(({ pence }) => pence)),
    years,
    boundYears,
    signedOn: row.signed_on,
    startsOn: row.starts_on,
    endsOn: row.ends_on,
    purpose,
    crimeReduction: row.crime_reduction,
    valueForMoney: row.value_for_money,
    conditions,
  };
}
