import { perform } from '../audit/act.ts';
import { listInitiatives } from '../initiatives/initiative.store.ts';
import type { ReadFigures } from '../ledger/shown-figure.ts';
import type { Door, Visit } from '../people/door.ts';
import { actOnForm } from '../people/form-visit.ts';
import { readNames } from '../people/person.store.ts';
import { doer } from '../people/person.ts';
import { counted } from '../platform/count.ts';
import { readQuery } from '../platform/form.ts';
import { registerRoutes } from '../registers/register.routes.ts';
import { actionRoutes } from './action.routes.ts';
import { changeAgendaItem, findAgendaItem, listAgendaItems } from './agenda.store.ts';
import { decisionAskedRoutes } from './decision-asked.routes.ts';
import { DECLARATIONS } from './declaration.ts';
import { declareRoutes } from './declare.routes.ts';
import { readAgendaChange, readDatesForm, readMeetingChange, readMeetingForm, typedMeeting } from './meeting.form.ts';
import { type MeetingRights, meetingListPage, meetingPage } from './meeting.pages.ts';
import { addMeeting, changeMeeting, listAllMeetings } from './meeting.store.ts';
import type { Meeting } from './meeting.ts';
import { readMeetingFile } from './meeting-file.store.ts';
import { agendaChangePage, datesPage, meetingChangePage, newMeetingPage } from './meeting-form.pages.ts';
import { meetingFormRoutes } from './meeting-form.routes.ts';
import { meetingNoticeRoutes } from './meeting-notice.routes.ts';
import { listMeetingNotices } from './meeting-notice.store.ts';
import { acted, meetingOf, todayOf } from './meeting-visit.ts';
import { memberRoutes } from './member.routes.ts';
import { minutesRoutes } from './minutes.routes.ts';
import { readConfirmation } from './minutes-confirmation.store.ts';
import { nextMeetingRoutes, type ReadPack } from './next-meeting.routes.ts';
import { NOTES } from './note.ts';
import { paperRoutes } from './paper.routes.ts';
import { isBeforeMeeting, listPapers, readablePapers } from './paper.store.ts';
import { readPapers } from './papers.store.ts';
import { questionRoutes, readQuestionTable } from './question.routes.ts';

/** The room's addresses: meetings with everything that stands before them, and the forms that add to it. */
export function meetingRoutes(door: Door, readFigures: ReadFigures, readPack: ReadPack): void {
  door.get('/meetings', 'meeting.read', async (visit) => {
    readQuery(visit.req.query, []);
    const meetings = await listAllMeetings(visit.site.db, visit.office.id);
    visit.show('platform/record', meetingListPage(meetings, rightsOf(visit)));
  });

  nextMeetingRoutes(door, readPack);
  addingRoutes(door);

  door.get('/meetings/:ref', 'meeting.read', async (visit) => {
    visit.show('platform/record', meetingPage(await readShown(visit, await meetingOf(visit)), rightsOf(visit)));
  });

  // Before the item of an agenda, whose address would take `new` in.
  meetingFormRoutes(door);
  changeRoutes(door);
  memberRoutes(door);
  paperRoutes(door);
  decisionAskedRoutes(door, readFigures);
  registerRoutes(door, DECLARATIONS);
  registerRoutes(door, NOTES);
  actionRoutes(door);
  minutesRoutes(door);
  questionRoutes(door);
  declareRoutes(door);
  meetingNoticeRoutes(door);
}

function addingRoutes(door: Door): void {
  door.get('/meetings/new', 'meeting.edit', async (visit) => {
    visit.show('platform/form', newMeetingPage());
  });

  door.post('/meetings/new', 'meeting.edit', async (visit) => {
    await actOnForm(visit, readMeetingForm(visit.req.body), {
      again: newMeetingPage,
      act: async (wanted) => {
        const ref = await perform(visit.site, doer(visit.person), 'meeting.add', visit.once(), async (act) => {
          const added = await addMeeting(act, wanted);
          return { subject: { kind: 'meeting', ref: added }, result: added };
        });
        visit.done(`/meetings/${ref}`, `Meeting ${ref} was added.`);
      },
    });
  });

  door.get('/meetings/dates', 'meeting.edit', async (visit) => {
    visit.show('platform/form', datesPage());
  });

  door.post('/meetings/dates', 'meeting.edit', async (visit) => {
    await actOnForm(visit, readDatesForm(visit.req.body), {
      again: datesPage,
      act: async (wanted) => {
        const added = await perform(visit.site, doer(visit.person), 'meeting.plan', visit.once(), async (act) => {
          const refs: string[] = [];
          for (const meeting of wanted) refs.push(await addMeeting(act, meeting));
          return { subject: { kind: 'meeting', ref: refs[0] as string }, detail: { refs }, result: refs };
        });
        visit.done('/meetings', `${counted(added.length, 'meeting was', 'meetings were')} added: ${added.join(', ')}.`);
      },
    });
  });
}

