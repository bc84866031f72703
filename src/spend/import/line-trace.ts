import { comparePeriods } from '../../calendar/period.ts';
import { readEntries } from '../../ledger/entry.store.ts';
import type { Entry } from '../../ledger/entry.ts';
import type { Pence } from '../../money/pence.ts';
import type { Db, Row } from '../../platform/database.ts';
import { notFound } from '../../platform/refusal.ts';
import { capital } from '../../platform/sentence.ts';
import { findBatch } from './batch.store.ts';
import { readCodings } from './coding.store.ts';
import { isGrouped } from './group.ts';
import type { Coding } from './plan.ts';
import { countLines, listLines, type PlanLine, type PlanLineFilter } from './plan-line.store.ts';

/**
 * The lines that an entry of a batch stands for, as a filter of its plan's lines. Entries that divide one group among
 * several accounts have the same lines; a reversal has those of what it turned round.
 */
export async function linesBehind(
  db: Db,
  officeId: number,
  { planId, batch, entry: id }: { planId: number; batch: string; entry: number },
): Promise<PlanLineFilter> {
  const { entry, isBack } = await groupEntry(db, officeId, batch, id);
  const codings = (await readCodings(db, planId)).filter((coding) => isGrouped(coding) && isOf(coding, entry));
  return {
    codingIds: codings.map((coding) => coding.id),
    sign: entry.kind === 'unmatched-credit' ? 'credits' : 'charges',
    // What was taken back line by line was not there any more to be taken back with the batch.
    ...(isBack ? { exceptRows: await readRowsTakenBack(db, officeId, batch) } : {}),
  };
}

async function groupEntry(
  db: Db,
  officeId: number,
  batch: string,
  id: number,
): Promise<{ entry: Entry; isBack: boolean }> {
  const [entry] = await readEntries(db, officeId, { ids: [id], batchRef: batch });
  if (entry === undefined || entry.spendRef !== null) throw notFound(`entry ${id} of ${batch}`);
  if (entry.corrects === null) return { entry, isBack: false };
  return { ...(await groupEntry(db, officeId, batch, entry.corrects)), isBack: true };
}

/** The rows of a batch that were taken back whole by corrections of their own. */
async function readRowsTakenBack(db: Db, officeId: number, batch: string): Promise<number[]> {
  return db('line_correction as c')
    .join('spend as s', (on) => {
      on.on('s.office_id', 'c.office_id').andOn('s.ref', 'c.spend_ref');
    })
    .join('spend_outcome as o', (on) => {
      on.on('o.office_id', 'c.office_id').andOn('o.spend_ref', 'c.spend_ref');
    })
    .where({ 'c.office_id': officeId, 'c.batch_ref': batch, 's.kind': 'reversal', 'o.outcome': 'approved' })
    .pluck('c.row_number');
}

/** Whether lines of this coding are behind the entry. */
export function isOf(coding: Coding, entry: Entry): boolean {
  const spent = entry.to.kind === 'spent' ? entry.to : entry.from;
  const isCredit = entry.kind === 'unmatched-credit';
  return (
    coding.initiative === spent.initiative &&
    (isCredit || coding.agreement === spent.agreement) &&
    coding.place === entry.place &&
    coding.category === entry.category &&
    comparePeriods(coding.period, { year: entry.year, number: entry.period }) === 0
  );
}

/** A line of a batch with what it was posted as, in pence: below zero for a credit, or where the batch was reversed. */
export interface BatchLine {
  batch: string;
  line: PlanLine;
  initiative: string;
  pence: Pence;
  isReversed: boolean;
}

/** Nobody looks through more lines of one group one by one. */
const MOST_LISTED = 20_000;

/**
 * The lines behind these entries of batches, each once, however many accounts its group is divided among; and the
 * entries that stand for more lines than anybody looks through.
 */
export async function readPostedLines(
  db: Db,
  officeId: number,
  entries: readonly Entry[],
): Promise<{ lines: BatchLine[]; whole: Entry[] }> {
  const whole: Entry[] = [];
  const found = new Map<string, BatchLine>();
  const plans = new Map<string, number | null>();
  for (const entry of entries) {
    const batch = entry.batchRef as string;
    if (!plans.has(batch)) plans.set(batch, (await findBatch(db, officeId, batch)).planId);
    const planId = plans.get(batch) ?? null;
    if (planId === null) continue;
    const filter = await linesBehind(db, officeId, { planId, batch, entry: entry.id });
    if ((await countLines(db, planId, filter)) > MOST_LISTED) {
      whole.push(entry);
      continue;
    }
    const isReversed = entry.kind === 'reversal';
    const initiative = (entry.to.kind === 'spent' ? entry.to : entry.from).initiative;
    for (const line of await listLines(db, planId, filter, { limit: MOST_LISTED })) {
      const pence = isReversed ? -line.pence : line.pence;
      found.set(`${line.id} ${isReversed}`, { batch, line, initiative, pence, isReversed });
    }
  }
  return { lines: [...found.values()], whole };
}

/** What became of each of these lines, in words: by which rule it was coded, what it stands for, or that it was left out. */
export async function readBecame(
  db: Db,
  officeId: number,
  { batch, planId, lines }: { batch: string; planId: number; lines: readonly PlanLine[] },
): Promise<(line: PlanLine) => string> {
  const rows = lines.map(({ row }) => row);
  const codings = new Map((await readCodings(db, planId)).map((coding) => [coding.id, coding]));
  const matched: Row[] = await db('line_match')
    .where({ office_id: officeId, batch_ref: batch })
    .whereIn('row_number', rows)
    .orderBy('id');
  const own: Row[] = await db('spend')
    .where({ office_id: officeId, batch_ref: batch })
    .whereIn('row_number', rows)
    .orderBy('id');
  const of = (found: Row[], row: number, column: string) =>
    found.filter(({ row_number }) => row_number === row).map((one) => one[column] as string);
  return ({ row, codingId }) => {
    const coding = codings.get(codingId);
    if (coding === undefined) return '';
    if (coding.how === 'left-out') return 'Left out';
    if (coding.how === 'ruled-out') return `Left out by ${coding.rule}`;
    const posted = of(own, row, 'ref').map((ref) => `posted as ${ref}`);
    const stands = of(matched, row, 'stands_ref').map((ref) => `stands for ${ref}`);
    if (posted.length + stands.length > 0) return capital([...stands, ...posted].join(', '));
    return `${coding.initiative}, ${coding.rule === null ? HOW_SAID[coding.how] : `by ${coding.rule}`}`;
  };
}

const HOW_SAID: Partial<Record<Coding['how'], string>> = {
  file: 'by the reference in the file',
  choice: 'coded by hand',
  target: 'as was asked for',
};
