import { type Day, formatShortDay } from '../calendar/day.ts';
import type { MeetingAction } from './meeting.ts';
import type { Member } from './member.ts';

/** What somebody said of an action. */
export interface ActionReport {
  said: string;
  /** When it was done; null where it is not, or is open again. */
  doneOn: Day | null;
  reportedBy: number | null;
  seq: number;
  at: string;
}

/** An action as it stands. */
export interface KeptAction extends MeetingAction {
  id: number;
  ref: string;
  /** Its number among the actions of its meeting. */
  number: number;
  /** The member who answers for it, by reference; null where the words alone say who does. */
  owner: string | null;
  /** The agenda item under which it was taken on, by its number. */
  item: string | null;
  version: number;
  withdrawn: boolean;
  /** Everything that was reported, the oldest first. */
  reports: ActionReport[];
  /** By the last report; null while it is open. */
  doneOn: Day | null;
}

export type ActionState = 'open' | 'overdue' | 'done' | 'withdrawn';

export const ACTION_STATES: Record<ActionState, { text: string; classes: string }> = {
  open: { text: 'Open', classes: 'govuk-tag--light-blue' },
  overdue: { text: 'Overdue', classes: 'govuk-tag--red' },
  done: { text: 'Done', classes: 'govuk-tag--green' },
  withdrawn: { text: 'Withdrawn', classes: 'govuk-tag--grey' },
};

/** Where an action stands on a day. */
export function actionState({ withdrawn, doneOn, dueOn }: KeptAction, today: Day): ActionState {
  if (withdrawn) return 'withdrawn';
  if (doneOn !== null) return 'done';
  return dueOn < today ? 'overdue' : 'open';
}

/** Whether it is carried to the next meeting. */
export function isOpen({ withdrawn, doneOn }: KeptAction): boolean {
  return !withdrawn && doneOn === null;
}

/** Who answers for an action, as a list names them: initials and organisation of its owner, or the words that were typed. */
export function ownerShown({ owner, who }: Pick<KeptAction, 'owner' | 'who'>, members: readonly Member[]): string {
  const member = members.find(({ ref }) => ref === owner);
  return member === undefined ? who : `${member.initials} (${member.organisationName})`;
}

/** What was last reported, in a sentence. */
export function lastReport({ reports }: KeptAction): string {
  const last = reports.at(-1);
  if (last === undefined) return 'Nothing reported yet';
  return last.doneOn === null ? last.said : `Done on ${formatShortDay(last.doneOn)}. ${last.said}`;
}
