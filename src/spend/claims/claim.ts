import { readFileSync } from 'node:fs';
import { addDays, type Day } from '../../calendar/day.ts';
import type { Pence } from '../../money/pence.ts';
import { inProject } from '../../platform/root.ts';

/** A claim is to be paid; a statement says what was used of money that was paid before. */
export const CLAIM_KINDS = {
  claim: 'Claim for payment',
  statement: 'Statement of use of what was paid in advance',
} as const;
export type ClaimKind = keyof typeof CLAIM_KINDS;

export interface ClaimLine {
  place: string;
  category: string;
  pence: Pence;
  description: string;
}

export type StepKind = 'checked' | 'approved' | 'declined' | 'returned' | 'taken-back';

/** What somebody did about a claim. */
export interface ClaimStep {
  kind: StepKind;
  reason: string | null;
  by: number;
  seq: number;
}

export const CLAIM_STATES = ['received', 'checked', 'approved', 'declined', 'returned', 'taken back'] as const;
/** Where a claim stands: it follows from the steps that were taken. */
export type ClaimState = (typeof CLAIM_STATES)[number];

/** What a provider says was spent under an agreement in a period. */
export interface Claim {
  ref: string;
  agreement: string;
  kind: ClaimKind;
  startsOn: Day;
  endsOn: Day;
  receivedOn: Day;
  /** The provider's own reference. */
  theirs: string | null;
  /** Why it covers days that another covers too; null where it does not say so. */
  again: string | null;
  pence: Pence;
  lines: ClaimLine[];
  enteredBy: number;
  seq: number;
  steps: ClaimStep[];
  state: ClaimState;
}

/** Where a claim stands after these steps, in the order in which they were taken. */
export function claimState(steps: readonly Pick<ClaimStep, 'kind'>[]): ClaimState {
  const last = steps.at(-1)?.kind;
  return last === undefined ? 'received' : last === 'taken-back' ? 'taken back' : last;
}

/** Whether a claim still stands: it was not declined, returned or taken back. */
export function stands({ state }: Pick<Claim, 'state'>): boolean {
  return state === 'received' || state === 'checked' || state === 'approved';
}

/** Within how many days of its receipt a valid claim is paid (`data/claims.json`). */
export const PAY_WITHIN_DAYS = readPayWithin();

function readPayWithin(): number {
  const { payWithinDays } = JSON.parse(readFileSync(inProject('data', 'claims.json'), 'utf8'));
  if (!Number.isInteger(payWithinDays) || payWithinDays < 1 || payWithinDays > 366) {
    throw new Error('claims.json: payWithinDays must be a whole number of days from 1 to 366.');
  }
  return payWithinDays;
}

/** The day by which a claim is to be paid, once it is approved. */
export function payBy(receivedOn: Day): Day {
  return addDays(receivedOn, PAY_WITHIN_DAYS);
}
