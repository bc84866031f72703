import { comparePeriods, type PeriodKey, periodLabel } from '../../calendar/period.ts';
import { addUp } from '../../ledger/balance.ts';
import { readPeriods } from '../../ledger/period.store.ts';
import type { Pence } from '../../money/pence.ts';
import { normalForm } from '../../partners/organisation-name.ts';
import type { Db } from '../../platform/database.ts';
import { listSpend } from '../spend.store.ts';
import { entriesOf, listRecorded } from './payroll.store.ts';
import { listSchedules } from './schedule.ts';

/** A month of recharges that was recorded by post: the ledger brings it as one line, or as a line for each post. */
export interface OpenPayroll {
  schedule: string;
  /** The period that its entries stand in. */
  period: PeriodKey;
  initiative: string;
  agreement: string;
  supplier: string;
  reference: string | null;
  entries: { spend: string; posts: string[]; pence: Pence; isApproved: boolean }[];
  /** What the entries come to: what was taken off counts below zero. */
  pence: Pence;
}

/**
 * The months of recharges whose period is open and whose entries stand, awaiting approval or approved, so that ledger
 * lines can be matched to them.
 */
export async function listOpenPayroll(
  db: Db,
  officeId: number,
  { initiative, supplier }: { initiative?: string; supplier?: string } = {},
): Promise<OpenPayroll[]> {
  const open = (await readPeriods(db, officeId)).filter(({ closed }) => !closed);
  const schedules = new Map((await listSchedules(db, officeId)).map((schedule) => [schedule.ref, schedule]));
  const entries = entriesOf(await listRecorded(db, officeId)).filter(({ spend }) =>
    open.some((period) => comparePeriods(period, spend.period) === 0),
  );
  const refs = entries.map(({ spend }) => spend.ref);
  const named = new Map(
    (refs.length === 0 ? [] : await listSpend(db, officeId, { refs })).map((spend) => [spend.ref, spend]),
  );
  const months = new Map<string, OpenPayroll>();
  for (const { schedule, posts, spend, pence } of entries) {
    const { supplier: name = '', reference = null } = named.get(spend.ref) ?? {};
    const key = `${schedule} ${periodLabel(spend.period)} ${normalForm(name)} ${spend.agreement}`;
    const month = months.get(key) ?? {
      schedule,
      period: spend.period,
      initiative: spend.initiative,
      agreement: spend.agreement,
      supplier: name,
      reference,
      entries: [],
      pence: 0,
    };
    month.entries.push({ spend: spend.ref, posts, pence, isApproved: spend.status === 'approved' });
    months.set(key, month);
  }
  return [...months.values()]
    .filter((month) => schedules.has(month.schedule))
    .filter((month) => initiative === undefined || month.initiative === initiative)
    .filter((month) => supplier === undefined || normalForm(month.supplier) === normalForm(supplier))
    .map((month) => ({ ...month, pence: addUp(month.entries.map(({ pence }) => pence)) }));
}
