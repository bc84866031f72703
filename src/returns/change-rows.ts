import { periodsOf } from '../calendar/financial-year.ts';
import { comparePeriods, type PeriodKey, periodLabel } from '../calendar/period.ts';
import { listDecisions } from '../funds/decision.store.ts';
import { readEntries } from '../ledger/entry.store.ts';
import type { Entry } from '../ledger/entry.ts';
import type { Scope } from '../ledger/scope.ts';
import { carryForwardChanges, virementChanges } from './moved-rows.ts';
import { laterChanges, restatementChanges } from './restated-rows.ts';
import { inQuarter, type Row, type RowSource } from './row.ts';

/** One change before it is numbered; which figure its amount is, the template says by its kind. */
export interface Change {
  key: string;
  label: string;
  facts: Record<'kind' | 'moved_from' | 'moved_to' | 'reason' | 'period', string>;
  scope: Scope;
}

/**
 * What changed in the quarter: new initiatives, virements and carry-forwards that were approved, and what was restated
 * of what earlier returns had said. No initiative can be ended yet, so no other kind of change is there to list.
 */
export async function changeRows(source: RowSource): Promise<Row[]> {
  const changes = [
    ...(await newInitiatives(source)),
    ...(await virementChanges(source)),
    ...(await carryForwardChanges(source)),
    ...(await restatementChanges(source)),
    ...(await laterChanges(source)),
  ];
  return changes.map(({ key, label, facts, scope }, index) => ({
    key,
    label,
    facts: {
      ...facts,
      return_ref: source.ref,
      change_ref: `${source.ref}-C${String(index + 1).padStart(2, '0')}`,
      status: 'actual',
    },
    scope,
    whole: null,
  }));
}

/**
 * An initiative is new in the quarter of its first budget, or in the first quarter of that budget's year when it was
 * decided before the year began.
 */
async function newInitiatives({ books, quarter }: RowSource): Promise<Change[]> {
  const { db, officeId, moment } = books;
  const budgets = await readEntries(db, officeId, { kind: 'budget', upToSeq: moment.seq });
  const decisions = await listDecisions(db, officeId, moment.seq);
  const titles = new Map(decisions.map(({ ref, title }) => [ref, title]));
  const first = new Map<string, Entry>();
  for (const entry of budgets) {
    const known = first.get(entry.to.initiative);
    if (known === undefined || comparePeriods(startOf(entry), startOf(known)) < 0)
      first.set(entry.to.initiative, entry);
  }
  const started = [...first.values()].filter((entry) => {
    const { year, number } = startOf(entry);
    return inQuarter(quarter, { year, period: number });
  });
  return started.map((entry) => {
    const { initiative, allocation, year } = entry.to;
    const title = titles.get(entry.decisionRef ?? '');
    return {
      key: `new|${initiative}`,
      label: `${initiative} is new`,
      facts: {
        kind: 'new',
        moved_from: allocation,
        moved_to: initiative,
        reason: `${entry.decisionRef ?? ''}${title === undefined ? '' : ` ${title}`}`,
        period: periodLabel(startOf(entry)),
      },
      scope: { initiative, year },
    };
  });
}

/** The period in which a budget takes effect: the one it was posted to, but none before its year begins. */
function startOf(entry: Entry): PeriodKey {
  if (entry.year >= entry.to.year) return { year: entry.year, number: entry.period };
  return { year: entry.to.year, number: periodsOf(entry.to.year)[0]?.number ?? 1 };
}
