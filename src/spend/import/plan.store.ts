import type { Person } from '../../people/person.ts';
import { type Db, onPostgres, type Row } from '../../platform/database.ts';
import { randomToken } from '../../platform/digest.ts';
import { notFound } from '../../platform/refusal.ts';
import type { FileSummary, Plan } from './plan.ts';
import type { Asked } from './stage/staged-line.ts';

/** A file as somebody uploads it. */
export interface NewPlan {
  profile: string;
  fileName: string;
  sha256: string;
  bytes: Uint8Array | null;
  size: number;
  asked: Asked;
  now: string;
}

/**
 * Keeps a file for its author, to be read into a plan. The bytes stay with the plan, so that it can be made again
 * and its faults given back, until it is confirmed or discarded. Answers the number and the token of its address.
 */
export async function addPlan(db: Db, person: Person, plan: NewPlan): Promise<{ id: number; token: string }> {
  const token = randomToken();
  const [{ id }] = await db('import_plan')
    .insert({
      office_id: person.officeId,
      token,
      person_id: person.id,
      profile: plan.profile,
      file_name: plan.fileName,
      file_digest: plan.sha256,
      size: plan.size,
      asked: JSON.stringify(plan.asked),
      state: 'reading',
      rows_read: 0,
      bytes_read: 0,
      summary: null,
      lines_digest: null,
      books_seq: 0,
      version: 1,
      batch_ref: null,
      created_at: plan.now,
      touched_at: plan.now,
    })
    .returning('id');
  if (plan.bytes !== null) await db('import_upload').insert({ plan_id: id, content: Buffer.from(plan.bytes) });
  return { id, token };
}

/** A plan by its token, for its author alone; not found for anybody else. */
export async function findPlan(db: Db, person: Person, token: string): Promise<Plan> {
  const row = await db('import_plan')
    .where({ office_id: person.officeId, person_id: person.id, token })
    .whereNot({ state: 'discarded' })
    .first();
  if (row === undefined) throw notFound('such a plan of yours');
  return planFrom(row);
}

/** A plan by its number. */
export async function readPlan(db: Db, id: number): Promise<Plan> {
  const row = await db('import_plan').where({ id }).first();
  if (row === undefined) throw notFound('such a plan');
  return planFrom(row);
}

/** The plans that somebody has not confirmed, the latest first. */
export async function plansOf(db: Db, person: Person): Promise<Plan[]> {
  const rows: Row[] = await db('import_plan')
    .where({ office_id: person.officeId, person_id: person.id })
    .whereIn('state', ['reading', 'ready', 'failed'])
    .orderBy('id', 'desc')
    .limit(50);
  return rows.map(planFrom);
}

/** The bytes of a plan's file while they are kept. */
export async function readUpload(db: Db, planId: number): Promise<Uint8Array | null> {
  const row = await db('import_upload').where({ plan_id: planId }).first('content');
  return row === undefined ? null : new Uint8Array(row.content);
}

/** Says that a file was read, and what was found. Nothing happens to a plan that was discarded meanwhile. */
export async function finishReading(
  db: Db,
  id: number,
  read: { summary: FileSummary; linesDigest: string | null; booksSeq: number; now: string },
): Promise<void> {
  await db('import_seen').where({ plan_id: id }).del();
  await db('import_plan')
    .where({ id, state: 'reading' })
    .update({
      state: 'ready',
      rows_read: read.summary.rows,
      summary: JSON.stringify(read.summary),
      lines_digest: read.linesDigest,
      books_seq: read.booksSeq,
      touched_at: read.now,
    });
}

/** Says why a file could not be read. */
export async function failReading(db: Db, id: number, why: string, now: string): Promise<void> {
  await db('import_plan')
    .where({ id, state: 'reading' })
    .update({ state: 'failed', summary: JSON.stringify({ problem: why }), touched_at: now });
}

/**
 * Takes a plan for reading again; false when it is being read, decided or thrown away, so that two who ask at the same
 * moment read it once.
 */
export async function claimReading(db: Db, id: number): Promise<boolean> {
  const claimed = await db('import_plan')
    .where({ id })
    .whereIn('state', ['ready', 'failed'])
    .update({ state: 'reading', rows_read: 0, bytes_read: 0 });
  return claimed === 1;
}

/** A plan held for this transaction, so that what is said of its lines and its confirmation come one after the other. */
export async function lockPlan(trx: Db, id: number): Promise<Plan> {
  const query = trx('import_plan').where({ id });
  const row = await (onPostgres(trx) ? query.forUpdate() : query).first();
  return planFrom(row);
}

/** Moves a plan on, so that what was shown before is told from what stands now. */
export async function touchPlan(db: Db, id: number, now: string): Promise<void> {
  await db('import_plan').where({ id }).increment('version', 1).update({ touched_at: now });
}

