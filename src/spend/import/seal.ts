import type { Db, Row } from '../../platform/database.ts';
import { canonical, type Plain, sha256 } from '../../platform/digest.ts';
import type { Plan } from './plan.ts';
import { LinesDigest, lineWordsDigest } from './stage/line-digest.ts';

const SLICE = 2000;

/** The digest of a plan's lines, read again in the order of the file; other work goes on between slices. */
export async function digestLines(db: Db, planId: number): Promise<string> {
  const digest = new LinesDigest();
  for (let after = 0; ; ) {
    const rows: Row[] = await db('import_line')
      .where({ plan_id: planId })
      .where('row_number', '>', after)
      .orderBy('row_number')
      .limit(SLICE);
    for (const row of rows) {
      const line = {
        row: row.row_number,
        key: row.line_key,
        occurrence: row.occurrence,
        date: row.happened_on,
        pence: row.pence,
        vatPence: row.vat_pence,
        coding: { id: row.coding_id },
        supplier: { id: row.supplier_id },
      };
      digest.add(line, row.words === null ? row.removed_digest : lineWordsDigest(row.salt, row.words));
    }
    if (rows.length < SLICE) return digest.end();
    after = (rows.at(-1) as Row).row_number;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Keeps the digest of a plan whose lines were said something of since it was read; a plan that moved on is left alone. */
export async function keepLinesDigest(db: Db, { id, state, version, linesDigest }: Plan): Promise<void> {
  if (state !== 'ready' || linesDigest !== null) return;
  const digest = await digestLines(db, id);
  await db('import_plan').where({ id, version, state }).update({ lines_digest: digest });
}

/**
 * What binds the lines of a batch to the record: the digest of the lines with those of their suppliers and codings.
 * Names and words stand in it by their salted digests, so that two people can remove them later.
 */
export async function sealOf(db: Db, planId: number, linesDigest: string): Promise<string> {
  const suppliers = await inSlices(db, 'import_supplier', planId, ({ id, digest, lines, pence }) => [
    id,
    digest,
    lines,
    pence,
  ]);
  const codings = await inSlices(db, 'import_coding', planId, (row) => [
    row.id,
    row.supplier_id,
    row.how,
    row.rule,
    row.initiative,
    row.agreement,
    row.place,
    row.category,
    row.year,
    row.period,
    row.charge_lines,
    row.charge_pence,
    row.credit_lines,
    row.credit_pence,
  ]);
  return sha256(canonical({ lines: linesDigest, suppliers, codings }));
}

async function inSlices(db: Db, table: string, planId: number, of: (row: Row) => Plain[]): Promise<Plain[]> {
  const all: Plain[] = [];
  for (let after = 0; ; ) {
    const rows: Row[] = await db(table).where({ plan_id: planId }).where('id', '>', after).orderBy('id').limit(SLICE);
    for (const row of rows) all.push(of(row));
    if (rows.length < SLICE) return all;
    after = (rows.at(-1) as Row).id;
  }
}
