import { yearShown } from '../calendar/financial-year.ts';
import { comparePeriods, type PeriodKey, periodShown } from '../calendar/period.ts';
import { addUp } from '../ledger/balance.ts';
import type { Entry } from '../ledger/entry.ts';
import { readPeriods } from '../ledger/period.store.ts';
import { currentPeriod, type Period } from '../ledger/period.ts';
import { readRestatements } from '../ledger/restatement.store.ts';
import type { Pence } from '../money/pence.ts';
import type { Db } from '../platform/database.ts';
import { refused } from '../platform/refusal.ts';
import { readPostedParts } from './correctable.ts';
import type { Coding } from './enter.ts';
import type { Spend } from './spend.ts';

/**
 * What is corrected, whatever record it stands in: how it is coded, where it counts, what is left of it, and from
 * which entries how much of that is taken back. A spend is one; a line that is only the trace of an entry can be.
 */
export interface Corrected extends Coding {
  ref: string;
  /** Left of it, in pence: what no correction has taken back. */
  pence: Pence;
  /** The entries that are left of it, in the order of posting, each with what is left of it. */
  entries: readonly { entry: Entry; pence: Pence }[];
  /** The period that it counts in: the closed one that it restates, else the one it was posted in. */
  counts: PeriodKey;
  /** Where it is taken back and posted anew. */
  period: PeriodKey;
  /** The closed period that taking it back and posting it anew restates; null while it counts in an open one. */
  concerns: PeriodKey | null;
}

/**
 * A spend as something to be corrected. Its own period is posted in while that is open, so that nothing moves from
 * period to period; later the oldest open one is, and the closed period is restated. Refused as `not-posted` where
 * nothing was posted, and as `opened-again` where the period that it restates was.
 */
export async function readCorrected(db: Db, officeId: number, spend: Spend): Promise<Corrected> {
  const parts = await readPostedParts(db, officeId, spend);
  const first = parts.at(-1)?.entry;
  if (first === undefined) {
    throw refused('not-posted', `Nothing was posted for ${spend.ref}, so nothing of it can be posted anew.`);
  }
  const left = parts
    .filter((part) => part.left > 0)
    .map((part) => ({ entry: part.entry, pence: part.left }))
    .toReversed();
  const [restated] = await readRestatements(db, officeId, { entryIds: [first.id] });
  const posted = { year: first.year, number: first.period };
  return {
    ...spend,
    pence: addUp(left.map(({ pence }) => pence)),
    entries: left,
    ...placeInTime(await readPeriods(db, officeId), posted, restated?.concerned ?? posted, spend.ref),
  };
}

function placeInTime(periods: Period[], posted: PeriodKey, counts: PeriodKey, ref: string) {
  const isOpen = (key: PeriodKey) => periods.some((period) => !period.closed && comparePeriods(period, key) === 0);
  if (!isOpen(counts)) {
    const { year, number } = isOpen(posted) ? posted : currentPeriod(periods);
    return { counts, concerns: counts, period: { year, number } };
  }
  if (comparePeriods(counts, posted) !== 0) {
    const named = `${periodShown(counts)} of ${yearShown(counts.year)}`;
    throw refused(
      'opened-again',
      `${ref} restates ${named}, which was opened again since. Close ${named} first, then correct it.`,
    );
  }
  return { counts, concerns: null, period: counts };
}
