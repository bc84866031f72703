import { comparePeriods, type PeriodKey, periodSpan } from '../../../calendar/period.ts';
import type { Pence } from '../../../money/pence.ts';
import type { Db, Row } from '../../../platform/database.ts';
import { STANDS } from '../stage/live-line.ts';
import { readStanding } from './standing.store.ts';
import type { Standing } from './standing.ts';

/** Lines of the finance system that somebody left out, those of one batch and supplier together. */
export interface LeftOut {
  batch: string;
  supplier: string;
  lines: number;
  pence: Pence;
}

/** What of a period's extracts and of our own record has no counterpart. */
export interface Leftovers {
  /** In the finance system and not here. */
  notHere: LeftOut[];
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
  const extracts: Row[] = await db('import_plan as p')
    .where('p.office_id', officeId)
    .whereRaw(STANDS)
    .whereExists(
      db('import_coding as c')
        .whereRaw('c.plan_id = p.id')
        .where({ 'c.year': period.year, 'c.period': period.number })
        .select(db.raw('1')),
    )
    .select('p.id', 'p.batch_ref');
  const notHere: Row[] =
    extracts.length === 0
      ? []
      : await db('import_coding as c')
          .join('import_plan as p', 'p.id', 'c.plan_id')
          .leftJoin('import_supplier as s', 's.id', 'c.supplier_id')
          .whereIn(
            'c.plan_id',
            extracts.map(({ id }) => id),
          )
          .where({ 'c.how': 'left-out', 'c.year': period.year, 'c.period': period.number })
          .whereRaw('c.charge_lines + c.credit_lines > 0')
          .orderBy(['p.batch_ref', 's.name', 'c.id'])
          .select('p.batch_ref', 's.name', 'c.charge_lines', 'c.credit_lines', 'c.charge_pence', 'c.credit_pence');
  const unconfirmed: Row[] = await db('import_plan')
    .where({ office_id: officeId })
    .whereIn('state', ['reading', 'ready'])
    .count({ n: '*' });
  return {
    notHere: notHere.map((row) => ({
      batch: row.batch_ref,
      supplier: row.name ?? '[removed]',
      lines: row.charge_lines + row.credit_lines,
      pence: row.charge_pence - row.credit_pence,
    })),
    notThere: extracts.length === 0 ? [] : (await readStanding(db, officeId)).filter((one) => isOf(one, period)),
    unconfirmed: Number(unconfirmed[0]?.n),
  };
}

function isOf({ period, on }: Standing, asked: PeriodKey): boolean {
  return period === null ? on <= periodSpan(asked).endsOn : comparePeriods(period, asked) === 0;
}
