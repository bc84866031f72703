import type { Act } from '../audit/act.ts';
import { spellOut } from '../audit/words.ts';
import type { Db, Row } from '../platform/database.ts';
import { refused } from '../platform/refusal.ts';
import type { AttendanceList, Attended } from './attendance.ts';
import { findMeeting } from './meeting.store.ts';
import { listMembers, listMembersOn } from './member.store.ts';
import { demandUnconfirmed } from './minutes-confirmation.store.ts';

/** What is recorded of a member at a meeting. */
export interface NewAttendance {
  member: string;
  standing: Attended;
  substitute: string | null;
}

/**
 * Records who was at a meeting; what is recorded last of a member stands. Refused by name: `not-member` for somebody
 * whose term does not cover the meeting's day, `no-substitute` for a substitute of somebody else, `confirmed` once the
 * notes are confirmed.
 */
export async function recordAttendance(
  act: Act,
  meeting: string,
  wanted: { members: readonly NewAttendance[]; others: string | null },
): Promise<void> {
  const { trx, doer } = act;
  await demandUnconfirmed(act, meeting);
  const { heldOn } = await findMeeting(trx, doer.officeId, meeting);
  const members = await listMembersOn(trx, doer.officeId, heldOn);
  for (const { member, substitute } of wanted.members) {
    const found = members.find(({ ref, substituteFor }) => ref === member && substituteFor === null);
    if (found === undefined) {
      throw refused('not-member', `${member} is no member on the day of the meeting. Open the form again.`);
    }
    if (substitute !== null && !members.some((one) => one.ref === substitute && one.substituteFor === member)) {
      throw refused('no-substitute', `${substitute} does not sit in the place of ${member}. Choose another.`, member);
    }
  }
  await act.addMany(
    'meeting_attendance',
    wanted.members.map(({ member, standing, substitute }) => ({
      meeting_ref: meeting,
      member,
      standing,
      substitute,
      entered_by: doer.personId,
    })),
  );
  await act.add('meeting_in_attendance', {
    meeting_ref: meeting,
    names_words: await act.optionalWords(wanted.others),
    entered_by: doer.personId,
  });
}

/** Who was at a meeting, as recorded up to an act; nobody while that was not recorded. */
export async function readAttendance(
  db: Db,
  officeId: number,
  meeting: string,
  upToSeq = Number.MAX_SAFE_INTEGER,
): Promise<AttendanceList> {
  const rowsOf = (table: string): Promise<Row[]> =>
    db(table).where({ office_id: officeId, meeting_ref: meeting }).where('act_seq', '<=', upToSeq).orderBy('id');
  const latest = new Map((await rowsOf('meeting_attendance')).map((row) => [row.member as string, row]));
  const members = new Map((await listMembers(db, officeId, upToSeq)).map((member) => [member.ref, member]));
  const others = (await spellOut(db, await rowsOf('meeting_in_attendance'))).at(-1)?.names as string | null | undefined;
  return {
    members: [...latest.values()]
      .toSorted((a, b) => String(a.member).localeCompare(String(b.member)))
      .flatMap(({ member: ref, standing, substitute }) => {
        const member = members.get(ref);
        return member === undefined ? [] : [{ member, standing, substitute: members.get(substitute) ?? null }];
      }),
    others: (others ?? '').split('\n').filter((line) => line.trim() !== ''),
  };
}
