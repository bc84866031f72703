import { recordMeetingAction, reportOnAction } from '../src/meetings/action.store.ts';
import { addAgendaItem } from '../src/meetings/agenda.store.ts';
import { recordAttendance } from '../src/meetings/attendance.store.ts';
import type { Attended } from '../src/meetings/attendance.ts';
import { recordOutcome, recordRuling } from '../src/meetings/decision-asked.store.ts';
import type { Outcome, RulingWord } from '../src/meetings/decision-asked.ts';
import { DECISIONS_ASKED } from '../src/meetings/decision-asked-register.ts';
import { DECLARATIONS } from '../src/meetings/declaration.ts';
import { addMeeting } from '../src/meetings/meeting.store.ts';
import { MEMBERS } from '../src/meetings/member.ts';
import { confirmMinutes } from '../src/meetings/minutes.store.ts';
import { NOTES } from '../src/meetings/note.ts';
import { PAPERS } from '../src/meetings/paper.ts';
import { recordMeetingDecision, writeCommentary, writeHighlight } from '../src/meetings/papers.store.ts';
import { scopeFrom } from '../src/meetings/question.form.ts';
import { answerQuestion, askQuestion } from '../src/meetings/question.store.ts';
import type { Person } from '../src/people/person.ts';
import { theRecords } from './records.ts';
import { type By, type Event, eachRow, pence as penceOf, readRows } from './timeline.ts';

/** Meetings of the PEG with their papers. */
export function theMeetings(by: By, person: (name: string) => Person): Event[] {
  return [
    ...eachRow('meetings', (row) =>
      by('secretariat', 'meeting.add', 'meeting', (act) =>
        addMeeting(act, {
          heldOn: row.held_on as string,
          startsAt: row.starts_at as string,
          place: row.place as string,
          chair: row.chair as string,
        }),
      ),
    ),
    ...eachRow('agenda', (row) =>
      by('secretariat', 'agenda-item.add', 'meeting', async (act) => {
        await addAgendaItem(act, row.meeting as string, {
          title: row.title as string,
          lead: row.lead as string,
          purpose: row.purpose as 'decision',
          minutes: Number(row.minutes),
        });
        return row.meeting as string;
      }),
    ),
    ...eachRow('meeting-decisions', (row) =>
      by('secretariat', 'meeting-decision.record', 'meeting', async (act) => {
        await recordMeetingDecision(act, {
          meeting: row.meeting as string,
          title: row.title as string,
          outcome: row.outcome as string,
          decisionRef: row.decision || null,
        });
        return row.meeting as string;
      }),
    ),
    ...eachRow('meeting-actions', (row) =>
      by('secretariat', 'meeting-action.record', 'meeting', async (act) => {
        await recordMeetingAction(act, {
          meeting: row.meeting as string,
          what: row.what as string,
          who: row.who as string,
          dueOn: row.due_on as string,
          owner: row.owner || null,
        });
        return row.meeting as string;
      }),
    ),
    ...theBusiness(by, person),
    ...eachRow('commentary', (row) =>
      by(row.by as string, 'commentary.write', 'meeting', async (act) => {
        await writeCommentary(act, row.meeting as string, {
          text: row.text as string,
          enteredBy: person(row.by as string).id,
        });
        return row.meeting as string;
      }),
    ),
    ...eachRow('highlights', (row) =>
      by(row.by as string, 'highlight.write', 'meeting', async (act) => {
        await writeHighlight(act, row.meeting as string, {
          initiative: row.initiative as string,
          confidence: row.confidence as 'Amber',
          thisPeriod: row.this_period as string,
          nextPeriod: row.next_period as string,
          risks: row.risks as string,
          enteredBy: person(row.by as string).id,
        });
        return row.meeting as string;
      }),
    ),
  ];
}

/** Who sits on the PEG, the papers before its meetings, what was noted and said, and what became of that. */
function theBusiness(by: By, person: (name: string) => Person): Event[] {
  const secretariat = (action: string, kind: string, work: Parameters<By>[3]) => by('secretariat', action, kind, work);
  return [
    ...theRecords(by, 'peg-members', MEMBERS),
    ...theRecords(by, 'papers', PAPERS),
    ...theRecords(by, 'declarations', DECLARATIONS),
    ...theRecords(by, 'meeting-notes', NOTES),
    ...theRecords(by, 'decisions-asked', DECISIONS_ASKED),
    ...eachRow('meeting-attendance', ({ meeting = '', member = '', standing, substitute }) =>
      secretariat('meeting.attend', 'meeting', async (act) => {
        const came = { member, standing: standing as Attended, substitute: substitute || null };
        await recordAttendance(act, meeting, { members: [came], others: 'Helen Cross, secretariat' });
        return meeting;
      }),
    ),
    {
      at: '2015-03-27T15:00:00.000Z',
      happen: () =>
        secretariat('minutes.confirm', 'meeting', async (act) => {
          await confirmMinutes(act, 'PEG-2015-01', { at: 'PEG-2015-02', corrections: null });
          return 'PEG-2015-01';
        }),
    },
    ...eachRow('asked-outcomes', ({ asked = '', meeting = '', outcome, text = '', amount }) =>
      secretariat('decision-asked.say', 'decision-asked', async (act) => {
        const pence = amount ? penceOf(amount) : null;
        await recordOutcome(act, asked, { meeting, outcome: outcome as Outcome, text, pence });
        return asked;
      }),
    ),
    ...eachRow('asked-rulings', ({ by: name = '', asked = '', ruling, summary = '', ...row }) =>
      by(name, 'decision-asked.rule', 'decision-asked', async (act) => {
        const parts = {
          power: null,
          ownPower: row.own_power as string,
          interests: null,
          significant: false,
          heldBack: null,
        };
        await recordRuling(act, asked, {
          ruling: ruling as RulingWord,
          decidedOn: row.decided_on as string,
          decidedBy: row.decided_by as string,
          summary,
          parts,
          invented: true,
        });
        return asked;
      }),
    ),
    ...eachRow('action-reports', ({ by: name = '', action = '', said = '', done_on: doneOn }) =>
      by(name, 'meeting-action.report', 'meeting-action', async (act) => {
        await reportOnAction(act, action, { said, doneOn: doneOn || null });
        return action;
      }),
    ),
    ...theQuestions(by, person),
  ];
}

/** What a member asked, and the answers to that. */
function theQuestions(by: By, person: (name: string) => Person): Event[] {
  const ids = new Map<string, number>();
  return readRows('meeting-questions').flatMap((row): Event[] => {
    const { meeting = '', paper, figure = '', scope = '', question = '' } = row;
    const subject = paper ? { paper } : { figure, scope: scopeFrom(scope) };
    const ask: Event = {
      at: row.recorded as string,
      happen: () =>
        by('member', 'question.ask', 'meeting', async (act) => {
          const askedBy = person('member').id;
          const today = (row.recorded as string).slice(0, 10);
          ids.set(question, await askQuestion(act, { meeting, subject, text: question, askedBy, today }));
          return meeting;
        }),
    };
    if (!row.answered) return [ask];
    const answer: Event = {
      at: row.answered,
      happen: () =>
        by(row.by as string, 'question.answer', 'meeting', async (act) => {
          const wanted = { text: row.answer as string, answeredBy: person(row.by as string).id, basedOn: 0 };
          await answerQuestion(act, ids.get(question) as number, wanted);
          return meeting;
        }),
    };
    return [ask, answer];
  });
}
