import { recordMeetingAction } from '../src/meetings/action.store.ts';
import { addAgendaItem } from '../src/meetings/agenda.store.ts';
import { addMeeting } from '../src/meetings/meeting.store.ts';
import { recordMeetingDecision, writeCommentary, writeHighlight } from '../src/meetings/papers.store.ts';
import type { Person } from '../src/people/person.ts';
import { type By, type Event, eachRow } from './timeline.ts';

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
        });
        return row.meeting as string;
      }),
    ),
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
