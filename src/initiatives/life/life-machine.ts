import type { ActName } from '../../people/may.ts';
import { refused } from '../../platform/refusal.ts';

/** Where an initiative can stand, in the order of its life; nothing follows on the last three. */
export const STATUSES = {
  'need-identified': 'Need identified',
  proposed: 'Proposed',
  considered: 'Considered by PEG',
  approved: 'Approved',
  offered: 'Offered',
  'offer-declined': 'Offer declined',
  accepted: 'Accepted',
  live: 'Live',
  suspended: 'Suspended',
  ended: 'Ended',
  'return-received': 'Final return received',
  reconciled: 'Reconciled',
  closed: 'Closed and evaluated',
  declined: 'Declined by the Commissioner',
  withdrawn: 'Withdrawn',
} as const;

export type Status = keyof typeof STATUSES;

/** What can be recorded of an initiative: the state machine, as data. */
export interface Move {
  /** What the button says. */
  does: string;
  /** What is said of it once it has happened. */
  past: string;
  /** The last part of its address. */
  path: string;
  from: readonly Status[];
  /** Where it leads. A decision to decline leads to `declined` instead. */
  to: Status;
  act: ActName;
  /** What it asks besides its day and why. */
  needs?: 'recommendation' | 'decision' | 'variation' | 'evaluation';
  /** Whether it names an agreement of the initiative. */
  agreement?: 'may' | 'must';
}

/**
 * PEG recommends and the Commissioner decides (Police Reform and Social Responsibility Act 2011: PEG has no power of
 * its own), so a decision may come without a recommendation or against it. An offer that was declined can be made to
 * somebody else: the decision still stands.
 */
export const MOVES = {
  propose: {
    does: 'Propose it',
    past: 'Proposed',
    path: 'proposal',
    from: ['need-identified'],
    to: 'proposed',
    act: 'life.propose',
  },
  consider: {
    does: 'Record what PEG recommended',
    past: 'Considered by PEG',
    path: 'recommendation',
    from: ['proposed', 'considered'],
    to: 'considered',
    act: 'life.consider',
    needs: 'recommendation',
  },
  decide: {
    does: 'Record the decision on it',
    past: 'Decided by the Commissioner',
    path: 'decision',
    from: ['proposed', 'considered'],
    to: 'approved',
    act: 'life.decide',
    needs: 'decision',
  },
  offer: {
    does: 'Record the offer',
    past: 'Offered',
    path: 'offer',
    from: ['approved', 'offer-declined'],
    to: 'offered',
    act: 'life.offer',
    agreement: 'may',
  },
  'decline-offer': {
    does: 'Record that the offer was declined',
    past: 'Offer declined',
    path: 'offer-declined',
    from: ['offered'],
    to: 'offer-declined',
    act: 'life.decline-offer',
  },
  accept: {
    does: 'Record the acceptance',
    past: 'Accepted',
    path: 'acceptance',
    from: ['offered'],
    to: 'accepted',
    act: 'life.accept',
    agreement: 'must',
  },
  start: {
    does: 'Record that it is live',
    past: 'Live',
    path: 'start',
    from: ['accepted'],
    to: 'live',
    act: 'life.start',
  },
  vary: {
    does: 'Record a variation',
    past: 'Varied',
    path: 'variation',
    from: ['live'],
    to: 'live',
    act: 'life.vary',
    needs: 'variation',
    agreement: 'may',
  },
  suspend: {
    does: 'Suspend it',
    past: 'Suspended',
    path: 'suspension',
    from: ['live'],
    to: 'suspended',
    act: 'life.suspend',
  },
  resume: {
    does: 'Record that it resumed',
    past: 'Resumed',
    path: 'resumption',
    from: ['suspended'],
    to: 'live',
    act: 'life.resume',
  },
  end: {
    does: 'Record that it ended',
    past: 'Ended',
    path: 'end',
    from: ['live', 'suspended'],
    to: 'ended',
    act: 'life.end',
  },
  'receive-return': {
    does: 'Record the final return',
    past: 'Final return received',
    path: 'final-return',
    from: ['ended'],
    to: 'return-received',
    act: 'life.receive-return',
  },
  reconcile: {
    does: 'Record the reconciliation',
    past: 'Reconciled',
    path: 'reconciliation',
    from: ['return-received'],
    to: 'reconciled',
    act: 'life.reconcile',
  },
  close: {
    does: 'Close and evaluate it',
    past: 'Closed and evaluated',
    path: 'closure',
    from: ['reconciled'],
    to: 'closed',
    act: 'life.close',
    needs: 'evaluation',
  },
  withdraw: {
    does: 'Withdraw it',
    past: 'Withdrawn',
    path: 'withdrawal',
    from: ['need-identified', 'proposed', 'considered', 'approved', 'offered', 'offer-declined', 'accepted'],
    to: 'withdrawn',
    act: 'life.withdraw',
  },
} as const satisfies Record<string, Move>;

export type MoveName = keyof typeof MOVES;

/** The moves in the order of the life, each by its name. */
export const MOVE_NAMES = Object.keys(MOVES) as MoveName[];

/** A move by its name, with the parts that only some have. */
export function moveOf(name: MoveName): Move {
  return MOVES[name];
}

/** What may be recorded next of an initiative that stands there, in the order of the life. */
export function legalMoves(status: Status): MoveName[] {
  return MOVE_NAMES.filter((name) => moveOf(name).from.includes(status));
}

/** Refused as `illegal-move`, naming what may be recorded instead. */
export function demandLegal(ref: string, status: Status, wanted: MoveName): void {
  const legal = legalMoves(status);
  if (legal.includes(wanted)) return;
  const instead =
    legal.length === 0
      ? 'Nothing more can be recorded of it; take the last step back first if it was recorded by mistake.'
      : `What can be recorded next: ${legal.map((name) => inSentence(moveOf(name).past)).join(', ')}.`;
  throw refused(
    'illegal-move',
    `${ref} stands at “${STATUSES[status]}”, so “${moveOf(wanted).past}” cannot be recorded. ${instead}`,
  );
}

/** Words that begin a label, as they stand within a sentence. */
export function inSentence(label: string): string {
  return label.charAt(0).toLowerCase() + label.slice(1);
}
