import { yearLabel, yearShown } from '../calendar/financial-year.ts';
import { periodLabel, periodShown } from '../calendar/period.ts';
import { periodsOfQuarter } from '../calendar/quarter.ts';
import { readFigures } from '../figures/registry.ts';
import { listRestatements, readReasons, restatementScope } from '../figures/restatement.store.ts';
import { readEntries } from '../ledger/entry.store.ts';
import type { Entry } from '../ledger/entry.ts';
import { readRestatements } from '../ledger/restatement.store.ts';
import type { Change } from './change-rows.ts';
import { inQuarter, type RowSource } from './row.ts';

/**
 * What entries of the quarter restate of closed periods, which no other row of any return says: each with what the
 * period said before and after.
 */
export async function restatementChanges({ books, quarter }: RowSource): Promise<Change[]> {
  const { db, officeId, moment } = books;
  const restatements = (await listRestatements(db, officeId, { upToSeq: moment.seq })).filter(({ posted }) =>
    inQuarter(quarter, { year: posted.year, period: posted.number }),
  );
  const shown = await readFigures(
    books,
    restatements.flatMap((restatement) =>
      ['restatement.before', 'restatement.after'].map((figure) => ({ figure, scope: restatementScope(restatement) })),
    ),
  );
  return restatements.map((restatement, index) => {
    const { act, initiative, concerned, posted, reason } = restatement;
    const [before, after] = shown.slice(index * 2, index * 2 + 2);
    const period = `${periodShown(concerned)} of ${yearShown(concerned.year)}`;
    return {
      key: `restatement|${act}|${initiative}|${periodLabel(concerned)}`,
      label: `${initiative}, ${period}, is restated`,
      facts: {
        kind: 'restatement',
        moved_from: periodLabel(concerned),
        moved_to: initiative,
        reason: `${period} restated from ${before?.text ?? ''} to ${after?.text ?? ''}. ${reason}`,
        period: periodLabel(posted),
      },
      scope: restatementScope(restatement),
    };
  });
}

/**
 * What moved spent money of an earlier year in the quarter and restates no period, such as a refund: its year's last
 * return has been filed, and this quarter's rows are of this year's money.
 */
export async function laterChanges({ books, quarter }: RowSource): Promise<Change[]> {
  const { db, officeId, moment } = books;
  const entries: Entry[] = [];
  for (const { year, number } of periodsOfQuarter(quarter)) {
    const posted = await readEntries(db, officeId, { period: { year, number }, upToSeq: moment.seq });
    entries.push(...posted.filter((entry) => (spentOf(entry)?.year ?? entry.year) < entry.year));
  }
  const restating = await readRestatements(db, officeId, { upToSeq: moment.seq });
  const restated = new Set(restating.map(({ entryId }) => entryId));
  const first = new Map<string, Entry>();
  for (const entry of entries) {
    const { year, initiative } = spentOf(entry) as Entry['to'];
    const key = `${entry.seq}|${initiative}|${yearLabel(year)}`;
    if (!restated.has(entry.id) && !first.has(key)) first.set(key, entry);
  }
  const reasons = await readReasons(db, officeId, [...first.values()]);
  return [...first].map(([key, entry]) => {
    const { year, initiative } = spentOf(entry) as Entry['to'];
    return {
      key: `later|${key}`,
      label: `${initiative}, spend of ${yearShown(year)}, is changed`,
      facts: {
        kind: 'restatement',
        moved_from: yearLabel(year),
        moved_to: initiative,
        reason: `${KINDS[entry.kind] ?? 'Entry'} ${entry.spendRef ?? entry.id}. ${reasons.get(entry.id) ?? ''}`.trim(),
        period: periodLabel({ year: entry.year, number: entry.period }),
      },
      scope: { act: String(entry.seq), initiative, year },
    };
  });
}

const KINDS: Partial<Record<Entry['kind'], string>> = {
  spend: 'Spend',
  refund: 'Refund',
  reversal: 'Reversal',
  'unmatched-credit': 'Unmatched credit',
};

/** The account of what was spent that an entry moved; undefined when it moved none. */
function spentOf({ from, to }: Entry): Entry['to'] | undefined {
  return [to, from].find(({ kind }) => kind === 'spent');
}
