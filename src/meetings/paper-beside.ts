import type { Day } from '../calendar/day.ts';
import type { Db, Row } from '../platform/database.ts';
import { type Answers, valuesOf } from '../registers/field.ts';
import { circulatedBy } from './circulation.ts';
import { listAllMeetings } from './meeting.store.ts';
import { listMembers } from './member.store.ts';
import { isInTerm, type Member } from './member.ts';

/**
 * What is known beside each paper: `readers`, who of the office's people are on its list; `writers`, who entered a version
 * of it; `lastOn`, until when it is in time; `number`, its place among the papers of its meeting.
 */
export async function readAboutPapers(db: Db, officeId: number): Promise<ReadonlyMap<string, Answers>> {
  const meetings = new Map((await listAllMeetings(db, officeId)).map((meeting) => [meeting.ref, meeting]));
  const versions: Row[] = await db('paper')
    .where({ office_id: officeId })
    .orderBy([{ column: 'ref' }, { column: 'version' }])
    .select('ref', 'meeting', 'distribution', 'named', 'entered_by');
  const latest = new Map(versions.map((row) => [row.ref as string, row]));
  const members = await listMembers(db, officeId);
  const numbers = new Map<string, number>();
  const found = new Map<string, Answers>();
  for (const [ref, row] of latest) {
    const number = (numbers.get(row.meeting) ?? 0) + 1;
    numbers.set(row.meeting, number);
    const heldOn = meetings.get(row.meeting)?.heldOn as Day;
    const named = row.distribution === 'all' ? null : valuesOf(row.named);
    const writers = versions.flatMap((version) => (version.ref === ref ? (version.entered_by ?? []) : []));
    found.set(ref, {
      readers: onListOf(
        named,
        members.filter((member) => isInTerm(member, heldOn)),
      )
        .flatMap(({ personId }) => personId ?? [])
        .join(' '),
      writers: [...new Set(writers)].join(' '),
      lastOn: circulatedBy(heldOn),
      number,
    });
  }
  return found;
}

/** Those of the members who are on a list; a substitute is on it where the member they sit for is. */
export function onListOf(named: readonly string[] | null, members: readonly Member[]): Member[] {
  if (named === null) return [...members];
  return members.filter(
    ({ ref, substituteFor }) => named.includes(ref) || (substituteFor !== null && named.includes(substituteFor)),
  );
}
