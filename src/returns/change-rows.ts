import { periodsOf } from '../calendar/financial-year.ts';
import { comparePeriods, type PeriodKey, periodLabel, quarterOf } from '../calendar/period.ts';
import { listDecisions } from '../funds/decision.store.ts';
import type { Entry } from '../ledger/entry.ts';
import type { Row, RowSource } from './row.ts';

/**
 * What changed in the quarter: an initiative is new in the quarter of its first budget, or in the first quarter of
 * that budget's year when it was decided before the year began. Virements and carry-forwards cannot be posted yet,
 * and no initiative can be ended, so no other kind of change is there to list.
 */
export async function changeRows(source: RowSource): Promise<Row[]> {
  const { books, quarter } = source;
  const budgets = (await books.entries()).filter(({ kind }) => kind === 'budget');
  const decisions = await listDecisions(books.db, books.officeId, books.moment.seq);
  const titles = new Map(decisions.map(({ ref, title }) => [ref, title]));
  const first = new Map<string, Entry>();
  for (const entry of budgets) {
    const known = first.get(entry.to.initiative);
    if (known === undefined || comparePeriods(startOf(entry), startOf(known)) < 0)
      first.set(entry.to.initiative, entry);
  }
  const started = [...first.values()].filter((entry) => {
    const { year, number } = startOf(entry);
    return year === quarter.year && quarterOf(number) === quarter.quarter;
  });
  return started.map((entry, index) => {
    const { initiative, allocation, year } = entry.to;
    const title = titles.get(entry.decisionRef ?? '');
    return {
      key: `new|${initiative}`,
      label: `${initiative} is new`,
      facts: {
        return_ref: source.ref,
        change_ref: `${source.ref}-C${String(index + 1).padStart(2, '0')}`,
        kind: 'new',
        moved_from: allocation,
        moved_to: initiative,
        reason: `${entry.decisionRef ?? ''}${title === undefined ? '' : ` ${title}`}`,
        status: 'actual',
        period: periodLabel(startOf(entry)),
      },
      scope: { initiative, year },
      whole: null,
    };
  });
}

/** The period in which a budget takes effect: the one it was posted to, but none before its year begins. */
function startOf(entry: Entry): PeriodKey {
  if (entry.year >= entry.to.year) return { year: entry.year, number: entry.period };
  return { year: entry.to.year, number: periodsOf(entry.to.year)[0]?.number ?? 1 };
}
