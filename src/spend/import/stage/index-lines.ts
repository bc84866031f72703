import type { Knex } from 'knex';
import { type Row, write } from '../../../platform/database.ts';
import { searchOf } from '../../../platform/search.ts';
import { soughtBy } from './live-line.ts';

const SLICE = 2000;

/** Has the search find every line of an office's imported batches again, in slices; answers how many lines. */
export async function indexLinesAnew(db: Knex, officeId: number): Promise<number> {
  const plans: number[] = await db('import_trace').where({ office_id: officeId }).orderBy('id').pluck('plan_id');
  let count = 0;
  for (const planId of plans) {
    for (let after = 0; ; ) {
      const rows = await write(db, (trx) => indexSlice(trx, planId, after));
      count += rows.length;
      if (rows.length < SLICE) break;
      after = rows.at(-1)?.row_number;
    }
  }
  return count;
}

async function indexSlice(trx: Knex.Transaction, planId: number, after: number): Promise<Row[]> {
  const rows: Row[] = await trx('import_line as l')
    .leftJoin('import_supplier as s', 's.id', 'l.supplier_id')
    .where('l.plan_id', planId)
    .where('l.row_number', '>', after)
    .orderBy('l.row_number')
    .limit(SLICE)
    .select('l.id', 'l.row_number', 'l.words', 'l.coding_id', 'l.supplier_id', 's.name');
  const search = searchOf(trx, 'import_line_search');
  await search.drop(rows.map(({ id }) => id));
  await search.put(
    rows.map(({ id, words, name, coding_id: coding, supplier_id: supplier }) => ({
      id,
      words: soughtBy(`${name ?? ''} ${words ?? ''}`, { coding, supplier }),
    })),
  );
  return rows;
}
