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

/**
 * What comes over from earlier meetings to one that is held on a day: notes to confirm, open actions, decisions deferred,
 * not made or not enacted.
 */
export function mattersOf(
  earlier: {
    unconfirmed: readonly string[];
    actions: readonly KeptAction[];
    asked: readonly DecisionAsked[];
  },
  heldOn: Day,
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
        stands: `Due ${formatShortDay(action.dueOn)}. ${lastReport(action)}`,
        href: `/actions/${action.ref}`,
      }),
    ),
    ...earlier.asked.map((asked) => askedMatter(asked, heldOn)),
  ];
}

function askedMatter(asked: DecisionAsked, heldOn: Day): MatterArising {
  const { ref, meeting, title, state, ruling } = asked;
  const days = daysWaiting(asked, heldOn) ?? 0;
  const about = { ref, meeting, title, href: `/decisions-asked/${ref}` };
  if (state === 'deferred') return { ...about, kind: 'deferred', stands: 'Deferred, so it is asked again' };
  if (state === 'recommended')
    return { ...about, kind: 'to-decide', stands: 'Recommended; the Commissioner has not decided' };
  return {
    ...about,
    kind: 'to-enact',
    stands: `Decided by ${ruling?.decisionRef}, and not enacted: ${counted(days, 'day', 'days')} by the meeting`,
  };
}
