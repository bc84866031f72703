import type { Db } from '../platform/database.ts';
import { groupedBy } from '../platform/grouped-rows.ts';
import type { Answers } from '../registers/field.ts';
import { latestRows } from './latest.store.ts';

/**
 * What stands beside each inspection: the day on which comments on it were published (`commentsOn`), and how many of its
 * recommendations have no answer (`unanswered`).
 */
export async function readAboutInspections(
  db: Db,
  officeId: number,
  upToSeq: number,
): Promise<ReadonlyMap<string, Answers>> {
  const responses = groupedBy(await latestRows(db, officeId, 'report_response', upToSeq), 'inspection');
  const recommendations = groupedBy(await latestRows(db, officeId, 'recommendation', upToSeq), 'inspection');
  return new Map(
    [...new Set([...responses.keys(), ...recommendations.keys()])].map((ref) => [
      ref,
      {
        commentsOn: responses.get(ref)?.[0]?.published_on ?? null,
        unanswered: (recommendations.get(ref) ?? []).filter(({ stance }) => stance === null).length,
      },
    ]),
  );
}
