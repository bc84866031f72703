import { readEntries } from '../../ledger/entry.store.ts';
import type { Entry } from '../../ledger/entry.ts';
import type { Db, Row } from '../../platform/database.ts';
import { notFound, refused } from '../../platform/refusal.ts';
import type { LightLine } from '../list/line.store.ts';
import { LineContext } from '../list/line-context.ts';
import { readListedBatches } from '../list/listed-batch.store.ts';
import { lineNamed, lineRef, type Spend } from '../spend.ts';
import { findBatch } from './batch.store.ts';
import { readCodings } from './coding.store.ts';
import { isGrouped } from './group.ts';
import { isOf } from './line-trace.ts';

/**
 * A line of a batch that is only the trace of an entry, as a spend: it has its coding from the line's, and its decision
 * from the batch. Not found when the batch has no such row.
 *
 * Refused by name: `own-life` for a line that was posted as a spend of its own, that stands for one, or that was left
 * out: what is corrected then is that, or nothing.
 */
export async function findPostedLine(db: Db, officeId: number, ref: string): Promise<Spend> {
  const { batch, row } = lineNamed(ref) ?? { batch: '', row: 0 };
  const { planId, decidedBy } = await findBatch(db, officeId, batch);
  const found: Row | undefined =
    planId === null
      ? undefined
      : await db('import_line as l')
          .join('import_coding as c', 'c.id', 'l.coding_id')
          .where({ 'l.plan_id': planId, 'l.row_number': row })
          .first(
            'l.id',
            'l.coding_id as codingId',
            'l.supplier_id as supplierId',
            'l.words',
            'l.plan_id as planId',
            'l.row_number as row',
            'l.happened_on as day',
            'l.pence',
            'c.how',
          );
  if (found === undefined) throw notFound(`line ${ref}`);
  if (!isGrouped({ how: found.how })) throw await ownLife(db, officeId, { batch, row });
  const batches = await readListedBatches(db, officeId, { batch });
  const context = new LineContext({ db, filter: {}, batches, coded: [], suppliers: null, span: null });
  const [line] = await context.spell([found as LightLine]);
  return { ...(line as Spend), decidedBy };
}

async function ownLife(db: Db, officeId: number, { batch, row }: { batch: string; row: number }) {
  const of = { office_id: officeId, batch_ref: batch, row_number: row };
  const own =
    (await db('spend').where(of).first('ref')) ?? (await db('line_match').where(of).first('stands_ref as ref'));
  return refused(
    'own-life',
    own === undefined
      ? `${lineRef(batch, row)} was left out, so nothing of it was posted.`
      : `${lineRef(batch, row)} is recorded as ${own.ref}. Correct that.`,
  );
}

/** The entries that a posted line shares with others of its coding, in the order of posting. */
export async function entriesOfLine(db: Db, officeId: number, line: Spend): Promise<Entry[]> {
  const { planId } = await findBatch(db, officeId, line.batch as string);
  const row = await db('import_line').where({ plan_id: planId, row_number: line.row }).first('coding_id');
  const coding = (await readCodings(db, planId as number)).find(({ id }) => id === row.coding_id);
  if (coding === undefined) return [];
  const entries = await readEntries(db, officeId, { batchRef: line.batch as string });
  return entries.filter(
    (entry) =>
      entry.spendRef === null &&
      entry.corrects === null &&
      (entry.kind === 'unmatched-credit') === (line.kind === 'unmatched-credit') &&
      isOf(coding, entry),
  );
}
