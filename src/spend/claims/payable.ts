import type { Day } from '../../calendar/day.ts';
import { addUp } from '../../ledger/balance.ts';
import type { Pence } from '../../money/pence.ts';
import type { SpendStatus } from '../spend.ts';
import type { Claim } from './claim.ts';

/** What of a payable one ledger line pays, and what became of that line. */
export interface Settlement {
  payable: string;
  spend: string;
  /** What it pays still, after refunds. */
  pence: Pence;
  /** What refunds of the line have freed of it. */
  freed: Pence;
  status: SpendStatus;
}

/** Whether the line still stands for the payment: one that was returned or reversed frees what it paid,
 * and a refund as much as came back. */
export function isLive({ status }: Pick<Settlement, 'status'>): boolean {
  return status === 'awaiting approval' || status === 'approved';
}

export type PayableState = 'to be paid' | 'partly paid' | 'payment awaits approval' | 'paid' | 'taken back';

/** What is to be paid on an approved claim. */
export interface Payable {
  ref: string;
  claim: Claim;
  pence: Pence;
  dueOn: Day;
  settlements: Settlement[];
  /** What approved lines have paid; what of the rest lines that await approval would pay. */
  paid: Pence;
  awaiting: Pence;
  /** What is still to be paid, until a line that pays it is approved; nothing once the claim was taken back. */
  open: Pence;
  /** What a further line may pay. */
  free: Pence;
  state: PayableState;
}

/** A payable with what follows from the lines that pay it. */
export function payableOf(of: Pick<Payable, 'ref' | 'claim' | 'pence' | 'dueOn' | 'settlements'>): Payable {
  const sumOf = (status: SpendStatus) =>
    addUp(of.settlements.filter((settlement) => settlement.status === status).map(({ pence }) => pence));
  const paid = sumOf('approved');
  const awaiting = sumOf('awaiting approval');
  const isGone = of.claim.state === 'taken back';
  const open = isGone ? 0 : of.pence - paid;
  return {
    ...of,
    paid,
    awaiting,
    open,
    free: isGone ? 0 : open - awaiting,
    state: stateOf(of.pence, { paid, awaiting, isGone }),
  };
}

function stateOf(
  pence: Pence,
  { paid, awaiting, isGone }: { paid: Pence; awaiting: Pence; isGone: boolean },
): PayableState {
  if (isGone) return 'taken back';
  if (paid === pence) return 'paid';
  if (awaiting > 0) return 'payment awaits approval';
  return paid > 0 ? 'partly paid' : 'to be paid';
}
