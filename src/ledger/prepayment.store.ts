import type { Act } from '../audit/act.ts';
import { comparePeriods, type PeriodKey } from '../calendar/period.ts';
import type { Pence } from '../money/pence.ts';
import type { Db } from '../platform/database.ts';
import { refused } from '../platform/refusal.ts';
import { ensureAccount, sameMoneyOf, spentInYear } from './account.store.ts';
import { type Account, sibling } from './account.ts';
import { readPeriodCells } from './balance.store.ts';
import { addUp, total } from './balance.ts';
import { readEntries } from './entry.store.ts';
import type { Entry, Excess, NewEntry } from './entry.ts';
import { readPeriods } from './period.store.ts';
import { post } from './post.ts';

/** What of a prepayment serves one period. */
export interface PrepaymentShare extends PeriodKey {
  pence: Pence;
}

/**
 * Keeps the schedule of an amount paid in advance, beside its entry. The shares of the entry's own year add up to the
 * entry; those of later years are spent out of those years' money when their periods come.
 */
export async function schedulePrepayment(
  act: Act,
  entry: { id: number; year: number; pence: Pence },
  shares: PrepaymentShare[],
): Promise<void> {
  const own = addUp(shares.filter(({ year }) => year === entry.year).map(({ pence }) => pence));
  if (own !== entry.pence) throw refused('schedule', 'The shares of the schedule do not add up to what was paid.');
  await act.addMany(
    'prepayment_share',
    shares.map(({ year, number, pence }) => ({ entry_id: entry.id, year, period: number, pence })),
  );
}

/** A share not yet spent, with the entry that paid it in advance. */
export interface DueShare {
  id: number;
  entry: Entry;
  period: PeriodKey;
  pence: Pence;
}

/**
 * Spends what prepayments hold for periods up to and with the one named, each share once: in its own period while that
 * is open, but never in one before that of the payment, which the books did not hold yet.
 */
export async function releasePrepayments(act: Act, due: { through: PeriodKey; spendRef?: string }): Promise<void> {
  const shares = (await readUnreleased(act.trx, act.doer.officeId)).filter(
    ({ entry, period }) =>
      comparePeriods(period, due.through) <= 0 && (due.spendRef === undefined || entry.spendRef === due.spendRef),
  );
  if (shares.length === 0) return;
  const periods = await readPeriods(act.trx, act.doer.officeId);
  const laterYears = laterMoney(act);
  const entries: NewEntry[] = [];
  for (const { entry, period, pence } of shares) {
    const own = periods.find((candidate) => comparePeriods(candidate, period) === 0);
    const isBefore = comparePeriods(period, { year: entry.year, number: entry.period }) < 0;
    const postedTo = own === undefined || own.closed || isBefore ? due.through : period;
    const { from, to } = await (period.year === entry.to.year
      ? ownMoney(act, entry)
      : laterYears(entry, period, pence));
    entries.push({
      kind: 'prepayment-release',
      from,
      to,
      pence,
      happenedOn: own?.startsOn ?? entry.happenedOn,
      period: postedTo,
      place: entry.place,
      category: entry.category,
      spendRef: entry.spendRef ?? undefined,
      // What is held for it is always enough; the next year's own money may not be, and it has been paid all the same.
      excess: from.kind === 'prepaid' ? undefined : await paidAlready(act, entry),
    });
  }
  const ids = await post(act, entries);
  await act.addMany(
    'prepayment_release',
    shares.map(({ id }, index) => ({ share_id: id, entry_id: ids[index] as number })),
  );
}

interface Way {
  from: Account;
  to: Account;
}

/** In its own year a payment is spent out of what was set aside for it. */
async function ownMoney(act: Act, { to: held }: Entry): Promise<Way> {
  return { from: held, to: await ensureAccount(act, sibling(held, { kind: 'spent' })) };
}

/**
 * In a later year a share is spent out of that year's money of the same source: the agreement's while it binds enough,
 * else the initiative's, which may pass what is left. What is drawn is remembered from share to share.
 */
function laterMoney(act: Act): (entry: Entry, period: PeriodKey, pence: Pence) => Promise<Way> {
  const left = new Map<number, Pence>();
  const leftOf = async ({ id }: Account): Promise<Pence> =>
    left.get(id) ?? total(await readPeriodCells(act.trx, act.doer.officeId, { accountIds: [id] }), { accountId: id });
  return async ({ from: paid, to: held }, { year }, pence) => {
    const bound = await sameMoneyOf(act, paid, year);
    const isEnough = bound.kind === 'initiative' || (await leftOf(bound)) >= pence;
    const from = isEnough ? bound : await sameMoneyOf(act, { ...paid, agreement: '' }, year);
    left.set(from.id, (await leftOf(from)) - pence);
    return { from, to: await spentInYear(act, from, held.agreement) };
  };
}

async function paidAlready(act: Act, entry: Entry): Promise<Excess> {
  return { kind: 'overspend', reasonWords: await act.words(`Paid in advance, by the schedule of ${entry.spendRef}`) };
}

/** Shares not yet spent, of prepayments that were not put right as a mistake; the earliest first. */
export async function readUnreleased(db: Db, officeId: number): Promise<DueShare[]> {
  const rows = await db('prepayment_share as s')
    .leftJoin('prepayment_release as r', 'r.share_id', 's.id')
    .leftJoin('entry as c', (on) => {
      on.on('c.corrects_entry_id', 's.entry_id').andOn('c.kind', db.raw('?', ['reversal']));
    })
    .where('s.office_id', officeId)
    .whereNull('r.id')
    .whereNull('c.id')
    .orderBy([{ column: 's.year' }, { column: 's.period' }, { column: 's.id' }])
    .select('s.id', 's.entry_id', 's.year', 's.period', 's.pence');
  const ids = [...new Set(rows.map((row) => row.entry_id as number))];
  const entries = await readEntries(db, officeId, { ids });
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  return rows.map((row) => ({
    id: row.id,
    entry: byId.get(row.entry_id) as Entry,
    period: { year: row.year, number: row.period },
    pence: row.pence,
  }));
}
