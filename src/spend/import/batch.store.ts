import type { Moment } from '../../audit/moment.ts';
import { spellOut } from '../../audit/words.ts';
import type { PeriodKey } from '../../calendar/period.ts';
import type { Pence } from '../../money/pence.ts';
import type { Db, Row } from '../../platform/database.ts';
import { notFound } from '../../platform/refusal.ts';
import type { Group } from './plan.ts';

export type BatchStatus = 'awaiting acceptance' | 'accepted' | 'rejected' | 'reversed';

/** The lines of one file, accepted or rejected as a whole. */
export interface Batch {
  ref: string;
  fund: string;
  fileDigest: string;
  fileName: string;
  profile: string;
  /** The one initiative or place of all its lines; null where they go to several. */
  initiative: string | null;
  place: string | null;
  period: PeriodKey;
  lines: number;
  known: number;
  skipped: number;
  /** What its charges come to, before credits: the money that accepting it lets out. */
  chargePence: Pence;
  pence: Pence;
  /** What the second person takes from the finance system: all that the file says, known lines too. */
  controlPence: Pence;
  /** The plan whose lines are its trace; null for a batch whose every line is a spend of its own. */
  planId: number | null;
  overspendReason: string | null;
  enteredBy: number;
  status: BatchStatus;
  decidedBy: number | null;
  decisionReason: string | null;
}

/** Every batch, the latest first. */
export async function listBatches(db: Db, officeId: number): Promise<Batch[]> {
  return spelled(db, await query(db, officeId).orderBy('b.id', 'desc'));
}

/** A batch by its reference; not found when there is none. */
export async function findBatch(db: Db, officeId: number, ref: string): Promise<Batch> {
  const [batch] = await spelled(db, await query(db, officeId).where('b.ref', ref));
  if (batch === undefined) throw notFound(`import batch ${ref}`);
  return batch;
}

/** The batch that holds this very file and stands, by the file's digest; null when none does. */
export async function findBatchOfFile(db: Db, officeId: number, fileDigest: string): Promise<string | null> {
  const batches = await spelled(
    db,
    await query(db, officeId).where('b.file_digest', fileDigest).orderBy('b.id', 'desc'),
  );
  return batches.find(({ status }) => status === 'awaiting acceptance' || status === 'accepted')?.ref ?? null;
}

/** Batches confirmed, rejected or reversed after an act, in their order: they change what a file would do. */
export async function booksMovedSince(db: Db, officeId: number, seq: number): Promise<string[]> {
  const since = (table: string) => db(table).where({ office_id: officeId }).where('act_seq', '>', seq);
  const refs = [
    ...(await since('import_batch').pluck('ref')),
    ...(await since('import_outcome').where({ outcome: 'rejected' }).pluck('batch_ref')),
    ...(await since('import_reversal_outcome').where({ outcome: 'approved' }).pluck('batch_ref')),
  ];
  return [...new Set(refs as string[])].sort();
}

/** The movements of money that a batch is made of, in their order. */
export async function readGroups(db: Db, officeId: number, batch: string): Promise<Group[]> {
  const rows: Row[] = await db('import_group').where({ office_id: officeId, batch_ref: batch }).orderBy('number');
  return rows.map(groupFrom);
}

function groupFrom(row: Row): Group {
  return {
    number: row.number,
    fund: row.fund,
    kind: row.kind,
    initiative: row.initiative,
    agreement: row.agreement,
    nature: row.nature,
    place: row.place,
    category: row.category,
    period: { year: row.year, number: row.period },
    lines: row.lines,
    pence: row.pence,
    firstOn: row.first_on,
    lastOn: row.last_on,
  };
}

/** The groups of batches that await acceptance as at a moment. */
export async function listAwaitingGroups(
  db: Db,
  officeId: number,
  { seq }: Moment,
): Promise<(Group & { batch: string })[]> {
  const rows: Row[] = await db('import_group as g')
    .leftJoin('import_outcome as o', (on) => {
      on.on('o.batch_ref', 'g.batch_ref')
        .andOn('o.office_id', 'g.office_id')
        .andOn('o.act_seq', '<=', db.raw('?', [seq]));
    })
    .where('g.office_id', officeId)
    .where('g.act_seq', '<=', seq)
    .whereNull('o.id')
    .orderBy('g.id')
    .select('g.*');
  return rows.map((row) => ({ ...groupFrom(row), batch: row.batch_ref }));
}

function query(db: Db, officeId: number) {
  return db('import_batch as b')
    .leftJoin('import_outcome as o', (on) => {
      on.on('o.batch_ref', 'b.ref').andOn('o.office_id', 'b.office_id');
    })
    .leftJoin('import_trace as t', (on) => {
      on.on('t.batch_ref', 'b.ref').andOn('t.office_id', 'b.office_id');
    })
    .leftJoin('import_reversal_outcome as r', (on) => {
      on.on('r.batch_ref', 'b.ref')
        .andOn('r.office_id', 'b.office_id')
        .andOn('r.outcome', db.raw('?', ['approved']));
    })
    .where('b.office_id', officeId)
    .select(
      'b.*',
      'o.outcome',
      'o.decided_by',
      'o.reason_words as decision_reason_words',
      't.plan_id',
      't.file_pence',
      'r.id as reversed',
    );
}

async function spelled(db: Db, rows: Row[]): Promise<Batch[]> {
  return (await spellOut(db, rows)).map((row: Row) => ({
    ref: row.ref,
    fund: row.fund,
    fileDigest: row.file_digest,
    fileName: row.file_name,
    profile: row.profile,
    initiative: row.initiative,
    place: row.place,
    period: { year: row.year, number: row.period },
    lines: row.lines,
    known: row.known,
    skipped: row.skipped,
    chargePence: row.charge_pence,
    pence: row.pence,
    controlPence: row.file_pence ?? row.pence,
    planId: row.plan_id,
    overspendReason: row.overspend,
    enteredBy: row.entered_by,
    status: row.reversed === null ? (row.outcome ?? 'awaiting acceptance') : 'reversed',
    decidedBy: row.decided_by,
    decisionReason: row.decision_reason,
  }));
}
