import { type Day, daysBetween } from '../calendar/day.ts';
import type { Pence } from '../money/pence.ts';
import type { ActName } from '../people/may.ts';
import { MEETING_RULES } from './circulation.ts';
import type { Conduct } from './declaration.ts';
import type { Member } from './member.ts';

export const MONEY_ASKED = {
  none: 'No money',
  allocation: 'Money to be allocated',
  virement: 'Budget to be vired',
  'carry-forward': 'Money to be carried forward',
} as const;
export type MoneyAsked = keyof typeof MONEY_ASKED;

/** What a draft of each becomes when it is enacted, in a sentence. */
export const DRAFTS: Record<Exclude<MoneyAsked, 'none'>, string> = {
  allocation: 'allocation',
  virement: 'virement',
  'carry-forward': 'carry-forward',
};

/** What whoever enacts a draft must be able to do; and whoever declines it. */
export const ENACTING = {
  allocation: 'budget.add',
  virement: 'virement.request',
  'carry-forward': 'carry-forward.request',
} as const satisfies Record<Exclude<MoneyAsked, 'none'>, ActName>;

export const OUTCOMES = {
  recommended: 'Recommended',
  amended: 'Recommended as amended',
  deferred: 'Deferred',
  declined: 'Declined',
} as const;
export type Outcome = keyof typeof OUTCOMES;

export const RULINGS = { approved: 'Approved', declined: 'Declined' } as const;
export type RulingWord = keyof typeof RULINGS;

/** What a meeting said to what it was asked. */
export interface AskedOutcome {
  meeting: string;
  outcome: Outcome;
  text: string;
  /** The amount as amended; null where it stays as asked. */
  pence: Pence | null;
  seq: number;
}

/** What the Commissioner decided, which is a recorded decision of its own. */
export interface AskedRuling {
  ruling: RulingWord;
  decisionRef: string;
  decidedOn: Day;
  decidedBy: string;
  /** The legal power used, in words; null where it was never recorded. */
  power: string | null;
  /** What was approved; null where no money is asked, or it was declined. */
  pence: Pence | null;
  seq: number;
}

/** What became of the draft that a decision left. */
export type Enactment =
  | {
      outcome: 'enacted';
      /** The allocation, or the virement or carry-forward that was asked for. */
      madeRef: string;
      /** How far that is: an allocation stands at once, a request waits for its approver. */
      status: 'awaiting approval' | 'approved' | 'declined';
      seq: number;
    }
  | { outcome: 'declined'; reason: string; seq: number };

/** A member whose body would gain, and what they declared about it. */
export interface Gainer {
  member: Member;
  /** Null where they declared nothing. */
  declared: { interest: string; conduct: Conduct } | null;
}

export type AskedState = 'asked' | 'deferred' | 'recommended' | 'declined' | 'to-enact' | 'enacted' | 'settled';

/** A decision that a paper asks, with everything that became of it. */
export interface DecisionAsked {
  ref: string;
  paper: string;
  /** The meeting of the paper. */
  meeting: string;
  title: string;
  asked: string;
  money: MoneyAsked;
  pence: Pence | null;
  /** The organisations that would gain, by number, those that were merged by their survivor. */
  gains: number[];
  withdrawn: boolean;
  /** Members in term on the meeting's day whose bodies would gain. */
  gainers: Gainer[];
  /** Members who declared an interest in the paper though their bodies would not gain. */
  alsoDeclared: Gainer[];
  /** What each meeting said, the earliest first. */
  outcomes: AskedOutcome[];
  ruling: AskedRuling | null;
  enactment: Enactment | null;
  state: AskedState;
}

export const ASKED_STATES: Record<AskedState, { text: string; classes: string }> = {
  asked: { text: 'Asked', classes: 'govuk-tag--light-blue' },
  deferred: { text: 'Deferred', classes: 'govuk-tag--yellow' },
  recommended: { text: 'To be decided', classes: 'govuk-tag--yellow' },
  'to-enact': { text: 'To be enacted', classes: 'govuk-tag--orange' },
  enacted: { text: 'Enacted', classes: 'govuk-tag--green' },
  settled: { text: 'Decided', classes: 'govuk-tag--green' },
  declined: { text: 'Declined', classes: 'govuk-tag--grey' },
};

/** Where a decision asked stands: it follows from what the meetings said, what was decided and what became of that. */
export function askedState({
  money,
  outcomes,
  ruling,
  enactment,
}: Pick<DecisionAsked, 'money' | 'outcomes' | 'ruling' | 'enactment'>): AskedState {
  if (ruling !== null) {
    if (ruling.ruling === 'declined' || enactment?.outcome === 'declined') return 'declined';
    if (money === 'none') return 'settled';
    if (enactment === null || enactment.status === 'awaiting approval') return 'to-enact';
    return enactment.status === 'approved' ? 'enacted' : 'declined';
  }
  const last = outcomes.at(-1)?.outcome;
  if (last === undefined) return 'asked';
  return last === 'amended' || last === 'recommended' ? 'recommended' : last;
}

/** The amount that counts: as it was approved, or else as the meeting amended it, or as it was asked. */
export function amountOf({
  pence,
  outcomes,
  ruling,
}: Pick<DecisionAsked, 'pence' | 'outcomes' | 'ruling'>): Pence | null {
  return ruling?.pence ?? outcomes.findLast((said) => said.pence !== null)?.pence ?? pence;
}

/** For how many days a decided draft has waited to be enacted; null where none waits. */
export function daysWaiting({ state, ruling }: DecisionAsked, today: Day): number | null {
  return state === 'to-enact' && ruling !== null ? Math.max(0, daysBetween(ruling.decidedOn, today)) : null;
}

/** Whether a draft waits that nobody has asked for or declined yet. */
export function hasDraft({ state, enactment }: Pick<DecisionAsked, 'state' | 'enactment'>): boolean {
  return state === 'to-enact' && enactment === null;
}

/** Whether it has waited for longer than the office allows. */
export function isWaitingLong(asked: DecisionAsked, today: Day): boolean {
  return (daysWaiting(asked, today) ?? 0) > MEETING_RULES.enactWithinDays;
}

/** Whether it comes before the next meeting again: deferred, recommended and not decided, or decided and not enacted. */
export function isCarried({ state, withdrawn }: DecisionAsked): boolean {
  return !withdrawn && (state === 'deferred' || state === 'recommended' || state === 'to-enact');
}
