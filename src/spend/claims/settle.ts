import type { Act } from '../../audit/act.ts';
import { addUp } from '../../ledger/balance.ts';
import { formatPounds, type Pence } from '../../money/pence.ts';
import type { Db } from '../../platform/database.ts';
import { refused } from '../../platform/refusal.ts';
import { findSpend, leftToCorrect } from '../spend.store.ts';
import type { Spend } from '../spend.ts';
import { findPayable, readSettlements } from './payable.store.ts';
import { isLive, type Payable } from './payable.ts';

/** A ledger line that pays a payable, and how much of it; the whole line unless an amount is named. */
export interface NewSettlement {
  payable: string;
  spend: string;
  pence?: Pence;
}

/**
 * Records that a ledger line pays a payable: one pound, once. A line that is returned or reversed later frees it again, and a refund of it
 * frees as much as came back.
 *
 * Refused by name: `not-a-payment`, `not-standing`, `named-already`, `above-spend` beyond what of the line pays nothing
 * else, and what `checkPays` refuses.
 */
export async function settle(act: Act, wanted: NewSettlement): Promise<void> {
  const { trx, doer } = act;
  const { officeId } = doer;
  const payable = await findPayable(trx, officeId, wanted.payable);
  const spend = await findSpend(trx, officeId, wanted.spend);
  checkPayment(spend);
  if (payable.settlements.some((settlement) => settlement.spend === spend.ref)) {
    throw refused(
      'named-already',
      `${spend.ref} was recorded as paying ${payable.ref} before. Nothing was changed.`,
      'spend',
    );
  }
  const left = await leftOfPayment(trx, officeId, spend);
  const pence = wanted.pence ?? left;
  if (pence > left || pence < 1) {
    throw refused(
      'above-spend',
      `Of ${spend.ref}, ${formatPounds(left)} pays nothing else; ${formatPounds(pence)} of it cannot pay ${payable.ref}.`,
      'amount',
    );
  }
  checkPays(payable, { agreement: spend.agreement, pence, what: spend.ref });
  await act.add('settlement', { payable_ref: payable.ref, spend_ref: spend.ref, pence, entered_by: doer.personId });
}

/**
 * Whether a line of this amount may pay the payable. Refused by name: `other-agreement`, `taken-back`, `settled` when
 * nothing of it is left, `above-payable` by a penny as much as by a million.
 */
export function checkPays(
  payable: Payable,
  { agreement, pence, what }: { agreement: string; pence: Pence; what: string },
): void {
  const { ref, claim, free, state } = payable;
  if (agreement !== claim.agreement) {
    const found = agreement === '' ? 'to no agreement' : `to ${agreement}`;
    throw refused(
      'other-agreement',
      `${ref} is owed under ${claim.agreement}, and ${what} is coded ${found}. Select the same agreement.`,
      'agreement',
    );
  }
  if (state === 'taken back') {
    throw refused('taken-back', `The claim ${claim.ref} was taken back, so nothing is owed on it.`, 'settles');
  }
  if (free === 0) {
    const how = state === 'paid' ? 'is paid' : 'is paid once the line that awaits approval is approved';
    throw refused('settled', `${ref} ${how}. Nothing of it is left to pay.`, 'settles');
  }
  if (pence > free) {
    throw refused(
      'above-payable',
      `Of ${ref}, ${formatPounds(free)} is left to pay; ${formatPounds(pence)} is more. Pay what is owed, no more.`,
      'settles',
    );
  }
}

function checkPayment({ ref, kind, status }: Spend): void {
  if (kind !== 'spend') {
    throw refused('not-a-payment', `${ref} is no payment. Select a line of spend.`, 'spend');
  }
  if (!isLive({ status })) {
    throw refused('not-standing', `${ref} is ${status}, so it pays nothing.`, 'spend');
  }
}

/** What of a ledger line pays nothing yet, in pence: less what was refunded, and what it pays of other payables. */
export async function leftOfPayment(db: Db, officeId: number, spend: Pick<Spend, 'ref' | 'pence'>): Promise<Pence> {
  const left = await leftToCorrect(db, officeId, spend);
  const pays = await readSettlements(db, officeId, { spend: spend.ref });
  return Math.max(0, left - addUp(pays.filter(isLive).map(({ pence }) => pence)));
}
