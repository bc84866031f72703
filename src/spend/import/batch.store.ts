import type { Act } from '../../audit/act.ts';
import { spellOut } from '../../audit/words.ts';
import { yearLabel } from '../../calendar/financial-year.ts';
import type { PeriodKey } from '../../calendar/period.ts';
import { addUp } from '../../ledger/balance.ts';
import { formatPounds, type Pence } from '../../money/pence.ts';
import type { Db, Row } from '../../platform/database.ts';
import { notFound, refused } from '../../platform/refusal.ts';
import { moveAwaiting } from '../awaiting.store.ts';
import { settle } from '../claims/settle.ts';
import { spendRef } from '../spend.ts';
import type { ImportPlan } from './plan.ts';
import { lineKey } from './read/line.ts';
import type { KeyedLine } from './read/whole-file.ts';

export type BatchStatus = 'awaiting acceptance' | 'accepted' | 'rejected';

/** The lines of one file, accepted or rejected as a whole. */
export interface Batch {
  ref: string;
  fund: string;
  fileDigest: string;
  fileName: string;
  profile: string;
  initiative: string;
  place: string;
  period: PeriodKey;
  lines: number;
  known: number;
  skipped: number;
  /** What its charges come to, before credits: the money that accepting it lets out. */
  chargePence: Pence;
  pence: Pence;
  overspendReason: string | null;
  enteredBy: number;
  status: BatchStatus;
  decidedBy: number | null;
  decisionReason: string | null;
}

/**
 * Stores the new lines of a plan as a batch that awaits acceptance. Refused when the plan has faults, has nothing
 * new, or passes the budget without a reason.
 */
export async function storeBatch(
  act: Act,
  plan: ImportPlan,
  from: { fileName: string; enteredBy: number; overspendReason: string | null },
): Promise<string> {
  if (plan.faults.length > 0) {
    throw refused(
      'faults',
      `The file has ${plan.faults.length} faults. Correct them and import it again: all rows or none.`,
    );
  }
  if (plan.newLines.length === 0) {
    const held = plan.sameFile === null ? 'earlier batches' : plan.sameFile;
    throw refused('nothing-new', `Every line of this file is already recorded, in ${held}. Nothing was changed.`);
  }
  if (plan.over > 0 && from.overspendReason === null) {
    throw refused(
      'overspend-reason',
      `These lines pass what ${plan.initiative} has left by ${formatPounds(plan.over)}. Say why it is overspent.`,
      'reason',
    );
  }
  const { year, number } = plan.period;
  const ref = `IB-${yearLabel(year)}-${String(await act.nextNumber('import', year)).padStart(3, '0')}`;
  await act.add('import_batch', {
    fund: plan.fund,
    ref,
    file_digest: plan.file.sha256,
    file_name_words: await act.words(from.fileName),
    profile: plan.profile,
    initiative: plan.initiative,
    place: plan.place,
    year,
    period: number,
    lines: plan.newLines.length,
    known: plan.known.length,
    skipped: plan.file.skipped.length,
    charge_pence: addUp(plan.newLines.map((line) => Math.max(0, line.pence))),
    pence: plan.pence,
    overspend_words: await act.optionalWords(from.overspendReason),
    entered_by: from.enteredBy,
  });
  const agreementOf = ({ key }: KeyedLine): string => plan.pays.get(key)?.agreement ?? '';
  const numbers = await act.nextNumbers('spend', year, plan.newLines.length);
  const suppliers = await act.manyWords(plan.newLines.map((line) => line.supplier));
  await act.addMany(
    'spend',
    plan.newLines.map((line, index) => ({
      fund: plan.fund,
      ref: spendRef(year, numbers[index] as number),
      kind: line.pence < 0 ? 'unmatched-credit' : 'spend',
      initiative: plan.initiative,
      agreement: agreementOf(line),
      nature: 'revenue',
      place: plan.place,
      category: line.category,
      supplier_words: suppliers[index] as string,
      reference_words: null,
      description_words: null,
      reason_words: null,
      invoiced_on: line.date,
      received_on: null,
      paid_on: null,
      year,
      period: number,
      net_pence: Math.abs(line.pence),
      vat_pence: 0,
      pence: Math.abs(line.pence),
      corrects_ref: null,
      batch_ref: ref,
      row_number: line.row,
      line_key: lineKey(plan.profile, line),
      entered_by: from.enteredBy,
    })),
  );
  await moveAwaiting(
    act,
    plan.newLines.map((line) => ({
      fund: plan.fund,
      initiative: plan.initiative,
      agreement: agreementOf(line),
      nature: 'revenue' as const,
      period: plan.period,
      concerns: null,
      kind: line.pence < 0 ? ('unmatched-credit' as const) : ('spend' as const),
      correctsKind: null,
      pence: Math.abs(line.pence),
    })),
    'entered',
  );
  for (const [index, { key }] of plan.newLines.entries()) {
    const paying = plan.pays.get(key);
    if (paying === undefined) continue;
    await settle(act, { payable: paying.payable, spend: spendRef(year, numbers[index] as number) });
  }
  return ref;
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

/** The batch that holds this very file and was not rejected, by the file's digest; null when none does. */
export async function findBatchOfFile(db: Db, officeId: number, fileDigest: string): Promise<string | null> {
  const row = await query(db, officeId)
    .where('b.file_digest', fileDigest)
    .where((q) => q.whereNull('o.id').orWhere('o.outcome', 'accepted'))
    .first();
  return row?.ref ?? null;
}

function query(db: Db, officeId: number) {
  return db('import_batch as b')
    .leftJoin('import_outcome as o', (on) => {
      on.on('o.batch_ref', 'b.ref').andOn('o.office_id', 'b.office_id');
    })
    .where('b.office_id', officeId)
    .select('b.*', 'o.outcome', 'o.decided_by', 'o.reason_words as decision_reason_words');
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
    overspendReason: row.overspend,
    enteredBy: row.entered_by,
    status: row.outcome ?? 'awaiting acceptance',
    decidedBy: row.decided_by,
    decisionReason: row.decision_reason,
  }));
}
