import type { Act } from '../audit/act.ts';
import { onceOnPaper } from '../audit/gate/reading.ts';
import { spellOut } from '../audit/words.ts';
import type { Db, Row } from '../platform/database.ts';
import { notFound, refused } from '../platform/refusal.ts';
import type { ReadChoices } from '../registers/field.ts';
import { type Meeting, meetingShown, type NewMeeting } from './meeting.ts';

/** Adds a meeting. Its reference counts the meetings of its calendar year without gaps, such as `PEG-2015-03`. */
export async function addMeeting(act: Act, wanted: NewMeeting): Promise<string> {
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

/**
 * Moves a meeting, or calls it off; its reference stays. Refused by name: `changed-meanwhile` where somebody else did,
 * `nothing-changed`.
 */
export async function changeMeeting(
  act: Act,
  ref: string,
  wanted: NewMeeting & { cancelled: boolean; basedOn: number; why: string },
): Promise<void> {
  const standing = await findMeeting(act.trx, act.doer.officeId, ref);
  if (standing.version !== wanted.basedOn) {
    throw refused('changed-meanwhile', `${ref} was changed meanwhile. Open the form again and look at what stands.`);
  }
  const same = (['heldOn', 'startsAt', 'place', 'chair', 'cancelled'] as const).every(
    (name) => wanted[name] === standing[name],
  );
  if (same) throw refused('nothing-changed', `Nothing of ${ref} was changed. Change an answer, or go back.`);
  await act.add('meeting_change', {
    meeting_ref: ref,
    version: standing.version + 1,
    held_on: wanted.heldOn,
    starts_at: wanted.startsAt,
    place_words: await act.words(wanted.place),
    chair_words: await act.words(wanted.chair),
    standing: wanted.cancelled ? 'cancelled' : 'planned',
    why_words: await act.words(wanted.why),
    entered_by: act.doer.personId,
  });
}

/** The office's meetings, the earliest first, as recorded up to an act; without those that were called off. */
export async function listMeetings(db: Db, officeId: number, upToSeq?: number): Promise<Meeting[]> {
  return (await listAllMeetings(db, officeId, upToSeq)).filter(({ cancelled }) => !cancelled);
}

/** As `listMeetings`, with those that were called off. */
export function listAllMeetings(db: Db, officeId: number, upToSeq = Number.MAX_SAFE_INTEGER): Promise<Meeting[]> {
  return onceOnPaper(`meetings ${officeId} ${upToSeq}`, () => readThemAll(db, officeId, upToSeq));
}

async function readThemAll(db: Db, officeId: number, upToSeq: number): Promise<Meeting[]> {
  const rows: Row[] = await db('meeting').where({ office_id: officeId }).where('act_seq', '<=', upToSeq).orderBy('id');
  const changes: Row[] = await db('meeting_change')
    .where({ office_id: officeId })
    .where('act_seq', '<=', upToSeq)
    .orderBy('version');
  const latest = new Map((await spellOut(db, changes)).map((row) => [row.meeting_ref as string, row]));
  return (await spellOut(db, rows))
    .map((row) => meetingFrom({ ...row, ...latest.get(row.ref as string), ref: row.ref }))
    .toSorted((a, b) => whenOf(a).localeCompare(whenOf(b)));
}

/** A meeting by its reference; not found when there is none. */
export async function findMeeting(db: Db, officeId: number, ref: string): Promise<Meeting> {
  const found = (await listAllMeetings(db, officeId)).find((meeting) => meeting.ref === ref);
  if (found === undefined) throw notFound(`meeting ${ref.slice(0, 40)}`);
  return found;
}

/** The meeting held before one, and the one after it; null where there is none. */
export function neighboursOf(
  meetings: readonly Meeting[],
  meeting: Meeting,
): { before: Meeting | null; after: Meeting | null } {
  return {
    before: meetings.findLast((other) => whenOf(other) < whenOf(meeting)) ?? null,
    after: meetings.find((other) => whenOf(other) > whenOf(meeting)) ?? null,
  };
}

/** Every meeting as a choice, the latest first. */
export const readMeetingChoices: ReadChoices = async (db, officeId) =>
  (await listMeetings(db, officeId))
    .toReversed()
    .map((meeting) => ({ value: meeting.ref, text: meetingShown(meeting) }));

function whenOf({ heldOn, startsAt, ref }: Meeting): string {
  return `${heldOn} ${startsAt} ${ref}`;
}

function meetingFrom(row: Row): Meeting {
  return {
    ref: row.ref,
    heldOn: row.held_on,
    startsAt: row.starts_at,
    place: row.place,
    chair: row.chair,
    cancelled: row.standing === 'cancelled',
    version: row.version ?? 1,
  };
}
