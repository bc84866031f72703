import { comparePeriods, type PeriodKey } from '../calendar/period.ts';
import { compareQuarters, periodsOfQuarter, type Quarter } from '../calendar/quarter.ts';
import { addUp } from '../ledger/balance.ts';
import type { Pence } from '../money/pence.ts';
import { findOffice } from '../people/office.store.ts';
import type { Db } from '../platform/database.ts';
import { readFiledTables } from '../returns/filed.ts';
import { listFilings } from '../returns/filing.store.ts';
import { stateOf } from '../returns/filing.ts';
import { filingHref } from '../returns/return.pages.ts';

/** What a submitted return says was spent in its quarter. */
export interface FiledQuarter {
  ref: string;
  href: string;
  quarter: Quarter;
  /** The quarter's last period: 13 for the fourth. */
  last: PeriodKey;
  /** By initiative; one that the return does not state is not here. */
  actuals: ReadonlyMap<string, Pence>;
}

const ACTUAL = 'actual_quarter';
const INITIATIVE = 'initiative_ref';

/** The quarter that ends with a period; null when none does. */
export function quarterEndingWith(period: PeriodKey): Quarter | null {
  for (const quarter of [1, 2, 3, 4] as const) {
    const last = periodsOfQuarter({ year: period.year, quarter }).at(-1);
    if (last !== undefined && comparePeriods(last, period) === 0) return { year: period.year, quarter };
  }
  return null;
}

/**
 * The submitted returns that state spend by initiative, of quarters that end from one period to another. Of several
 * for one quarter, the one that was submitted last.
 */
export async function readFiledQuarters(
  db: Db,
  officeId: number,
  between: { from: PeriodKey; through: PeriodKey },
): Promise<FiledQuarter[]> {
  const office = await findOffice(db, officeId);
  const submitted = (await listFilings(db, officeId))
    .filter((filing) => stateOf(filing) === 'submitted' && filing.source === null)
    .toSorted((a, b) => ((a.steps.submitted?.at ?? '') < (b.steps.submitted?.at ?? '') ? -1 : 1));
  const found: FiledQuarter[] = [];
  for (const filing of submitted) {
    const last = periodsOfQuarter(filing.quarter).at(-1);
    if (last === undefined || comparePeriods(last, between.from) < 0 || comparePeriods(last, between.through) > 0) {
      continue;
    }
    const actuals = actualsOf(await readFiledTables(db, office, filing));
    if (actuals === null) continue;
    const before = found.findIndex(({ quarter }) => compareQuarters(quarter, filing.quarter) === 0);
    if (before >= 0) found.splice(before, 1);
    const { year, number } = last;
    found.push({
      ref: filing.ref,
      href: filingHref(filing),
      quarter: filing.quarter,
      last: { year, number },
      actuals,
    });
  }
  return found;
}

/** Spend in the quarter by initiative, over its sources; null when no table of the return states it. */
function actualsOf(tables: Awaited<ReturnType<typeof readFiledTables>>): Map<string, Pence> | null {
  const table = tables.find(
    ({ columns }) => columns.some(({ name }) => name === ACTUAL) && columns.some(({ name }) => name === INITIATIVE),
  );
  if (table === undefined) return null;
  const parts = new Map<string, Pence[]>();
  for (const { cells } of table.rows) {
    const pence = cells[ACTUAL]?.value ?? null;
    const initiative = cells[INITIATIVE]?.text ?? '';
    if (pence !== null) parts.set(initiative, [...(parts.get(initiative) ?? []), pence]);
  }
  return new Map([...parts].map(([initiative, amounts]) => [initiative, addUp(amounts)]));
}
