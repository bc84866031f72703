import { type Day, formatShortDay } from '../calendar/day.ts';
import { counted } from '../platform/count.ts';
import { type KeptAction, lastReport } from './action.ts';
import { type DecisionAsked, daysWaiting } from './decision-asked.ts';

/** Something of an earlier meeting that comes before this one by itself. */
export interface MatterArising {
  kind: 'minutes' | 'action' | 'deferred' | 'to-decide' | 'to-enact';
  /** Of the meeting, the action or the decision asked. */
  ref: string;
  /** The meeting that it comes from. */
  meeting: string;
  title: string;
  /** How it stands, in a sentence. */
  stands: string;
  href: string;
}

/** What comes over from earlier meetings: notes to confirm, open actions, decisions deferred, not made or not enacted. */
export function mattersOf(
  earlier: {
    unconfirmed: readonly string[];
    actions: readonly KeptAction[];
    asked: readonly DecisionAsked[];
  },
  today: Day,
): MatterArising[] {
  return [
    ...earlier.unconfirmed.map(
      (meeting): MatterArising => ({
        kind: 'minutes',
        ref: meeting,
        meeting,
        title: `Notes of ${meeting}`,
        stands: 'To be confirmed',
        href: `/meetings/${meeting}/notes`,
      }),
    ),
    ...earlier.actions.map(
      (action): MatterArising => ({
        kind: 'action',
        ref: action.ref,
        meeting: action.meeting,
        title: action.what,
        stands: `${action.dueOn < today ? 'Was due' : 'Due'} ${formatShortDay(action.dueOn)}. ${lastReport(action)}`,
        href: `/actions/${action.ref}`,
      }),
    ),
    ...earlier.asked.map((asked) => askedMatter(asked, today)),
  ];
}

function askedMatter(asked: DecisionAsked, today: Day): MatterArising {
  const { ref, meeting, title, state, ruling } = asked;
  const days = daysWaiting(asked, today) ?? 0;
  const about = { ref, meeting, title, href: `/decisions-asked/${ref}` };
  if (state === 'deferred') return { ...about, kind: 'deferred', stands: 'Deferred, so it is asked again' };
  if (state === 'recommended')
    return { ...about, kind: 'to-decide', stands: 'Recommended; the Commissioner has not decided' };
  return {
    ...about,
    kind: 'to-enact',
    stands: `Decided by ${ruling?.decisionRef}, and not enacted for ${counted(days, 'day', 'days')}`,
  };
}