function changeRoutes(door: Door): void {
  door.get('/meetings/:ref/change', 'meeting.edit', async (visit) => {
    const meeting = await meetingOf(visit);
    visit.show('platform/form', meetingChangePage(meeting, typedMeeting(meeting)));
  });

  door.post('/meetings/:ref/change', 'meeting.edit', async (visit) => {
    const meeting = await meetingOf(visit);
    await actOnForm(visit, readMeetingChange(visit.req.body), {
      again: (typed, errors) => meetingChangePage(meeting, typed, errors),
      act: async (wanted) => {
        await acted(visit, { kind: 'meeting', ref: meeting.ref }, 'meeting.change', async (act) => {
          await changeMeeting(act, meeting.ref, wanted);
          return null;
        });
        visit.done(`/meetings/${meeting.ref}`, `${meeting.ref} was ${wanted.cancelled ? 'called off' : 'changed'}.`);
      },
    });
  });

  door.get('/meetings/:ref/agenda/:item', 'meeting.edit', async (visit) => {
    const { meeting, item, place } = await itemOf(visit);
    const { title, lead, purpose, minutes } = item;
    const typed = { title, lead, purpose, minutes: String(minutes), place: String(place) };
    visit.show('platform/form', agendaChangePage(meeting, item, typed));
  });

  door.post('/meetings/:ref/agenda/:item', 'meeting.edit', async (visit) => {
    const { meeting, item } = await itemOf(visit);
    await actOnForm(visit, readAgendaChange(visit.req.body), {
      again: (typed, errors) => agendaChangePage(meeting, item, typed, errors),
      act: async (wanted) => {
        await acted(visit, { kind: 'meeting', ref: meeting.ref }, 'agenda-item.change', async (act) => {
          await changeAgendaItem(act, item.id, wanted);
          return null;
        });
        visit.done(`/meetings/${meeting.ref}`, 'The agenda was changed.');
      },
    });
  });
}

async function itemOf(visit: Visit) {
  const { db } = visit.site;
  const meeting = await meetingOf(visit);
  const found = await findAgendaItem(db, visit.office.id, String(visit.req.params.item));
  const item = found.meeting === meeting.ref ? found : await findAgendaItem(db, visit.office.id, '');
  const standing = (await listAgendaItems(db, visit.office.id, undefined, meeting.ref)).filter(
    ({ withdrawn }) => !withdrawn,
  );
  return { meeting, item, place: standing.findIndex(({ id }) => id === item.id) + 1 || standing.length + 1 };
}

async function readShown(visit: Visit, meeting: Meeting) {
  const { db } = visit.site;
  const officeId = visit.office.id;
  const file = await readMeetingFile(db, officeId, meeting.ref);
  const all = await listPapers(db, officeId, { meeting: meeting.ref });
  return {
    file,
    papers: await readPapers(db, officeId, meeting.ref),
    readable: await readablePapers(db, officeId, visit),
    drafts: all.filter((paper) => !isBeforeMeeting(paper)),
    notices: await listMeetingNotices(db, officeId, meeting.ref),
    confirmation: await readConfirmation(db, officeId, meeting.ref),
    questions: await readQuestionTable(visit, meeting, 'Questions and answers'),
    initiatives: await listInitiatives(db, officeId),
    names: await readNames(db, officeId),
    today: todayOf(visit),
  };
}

function rightsOf(visit: Visit): MeetingRights {
  return {
    edit: visit.may('meeting.edit'),
    report: visit.may('meeting.report'),
    publish: visit.may('pack.publish'),
    enterPapers: visit.may('paper.enter'),
    takePart: visit.may('meeting.take-part'),
    draft: visit.may('pack.draft'),
  };
}
