import { yearShown } from '../calendar/financial-year.ts';
import { comparePeriods, type PeriodKey, periodShown } from '../calendar/period.ts';
import type { Account } from '../ledger/account.ts';
import { addUp } from '../ledger/balance.ts';
import { readEntries } from '../ledger/entry.store.ts';
import type { Entry, EntryKind } from '../ledger/entry.ts';
import { readRestatements } from '../ledger/restatement.store.ts';
import { formatPounds, type Pence } from '../money/pence.ts';
import type { Db } from '../platform/database.ts';
import { refused } from '../platform/refusal.ts';

/** What one entry did to what was spent with its coding, in the period that it counts in. */
export interface Movement {
  entry: Entry;
  spent: Account;
  other: Account;
  /** What it added to spend, below zero where it took some back. */
  pence: Pence;
  period: PeriodKey;
}

/** An accrual takes itself back, and a credit of nobody's was never spend: neither leaves anything to take back. */
const ALONE: readonly EntryKind[] = ['accrual', 'accrual-reversal', 'unmatched-credit'];

/**
 * Everything that was spent from these accounts and taken back again, each in the period that it counts in: the one it
 * restates, that of the entry which it corrects, or its own. So no pound can be taken back twice, once by a correction
 * and once by an adjustment.
 */
export async function readMovements(db: Db, officeId: number, accounts: readonly Account[]): Promise<Movement[]> {
  const ids = accounts.map(({ id }) => id);
  const entries = await readEntries(db, officeId, { accountIds: ids });
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  const restated = await readRestatements(db, officeId);
  const concerned = new Map(restated.map((restatement) => [restatement.entryId, restatement.concerned]));
  const root = (entry: Entry): Entry => {
    const original = entry.corrects === null ? undefined : byId.get(entry.corrects);
    return original === undefined ? entry : root(original);
  };
  return entries.flatMap((entry) => {
    const first = root(entry);
    if (ALONE.includes(first.kind)) return [];
    const isIn = ids.includes(entry.to.id);
    return [
      {
        entry,
        spent: isIn ? entry.to : entry.from,
        other: isIn ? entry.from : entry.to,
        pence: isIn ? entry.pence : -entry.pence,
        period: concerned.get(first.id) ?? { year: first.year, number: first.period },
      },
    ];
  });
}

/**
 * Refused as `taken-off` when adjustments have already taken so much off the period in which an entry counts that it
 * cannot be taken back as well. `parts` are the entries to be taken back, with how much of each in pence.
 */
export async function demandStillSpent(
  db: Db,
  officeId: number,
  parts: readonly { entry: Entry; pence: Pence }[],
): Promise<void> {
  const out = parts.filter(({ entry }) => entry.to.kind === 'spent' && !ALONE.includes(entry.kind));
  if (out.length === 0) return;
  const movements = await readMovements(
    db,
    officeId,
    out.map(({ entry }) => entry.to),
  );
  for (const { entry } of out) {
    const own = movements.find((movement) => movement.entry.id === entry.id);
    if (own === undefined) continue;
    const isSame = (other: Movement) =>
      other.spent.id === own.spent.id &&
      other.entry.place === entry.place &&
      other.entry.category === entry.category &&
      comparePeriods(other.period, own.period) === 0;
    const left = addUp(movements.filter(isSame).map(({ pence }) => pence));
    const wanted = addUp(
      out
        .filter((part) => movements.some((movement) => movement.entry.id === part.entry.id && isSame(movement)))
        .map(({ pence }) => pence),
    );
    if (wanted > left) {
      throw refused(
        'taken-off',
        `Of what was spent with this coding in ${periodShown(own.period)} of ${yearShown(own.period.year)}, adjustments ` +
          `have left ${formatPounds(Math.max(0, left))}; ${formatPounds(wanted)} cannot be taken back. Reverse the ` +
          'adjustment first, if that was the mistake.',
      );
    }
  }
}
