import { type Act, perform } from '../audit/act.ts';
import { readConfidences } from '../initiatives/delivery/delivery.store.ts';
import { findInitiative } from '../initiatives/initiative.store.ts';
import type { Door, Page, Visit } from '../people/door.ts';
import { actOnForm } from '../people/form-visit.ts';
import { doer } from '../people/person.ts';
import type { FieldError, FormAnswer, Typed } from '../platform/form.ts';
import { recordMeetingAction } from './action.store.ts';
import { addAgendaItem } from './agenda.store.ts';
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
  agendaItemPage,
  commentaryPage,
  highlightPage,
  meetingActionPage,
  meetingDecisionPage,
} from './meeting-form.pages.ts';
import { readPapers, recordMeetingDecision, writeCommentary, writeHighlight } from './papers.store.ts';

/** The forms that add to a meeting's papers. */
export function meetingFormRoutes(door: Door): void {
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
    visit.show('platform/form', commentaryPage(meeting, commentary?.text ?? null));
  });

  door.post('/meetings/:ref/commentary', 'meeting.report', async (visit) => {
    const meeting = await meetingOf(visit);
    await actOnForm(visit, readCommentaryForm(visit.req.body), {
      again: (typed, errors) => commentaryPage(meeting, null, typed, errors),
      act: async (text) => {
        const commentary = { text, enteredBy: visit.person.id };
        await acted(visit, meeting, 'commentary.write', (act) => writeCommentary(act, meeting.ref, commentary));
        visit.done(`/meetings/${meeting.ref}`, 'The commentary was saved.');
      },
    });
  });

  door.get('/meetings/:ref/highlights/:initiative', 'meeting.report', async (visit) => {
    const meeting = await meetingOf(visit);
    const initiative = await findInitiative(visit.site.db, visit.office.id, String(visit.req.params.initiative));
    const { highlights } = await readPapers(visit.site.db, visit.office.id, meeting.ref);
    const latest = highlights.find((highlight) => highlight.initiative === initiative.ref);
    const standing = (await readConfidences(visit.site.db, visit.office.id)).get(initiative.ref) ?? null;
    visit.show('platform/form', highlightPage(meeting, initiative, { latest: latest ?? null, standing }));
  });

  door.post('/meetings/:ref/highlights/:initiative', 'meeting.report', async (visit) => {
    const meeting = await meetingOf(visit);
    const initiative = await findInitiative(visit.site.db, visit.office.id, String(visit.req.params.initiative));
    await actOnForm(visit, readHighlightForm(visit.req.body), {
      again: (typed, errors) => highlightPage(meeting, initiative, null, typed, errors),
      act: async (wanted) => {
        const highlight = { ...wanted, initiative: initiative.ref, enteredBy: visit.person.id };
        await acted(visit, meeting, 'highlight.write', (act) => writeHighlight(act, meeting.ref, highlight));
        visit.done(`/meetings/${meeting.ref}`, `The highlight report of ${initiative.ref} was saved.`);
      },
    });
  });
}

/** A part of the papers that is only ever added to: its form at `…/new`, and where that form is sent. */
function adding<T>(
  door: Door,
  part: string,
  read: (body: unknown) => FormAnswer<T>,
  page: (meeting: Meeting, typed?: Typed, errors?: FieldError[]) => Page,
  action: string,
  said: string,
  add: (act: Act, meeting: string, wanted: T) => Promise<unknown>,
): void {
  door.get(`/meetings/:ref/${part}/new`, 'meeting.edit', async (visit) => {
    visit.show('platform/form', page(await meetingOf(visit)));
  });

  door.post(`/meetings/:ref/${part}`, 'meeting.edit', async (visit) => {
    const meeting = await meetingOf(visit);
    await actOnForm(visit, read(visit.req.body), {
      again: (typed, errors) => page(meeting, typed, errors),
      act: async (wanted) => {
        await acted(visit, meeting, action, (act) => add(act, meeting.ref, wanted));
        visit.done(`/meetings/${meeting.ref}`, said);
      },
    });
  });
}

async function acted(
  visit: Visit,
  meeting: Meeting,
  action: string,
  work: (act: Act) => Promise<unknown>,
): Promise<void> {
  await perform(visit.site, doer(visit.person), action, visit.once(), async (act) => {
    await work(act);
    return { subject: { kind: 'meeting', ref: meeting.ref }, result: null };
  });
}

async function meetingOf(visit: Visit): Promise<Meeting> {
  return findMeeting(visit.site.db, visit.office.id, String(visit.req.params.ref));
}
