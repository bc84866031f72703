import type { Door, Visit } from '../people/door.ts';
import { actOnForm } from '../people/form-visit.ts';
import { readNames } from '../people/person.store.ts';
import { counted } from '../platform/count.ts';
import { FormReader } from '../platform/form.ts';
import { circulatedBy } from './circulation.ts';
import type { Meeting } from './meeting.ts';
import { meetingNoticePage, openingsPage } from './meeting-notice.pages.ts';
import { listMeetingNotices, sendMeetingNotice } from './meeting-notice.store.ts';
import { acted, meetingOf, todayOf } from './meeting-visit.ts';
import { listMembersOn } from './member.store.ts';
import { listOpenings } from './pack-opening.store.ts';

/** Notice of a meeting, and who has opened its pack. */
export function meetingNoticeRoutes(door: Door): void {
  door.get('/meetings/:ref/notice', 'meeting.edit', async (visit) => {
    const meeting = await meetingOf(visit);
    visit.show('platform/form', meetingNoticePage(meeting, await readAbout(visit, meeting)));
  });

  door.post('/meetings/:ref/notice', 'meeting.edit', async (visit) => {
    const meeting = await meetingOf(visit);
    const today = todayOf(visit);
    const form = new FormReader(visit.req.body, ['late', 'consent']);
    const isLate = today > circulatedBy(meeting.heldOn);
    const reason = form.text('late', 'Why it is late', { optional: !isLate, longest: 1000 });
    const consent = form.text('consent', 'The chair’s consent', { optional: !isLate });
    await actOnForm(
      visit,
      form.answer(() => (isLate ? { reason, consent } : null)),
      {
        again: async (typed, errors) => meetingNoticePage(meeting, await readAbout(visit, meeting), typed, errors),
        act: async (late) => {
          const written = await acted(visit, { kind: 'meeting', ref: meeting.ref }, 'meeting.notice', (act) =>
            sendMeetingNotice(act, meeting.ref, { today, late }),
          );
          visit.done(`/meetings/${meeting.ref}`, `Notice was given: ${counted(written, 'letter', 'letters')}.`);
        },
      },
    );
  });

  door.get('/meetings/:ref/openings', 'meeting.edit', async (visit) => {
    const { db } = visit.site;
    const meeting = await meetingOf(visit);
    const openings = await listOpenings(db, visit.office.id, meeting.ref);
    const members = await listMembersOn(db, visit.office.id, meeting.heldOn);
    const names = await readNames(db, visit.office.id);
    visit.show('platform/record', openingsPage(meeting, openings, { members, names }));
  });
}

async function readAbout(visit: Visit, { ref, heldOn }: Meeting) {
  const { site, office } = visit;
  return {
    members: await listMembersOn(site.db, office.id, heldOn),
    notices: await listMeetingNotices(site.db, office.id, ref),
    today: todayOf(visit),
  };
}
