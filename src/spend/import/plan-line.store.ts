import type { Day } from '../../calendar/day.ts';
import { addUp } from '../../ledger/balance.ts';
import type { Pence } from '../../money/pence.ts';
import type { Db, Row } from '../../platform/database.ts';
import { FLAGS, type Flag, flagsOf, LEFT_OUT } from './stage/staged-line.ts';

/** A staged line as a page shows it. */
export interface PlanLine {
  id: number;
  planId: number;
  row: number;
  date: Day;
  pence: Pence;
  transaction: string;
  text: string | null;
  supplier: string;
  supplierId: number;
  codingId: number;
  flags: Flag[];
}

/** Which lines of a plan are meant. */
export interface PlanLineFilter {
  codingIds?: readonly number[];
  rows?: readonly number[];
  exceptRows?: readonly number[];
  /** Lines with something unlikely, of those that are not left out. */
  flag?: Flag;
  amounts?: readonly Pence[];
  /** Charges alone, or credits alone. */
  sign?: 'charges' | 'credits';
}

const REMOVED = '[removed]';
/** What few lines have is found by an index of its own, whose condition the query repeats. */
const OFTEN_NONE: readonly Flag[] = ['repeated', 'unusual'];

/** Lines of a plan in the order of the file. */
export async function listLines(
  db: Db,
  planId: number,
  filter: PlanLineFilter,
  page: { limit: number; after?: number },
): Promise<PlanLine[]> {
  const rows: Row[] = await meant(db, planId, filter)
    .where('l.row_number', '>', page.after ?? 0)
    .orderBy('l.row_number')
    .limit(page.limit)
    .select('l.*', 's.name');
  return rows.map(lineFrom);
}

/** How many lines are meant. */
export async function countLines(db: Db, planId: number, filter: PlanLineFilter): Promise<number> {
  const [row] = await meant(db, planId, filter).count({ n: 'l.id' });
  return Number(row.n);
}

function meant(db: Db, planId: number, filter: PlanLineFilter) {
  return db('import_line as l')
    .leftJoin('import_supplier as s', 's.id', 'l.supplier_id')
    .where('l.plan_id', planId)
    .modify((q) => {
      if (filter.codingIds !== undefined) q.whereIn('l.coding_id', [...filter.codingIds]);
      if (filter.rows !== undefined) q.whereIn('l.row_number', [...filter.rows]);
      if (filter.exceptRows !== undefined) q.whereNotIn('l.row_number', [...filter.exceptRows]);
      if (filter.amounts !== undefined) {
        q.whereIn(
          'l.id',
          db('import_line_size')
            .whereIn('pence', [...filter.amounts])
            .select('line_id'),
        );
      }
      if (filter.sign !== undefined) q.where('l.pence', filter.sign === 'charges' ? '>' : '<', 0);
      if (filter.flag !== undefined) {
        if (OFTEN_NONE.includes(filter.flag)) q.whereRaw(`(l.flags & ${FLAGS.repeated | FLAGS.unusual}) <> 0`);
        q.whereRaw('(l.flags & ?) <> 0', [FLAGS[filter.flag]]);
        q.whereNotExists(
          db('import_coding as c')
            .whereRaw('c.id = l.coding_id')
            .whereIn('c.how', [...LEFT_OUT])
            .select(db.raw('1')),
        );
      }
    });
}

/** What was said of rows of the file while it was read. */
export interface Remark {
  row: number;
  column: string | null;
  value: string;
  reason: string;
  note: string | null;
}

/** Remarks of a kind by row; at most so many. */
export async function listRemarks(
  db: Db,
  planId: number,
  kind: 'fault' | 'changed' | 'skipped' | 'read-as' | 'known',
  limit: number,
): Promise<Remark[]> {
  const rows: Row[] = await db('import_remark')
    .where({ plan_id: planId, kind })
    .orderBy(['row_number', 'id'])
    .limit(limit);
  return rows.map(({ row_number, column_name, value, reason, note }) => ({
    row: row_number,
    column: column_name,
    value,
    reason,
    note,
  }));
}

function lineFrom(row: Row): PlanLine {
  const [transaction = '', text = null] = row.words === null ? [REMOVED] : (row.words as string).split('\u001f');
  return {
    id: row.id,
    planId: row.plan_id,
    row: row.row_number,
    date: row.happened_on,
    pence: row.pence,
    transaction,
    text,
    supplier: row.name ?? REMOVED,
    supplierId: row.supplier_id,
    codingId: row.coding_id,
    flags: flagsOf(row.flags),
  };
}

/**
 * What the lines of each coding come to, counted and added up anew a slice at a time: charges and their pence, credits
 * and theirs.
 */
export async function readLineTotals(db: Db, planId: number): Promise<Map<number, [number, Pence, number, Pence]>> {
  const totals = new Map<number, [number, Pence, number, Pence]>();
  for (let after = 0; ; ) {
    const rows: Row[] = await db('import_line')
      .where({ plan_id: planId })
      .where('row_number', '>', after)
      .orderBy('row_number')
      .limit(5000)
      .select('row_number', 'coding_id', 'pence');
    for (const { coding_id, pence } of rows) {
      const total = totals.get(coding_id) ?? [0, 0, 0, 0];
      const at = pence > 0 ? 0 : 2;
      total[at] = (total[at] as number) + 1;
      total[at + 1] = addUp([total[at + 1] as Pence, Math.abs(pence)]);
      totals.set(coding_id, total);
    }
    if (rows.length < 5000) return totals;
    after = (rows.at(-1) as Row).row_number;
  }
}
