import type { Act } from '../audit/act.ts';
import { spellOut } from '../audit/words.ts';
import { type Day, formatDay } from '../calendar/day.ts';
import { addNotices } from '../notices/notice.store.ts';
import type { Db } from '../platform/database.ts';
import { refused } from '../platform/refusal.ts';
import { circulatedBy, MEETING_RULES } from './circulation.ts';
import { findMeeting } from './meeting.store.ts';
import { timeShown } from './meeting.ts';
import { listMembersOn } from './member.store.ts';

/** That members were told of a meeting and of its papers. */
export interface MeetingNotice {
  number: number;
  sentOn: Day;
  /** The last day on which it was in time. */
  lastOn: Day;
  clearDays: number;
  /** To how many people it was written. */
  written: number;
  late: { reason: string; consent: string } | null;
  seq: number;
}

/**
 * Writes to every member and substitute who signs in that the papers of a meeting are there: a link, and nothing of the
 * papers. Answers to how many. Refused by name: `cancelled`, `held` after its day, `nobody` where no member signs in,
 * and `late` after the last day without a reason and the chair's consent.
 */
export async function sendMeetingNotice(
  act: Act,
  ref: string,
  wanted: { today: Day; late: { reason: string; consent: string } | null },
): Promise<number> {
  const { trx, doer } = act;
  const meeting = await findMeeting(trx, doer.officeId, ref);
  const { today } = wanted;
  if (meeting.cancelled) throw refused('cancelled', `${ref} was called off, so nobody is invited to it.`);
  if (today > meeting.heldOn) throw refused('held', `${ref} was held on ${formatDay(meeting.heldOn)}.`);
  const lastOn = circulatedBy(meeting.heldOn);
  if (today > lastOn && wanted.late === null) {
    throw refused(
      'late',
      `Notice was to be given by ${formatDay(lastOn)}. Say why it is late, and record the chair’s consent.`,
      'late',
    );
  }
  const members = await listMembersOn(trx, doer.officeId, meeting.heldOn);
  const people = [...new Set(members.flatMap(({ personId }) => personId ?? []))];
  if (people.length === 0) throw refused('nobody', 'No member signs in, so there is nobody to write to.');
  const number = ((await listMeetingNotices(trx, doer.officeId, ref)).at(-1)?.number ?? 0) + 1;
  const when = `${formatDay(meeting.heldOn)} at ${timeShown(meeting.startsAt)}`;
  await addNotices(
    act,
    {
      kind: 'meeting',
      ref,
      dueOn: meeting.heldOn,
      stage: number === 1 ? 'notice' : `notice ${number}`,
      subject: `Papers for the meeting of ${formatDay(meeting.heldOn)}`,
      body: `The Partnership Executive Group meets on ${when}. Its papers are ready to be read.`,
      path: `/meetings/${ref}`,
    },
    people,
  );
  await act.add('meeting_notice', {
    meeting_ref: ref,
    number,
    sent_on: today,
    last_on: lastOn,
    clear_days: MEETING_RULES.noticeClearWorkingDays,
    written: people.length,
    late_words: await act.optionalWords(today > lastOn ? wanted.late?.reason : null),
    consent_words: await act.optionalWords(today > lastOn ? wanted.late?.consent : null),
    entered_by: doer.personId,
  });
  return people.length;
}

/** The notices that were given of a meeting, the first first. */
export async function listMeetingNotices(db: Db, officeId: number, meeting: string): Promise<MeetingNotice[]> {
  const rows = await db('meeting_notice').where({ office_id: officeId, meeting_ref: meeting }).orderBy('number');
  return (await spellOut(db, rows)).map((row) => ({
    number: row.number,
    sentOn: row.sent_on,
    lastOn: row.last_on,
    clearDays: row.clear_days,
    written: row.written,
    late: row.late === null ? null : { reason: String(row.late), consent: String(row.consent) },
    seq: row.act_seq,
  }));
}
