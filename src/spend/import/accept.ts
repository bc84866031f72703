import type { Act } from '../../audit/act.ts';
import { ensureAccount } from '../../ledger/account.store.ts';
import { sibling } from '../../ledger/account.ts';
import type { Excess, NewEntry } from '../../ledger/entry.ts';
import { readPeriods } from '../../ledger/period.store.ts';
import { openPeriod } from '../../ledger/period.ts';
import { post } from '../../ledger/post.ts';
import { formatPounds, type Pence } from '../../money/pence.ts';
import { demand } from '../../people/may.ts';
import type { Person } from '../../people/person.ts';
import { refused } from '../../platform/refusal.ts';
import { type AwaitingSpend, moveAwaiting } from '../awaiting.store.ts';
import { postSpend } from '../posting.ts';
import { listAmounts } from '../spend.store.ts';
import { approvalSubject, type Spend } from '../spend.ts';
import { type Batch, findBatch, readGroups } from './batch.store.ts';
import { drawAll } from './group.ts';
import type { Group } from './plan.ts';

type Line = Omit<Spend, 'supplier'>;

/**
 * Accepts a batch as a whole, against the control total that the second person took from the finance system: posts one
 * entry for each account pair, period, place and category, whose trace are the lines. Refused by name: `own-entry`,
 * `limit`, `decided`, `control-total`, `period-closed`, `overspend-reason`.
 */
export async function acceptBatch(act: Act, person: Person, ref: string, controlTotal: Pence): Promise<Batch> {
  const { batch, groups, lines } = await undecided(act, person, ref);
  if (controlTotal !== batch.controlPence) {
    throw refused(
      'control-total',
      `The control total is ${formatPounds(controlTotal)}, and the file comes to ${formatPounds(batch.controlPence)}: ` +
        `${formatPounds(Math.abs(controlTotal - batch.controlPence))} apart. Find the difference before accepting.`,
      'control',
    );
  }
  const periods = await readPeriods(act.trx, act.doer.officeId);
  for (const { period } of [...groups, ...lines]) openPeriod(periods, period);
  const refunds = lines.filter(({ kind }) => kind === 'refund');
  await postDrawn(
    act,
    batch,
    groups,
    lines.filter(({ kind }) => kind !== 'refund'),
  );
  for (const refund of refunds) {
    await postSpend(act, { ...refund, supplier: '' }, { period: refund.period, reason: refund.reason });
  }
  await act.addMany(
    'spend_outcome',
    lines.map((line) => ({
      spend_ref: line.ref,
      outcome: 'approved',
      year: line.period.year,
      period: line.period.number,
      reason_words: null,
      decided_by: person.id,
    })),
  );
  await moveAwaiting(act, [...lines, ...groups.map(awaitingOf)], 'decided');
  await act.add('import_outcome', {
    batch_ref: ref,
    outcome: 'accepted',
    control_total_pence: controlTotal,
    reason_words: null,
    decided_by: person.id,
  });
  return batch;
}

async function postDrawn(act: Act, batch: Batch, groups: readonly Group[], lines: readonly Line[]): Promise<void> {
  const { officeId } = act.doer;
  const excess = await excessOf(act, batch);
  const moved = [
    ...lines.map((line) => ({
      ...line,
      kind: line.kind === 'unmatched-credit' ? ('unmatched-credit' as const) : ('spend' as const),
      happenedOn: line.invoicedOn,
      spendRef: line.ref,
    })),
    ...groups.map((group) => ({ ...group, happenedOn: group.lastOn, spendRef: undefined })),
  ];
  const entries: NewEntry[] = [];
  for (const one of await drawAll(act.trx, officeId, moved)) {
    const { kind, happenedOn, period, place, category, spendRef, pence } = one.of;
    const shared = { kind, happenedOn, period, place, category, spendRef, batchRef: batch.ref };
    if ('back' in one) {
      const from = await ensureAccount(act, sibling(one.back, { kind: 'spent', agreement: '' }));
      entries.push({ ...shared, from, to: one.back, pence });
      continue;
    }
    for (const part of one.parts) {
      if (part.over && excess === undefined) throw noReason(batch, one.of.initiative);
      const to = await ensureAccount(act, part.to);
      entries.push({ ...shared, from: part.from, to, pence: part.pence, excess: part.over ? excess : undefined });
    }
  }
  await post(act, entries);
}

/** Rejects a batch as a whole, with a reason that stays; its lines may be imported again. */
export async function rejectBatch(act: Act, person: Person, ref: string, reason: string): Promise<Batch> {
  const { batch, groups, lines } = await undecided(act, person, ref);
  const reasonWords = await act.words(reason);
  await act.addMany(
    'spend_outcome',
    lines.map((line) => ({
      spend_ref: line.ref,
      outcome: 'returned',
      year: null,
      period: null,
      reason_words: reasonWords,
      decided_by: person.id,
    })),
  );
  await moveAwaiting(act, [...lines, ...groups.map(awaitingOf)], 'decided');
  await act.add('import_outcome', {
    batch_ref: ref,
    outcome: 'rejected',
    control_total_pence: null,
    reason_words: reasonWords,
    decided_by: person.id,
  });
  return batch;
}

/** A group as far as it counts among what awaits approval. */
export function awaitingOf(group: Group): AwaitingSpend {
  return { ...group, concerns: null, correctsKind: null };
}

async function undecided(act: Act, person: Person, ref: string) {
  const { officeId } = act.doer;
  const batch = await findBatch(act.trx, officeId, ref);
  demand(person, 'spend.approve', approvalSubject(batch));
  if (batch.status !== 'awaiting acceptance') {
    throw refused('decided', `${ref} is already ${batch.status}. Nothing was changed.`);
  }
  return {
    batch,
    groups: await readGroups(act.trx, officeId, ref),
    lines: await listAmounts(act.trx, officeId, { batch: ref }),
  };
}

async function excessOf(act: Act, batch: Batch): Promise<Excess | undefined> {
  if (batch.overspendReason === null) return undefined;
  return { kind: 'overspend', reasonWords: await act.words(batch.overspendReason) };
}

function noReason({ ref }: Batch, initiative: string) {
  return refused(
    'overspend-reason',
    `Since ${ref} was imported, ${initiative} has less left, and the lines now pass it. Reject the batch ` +
      'and import the file again with a reason.',
  );
}
