import type { Db } from '../platform/database.ts';
import { listActions } from './action.store.ts';
import { isOpen, type KeptAction } from './action.ts';
import { type KeptItem, listAgendaItems } from './agenda.store.ts';
import { readAttendance } from './attendance.store.ts';
import type { AttendanceList } from './attendance.ts';
import { listDecisionsAsked } from './decision-asked.store.ts';
import { type DecisionAsked, isCarried } from './decision-asked.ts';
import { type Declaration, listDeclarations } from './declaration.ts';
import { type MatterArising, mattersOf } from './matters.ts';
import { findMeeting, listMeetings, neighboursOf } from './meeting.store.ts';
import { type Meeting, type TimedItem, timed } from './meeting.ts';
import { listMembersOn } from './member.store.ts';
import type { Member } from './member.ts';
import { listUnconfirmed } from './minutes-confirmation.store.ts';
import { isBeforeMeeting, listPapers } from './paper.store.ts';
import { highestMarking, type Marking, type Paper } from './paper.ts';
import { readAddendum } from './question.store.ts';
import type { AnsweredQuestion } from './question.ts';

/** An agenda item with the papers that are for it. */
export type AgendaEntry = TimedItem & KeptItem & { papers: Paper[] };

/** A later meeting, with what its agenda holds already. */
export interface PlannedMeeting {
  meeting: Meeting;
  agenda: { title: string; lead: string; purpose: KeptItem['purpose'] }[];
}

/** Everything that stands before one meeting, as recorded up to an act. */
export interface MeetingFile {
  meeting: Meeting;
  /** The meeting before and the one after it; null where there is none. */
  previous: Meeting | null;
  next: Meeting | null;
  /** Members and substitutes whose term covers the meeting's day. */
  members: Member[];
  agenda: AgendaEntry[];
  /** The papers circulated for it, by number; for who is on whose list see `distributionOf`. */
  papers: Paper[];
  /** The highest of their markings. */
  marking: Marking;
  declarations: Declaration[];
  attendance: AttendanceList;
  /** What its papers ask, then what comes over from earlier meetings unsettled; each says where it stands. */
  asked: DecisionAsked[];
  carried: DecisionAsked[];
  /** Open actions of every meeting up to this one, and those that were reported done since the one before. */
  actionsOpen: KeptAction[];
  actionsDone: KeptAction[];
  mattersArising: MatterArising[];
  forwardPlan: PlannedMeeting[];
  addendum: AnsweredQuestion[];
}

/**
 * Reads everything that stands before a meeting, as recorded up to an act; without one, as it stands now. Not found when
 * there is no such meeting. Drafts of papers and withdrawn ones are left out, and so is what they ask. It holds whole
 * papers: whoever shows it to somebody asks `readablePapers` or `distributionOf` first.
 */
export async function readMeetingFile(
  db: Db,
  officeId: number,
  ref: string,
  upToSeq: number = Number.MAX_SAFE_INTEGER,
): Promise<MeetingFile> {
  const meeting = await findMeeting(db, officeId, ref);
  const meetings = await listMeetings(db, officeId, upToSeq);
  const { before, after } = neighboursOf(meetings, meeting);
  const isEarlier = (of: string) => meetings.some((one) => one.ref === of && one.heldOn < meeting.heldOn);
  const allPapers = await listPapers(db, officeId, { upToSeq });
  const papers = allPapers.filter((paper) => paper.meeting === ref && isBeforeMeeting(paper));
  const circulated = new Set(allPapers.filter(isBeforeMeeting).map((paper) => paper.ref));
  const items = (await listAgendaItems(db, officeId, upToSeq)).filter(({ withdrawn }) => !withdrawn);
  const agenda = items.filter((item) => item.meeting === ref);
  const asked = (await listDecisionsAsked(db, officeId, { upToSeq })).filter(
    ({ paper, withdrawn }) => circulated.has(paper) && !withdrawn,
  );
  const carried = asked.filter((of) => isEarlier(of.meeting) && isCarried(of));
  const actions = (await listActions(db, officeId, { upToSeq })).filter(
    (action) => action.meeting === ref || isEarlier(action.meeting),
  );
  const open = actions.filter(isOpen);
  const unconfirmed = (await listUnconfirmed(db, officeId, upToSeq)).filter(isEarlier);
  return {
    meeting,
    previous: before,
    next: after,
    members: await listMembersOn(db, officeId, meeting.heldOn, upToSeq),
    agenda: timed(meeting.startsAt, agenda).map((item, index) => ({
      ...(agenda[index] as KeptItem),
      ...item,
      papers: papers.filter((paper) => paper.item === (agenda[index] as KeptItem).id),
    })),
    papers,
    marking: highestMarking(papers.map(({ marking }) => marking)),
    declarations: await listDeclarations(db, officeId, { meeting: ref, upToSeq }),
    attendance: await readAttendance(db, officeId, ref, upToSeq),
    asked: asked.filter((of) => of.meeting === ref),
    carried,
    actionsOpen: open,
    actionsDone: actions.filter(
      ({ doneOn, withdrawn }) => !withdrawn && doneOn !== null && (before === null || doneOn >= before.heldOn),
    ),
    mattersArising: mattersOf(
      { unconfirmed, actions: open.filter((action) => action.meeting !== ref), asked: carried },
      meeting.heldOn,
    ),
    forwardPlan: meetings
      .filter(({ heldOn }) => heldOn > meeting.heldOn)
      .map((later) => ({
        meeting: later,
        agenda: items
          .filter((item) => item.meeting === later.ref)
          .map(({ title, lead, purpose }) => ({ title, lead, purpose })),
      })),
    addendum: await readAddendum(db, officeId, ref, upToSeq),
  };
}
