import type { Act } from '../audit/act.ts';
import type { Day } from '../calendar/day.ts';
import { addUp } from '../ledger/balance.ts';
import { formatPounds, type Pence, shareOut } from '../money/pence.ts';
import type { Db } from '../platform/database.ts';
import { refused } from '../platform/refusal.ts';
import { checkTakenOver } from './claims/take-over.ts';
import { findCorrectable } from './correctable.ts';
import { type Corrected, readCorrected } from './corrected.ts';
import { addSpendRow, checkCoding, needsReason } from './enter.ts';
import { joinSpend } from './joint.store.ts';
import { keepsPurse, type Part } from './part.ts';
import { type RecodeEffect, recodeEffect } from './recode-effect.ts';
import { listSpend } from './spend.store.ts';
import type { Spend } from './spend.ts';

/** What takes a spend back and posts it anew with another coding: whole, or in parts. */
export interface NewRecode {
  corrects: string;
  parts: readonly Part[];
  /** Why it is coded anew. */
  reason: string;
  /** Why it may pass what is left, where it does. */
  overspendReason: string | null;
  happenedOn: Day;
}

/** What a recoding would do: what is taken back, and what it leaves of each agreement and budget. */
export interface RecodeChecked {
  original: Spend;
  corrected: Corrected;
  effect: RecodeEffect;
}

/**
 * What can be coded anew of a spend: all that is left of it. Refused by name: `not-correctable`, saying what to do
 * instead; `correction-awaits` while another correction of it is undecided; `corrected-in-full`; what `readCorrected`
 * refuses.
 */
export async function readRecodable(db: Db, officeId: number, ref: string): Promise<Omit<RecodeChecked, 'effect'>> {
  const original = await findCorrectable(db, officeId, ref);
  const { kind, status } = original;
  if (kind !== 'spend' && kind !== 'adjustment') {
    throw refused('not-correctable', `${ref} ${OTHERWISE[kind]}.`);
  }
  if (status !== 'approved') {
    const instead = status === 'awaiting approval' ? ' Have it returned, and record it as it should be.' : '';
    throw refused('not-correctable', `${ref} is ${status}; only approved spend is corrected.${instead}`);
  }
  const awaiting = (await listSpend(db, officeId, { corrects: ref })).find((c) => c.status === 'awaiting approval');
  if (awaiting !== undefined) {
    throw refused(
      'correction-awaits',
      `${awaiting.ref} corrects ${ref} and awaits approval. It is decided first; then what is left can be corrected.`,
    );
  }
  const corrected = await readCorrected(db, officeId, original);
  if (corrected.pence === 0) throw refused('corrected-in-full', `Nothing is left of ${ref} to be corrected.`);
  return { original, corrected };
}

const OTHERWISE: Record<Exclude<Spend['kind'], 'spend' | 'adjustment'>, string> = {
  refund: 'is a refund: it is coded as what it refunds. Correct that',
  reversal: 'is a reversal, which is not corrected; record the spend again',
  'unmatched-credit': 'is a credit of nobody’s; reverse it, and record it where it belongs',
  accrual: 'is an accrual, which turns round by itself. Reverse it, and record it anew',
  prepayment: 'was paid in advance by a schedule. Reverse the whole, and record it anew',
  'adjustment-credit': 'takes spend off a closed period. Reverse it, and adjust the period anew',
};

/**
 * What a recoding would do, as the books stand. Refused by name: what `readRecodable` and `checkCoding` refuse;
 * `other-total` when the parts are not what is left, by a penny as much as by a million; `same-coding` when nothing
 * would change; `pays-claim` when a claim that it pays would lose its payment; `overspend-reason`.
 */
export async function checkRecode(db: Db, officeId: number, wanted: NewRecode): Promise<RecodeChecked> {
  const { original, corrected } = await readRecodable(db, officeId, wanted.corrects);
  const { parts } = wanted;
  const total = addUp(parts.map(({ pence }) => pence));
  if (total !== corrected.pence || parts.some(({ pence }) => pence < 1)) {
    throw refused(
      'other-total',
      `${formatPounds(corrected.pence)} is left of ${original.ref}, and the parts come to ${formatPounds(total)}. Every ` +
        'part is at least £0.01, and together they are what is left.',
    );
  }
  if (parts.every((part) => isSameCoding(part, corrected))) {
    throw refused('same-coding', `${original.ref} is coded like this already. Change what is wrong.`, 'initiative');
  }
  const { period, concerns } = corrected;
  for (const part of parts) {
    if (!keepsPurse(part, corrected)) await checkCoding(db, officeId, { ...part, period: concerns ?? period });
  }
  await checkTakenOver(db, officeId, original, parts);
  const effect = await recodeEffect(db, officeId, corrected, parts);
  if (effect.over > 0 && wanted.overspendReason === null) throw needsReason(effect.over);
  return { original, corrected, effect };
}

function isSameCoding(part: Part, corrected: Corrected): boolean {
  return keepsPurse(part, corrected) && part.place === corrected.place && part.category === corrected.category;
}

/**
 * Enters a recoding, to be approved once by somebody else: a reversal of what is left, and each part anew. Answers the
 * reference of the reversal. Refused as `checkRecode` says.
 */
export async function enterRecode(act: Act, wanted: NewRecode, enteredBy: number): Promise<string> {
  const { original, corrected } = await checkRecode(act.trx, act.doer.officeId, wanted);
  const { period, concerns, pence } = corrected;
  const posted = { ...original, period, concerns, enteredBy };
  const back = await addSpendRow(act, {
    ...posted,
    kind: 'reversal',
    corrects: original.ref,
    correctsKind: original.kind,
    reason: wanted.reason,
    invoicedOn: wanted.happenedOn,
    receivedOn: null,
    paidOn: null,
    netPence: pence,
    vatPence: 0,
    pence,
  });
  const refs = [back];
  for (const part of withVat(wanted.parts, Math.min(original.vatPence, pence))) {
    const anew = { corrects: null, correctsKind: null, reason: wanted.overspendReason };
    refs.push(await addSpendRow(act, { ...posted, ...part, ...anew }));
  }
  await joinSpend(act, refs);
  return back;
}

/** Shares irrecoverable VAT out among parts as they stand to each other, so that net and VAT are each part to the penny. */
export function withVat<T extends { pence: Pence }>(
  parts: readonly T[],
  vatPence: Pence,
): (T & { netPence: Pence; vatPence: Pence })[] {
  const vat = shareOut(
    vatPence,
    parts.map(({ pence }) => pence),
  );
  return parts.map((part, index) => {
    const own = vat[index] as Pence;
    return { ...part, netPence: addUp([part.pence, -own]), vatPence: own };
  });
}
