import type { Act } from '../audit/act.ts';
import { readConfidences } from '../initiatives/delivery/delivery.store.ts';
import { findInitiative } from '../initiatives/initiative.store.ts';
import type { Door, Page } from '../people/door.ts';
import { actOnForm } from '../people/form-visit.ts';
import type { FieldError, FormAnswer, Typed } from '../platform/form.ts';
import { addAgendaItem } from './agenda.store.ts';
import { readAgendaForm, readCommentaryForm, readDecisionForm, readHighlightForm } from './meeting.form.ts';
import type { Meeting } from './meeting.ts';
import { agendaItemPage, commentaryPage, highlightPage, meetingDecisionPage } from './meeting-form.pages.ts';
import { acted, meetingOf } from './meeting-visit.ts';
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
        await acted(visit, { kind: 'meeting', ref: meeting.ref }, 'commentary.write', async (act) => {
          await writeCommentary(act, meeting.ref, commentary);
          return null;
        });
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
        await acted(visit, { kind: 'meeting', ref: meeting.ref }, 'highlight.write', async (act) => {
          await writeHighlight(act, meeting.ref, highlight);
          return null;
        });
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
        await acted(visit, { kind: 'meeting', ref: meeting.ref }, action, async (act) => {
          await add(act, meeting.ref, wanted);
          return null;
        });
        visit.done(`/meetings/${meeting.ref}`, said);
      },
    });
  });
}
