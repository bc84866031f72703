import type { Day } from '../calendar/day.ts';
import type { Db } from '../platform/database.ts';
import { groupedBy } from '../platform/grouped-rows.ts';
import type { Answers } from '../registers/field.ts';
import type { Kept } from '../registers/register.ts';
import { latestRows } from './latest.store.ts';
import { BLUE, GREEN, GREY, isPast, RED, type State, YELLOW } from './progress.ts';
import { listClosings } from './recommendation-closing.store.ts';

export const PROGRESS = {
  rejected: { text: 'Rejected', classes: GREY },
  'not-started': { text: 'Not started', classes: GREY },
  overdue: { text: 'Overdue', classes: RED },
  'under-way': { text: 'Under way', classes: BLUE },
  'awaiting-evidence': { text: 'Done, awaiting evidence', classes: YELLOW },
  evidenced: { text: 'Evidenced', classes: GREEN },
  closed: { text: 'Closed', classes: GREEN },
} satisfies Record<string, State>;

export type Progress = keyof typeof PROGRESS;

/**
 * What stands beside each recommendation: how many actions it has (`actions`), how many are not done (`undone`) and
 * done without evidence (`unevidenced`), by when the first of those not done is due (`earliestDue`), how many
 * initiatives answer it (`initiatives`), and whether it is closed (`closed`, 1 or 0).
 */
export async function readAboutRecommendations(
  db: Db,
  officeId: number,
  upToSeq: number,
): Promise<ReadonlyMap<string, Answers>> {
  const actions = groupedBy(await latestRows(db, officeId, 'recommendation_action', upToSeq), 'recommendation');
  const links = groupedBy(await latestRows(db, officeId, 'recommendation_link', upToSeq), 'recommendation');
  const closings = (await listClosings(db, officeId)).filter(({ seq }) => seq <= upToSeq);
  const refs = new Set([...actions.keys(), ...links.keys(), ...closings.map(({ recommendation }) => recommendation)]);
  return new Map(
    [...refs].map((ref) => {
      const own = actions.get(ref) ?? [];
      const undone = own.filter(({ done_on }) => done_on === null);
      const standing = (links.get(ref) ?? []).filter(({ standing }) => standing === 'stands');
      return [
        ref,
        {
          actions: own.length,
          undone: undone.length,
          unevidenced: own.filter(({ done_on, evidence_words }) => done_on !== null && evidence_words === null).length,
          earliestDue: undone.map(({ due_on }) => String(due_on)).toSorted()[0] ?? null,
          initiatives: new Set(standing.map(({ initiative }) => initiative)).size,
          closed: closings.findLast(({ recommendation }) => recommendation === ref)?.kind === 'closed' ? 1 : 0,
        },
      ];
    }),
  );
}

/**
 * How far a recommendation is, from its actions and whether it was closed. One that was rejected, with reasons, needs
 * no action. Evidenced is every action done and evidenced; somebody else then closes it.
 */
export function progressOf({ answers, beside }: Pick<Kept, 'answers' | 'beside'>, today: Day): Progress {
  if (beside?.closed === 1) return 'closed';
  const actions = Number(beside?.actions ?? 0);
  if (answers.stance === 'rejected') return 'rejected';
  if (isPast(beside?.earliestDue, today)) return 'overdue';
  if (actions === 0) return isResponseOverdue({ answers, beside }, today) ? 'overdue' : 'not-started';
  if (Number(beside?.undone) > 0) return 'under-way';
  return Number(beside?.unevidenced) > 0 ? 'awaiting-evidence' : 'evidenced';
}

/** Whether the response to a recommendation itself is overdue. */
export function isResponseOverdue({ answers }: Pick<Kept, 'answers' | 'beside'>, today: Day): boolean {
  return answers.response === null && isPast(answers.responseDue, today);
}
