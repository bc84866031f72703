import type { Door } from '../people/door.ts';
import { actOnForm } from '../people/form-visit.ts';
import { FormReader } from '../platform/form.ts';
import { readAttendanceForm, typedAttendance } from './attendance.form.ts';
import { readAttendance, recordAttendance } from './attendance.store.ts';
import { listMeetings } from './meeting.store.ts';
import { meetingShown } from './meeting.ts';
import { acted, meetingOf } from './meeting-visit.ts';
import { listMembersOn } from './member.store.ts';
import { attendancePage, confirmationPage, minutesPage } from './minutes.pages.ts';
import { confirmMinutes, readMinutes } from './minutes.store.ts';

/** The notes of a meeting: who was there, what was noted, and their confirmation by a later meeting. */
export function minutesRoutes(door: Door): void {
  door.get('/meetings/:ref/notes', 'meeting.read', async (visit) => {
    const { ref } = await meetingOf(visit);
    const { minutes, ...about } = await readMinutes(visit.site.db, visit.office.id, ref);
    visit.show('platform/record', minutesPage(minutes, { ...about, mayEdit: visit.may('meeting.edit') }));
  });

  door.get('/meetings/:ref/attendance', 'meeting.edit', async (visit) => {
    const { db } = visit.site;
    const meeting = await meetingOf(visit);
    const members = await listMembersOn(db, visit.office.id, meeting.heldOn);
    const typed = typedAttendance(await readAttendance(db, visit.office.id, meeting.ref));
    visit.show('platform/form', attendancePage(meeting, members, typed));
  });

  door.post('/meetings/:ref/attendance', 'meeting.edit', async (visit) => {
    const meeting = await meetingOf(visit);
    const members = await listMembersOn(visit.site.db, visit.office.id, meeting.heldOn);
    await actOnForm(visit, readAttendanceForm(visit.req.body, members), {
      again: (typed, errors) => attendancePage(meeting, members, typed, errors),
      act: async (wanted) => {
        await acted(visit, { kind: 'meeting', ref: meeting.ref }, 'meeting.attend', async (act) => {
          await recordAttendance(act, meeting.ref, wanted);
          return null;
        });
        visit.done(`/meetings/${meeting.ref}/notes`, 'Who was there was recorded.');
      },
    });
  });

  door.get('/meetings/:ref/confirmation', 'meeting.edit', async (visit) => {
    visit.show('platform/form', confirmationPage(await meetingOf(visit), await readLater(visit)));
  });

  door.post('/meetings/:ref/confirmation', 'meeting.edit', async (visit) => {
    const meeting = await meetingOf(visit);
    const later = await readLater(visit);
    const form = new FormReader(visit.req.body, ['at', 'corrections']);
    const at = form.choice('at', 'Meeting that confirmed them', later);
    const corrections = form.text('corrections', 'What was put right', { optional: true, longest: 2000 }) || null;
    await actOnForm(
      visit,
      form.answer(() => ({ at, corrections })),
      {
        again: (typed, errors) => confirmationPage(meeting, later, typed, errors),
        act: async (wanted) => {
          await acted(visit, { kind: 'meeting', ref: meeting.ref }, 'minutes.confirm', async (act) => {
            await confirmMinutes(act, meeting.ref, wanted);
            return null;
          });
          visit.done(`/meetings/${meeting.ref}/notes`, `The notes of ${meeting.ref} were confirmed.`);
        },
      },
    );
  });
}

/** The meetings after the one of the address, as choices. */
async function readLater(visit: Parameters<typeof meetingOf>[0]) {
  const { heldOn } = await meetingOf(visit);
  const meetings = await listMeetings(visit.site.db, visit.office.id);
  return meetings
    .filter((later) => later.heldOn > heldOn)
    .map((later) => ({ value: later.ref, text: meetingShown(later) }));
}
