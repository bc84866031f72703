import type { Act } from '../audit/act.ts';
import type { PeriodKey } from '../calendar/period.ts';
import type { Db } from '../platform/database.ts';
import { sameMoneyOf, spentInYear } from './account.store.ts';
import type { Account } from './account.ts';
import { readEntries } from './entry.store.ts';
import type { Entry, NewEntry } from './entry.ts';
import { readPeriods } from './period.store.ts';
import { monthAfter, nextOrdinaryPeriod, type Period } from './period.ts';
import { leftOfEntry, post } from './post.ts';
import { releasePrepayments } from './prepayment.store.ts';

/** Posts what the closing of a period brings into the next ordinary one. */
export async function turnPeriod(act: Act, closed: Period): Promise<void> {
  const accruals = await readOpenAccruals(act.trx, act.doer.officeId, closed);
  const periods = await readPeriods(act.trx, act.doer.officeId);
  if (accruals.length > 0) {
    const next = nextOrdinaryPeriod(periods, closed);
    const entries: NewEntry[] = [];
    for (const accrual of accruals) entries.push(await reversalOf(act, accrual, next));
    await post(act, entries);
  }
  const next = monthAfter(periods, closed);
  if (next !== null) await releasePrepayments(act, { through: next });
}

/** The period's accruals that neither a mistake put right nor an earlier closing has turned round. */
export async function readOpenAccruals(db: Db, officeId: number, { year, number }: PeriodKey): Promise<Entry[]> {
  const accruals = await readEntries(db, officeId, { kind: 'accrual', period: { year, number } });
  const open: Entry[] = [];
  for (const accrual of accruals) if ((await leftOfEntry(db, accrual)) > 0) open.push(accrual);
  return open;
}

/**
 * Within the year an accrual goes back the way it came. Across the year end it is taken off the next year's spend and
 * gives that much of the next year's money to the same initiative, so that the invoice, when it comes, costs that year
 * nothing: money of the closed year does not move again.
 */
async function reversalOf(act: Act, accrual: Entry, next: Period): Promise<NewEntry> {
  const { from, to } = next.year === accrual.year ? accrual : await nextYear(act, accrual, next.year);
  return {
    kind: 'accrual-reversal',
    from: to,
    to: from,
    pence: accrual.pence,
    happenedOn: next.startsOn,
    period: next,
    place: accrual.place,
    category: accrual.category,
    spendRef: accrual.spendRef ?? undefined,
    corrects: accrual.id,
  };
}

async function nextYear(act: Act, accrual: Entry, year: number): Promise<{ from: Account; to: Account }> {
  const from = await sameMoneyOf(act, accrual.from, year);
  return { from, to: await spentInYear(act, from, accrual.to.agreement) };
}
