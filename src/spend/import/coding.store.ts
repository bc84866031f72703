import type { Db, Row } from '../../platform/database.ts';
import type { Coding } from './plan.ts';

/** The codings of a plan, those with most lines first. */
export async function readCodings(db: Db, planId: number): Promise<Coding[]> {
  const rows: Row[] = await db('import_coding')
    .where({ plan_id: planId })
    .whereRaw('charge_lines + credit_lines > 0')
    .orderByRaw('charge_lines + credit_lines DESC, id');
  return rows.map(codingFrom);
}

/** The names of a plan's suppliers by number, for those that are asked for. */
export async function supplierNames(db: Db, ids: readonly number[]): Promise<Map<number, string>> {
  const names = new Map<number, string>();
  for (let at = 0; at < ids.length; at += 500) {
    const rows: Row[] = await db('import_supplier')
      .whereIn('id', ids.slice(at, at + 500))
      .select('id', 'name');
    for (const { id, name } of rows) names.set(id, name ?? '[removed]');
  }
  return names;
}

function codingFrom(row: Row): Coding {
  return {
    id: row.id,
    planId: row.plan_id,
    signature: row.signature,
    fields: JSON.parse(row.fields),
    supplierId: row.supplier_id,
    how: row.how,
    rule: row.rule,
    stopped: row.stopped,
    initiative: row.initiative,
    agreement: row.agreement,
    place: row.place,
    category: row.category,
    period: { year: row.year, number: row.period },
    chargeLines: row.charge_lines,
    chargePence: row.charge_pence,
    creditLines: row.credit_lines,
    creditPence: row.credit_pence,
    flagged: JSON.parse(row.flagged),
    firstOn: row.first_on,
    lastOn: row.last_on,
  };
}
