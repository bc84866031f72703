import type { Act } from '../audit/act.ts';
import type { Moment } from '../audit/moment.ts';
import { spellOut } from '../audit/words.ts';
import { type PeriodKey, periodLabel, periodShown } from '../calendar/period.ts';
import { addUp } from '../ledger/balance.ts';
import type { Pence } from '../money/pence.ts';
import type { Db, Row } from '../platform/database.ts';
import { refused } from '../platform/refusal.ts';
import type { ControlFile } from './reconciliation-file.ts';
import type { LedgerLine } from './reconciliation-match.ts';

/** What the finance system says that an initiative spent in a period, as it was typed or loaded. */
export interface ControlTotal {
  id: number;
  period: PeriodKey;
  initiative: string;
  pence: Pence;
  /** The file it came from; null when it was typed. */
  fileDigest: string | null;
  /** Whether that file was one of lines, so that every entry of the period is looked for in it. */
  ofLines: boolean;
  enteredBy: number;
  at: string;
  seq: number;
}

/** Every version of the control totals of a period (or of all), in the order in which they were loaded. */
export async function listControlTotals(
  db: Db,
  officeId: number,
  where: { period?: PeriodKey; moment?: Moment } = {},
): Promise<ControlTotal[]> {
  const rows: Row[] = await db('control_total as t')
    .join('audit_event as e', (on) => {
      on.on('e.office_id', 't.office_id').andOn('e.seq', 't.act_seq');
    })
    .where('t.office_id', officeId)
    .where('t.act_seq', '<=', where.moment?.seq ?? Number.MAX_SAFE_INTEGER)
    .modify((q) => {
      if (where.period !== undefined) q.where({ 't.year': where.period.year, 't.period': where.period.number });
    })
    .orderBy('t.id')
    .select('t.*', 'e.recorded_at');
  const withLines: Row[] = await db('control_line').where({ office_id: officeId }).distinct('act_seq');
  const ofLines = new Set(withLines.map((row) => row.act_seq));
  return rows.map((row) => ({
    id: row.id,
    period: { year: row.year, number: row.period },
    initiative: row.initiative,
    pence: row.pence,
    fileDigest: row.file_digest,
    ofLines: ofLines.has(row.act_seq),
    enteredBy: row.entered_by,
    at: row.recorded_at,
    seq: row.act_seq,
  }));
}

/** The latest version of each period and initiative, by `noteKey`'s first two parts. */
export function latestTotals(versions: readonly ControlTotal[]): Map<string, ControlTotal> {
  return new Map(versions.map((version) => [totalKey(version.period, version.initiative), version]));
}

/** One name for an initiative in a period. */
export function totalKey(period: PeriodKey, initiative: string): string {
  return `${periodLabel(period)} ${initiative}`;
}

/** The lines of control totals, in the order of their rows. */
export async function readControlLines(
  db: Db,
  officeId: number,
  totals: readonly ControlTotal[],
): Promise<LedgerLine[]> {
  const initiatives = new Map(totals.map(({ id, initiative }) => [id, initiative]));
  const rows: Row[] = await db('control_line')
    .where({ office_id: officeId })
    .whereIn('control_total_id', [...initiatives.keys()])
    .orderBy(['row_number', 'id']);
  return (await spellOut(db, rows)).map((row: Row) => ({
    initiative: initiatives.get(row.control_total_id) as string,
    row: row.row_number,
    reference: row.reference,
    day: row.happened_on,
    pence: row.pence,
  }));
}

/**
 * Keeps control totals that were typed: those that differ from the latest version. Answers how many did. Refused as
 * `nothing-new` when none does.
 */
export async function typeControlTotals(
  act: Act,
  period: PeriodKey,
  typed: readonly { initiative: string; pence: Pence }[],
  enteredBy: number,
): Promise<number> {
  const latest = latestTotals(await listControlTotals(act.trx, act.doer.officeId, { period }));
  const changed = typed.filter(({ initiative, pence }) => latest.get(totalKey(period, initiative))?.pence !== pence);
  if (changed.length === 0) {
    throw refused('nothing-new', 'These are the control totals that stand already. Nothing was changed.');
  }
  await act.addMany(
    'control_total',
    changed.map(({ initiative, pence }) => totalRow(period, initiative, pence, null, enteredBy)),
  );
  return changed.length;
}