const SLICE = 5000;
/** A line's own coding is made again from what was said of the line. */
const ALONE = 'line %';
/** What a rule left out and somebody put back stays in the queue: read again, it would silently be left out again. */
const WAS_RULED_OUT = '%\u001fruled-out\u001f%';

/** Takes a plan's lines and all that belongs to them away, in slices, so that nobody waits for it. */
export async function emptyPlan(db: Db, id: number, keepChoices: boolean): Promise<void> {
  for (;;) {
    const ids: number[] = await db('import_line').where({ plan_id: id }).orderBy('id').limit(SLICE).pluck('id');
    if (ids.length === 0) break;
    await db.transaction(async (trx) => {
      for (let at = 0; at < ids.length; at += 500) {
        const some = ids.slice(at, at + 500);
        const lines = trx('import_line').whereIn('id', some);
        await trx('import_line_size').whereIn(['pence', 'line_id'], lines.clone().select('pence', 'id')).del();
        await trx('import_line_search').whereIn('rowid', some).del();
        await lines.del();
      }
    });
    await new Promise((resolve) => setImmediate(resolve));
  }
  await db('import_held_line').where({ plan_id: id }).del();
  await db('import_held').where({ plan_id: id }).del();
  await db('import_remark').where({ plan_id: id }).del();
  await db('import_seen').where({ plan_id: id }).del();
  if (keepChoices) {
    await db('import_coding')
      .where({ plan_id: id })
      .whereNot((q) =>
        q
          .where((kept) => kept.whereIn('how', ['choice', 'left-out']).whereNot('signature', 'like', ALONE))
          .orWhere((kept) => kept.where({ how: 'queue' }).where('signature', 'like', WAS_RULED_OUT)),
      )
      .del();
    await db('import_coding')
      .where({ plan_id: id })
      .update({ charge_lines: 0, charge_pence: 0, credit_lines: 0, credit_pence: 0, flagged: '{}' });
    await db('import_supplier').where({ plan_id: id }).update({ lines: 0, pence: 0 });
    return;
  }
  await db('import_coding').where({ plan_id: id }).del();
  await db('import_supplier').where({ plan_id: id }).del();
  await db('import_choice').where({ plan_id: id }).del();
}

/** Throws a plan away with everything that was read into it. A plan that was confirmed is the record's. */
export async function discardPlan(db: Db, id: number): Promise<void> {
  const changed = await db('import_plan')
    .where({ id })
    .whereNot({ state: 'confirmed' })
    .update({ state: 'discarded', file_name: null });
  if (changed === 0) return;
  await db('import_upload').where({ plan_id: id }).del();
  await emptyPlan(db, id, false);
}

const KEPT_DAYS = 7;
/** Nothing was heard from the process that reads a file for so long, so it has ended. */
const SILENT_MS = 120_000;

/**
 * Says of plans whose reading ended with its process that it did, and throws away those that nobody touched for seven
 * days.
 */
export async function sweepPlans(db: Db, now: string): Promise<void> {
  const before = (ms: number): string => new Date(Date.parse(now) - ms).toISOString();
  await db('import_plan')
    .where({ state: 'reading' })
    .where('touched_at', '<', before(SILENT_MS))
    .update({ state: 'failed', summary: JSON.stringify({ problem: INTERRUPTED }) });
  const old: number[] = await db('import_plan')
    .whereIn('state', ['ready', 'failed', 'discarded'])
    .where('touched_at', '<', before(KEPT_DAYS * 24 * 3_600_000))
    .whereExists(db('import_line').whereRaw('import_line.plan_id = import_plan.id').select(db.raw('1')))
    .pluck('id');
  for (const id of old) await discardPlan(db, id);
}

export const INTERRUPTED = 'The reading was interrupted before its end. Nothing was stored. Read the file again.';

function planFrom(row: Row): Plan {
  return {
    id: row.id,
    officeId: row.office_id,
    token: row.token,
    personId: row.person_id,
    profile: row.profile,
    fileName: row.file_name ?? '',
    sha256: row.file_digest,
    size: row.size,
    asked: JSON.parse(row.asked),
    state: row.state,
    rowsRead: row.rows_read,
    bytesRead: row.bytes_read,
    summary: row.state === 'ready' || row.state === 'confirmed' ? JSON.parse(row.summary) : null,
    problem: row.state === 'failed' ? JSON.parse(row.summary).problem : null,
    linesDigest: row.lines_digest,
    booksSeq: row.books_seq,
    version: row.version,
    batch: row.batch_ref,
    createdAt: row.created_at,
    touchedAt: row.touched_at,
  };
}
