import type { Act } from '../audit/act.ts';
import { spellOut } from '../audit/words.ts';
import type { Day } from '../calendar/day.ts';
import { overrideOf } from '../funds/allocation.store.ts';
import { ensureAccount, findAccounts } from '../ledger/account.store.ts';
import { type Account, type Nature, sibling } from '../ledger/account.ts';
import { readPeriodCells } from '../ledger/balance.store.ts';
import { addUp, total } from '../ledger/balance.ts';
import type { NewEntry } from '../ledger/entry.ts';
import { readPeriods } from '../ledger/period.store.ts';
import { currentPeriod } from '../ledger/period.ts';
import { post } from '../ledger/post.ts';
import { formatPounds, type Pence } from '../money/pence.ts';
import type { Db, Row } from '../platform/database.ts';
import { notFound, refused } from '../platform/refusal.ts';
import { findInitiative, noBudget } from './initiative.store.ts';

export const AGREEMENT_KINDS = {
  grant: 'Grant agreement',
  contract: 'Contract',
  transfer: 'Transfer to the Chief Constable',
} as const;

/** The commitment to a provider, for one financial year. */
export interface Agreement {
  ref: string;
  fund: string;
  initiative: string;
  kind: keyof typeof AGREEMENT_KINDS;
  organisationId: number;
  year: number;
  nature: Nature;
  pence: Pence;
  signedOn: Day;
  startsOn: Day;
  endsOn: Day;
  purpose: string;
  crimeReduction: string;
  valueForMoney: string;
  conditions: string | null;
}

/** A signed agreement to be recorded. */
export interface NewAgreement extends Omit<Agreement, 'ref' | 'fund'> {
  overrideReason: string | null;
}

/**
 * Records a signed agreement and binds its value out of the initiative's budget. With several sources, each is drawn
 * on in the order in which it was budgeted, to the penny.
 */
export async function commit(act: Act, wanted: NewAgreement): Promise<string> {
  const initiative = await findInitiative(act.trx, act.doer.officeId, wanted.initiative);
  const purses = await initiativePurses(act.trx, act.doer.officeId, wanted.initiative, wanted.year, wanted.nature);
  if (purses.length === 0) throw noBudget(wanted.initiative, wanted.year, wanted.nature);
  const year = Number(wanted.signedOn.slice(0, 4));
  const ref = `AG-${year}-${String(await act.nextNumber('agreement', year)).padStart(3, '0')}`;
  await act.add('agreement', {
    fund: initiative.fund,
    ref,
    initiative: wanted.initiative,
    kind: wanted.kind,
    organisation_id: wanted.organisationId,
    year: wanted.year,
    nature: wanted.nature,
    pence: wanted.pence,
    signed_on: wanted.signedOn,
    starts_on: wanted.startsOn,
    ends_on: wanted.endsOn,
    purpose_words: await act.words(wanted.purpose),
    crime_reduction_words: await act.words(wanted.crimeReduction),
    value_for_money_words: await act.words(wanted.valueForMoney),
    conditions_words: await act.optionalWords(wanted.conditions),
  });
  const period = currentPeriod(await readPeriods(act.trx, act.doer.officeId));
  const excess = await overrideOf(act, wanted.overrideReason);
  const entries: NewEntry[] = [];
  for (const { account, pence } of drawInOrder(purses, wanted.pence)) {
    const to = await ensureAccount(act, sibling(account, { kind: 'agreement', agreement: ref }));
    entries.push({ kind: 'commit', from: account, to, pence, happenedOn: wanted.signedOn, period, excess });
  }
  await post(act, entries);
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

/** The agreement's accounts, one per source, in the order in which they were bound. */
export async function agreementPurses(db: Db, officeId: number, agreement: string): Promise<Purse[]> {
  return withLeft(db, officeId, await findAccounts(db, officeId, { kind: 'agreement', agreement }));
}

async function withLeft(db: Db, officeId: number, accounts: Account[]): Promise<Purse[]> {
  const cells = await readPeriodCells(db, officeId, { accountIds: accounts.map(({ id }) => id) });
  return accounts.map((account) => ({ account, left: total(cells, { accountId: account.id }) }));
}

/**
 * Divides an amount over purses in their order, each as far as it reaches; what none can bear falls on the last. The
 * parts add up to the amount.
 */
export function drawInOrder(purses: Purse[], pence: Pence): { account: Account; pence: Pence }[] {
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

/** Gives back what an agreement no longer needs. Refused beyond what it still binds. */
export async function release(
  act: Act,
  wanted: { agreement: string; pence: Pence; reason: string; happenedOn: Day },
): Promise<void> {
  await findAgreement(act.trx, act.doer.officeId, wanted.agreement);
  const purses = await agreementPurses(act.trx, act.doer.officeId, wanted.agreement);
  const bound = addUp(purses.map(({ left }) => left));
  if (wanted.pence > bound) {
    throw refused(
      'release',
      `${wanted.agreement} still binds ${formatPounds(bound)}; ${formatPounds(wanted.pence)} cannot be released.`,
      'amount',
    );
  }
  const reasonWords = await act.words(wanted.reason);
  const period = currentPeriod(await readPeriods(act.trx, act.doer.officeId));
  const entries: NewEntry[] = [];
  for (const { account, pence } of drawInOrder(purses.toReversed(), wanted.pence)) {
    const to = await ensureAccount(act, sibling(account, { kind: 'initiative', agreement: '' }));
    entries.push({ kind: 'release', from: account, to, pence, happenedOn: wanted.happenedOn, period, reasonWords });
  }
  await post(act, entries);
}

/** The office's agreements, or an initiative's, in the order in which they were recorded. */
export async function listAgreements(
  db: Db,
  officeId: number,
  where: { initiative?: string } = {},
): Promise<Agreement[]> {
  const rows = await db('agreement')
    .where({ office_id: officeId, ...where })
    .orderBy('id');
  return (await spellOut(db, rows)).map(agreementFrom);
}

/** An agreement by its reference; not found when there is none. */
export async function findAgreement(db: Db, officeId: number, ref: string): Promise<Agreement> {
  const [row] = await spellOut(db, await db('agreement').where({ office_id: officeId, ref }));
  if (row === undefined) throw notFound(`agreement ${ref}`);
  return agreementFrom(row);
}

function agreementFrom(row: Row): Agreement {
  const { ref, fund, initiative, kind, year, nature, pence, purpose, conditions } = row;
  return {
    ref,
    fund,
    initiative,
    kind,
    organisationId: row.organisation_id,
    year,
    nature,
    pence,
    signedOn: row.signed_on,
    startsOn: row.starts_on,
    endsOn: row.ends_on,
    purpose,
    crimeReduction: row.crime_reduction,
    valueForMoney: row.value_for_money,
    conditions,
  };
}