/**
 * Keeps what a file says of a period as the latest version of each initiative's control total, with the lines where
 * it is a file of lines. Those in `alsoNothing` that the file does not name spent nothing by it. Answers how many
 * initiatives it says something about.
 *
 * Refused by name: `faults` when the file has any (all rows or none), `same-file` when it is what stands already.
 */
export async function loadControlFile(
  act: Act,
  period: PeriodKey,
  file: ControlFile,
  alsoNothing: readonly string[],
  enteredBy: number,
): Promise<number> {
  if (file.faults.length > 0) {
    throw refused(
      'faults',
      `The file has ${file.faults.length} faults. Correct them and load it again: all rows or none.`,
    );
  }
  const initiatives = [...new Set([...file.rows.map(({ initiative }) => initiative), ...alsoNothing])].toSorted();
  const latest = latestTotals(await listControlTotals(act.trx, act.doer.officeId, { period }));
  if (initiatives.every((ref) => latest.get(totalKey(period, ref))?.fileDigest === file.digest)) {
    throw refused(
      'same-file',
      `This very file is what stands for ${periodShown(period)} already. Nothing was changed.`,
      'file',
    );
  }
  const of = (ref: string) => file.rows.filter(({ initiative }) => initiative === ref);
  const ids = await act.addAll(
    'control_total',
    initiatives.map((ref) => {
      const pence = addUp(of(ref).map((row) => row.pence));
      return totalRow(period, ref, pence, file.digest, enteredBy);
    }),
  );
  if (!file.ofLines) return initiatives.length;
  const referred = file.rows.flatMap(({ reference }) => (reference === null ? [] : [reference]));
  const digests = (await act.manyWords(referred)).values();
  const words = new Map(
    file.rows.map(({ row, reference }) => [row, reference === null ? null : (digests.next().value ?? null)]),
  );
  await act.addMany(
    'control_line',
    initiatives.flatMap((ref, index) =>
      of(ref).map(({ row, day, pence }) => ({
        control_total_id: ids[index] as number,
        row_number: row,
        reference_words: words.get(row) ?? null,
        happened_on: day,
        pence,
      })),
    ),
  );
  return initiatives.length;
}

function totalRow(period: PeriodKey, initiative: string, pence: Pence, digest: string | null, enteredBy: number) {
  return { year: period.year, period: period.number, initiative, pence, file_digest: digest, entered_by: enteredBy };
}

/** With what the tracker is compared: the finance system, or the submitted return of the quarter. */
export type Against = 'ledger' | 'return';

/** How a difference is treated: it has its reason, or it is carried until a later period takes it away. */
export type Treatment = 'explained' | 'carried';

/** What somebody said of a difference: it covers the amount that it was said of, and no other. */
export interface DifferenceNote {
  period: PeriodKey;
  initiative: string;
  against: Against;
  pence: Pence;
  treatment: Treatment;
  text: string;
  enteredBy: number;
  at: string;
  seq: number;
}

/** Every note on a difference, in the order in which they were made. */
export async function listNotes(db: Db, officeId: number, where: { moment?: Moment } = {}): Promise<DifferenceNote[]> {
  const rows: Row[] = await db('difference_note as n')
    .join('audit_event as e', (on) => {
      on.on('e.office_id', 'n.office_id').andOn('e.seq', 'n.act_seq');
    })
    .where('n.office_id', officeId)
    .where('n.act_seq', '<=', where.moment?.seq ?? Number.MAX_SAFE_INTEGER)
    .orderBy('n.id')
    .select('n.*', 'e.recorded_at');
  return (await spellOut(db, rows)).map((row: Row) => ({
    period: { year: row.year, number: row.period },
    initiative: row.initiative,
    against: row.against,
    pence: row.pence,
    treatment: row.treatment,
    text: row.text,
    enteredBy: row.entered_by,
    at: row.recorded_at,
    seq: row.act_seq,
  }));
}

/** Keeps a note on a difference; the latest is the one that counts, and the earlier ones stay. */
export async function addNote(act: Act, note: Omit<DifferenceNote, 'at' | 'seq'>): Promise<void> {
  await act.add('difference_note', {
    year: note.period.year,
    period: note.period.number,
    initiative: note.initiative,
    against: note.against,
    pence: note.pence,
    treatment: note.treatment,
    text_words: await act.words(note.text),
    entered_by: note.enteredBy,
  });
}
