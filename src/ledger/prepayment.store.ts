import type { Act } from '../audit/act.ts';
import { comparePeriods, type PeriodKey } from '../calendar/period.ts';
import type { Pence } from '../money/pence.ts';
import { refused } from '../platform/refusal.ts';
import { ensureAccount, sameMoneyOf } from './account.store.ts';
import { sibling } from './account.ts';
import { addUp } from './balance.ts';
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

interface DueShare {
  id: number;
  entry: Entry;
  period: PeriodKey;
  pence: Pence;
}

/** Spends what prepayments hold for periods up to and with the one named, each share once; in its own period while that is open. */
export async function releasePrepayments(act: Act, due: { through: PeriodKey; spendRef?: string }): Promise<void> {
  const shares = (await unreleased(act)).filter(
    ({ entry, period }) =>
      comparePeriods(period, due.through) <= 0 && (due.spendRef === undefined || entry.spendRef === due.spendRef),
  );
  if (shares.length === 0) return;
  const periods = await readPeriods(act.trx, act.doer.officeId);
  const entries: NewEntry[] = [];
  for (const { entry, period, pence } of shares) {
    const own = periods.find((candidate) => comparePeriods(candidate, period) === 0);
    const postedTo = own === undefined || own.closed ? due.through : period;
    const from = period.year === entry.to.year ? entry.to : await sameMoneyOf(act, entry.from, period.year);
    entries.push({
      kind: 'prepayment-release',
      from,
      to: await ensureAccount(act, sibling(from, { kind: 'spent' })),
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

async function paidAlready(act: Act, entry: Entry): Promise<Excess> {
  return { kind: 'overspend', reasonWords: await act.words(`Paid in advance, by the schedule of ${entry.spendRef}`) };
}

/** Shares not yet spent, of prepayments that were not put right as a mistake; the earliest first. */
async function unreleased(act: Act): Promise<DueShare[]> {
  const rows = await act
    .trx('prepayment_share as s')
    .leftJoin('prepayment_release as r', 'r.share_id', 's.id')
    .leftJoin('entry as c', (on) => {
      on.on('c.corrects_entry_id', 's.entry_id').andOn('c.kind', act.trx.raw('?', ['reversal']));
    })
    .where('s.office_id', act.doer.officeId)
    .whereNull('r.id')
    .whereNull('c.id')
    .orderBy([{ column: 's.year' }, { column: 's.period' }, { column: 's.id' }])
    .select('s.id', 's.entry_id', 's.year', 's.period', 's.pence');
  const ids = [...new Set(rows.map((row) => row.entry_id as number))];
  const entries = await readEntries(act.trx, act.doer.officeId, { ids });
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  return rows.map((row) => ({
    id: row.id,
    entry: byId.get(row.entry_id) as Entry,
    period: { year: row.year, number: row.period },
    pence: row.pence,
  }));
}
