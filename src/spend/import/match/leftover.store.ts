import { comparePeriods, type PeriodKey, periodSpan } from '../../../calendar/period.ts';
import type { Db, Row } from '../../../platform/database.ts';
import { readCodings, supplierNames } from '../coding.store.ts';
import { isLeftOut, type LeftOut, readLeftOut } from '../left-out.ts';
import { readPlan } from '../plan.store.ts';
import type { Plan } from '../plan.ts';
import { STANDS } from '../stage/live-line.ts';
import { readStanding } from './standing.store.ts';
import type { Standing } from './standing.ts';

/** Lines of the finance system that are left out: by a rule, those of one batch together; by hand, those of a supplier. */
export interface LeftOutOf extends LeftOut {
  batch: string;
  /** Whose they are, where a person left them out. */
  supplier: string;
}

/** What of a period's extracts and of our own record has no counterpart. */
export interface Leftovers {
  /** In the finance system and not here. */
  notHere: LeftOutOf[];
  /** Here and not in the finance system: nothing in the extracts of the period stands for it. */
  notThere: Standing[];
  /** Files of the office that somebody uploaded and has not imported. */
  unconfirmed: number;
}

/**
 * What is left over of a period on both sides. Without an extract of the period nothing is said to be missing from it:
 * then nobody knows.
 */
export async function readLeftovers(db: Db, officeId: number, period: PeriodKey): Promise<Leftovers> {
  const extracts: number[] = await db('import_plan as p')
    .where('p.office_id', officeId)
    .whereRaw(STANDS)
    .whereExists(
      db('import_coding as c')
        .whereRaw('c.plan_id = p.id')
        .where({ 'c.year': period.year, 'c.period': period.number })
        .select(db.raw('1')),
    )
    .orderBy('p.batch_ref')
    .pluck('p.id');
  const notHere: LeftOutOf[] = [];
  for (const id of extracts) notHere.push(...(await leftOutOf(db, await readPlan(db, id), period)));
  const unconfirmed: Row[] = await db('import_plan')
    .where({ office_id: officeId })
    .whereIn('state', ['reading', 'ready'])
    .count({ n: '*' });
  return {
    notHere,
    notThere: extracts.length === 0 ? [] : (await readStanding(db, officeId)).filter((one) => isOf(one, period)),
    unconfirmed: Number(unconfirmed[0]?.n),
  };
}

/** A rule says why for all of its lines; what people left out is listed by whom it paid. */
async function leftOutOf(db: Db, plan: Plan, period: PeriodKey): Promise<LeftOutOf[]> {
  const codings = (await readCodings(db, plan.id)).filter(
    (coding) => isLeftOut(coding) && comparePeriods(coding.period, period) === 0,
  );
  const names = await supplierNames(
    db,
    codings.flatMap(({ how, supplierId }) => (how === 'ruled-out' ? [] : (supplierId ?? []))),
  );
  const batch = plan.batch ?? '';
  const byRule = await readLeftOut(
    db,
    plan,
    codings.filter(({ how }) => how === 'ruled-out'),
  );
  const byHand = codings
    .filter(({ how }) => how !== 'ruled-out')
    .map(({ supplierId, chargeLines, creditLines, chargePence, creditPence }) => ({
      rule: null,
      why: '',
      supplier: names.get(supplierId ?? 0) ?? '',
      lines: chargeLines + creditLines,
      pence: chargePence - creditPence,
    }))
    .toSorted((a, b) => (a.supplier < b.supplier ? -1 : a.supplier > b.supplier ? 1 : 0));
  return [...byRule.map((one) => ({ ...one, supplier: '' })), ...byHand].map((one) => ({ ...one, batch }));
}

function isOf({ period, on }: Standing, asked: PeriodKey): boolean {
  return period === null ? on <= periodSpan(asked).endsOn : comparePeriods(period, asked) === 0;
}
