import type { Act } from '../audit/act.ts';
import { spellOut } from '../audit/words.ts';
import { demandDecision } from '../funds/decision.store.ts';
import { findInitiative } from '../initiatives/initiative.store.ts';
import type { Db, Row } from '../platform/database.ts';
import { findMeeting } from './meeting.store.ts';
import type { AgendaItem, Commentary, Highlight, MeetingAction, MeetingDecision } from './meeting.ts';

/** What stands on the papers of a meeting, as at an act. */
export interface Papers {
  agenda: AgendaItem[];
  decisions: MeetingDecision[];
  actions: MeetingAction[];
  commentary: Commentary | null;
  highlights: Highlight[];
}

/** Adds an item at the end of a meeting's agenda. */
export async function addAgendaItem(act: Act, meeting: string, item: AgendaItem): Promise<void> {
  await findMeeting(act.trx, act.doer.officeId, meeting);
  await act.add('agenda_item', {
    meeting_ref: meeting,
    title_words: await act.words(item.title),
    lead_words: await act.words(item.lead),
    purpose: item.purpose,
    minutes: item.minutes,
  });
}

/** Records what a meeting decided. Refused when it names a decision of the office that was never recorded. */
export async function recordMeetingDecision(act: Act, decision: MeetingDecision): Promise<void> {
  await findMeeting(act.trx, act.doer.officeId, decision.meeting);
  if (decision.decisionRef !== null) await demandDecision(act, decision.decisionRef);
  await act.add('meeting_decision', {
    meeting_ref: decision.meeting,
    title_words: await act.words(decision.title),
    outcome_words: await act.words(decision.outcome),
    decision_ref: decision.decisionRef,
  });
}

/** Records what somebody took on at a meeting. */
export async function recordMeetingAction(act: Act, action: MeetingAction): Promise<void> {
  await findMeeting(act.trx, act.doer.officeId, action.meeting);
  await act.add('meeting_action', {
    meeting_ref: action.meeting,
    what_words: await act.words(action.what),
    who_words: await act.words(action.who),
    due_on: action.dueOn,
  });
}

/** Writes the finance commentary of a meeting; the last one written stands, and the history stays. */
export async function writeCommentary(act: Act, meeting: string, commentary: Commentary): Promise<void> {
  await findMeeting(act.trx, act.doer.officeId, meeting);
  await act.add('commentary', {
    meeting_ref: meeting,
    text_words: await act.words(commentary.text),
    entered_by: commentary.enteredBy,
  });
}

/** Writes an initiative's highlight report; the last one written stands, and the history stays. */
export async function writeHighlight(act: Act, meeting: string, highlight: Highlight): Promise<void> {
  await findMeeting(act.trx, act.doer.officeId, meeting);
  await findInitiative(act.trx, act.doer.officeId, highlight.initiative);
  await act.add('highlight', {
    meeting_ref: meeting,
    initiative: highlight.initiative,
    confidence: highlight.confidence,
    this_period_words: await act.words(highlight.thisPeriod),
    next_period_words: await act.words(highlight.nextPeriod),
    risks_words: await act.words(highlight.risks),
    entered_by: highlight.enteredBy,
  });
}

/** A meeting's papers as they stood up to an act; without one, as they stand now. */
export async function readPapers(
  db: Db,
  officeId: number,
  meeting: string,
  upToSeq = Number.MAX_SAFE_INTEGER,
): Promise<Papers> {
  const read = async (table: string): Promise<Row[]> =>
    spellOut(
      db,
      await db(table)
        .where({ office_id: officeId, meeting_ref: meeting })
        .where('act_seq', '<=', upToSeq)
        .orderBy('id'),
    );
  const commentary = (await read('commentary')).at(-1);
  const highlights = new Map((await read('highlight')).map((row) => [row.initiative, highlightFrom(row)]));
  return {
    agenda: (await read('agenda_item')).map(({ title, lead, purpose, minutes }) => ({ title, lead, purpose, minutes })),
    decisions: (await read('meeting_decision')).map(({ title, outcome, decision_ref: decisionRef }) => ({
      meeting,
      title,
      outcome,
      decisionRef,
    })),
    actions: (await read('meeting_action')).map(({ what, who, due_on: dueOn }) => ({ meeting, what, who, dueOn })),
    commentary: commentary === undefined ? null : { text: commentary.text, enteredBy: commentary.entered_by },
    highlights: [...highlights.values()],
  };
}

function highlightFrom(row: Row): Highlight {
  return {
    initiative: row.initiative,
    confidence: row.confidence,
    thisPeriod: row.this_period,
    nextPeriod: row.next_period,
    risks: row.risks,
    enteredBy: row.entered_by,
  };
}
