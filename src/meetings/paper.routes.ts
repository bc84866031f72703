import { type Act, perform } from '../audit/act.ts';
import { findInitiative } from '../initiatives/initiative.store.ts';
import type { Door, Page, Visit } from '../people/door.ts';
import { doer } from '../people/person.ts';
import type { FormAnswer } from '../platform/form.ts';
import { Refusal } from '../platform/refusal.ts';
import {
  readActionForm,
  readAgendaForm,
  readCommentaryForm,
  readDecisionForm,
  readHighlightForm,
} from './meeting.form.ts';
import { findMeeting } from './meeting.store.ts';
import type { Meeting } from './meeting.ts';
import {
  type Again,
  agendaItemPage,
  commentaryPage,
  highlightPage,
  meetingActionPage,
  meetingDecisionPage,
} from './paper.pages.ts';
import {
  addAgendaItem,
  readPapers,
  recordMeetingAction,
  recordMeetingDecision,
  writeCommentary,
  writeHighlight,
} from './papers.store.ts';

/** The forms that add to a meeting's papers. */
export function paperRoutes(door: Door): void {
  adding(door, 'agenda', readAgendaForm, agendaItemPage, 'agenda-item.add', 'The item was added.', addAgendaItem);
  adding(
    door,
    'decisions',
    readDecisionForm,
    meetingDecisionPage,
    'meeting-decision.record',
    'The decision was recorded.',
    (act, meeting, wanted) => recordMeetingDecision(act, { ...wanted, meeting }),
  );
  adding(
    door,
    'actions',
    readActionForm,
    meetingActionPage,
    'meeting-action.record',
    'The action was recorded.',
    (act, meeting, wanted) => recordMeetingAction(act, { ...wanted, meeting }),
  );

  door.get('/meetings/:ref/commentary', 'meeting.report', async (visit) => {
    const meeting = await meetingOf(visit);
    const { commentary } = await readPapers(visit.site.db, visit.office.id, meeting.ref);
    visit.show('meetings/form', commentaryPage(meeting, commentary?.text ?? null));
  });

  door.post('/meetings/:ref/commentary', 'meeting.report', async (visit) => {
    const meeting = await meetingOf(visit);
    const answer = readCommentaryForm(visit.req.body);
    await takeForm(
      visit,
      answer,
      (again) => commentaryPage(meeting, null, again),
      async (text) => {
        const enteredBy = visit.person.id;
        await acted(visit, meeting, 'commentary.write', (act) =>
          writeCommentary(act, meeting.ref, { text, enteredBy }),
        );
        visit.done(`/meetings/${meeting.ref}`, 'The commentary was saved.');
      },
    );
  });

  door.get('/meetings/:ref/highlights/:initiative', 'meeting.report', async (visit) => {
    const meeting = await meetingOf(visit);
    const initiative = await findInitiative(visit.site.db, visit.office.id, String(visit.req.params.initiative));
    const { highlights } = await readPapers(visit.site.db, visit.office.id, meeting.ref);
    const latest = highlights.find((highlight) => highlight.initiative === initiative.ref);
    visit.show('meetings/form', highlightPage(meeting, initiative, latest ?? null));
  });

  door.post('/meetings/:ref/highlights/:initiative', 'meeting.report', async (visit) => {
    const meeting = await meetingOf(visit);
    const initiative = await findInitiative(visit.site.db, visit.office.id, String(visit.req.params.initiative));
    const answer = readHighlightForm(visit.req.body);
    await takeForm(
      visit,
      answer,
      (again) => highlightPage(meeting, initiative, null, again),
      async (wanted) => {
        const highlight = { ...wanted, initiative: initiative.ref, enteredBy: visit.person.id };
        await acted(visit, meeting, 'highlight.write', (act) => writeHighlight(act, meeting.ref, highlight));
        visit.done(`/meetings/${meeting.ref}`, `The highlight report of ${initiative.ref} was saved.`);
      },
    );
  });
}

/** A part of the papers that is only ever added to: its form at `…/new`, and where that form is sent. */
function adding<T>(
  door: Door,
  part: string,
  read: (body: unknown) => FormAnswer<T>,
  page: (meeting: Meeting, again?: Again) => Page,
  action: string,
  said: string,
  add: (act: Act, meeting: string, wanted: T) => Promise<void>,
): void {
  door.get(`/meetings/:ref/${part}/new`, 'meeting.edit', async (visit) => {
    visit.show('meetings/form', page(await meetingOf(visit)));
  });

  door.post(`/meetings/:ref/${part}`, 'meeting.edit', async (visit) => {
    const meeting = await meetingOf(visit);
    await takeForm(
      visit,
      read(visit.req.body),
      (again) => page(meeting, again),
      async (wanted) => {
        await acted(visit, meeting, action, (act) => add(act, meeting.ref, wanted));
        visit.done(`/meetings/${meeting.ref}`, said);
      },
    );
  });
}

/**
 * Does the act when the form was filled in; shows the form again, with what was typed, when it was not or when the
 * act was refused by a rule.
 */
export async function takeForm<T>(
  visit: Visit,
  answer: FormAnswer<T>,
  page: (again: Again) => Page,
  act: (value: T) => Promise<void>,
): Promise<void> {
  if (!answer.ok) {
    visit.show('meetings/form', page(answer), 400);
    return;
  }
  try {
    await act(answer.value);
  } catch (error) {
    if (!(error instanceof Refusal) || (error.field === undefined && error.kind !== 'refused')) throw error;
    const { _csrf, _once, ...typed } = visit.req.body as Record<string, string>;
    const errors = [{ field: error.field ?? 'main-content', message: error.message }];
    visit.show('meetings/form', page({ typed, errors }), error.status);
  }
}

async function acted(visit: Visit, meeting: Meeting, action: string, work: (act: Act) => Promise<void>): Promise<void> {
  await perform(visit.site, doer(visit.person), action, visit.once(), async (act) => {
    await work(act);
    return { subject: { kind: 'meeting', ref: meeting.ref }, result: null };
  });
}

async function meetingOf(visit: Visit): Promise<Meeting> {
  return findMeeting(visit.site.db, visit.office.id, String(visit.req.params.ref));
}
