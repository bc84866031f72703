import { addUp } from '../../../ledger/balance.ts';
import type { Pence } from '../../../money/pence.ts';
import { normalForm } from '../../../partners/organisation-name.ts';
import type { Db, Row } from '../../../platform/database.ts';
import { listOpenPayroll, type OpenPayroll } from '../../payroll/open-payroll.ts';
import type { Plan } from '../plan.ts';
import { listLines, type PlanLine } from '../plan-line.store.ts';
import { readStanding } from './standing.store.ts';
import type { Standing } from './standing.ts';

/** A line that looks like something that stands: the same supplier and the same amount. */
export interface Candidate {
  line: PlanLine;
  row: number;
  /** What it may stand for: one item, or several that come to the line together, such as a month of payroll by post. */
  ref: string;
  stands: Standing[];
  /** Whether no other line of the file and nothing else that stands could be meant. */
  isSure: boolean;
}

const MOST = 500;
const AMOUNTS_AT_A_TIME = 400;

/**
 * The lines of a plan that look like what stands already and on which nobody has said anything yet, by row. A line and
 * what stands must agree in amount to the penny and in the name of the supplier, however it is spelt.
 */
export async function findCandidates(db: Db, plan: Plan): Promise<Candidate[]> {
  const offers = offersOf(await readStanding(db, plan.officeId), await listOpenPayroll(db, plan.officeId));
  if (offers.length === 0) return [];
  const answered: Row[] = await db('import_choice')
    .where({ plan_id: plan.id })
    .select('row_number', 'stands_ref', 'kind');
  const isAnswered = (row: number, ref: string): boolean =>
    answered.some(
      (one) =>
        (one.row_number === row && (['stands', 'left-out'].includes(one.kind) || one.stands_ref === ref)) ||
        (one.kind === 'stands' && ref.split('+').includes(one.stands_ref)),
    );
  const bySum = new Map<Pence, Offer[]>();
  for (const offer of offers) bySum.set(offer.pence, [...(bySum.get(offer.pence) ?? []), offer]);
  const amounts = [...bySum.keys()];
  const found: Omit<Candidate, 'isSure'>[] = [];
  for (let at = 0; at < amounts.length && found.length < MOST; at += AMOUNTS_AT_A_TIME) {
    const lines = await listLines(db, plan.id, { amounts: amounts.slice(at, at + AMOUNTS_AT_A_TIME) }, { limit: 5000 });
    for (const line of lines) {
      const form = normalForm(line.supplier);
      for (const offer of bySum.get(line.pence) ?? []) {
        if (offer.form !== form || isAnswered(line.row, offer.ref)) continue;
        found.push({ line, row: line.row, ref: offer.ref, stands: offer.stands });
      }
    }
  }
  const times = (of: (one: Omit<Candidate, 'isSure'>) => string | number) => {
    const counts = new Map<string | number, number>();
    for (const one of found) counts.set(of(one), (counts.get(of(one)) ?? 0) + 1);
    return (one: Omit<Candidate, 'isSure'>) => counts.get(of(one)) ?? 0;
  };
  const ofRow = times(({ row }) => row);
  const ofRef = times(({ ref }) => ref);
  return found
    .slice(0, MOST)
    .map((one) => ({ ...one, isSure: ofRow(one) === 1 && ofRef(one) === 1 && !one.stands.some(isAccrual) }))
    .toSorted((a, b) => a.row - b.row || (a.ref < b.ref ? -1 : 1));
}

/** An accrual is the finance system's own, or what the invoice was expected to be: only a person can tell which. */
function isAccrual({ kind }: Standing): boolean {
  return kind === 'accrual' || kind === 'accrual turned round';
}

interface Offer {
  ref: string;
  pence: Pence;
  form: string;
  stands: Standing[];
}

/** Each item by itself, and what a month of payroll left by post together: the ledger brings it as one line. */
function offersOf(standing: readonly Standing[], months: readonly OpenPayroll[]): Offer[] {
  const byRef = new Map(standing.map((one) => [one.ref, one]));
  const offers = standing.map((one) => ({
    ref: one.ref,
    pence: one.left,
    form: normalForm(one.supplier),
    stands: [one],
  }));
  for (const { entries, supplier } of months) {
    const stands = entries.flatMap(({ spend }) => byRef.get(spend) ?? []);
    if (stands.length < 2) continue;
    offers.push({
      ref: stands.map(({ ref }) => ref).join('+'),
      pence: addUp(stands.map(({ left }) => left)),
      form: normalForm(supplier),
      stands,
    });
  }
  return offers.filter(({ form }) => form !== '');
}
