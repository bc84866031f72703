import { perform } from '../audit/act.ts';
import { listInitiatives } from '../initiatives/initiative.store.ts';
import type { Door, Visit } from '../people/door.ts';
import { actOnForm } from '../people/form-visit.ts';
import { readNames } from '../people/person.store.ts';
import { doer } from '../people/person.ts';
import { readQuery } from '../platform/form.ts';
import { readMeetingForm } from './meeting.form.ts';
import { type MeetingRights, meetingListPage, meetingPage } from './meeting.pages.ts';
import { addMeeting, findMeeting, listMeetings } from './meeting.store.ts';
import { newMeetingPage } from './paper.pages.ts';
import { paperRoutes } from './paper.routes.ts';
import { readPapers } from './papers.store.ts';

/** The room's addresses: meetings, and the forms that add to their papers. */
export function meetingRoutes(door: Door): void {
  door.get('/meetings', 'meeting.read', async (visit) => {
    readQuery(visit.req.query, []);
    const meetings = await listMeetings(visit.site.db, visit.office.id);
    visit.show('platform/record', meetingListPage(meetings, rightsOf(visit)));
  });

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

  door.get('/meetings/:ref', 'meeting.read', async (visit) => {
    const { db } = visit.site;
    const meeting = await findMeeting(db, visit.office.id, String(visit.req.params.ref));
    const papers = await readPapers(db, visit.office.id, meeting.ref);
    const initiatives = await listInitiatives(db, visit.office.id);
    const names = await readNames(db, visit.office.id);
    visit.show('meetings/meeting', meetingPage(meeting, papers, initiatives, names, rightsOf(visit)));
  });

  paperRoutes(door);
}

function rightsOf(visit: Visit): MeetingRights {
  return {
    edit: visit.may('meeting.edit'),
    report: visit.may('meeting.report'),
    publish: visit.may('pack.publish'),
    draft: visit.may('pack.draft'),
  };
}
