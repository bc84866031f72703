import { readKnowledge } from '../../audit/gate/knowledge.ts';
import { currentReading } from '../../audit/gate/reading.ts';
import { londonDay } from '../../calendar/day.ts';
import { type FindingKind, personalWords } from '../../disclosure/words-gate.ts';
import type { Db, Row } from '../../platform/database.ts';

/** A text of imported lines that is held back: a supplier's name, or what one or more lines say. */
export interface HeldLine {
  digest: string;
  what: 'supplier' | 'text';
  where: string;
  href: string | null;
  /** By what a removal names it. */
  target: string;
  text: string;
  kinds: FindingKind[];
  /** How many lines say it. */
  lines: number;
  writtenBy: number | null;
  writtenAt: string;
}

/** The held texts of an office's confirmed batches, the oldest first. */
export async function listHeldLines(db: Db, officeId: number): Promise<HeldLine[]> {
  const rows: Row[] = await db('import_held as h')
    .join('import_plan as p', 'p.id', 'h.plan_id')
    .join('import_batch as b', (on) => on.on('b.office_id', 'p.office_id').on('b.ref', 'p.batch_ref'))
    .join('audit_event as e', (on) => on.on('e.office_id', 'b.office_id').on('e.seq', 'b.act_seq'))
    .where({ 'p.office_id': officeId, 'p.state': 'confirmed' })
    .orderBy('h.id')
    .select('h.*', 'b.ref', 'b.entered_by', 'e.recorded_at');
  return shown(db, officeId, rows);
}

/** The held texts of a plan that is not confirmed yet, for whoever uploaded its file; at most so many. */
export async function listHeldOfPlan(
  db: Db,
  { id, officeId }: { id: number; officeId: number },
  most: number,
): Promise<{ held: HeldLine[]; texts: number }> {
  const rows: Row[] = await db('import_held').where({ plan_id: id }).orderBy('id').limit(most);
  const [all] = await db('import_held').where({ plan_id: id }).count({ n: '*' });
  return { held: await shown(db, officeId, rows), texts: Number(all?.n) };
}

async function shown(db: Db, officeId: number, rows: readonly Row[]): Promise<HeldLine[]> {
  const reading = currentReading();
  const knowledge = rows.length === 0 ? null : await readKnowledge(db, officeId);
  const held: HeldLine[] = [];
  for (const row of rows) {
    const { text, at } = await textOf(db, row);
    if (text === null) continue;
    const what = row.supplier_id === null ? 'text' : 'supplier';
    if (reading !== undefined && knowledge !== null) {
      const findings = personalWords(text, londonDay(new Date().toISOString()), knowledge, 'imported');
      reading.held.set(row.digest, { digest: row.digest, text, findings });
    }
    const of = row.lines === 1 ? '1 line' : `${row.lines} lines`;
    held.push({
      digest: row.digest,
      what,
      where: row.ref === undefined ? `Row ${at}, ${what} of ${of}` : `${row.ref}, row ${at}: ${what} of ${of}`,
      href: row.ref === undefined ? null : `/spend/${row.ref}/${at}`,
      target: `${row.ref ?? ''}/${at} ${what}`,
      text,
      kinds: row.kinds.split(' '),
      lines: row.lines,
      writtenBy: row.entered_by ?? null,
      writtenAt: row.recorded_at ?? '',
    });
  }
  return held;
}

/** A held text as one of its lines says it, and that line's row. */
async function textOf(db: Db, held: Row): Promise<{ text: string | null; at: number }> {
  const line: Row | undefined = await db('import_line as l')
    .modify((q) => {
      if (held.supplier_id !== null) q.where({ 'l.plan_id': held.plan_id, 'l.supplier_id': held.supplier_id });
      else {
        q.join('import_held_line as h', (on) =>
          on.on('h.plan_id', 'l.plan_id').on('h.row_number', 'l.row_number'),
        ).where('h.held_id', held.id);
      }
    })
    .join('import_supplier as s', 's.id', 'l.supplier_id')
    .orderBy('l.row_number')
    .first('l.row_number', 'l.words', 's.name');
  const text = held.supplier_id === null ? (line?.words ?? null) : (line?.name ?? null);
  return { text: text === null ? null : text.split('\u001f').filter(Boolean).join(' '), at: line?.row_number ?? 0 };
}

/** The rows of a held text by its digest, for its clearance. */
export function findHeldLines(db: Db, digest: string): Promise<number[]> {
  return db('import_held').where({ digest }).pluck('id');
}

/** Which suppliers and rows of plans are held, for whoever writes their lines onto a paper. */
export class HeldOfPlans {
  private readonly suppliers: ReadonlySet<number>;
  private readonly rows: ReadonlySet<string>;

  private constructor(suppliers: ReadonlySet<number>, rows: ReadonlySet<string>) {
    this.suppliers = suppliers;
    this.rows = rows;
  }

  static async read(db: Db, planIds: readonly number[]): Promise<HeldOfPlans> {
    const suppliers = new Set<number>();
    const rows = new Set<string>();
    for (const planId of planIds) {
      const held: number[] = await db('import_held')
        .where({ plan_id: planId })
        .whereNotNull('supplier_id')
        .pluck('supplier_id');
      for (const id of held) suppliers.add(id);
      const numbers: number[] = await db('import_held_line').where({ plan_id: planId }).pluck('row_number');
      for (const number of numbers) rows.add(`${planId}/${number}`);
    }
    return new HeldOfPlans(suppliers, rows);
  }

  hasSupplier(id: number): boolean {
    return this.suppliers.has(id);
  }

  hasText(planId: number, row: number): boolean {
    return this.rows.has(`${planId}/${row}`);
  }
}
