import type { Act } from '../audit/act.ts';
import { spellOut } from '../audit/words.ts';
import type { Db, Row } from '../platform/database.ts';
import { notFound } from '../platform/refusal.ts';
import type { Meeting } from './meeting.ts';

/** Adds a meeting. Its reference counts the meetings of its calendar year without gaps, such as `PEG-2015-03`. */
export async function addMeeting(act: Act, wanted: Omit<Meeting, 'ref'>): Promise<string> {
  const year = Number(wanted.heldOn.slice(0, 4));
  const ref = `PEG-${year}-${String(await act.nextNumber('meeting', year)).padStart(2, '0')}`;
  await act.add('meeting', {
    ref,
    held_on: wanted.heldOn,
    starts_at: wanted.startsAt,
    place_words: await act.words(wanted.place),
    chair_words: await act.words(wanted.chair),
  });
  return ref;
}

/** The office's meetings, the earliest first. */
export async function listMeetings(db: Db, officeId: number, upToSeq = Number.MAX_SAFE_INTEGER): Promise<Meeting[]> {
  const rows = await db('meeting')
    .where({ office_id: officeId })
    .where('act_seq', '<=', upToSeq)
    .orderBy([{ column: 'held_on' }, { column: 'starts_at' }, { column: 'id' }]);
  return (await spellOut(db, rows)).map(meetingFrom);
}

/** A meeting by its reference; not found when there is none. */
export async function findMeeting(db: Db, officeId: number, ref: string): Promise<Meeting> {
  const [row] = await spellOut(db, await db('meeting').where({ office_id: officeId, ref }));
  if (row === undefined) throw notFound(`meeting ${ref.slice(0, 40)}`);
  return meetingFrom(row);
}

function meetingFrom(row: Row): Meeting {
  return { ref: row.ref, heldOn: row.held_on, startsAt: row.starts_at, place: row.place, chair: row.chair };
}
