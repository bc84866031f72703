import type { Act } from '../../audit/act.ts';
import { readRemoved } from '../../audit/gate/removed.ts';
import type { Finding } from '../../audit/verify.ts';
import type { RemovalPlace, RemovalRooms } from '../../documents/removal.ts';
import { holds } from '../../documents/removal-place.ts';
import type { Db, Row } from '../../platform/database.ts';
import { notFound, refused } from '../../platform/refusal.ts';
import { lineWordsDigest } from './stage/line-digest.ts';
import { lineTable } from './stage/line-table.ts';

/** What personal data in imported lines is removed by: their words, and the names of their suppliers. */
export const REMOVAL_LINES: Pick<RemovalRooms, 'textOfLine' | 'findLines' | 'removeLines'> = {
  textOfLine,
  findLines,
  removeLines,
};

const LINE = /^(IB-\d{4}-\d{2}-\d{3,})\/(\d{1,7}) (supplier|text)$/;

async function textOfLine(db: Db, officeId: number, target: string): Promise<string> {
  const [, batch, row, part] = LINE.exec(target) ?? [];
  const line: Row | undefined = await db('import_line as l')
    .join('import_plan as p', 'p.id', 'l.plan_id')
    .join('import_supplier as s', 's.id', 'l.supplier_id')
    .where({
      'p.office_id': officeId,
      'p.state': 'confirmed',
      'p.batch_ref': batch ?? '',
      'l.row_number': Number(row ?? 0),
    })
    .first('l.words', 's.name');
  if (line === undefined) throw notFound('such a line');
  const text: string | null = part === 'supplier' ? line.name : line.words;
  if (text === null) throw refused('removed-already', 'It was removed already. Nothing of it is left but its digest.');
  return text.includes('\u001f') ? (text.split('\u001f')[1] as string) : text;
}

async function findLines(db: Db, officeId: number, texts: readonly string[]): Promise<RemovalPlace[]> {
  const places = new Map<string, RemovalPlace>();
  for (const text of texts) {
    const like = `%${text.replace(/[!%_]/g, '!$&')}%`;
    const lines: Row[] = await db('import_line as l')
      .join('import_plan as p', 'p.id', 'l.plan_id')
      .where({ 'p.office_id': officeId, 'p.state': 'confirmed' })
      .whereRaw("l.words LIKE ? ESCAPE '!'", [like])
      .orderBy('l.id')
      .select('l.id', 'l.words', 'l.salt', 'l.row_number', 'p.batch_ref');
    for (const { id, words, salt, row_number, batch_ref } of lines.filter((line) => holds(line.words, text))) {
      const where = `${batch_ref}, row ${row_number}: reference and text`;
      places.set(`line ${id}`, { kind: 'line', item: id, digest: lineWordsDigest(salt, words), where });
    }
    const suppliers: Row[] = await db('import_supplier as s')
      .join('import_plan as p', 'p.id', 's.plan_id')
      .where({ 'p.office_id': officeId, 'p.state': 'confirmed' })
      .whereRaw("s.name LIKE ? ESCAPE '!'", [like])
      .orderBy('s.id')
      .select('s.id', 's.name', 's.digest', 's.lines', 'p.batch_ref');
    for (const { id, digest, lines: count, batch_ref } of suppliers.filter(({ name }) => holds(name, text))) {
      const where = `${batch_ref}: supplier of ${count === 1 ? '1 line' : `${count} lines`}`;
      places.set(`supplier ${id}`, { kind: 'supplier', item: id, digest, where });
    }
  }
  return [...places.values()];
}

async function removeLines(act: Act, places: readonly RemovalPlace[], texts: readonly string[]): Promise<void> {
  const { trx } = act;
  for (const { kind, item, digest } of places) {
    if (kind === 'line') {
      const line: Row = await trx('import_line').where({ id: item }).first();
      await trx('import_line').where({ id: item }).update({ words: null, salt: null, removed_digest: digest });
      await trx('import_held_line').where({ plan_id: line.plan_id, row_number: line.row_number }).del();
      await clearRemarks(trx, line.plan_id, texts);
      const coding: Row = await trx('import_coding').where({ id: line.coding_id }).first('signature');
      if (texts.some((text) => coding.signature.includes(text))) await clearCodings(trx, { id: line.coding_id });
      await seekByWhatIsLeft(trx, item);
      continue;
    }
    const supplier: Row = await trx('import_supplier').where({ id: item }).first();
    await trx('import_supplier').where({ id: item }).update({ name: null, name_key: null, salt: null });
    await trx('import_held').where({ plan_id: supplier.plan_id, supplier_id: item }).del();
    await clearRemarks(trx, supplier.plan_id, texts);
    await clearCodings(trx, { supplier_id: item });
    for (const id of await trx('import_line').where({ supplier_id: item }).pluck('id')) await seekByWhatIsLeft(trx, id);
  }
  await forgetHeld(trx);
}

async function seekByWhatIsLeft(trx: Db, lineId: number): Promise<void> {
  const line: Row = await trx('import_line as l')
    .join('import_supplier as s', 's.id', 'l.supplier_id')
    .where({ 'l.id': lineId })
    .first('l.words', 'l.coding_id', 'l.supplier_id', 's.name');
  const left = [line.name, line.words].filter((part) => part !== null).join(' ');
  await lineTable(trx).seekAgain(lineId, left, { coding: line.coding_id, supplier: line.supplier_id });
}

/** What a coding was told by says what its lines said. */
async function clearCodings(trx: Db, of: { id: number } | { supplier_id: number }): Promise<void> {
  await trx('import_coding')
    .where(of)
    .update({ fields: '{}', signature: trx.raw("'removed ' || id") });
}

async function clearRemarks(trx: Db, planId: number, texts: readonly string[]): Promise<void> {
  for (const text of texts) {
    await trx('import_remark')
      .where({ plan_id: planId })
      .whereRaw("value LIKE ? ESCAPE '!'", [`%${text.replace(/[!%_]/g, '!$&')}%`])
      .update({ value: '[removed]' });
  }
}

/** Texts of which no line is left are held no longer. */
async function forgetHeld(trx: Db): Promise<void> {
  await trx('import_held')
    .whereNull('supplier_id')
    .whereNotExists(trx('import_held_line as l').whereRaw('l.held_id = import_held.id').select(trx.raw('1')))
    .del();
}

/** Lines and suppliers whose words are gone without the record of the two people who removed them. */
export async function findUnrecordedRemovals(db: Db, officeId: number): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const [kind, table, column] of [
    ['line', 'import_line', 'words'],
    ['supplier', 'import_supplier', 'name'],
  ] as const) {
    const removed = await readRemoved(db, officeId, kind);
    const rows: Row[] = await db(`${table} as t`)
      .join('import_plan as p', 'p.id', 't.plan_id')
      .where({ 'p.office_id': officeId, 'p.state': 'confirmed' })
      .whereNull(`t.${column}`)
      .select('t.id', 'p.batch_ref');
    for (const { id, batch_ref } of rows) {
      if (removed.has(id)) continue;
      const sentence = `Words of ${kind} ${id} of ${batch_ref} were removed without a record.`;
      findings.push({ check: 'imported-lines', seq: null, sentence });
    }
  }
  return findings;
}
