import type { Act } from '../audit/act.ts';
import { spellOut } from '../audit/words.ts';
import { demandDecision } from '../funds/decision.store.ts';
import { findInitiative } from '../initiatives/initiative.store.ts';
import type { Db, Row } from '../platform/database.ts';
import { listActions } from './action.store.ts';
import type { KeptAction } from './action.ts';
import { type KeptItem, listAgendaItems } from './agenda.store.ts';
import { findMeeting } from './meeting.store.ts';
import type { Commentary, Highlight, MeetingDecision } from './meeting.ts';

/** What stands on the papers of a meeting, as at an act. */
export interface Papers {
  agenda: KeptItem[];
  decisions: MeetingDecision[];
  actions: KeptAction[];
  commentary: Commentary | null;
  highlights: Highlight[];
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
    agenda: (await listAgendaItems(db, officeId, upToSeq, meeting)).filter(({ withdrawn }) => !withdrawn),
    decisions: (await read('meeting_decision')).map(({ title, outcome, decision_ref: decisionRef }) => ({
      meeting,
      title,
      outcome,
      decisionRef,
    })),
    actions: (await listActions(db, officeId, { meeting, upToSeq })).filter(({ withdrawn }) => !withdrawn),
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
