import type { Act } from '../../audit/act.ts';
import { initiativePurses } from '../../initiatives/agreements/purse.store.ts';
import { noBudget } from '../../initiatives/initiative.store.ts';
import { ensureAccount } from '../../ledger/account.store.ts';
import type { Account } from '../../ledger/account.ts';
import { sibling } from '../../ledger/account.ts';
import { addUp } from '../../ledger/balance.ts';
import type { Excess, NewEntry } from '../../ledger/entry.ts';
import { readPeriods } from '../../ledger/period.store.ts';
import { openPeriod } from '../../ledger/period.ts';
import { post } from '../../ledger/post.ts';
import { formatPounds, type Pence } from '../../money/pence.ts';
import { demand } from '../../people/may.ts';
import type { Person } from '../../people/person.ts';
import { refused } from '../../platform/refusal.ts';
import { moveAwaiting } from '../awaiting.store.ts';
import { listAmounts } from '../spend.store.ts';
import { approvalSubject, creditsFirst, draw, signedPence } from '../spend.ts';
import { type Batch, findBatch } from './batch.store.ts';
import { boundPurses } from './plan.ts';

/**
 * Accepts a batch as a whole, against the control total that the second person took from the finance system: posts
 * every line. Refused by name: `own-entry`, `limit`, `decided`, `control-total`, `period-closed`, `overspend-reason`.
 */
export async function acceptBatch(act: Act, person: Person, ref: string, controlTotal: Pence): Promise<Batch> {
  const batch = await undecided(act, person, ref);
  const lines = await listAmounts(act.trx, act.doer.officeId, { batch: ref });
  const counted = addUp(lines.map(signedPence));
  if (controlTotal !== counted || counted !== batch.pence) {
    throw refused(
      'control-total',
      `The control total is ${formatPounds(controlTotal)}, and the lines come to ${formatPounds(counted)}: ` +
        `${formatPounds(Math.abs(controlTotal - counted))} apart. Find the difference before accepting.`,
      'control',
    );
  }
  const period = openPeriod(await readPeriods(act.trx, act.doer.officeId), batch.period);
  const purses = await initiativePurses(act.trx, act.doer.officeId, batch.initiative, period.year, 'revenue');
  const first = purses[0];
  if (first === undefined) throw noBudget(batch.initiative, period.year, 'revenue');
  const excess = await excessOf(act, batch);
  const spent = new Map<number, Account>();
  for (const { account } of purses) {
    spent.set(account.id, await ensureAccount(act, sibling(account, { kind: 'spent', agreement: '' })));
  }
  const coded = new Map(lines.filter(({ agreement }) => agreement !== '').map((line) => [line.ref, line]));
  const bound = await boundPurses(act.trx, act.doer.officeId, coded, period.year);
  const entries: NewEntry[] = [];
  for (const line of creditsFirst(lines, ({ kind }) => kind === 'unmatched-credit')) {
    const shared = {
      happenedOn: line.invoicedOn,
      period,
      place: line.place,
      category: line.category,
      spendRef: line.ref,
      batchRef: ref,
    };
    if (line.kind === 'unmatched-credit') {
      const from = spent.get(first.account.id) as Account;
      entries.push({ ...shared, kind: 'unmatched-credit', from, to: first.account, pence: line.pence });
      first.left += line.pence;
      continue;
    }
    for (const part of draw(line.agreement, bound.get(line.agreement) ?? [], purses, line.pence)) {
      if (part.over && excess === undefined) throw noReason(batch);
      const to = line.agreement === '' ? (spent.get(part.from.id) as Account) : await ensureAccount(act, part.to);
      entries.push({
        ...shared,
        kind: 'spend',
        from: part.from,
        to,
        pence: part.pence,
        excess: part.over ? excess : undefined,
      });
    }
  }
  await post(act, entries);
  await act.addMany(
    'spend_outcome',
    lines.map((line) => ({
      spend_ref: line.ref,
      outcome: 'approved',
      year: period.year,
      period: period.number,
      reason_words: null,
      decided_by: person.id,
    })),
  );
  await moveAwaiting(act, lines, 'decided');
  await act.add('import_outcome', {
    batch_ref: ref,
    outcome: 'accepted',
    control_total_pence: controlTotal,
    reason_words: null,
    decided_by: person.id,
  });
  return batch;
}

/** Rejects a batch as a whole, with a reason that stays; its lines may be imported again. */
export async function rejectBatch(act: Act, person: Person, ref: string, reason: string): Promise<Batch> {
  const batch = await undecided(act, person, ref);
  const lines = await listAmounts(act.trx, act.doer.officeId, { batch: ref });
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
  await moveAwaiting(act, lines, 'decided');
  await act.add('import_outcome', {
    batch_ref: ref,
    outcome: 'rejected',
    control_total_pence: null,
    reason_words: reasonWords,
    decided_by: person.id,
  });
  return batch;
}

async function undecided(act: Act, person: Person, ref: string): Promise<Batch> {
  const batch = await findBatch(act.trx, act.doer.officeId, ref);
  demand(person, 'spend.approve', approvalSubject(batch));
  if (batch.status !== 'awaiting acceptance') {
    throw refused('decided', `${ref} is already ${batch.status}. Nothing was changed.`);
  }
  return batch;
}

async function excessOf(act: Act, batch: Batch): Promise<Excess | undefined> {
  if (batch.overspendReason === null) return undefined;
  return { kind: 'overspend', reasonWords: await act.words(batch.overspendReason) };
}

function noReason(batch: Batch) {
  return refused(
    'overspend-reason',
    `Since ${batch.ref} was imported, ${batch.initiative} has less left, and the lines now pass it. Reject the batch ` +
      'and import the file again with a reason.',
  );
}
