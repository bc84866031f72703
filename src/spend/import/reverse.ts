import type { Act } from '../../audit/act.ts';
import { comparePeriods } from '../../calendar/period.ts';
import { readEntries } from '../../ledger/entry.store.ts';
import type { NewEntry } from '../../ledger/entry.ts';
import { readPeriods } from '../../ledger/period.store.ts';
import { currentPeriod } from '../../ledger/period.ts';
import { leftOfEntry, post } from '../../ledger/post.ts';
import { demand } from '../../people/may.ts';
import type { Person } from '../../people/person.ts';
import type { Db } from '../../platform/database.ts';
import { refused } from '../../platform/refusal.ts';
import { moveAwaiting } from '../awaiting.store.ts';
import { enterCorrection } from '../enter.ts';
import { postSpend } from '../posting.ts';
import { findSpend, listAmounts, listSpend } from '../spend.store.ts';
import { approvalSubject, lineNamed } from '../spend.ts';
import { type Batch, findBatch } from './batch.store.ts';
import { postedAnewFor, readRecoded } from './match/stood-for.ts';
import { findReversal, type Reversal } from './reversal.store.ts';

/** Asks that a batch be reversed as a whole, with a reason that stays; somebody else decides. Answers its number. */
export async function askReversal(act: Act, person: Person, ref: string, reason: string): Promise<number> {
  const batch = await findBatch(act.trx, act.doer.officeId, ref);
  if (batch.status !== 'accepted') {
    throw refused(
      'not-accepted',
      `${ref} is ${batch.status}; only what was accepted is reversed. Nothing was changed.`,
    );
  }
  const last = await findReversal(act.trx, act.doer.officeId, ref);
  if (last !== null && last.outcome === null) {
    throw refused(
      'asked-already',
      `The reversal of ${ref} was asked for and waits for a decision. Nothing was changed.`,
    );
  }
  const number = (last?.number ?? 0) + 1;
  await act.add('import_reversal', {
    batch_ref: ref,
    number,
    reason_words: await act.words(reason),
    entered_by: person.id,
  });
  return number;
}

/**
 * Decides on the reversal of a batch: approved, every entry of it is turned round in the current period, and its lines
 * may be imported again; or returned with a reason. Refused by name: `own-entry`, `limit`, `decided`,
 * `corrected-in-part` while a correction of a single line of it stands or awaits approval.
 */
export async function decideReversal(
  act: Act,
  person: Person,
  ref: string,
  decision: { approve: true } | { approve: false; reason: string },
): Promise<Batch> {
  const { trx, doer } = act;
  const batch = await findBatch(trx, doer.officeId, ref);
  const asked = await findReversal(trx, doer.officeId, ref);
  if (asked === null || asked.outcome !== null) {
    throw refused('decided', `No reversal of ${ref} waits for a decision. Nothing was changed.`);
  }
  demand(person, 'spend.approve', approvalSubject({ ...batch, enteredBy: asked.enteredBy }));
  if (decision.approve) await turnRound(act, person, batch, asked);
  await act.add('import_reversal_outcome', {
    batch_ref: ref,
    number: asked.number,
    outcome: decision.approve ? 'approved' : 'returned',
    reason_words: decision.approve ? null : await act.words(decision.reason),
    decided_by: person.id,
  });
  return batch;
}

async function turnRound(act: Act, person: Person, { ref }: Batch, { reason, enteredBy }: Reversal): Promise<void> {
  const { trx, doer } = act;
  const periods = await readPeriods(trx, doer.officeId);
  const period = currentPeriod(periods);
  const reasonWords = await act.words(reason);
  await demandNoneStands(trx, doer.officeId, ref);
  const entries: NewEntry[] = [];
  for (const original of await readEntries(trx, doer.officeId, { batchRef: ref })) {
    // A line with a life of its own is reversed as spend is, so that what it paid is free again.
    if (original.spendRef !== null || original.corrects !== null) continue;
    const pence = await leftOfEntry(trx, original);
    if (pence === 0) continue;
    const stands = { year: original.year, number: original.period };
    const isClosed = periods.some((one) => one.closed && comparePeriods(one, stands) === 0);
    entries.push({
      kind: 'reversal',
      from: original.to,
      to: original.from,
      pence,
      partly: pence === original.pence ? undefined : true,
      happenedOn: original.happenedOn,
      period: { year: period.year, number: period.number },
      place: original.place,
      category: original.category,
      batchRef: ref,
      corrects: original.id,
      concerns: isClosed ? stands : undefined,
      reasonWords,
      // A credit that is taken back is money out again, so it may pass what is left.
      excess: original.from.kind === 'spent' ? { kind: 'overspend', reasonWords } : undefined,
    });
  }
  await post(act, entries);
  const posting = { period: { year: period.year, number: period.number }, reason };
  for (const line of await listAmounts(trx, doer.officeId, { batch: ref, status: 'approved' })) {
    const wanted = {
      kind: 'reversal' as const,
      corrects: line.ref,
      pence: line.pence,
      reason,
      happenedOn: line.invoicedOn,
      period: posting.period,
    };
    const reversal = await findSpend(trx, doer.officeId, await enterCorrection(act, wanted, enteredBy));
    await postSpend(act, reversal, posting);
    await act.add('spend_outcome', {
      spend_ref: reversal.ref,
      outcome: 'approved',
      year: period.year,
      period: period.number,
      reason_words: null,
      decided_by: person.id,
    });
    await moveAwaiting(act, [reversal], 'decided');
  }
}

/**
 * Refused where a correction of one of its lines stands: what was refunded of a line, or posted anew for it, would stay
 * without it. A line that was taken back whole is simply not there any more.
 */
async function demandNoneStands(db: Db, officeId: number, batch: string): Promise<void> {
  const corrections: string[] = await db('line_correction')
    .where({ office_id: officeId, batch_ref: batch })
    .pluck('spend_ref');
  if (corrections.length === 0) return;
  const anew = postedAnewFor(await readRecoded(db, officeId), (from) => lineNamed(from)?.batch === batch);
  const refs = [...corrections, ...anew];
  for (const { ref, kind, status } of await listSpend(db, officeId, { refs }, { sort: 'oldest' })) {
    const isTakenBack = kind === 'reversal' && status === 'approved';
    if (isTakenBack || (status !== 'approved' && status !== 'awaiting approval')) continue;
    throw refused(
      'corrected-in-part',
      `${ref} came of a line of ${batch} and ${status === 'approved' ? 'stands. Reverse that' : 'awaits approval. Have it decided'} ` +
        'first, then the batch as a whole.',
    );
  }
}
