import { addDays, type Day } from '../calendar/day.ts';
import type { Db, Row } from '../platform/database.ts';
import { groupedBy } from '../platform/grouped-rows.ts';
import type { Answers } from '../registers/field.ts';
import { latestRows } from './latest.store.ts';
import { OFFICE_TARGETS } from './office-target.ts';

/**
 * What stands beside each engagement: how many answers it has (`answers`), how many of them the group has yet to be told
 * of (`notTold`), and by when of the first (`tellBy`).
 */
export async function readAboutEngagements(
  db: Db,
  officeId: number,
  upToSeq: number,
): Promise<ReadonlyMap<string, Answers>> {
  const changes = groupedBy(await latestRows(db, officeId, 'voice_change', upToSeq), 'engagement');
  return new Map(
    [...changes].map(([ref, own]) => {
      const open = own.filter(({ fed_back_on }) => fed_back_on === null);
      const days = open.map(tellByOfRow).filter((day) => day !== null);
      return [ref, { answers: own.length, notTold: open.length, tellBy: days.toSorted()[0] ?? null }];
    }),
  );
}

/** What stands beside each change: the district of the engagement that it answers, for those who see one. */
export async function readAboutVoiceChanges(
  db: Db,
  officeId: number,
  upToSeq: number,
): Promise<ReadonlyMap<string, Answers>> {
  const engagements = new Map((await latestRows(db, officeId, 'engagement', upToSeq)).map((row) => [row.ref, row]));
  const changes = await latestRows(db, officeId, 'voice_change', upToSeq);
  return new Map(
    changes.map(({ ref, engagement }) => [ref, { district: engagements.get(engagement)?.district ?? null }]),
  );
}

/**
 * By when the group is to be told: counted from what was done, or from the decision to change nothing. Null while the
 * change is not done.
 */
export function tellBy(change: { answer: string; decided: Day; done: Day | null }): Day | null {
  const from = change.answer === 'no-change' ? change.decided : change.done;
  return from === null ? null : addDays(from, OFFICE_TARGETS.feedBackWithinDays);
}

function tellByOfRow({ answer, decided_on, done_on }: Row): Day | null {
  return tellBy({ answer, decided: decided_on, done: done_on });
}
