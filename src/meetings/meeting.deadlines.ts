import { formatDay } from '../calendar/day.ts';
import type { Deadline, DeadlineReader } from '../notices/deadline.ts';
import { listActions } from './action.store.ts';
import { isOpen } from './action.ts';
import { circulatedBy } from './circulation.ts';
import { listMeetings } from './meeting.store.ts';
import { listMeetingNotices } from './meeting-notice.store.ts';
import { listMembers } from './member.store.ts';

/** Notice that the secretariat owes of each meeting to come, and actions that members have taken on. */
export const readMeetingDeadlines: DeadlineReader = async (db, officeId, today) => {
  const found: Deadline[] = [];
  for (const { ref, heldOn } of (await listMeetings(db, officeId)).filter((meeting) => meeting.heldOn >= today)) {
    if ((await listMeetingNotices(db, officeId, ref)).length > 0) continue;
    found.push({
      kind: 'meeting-notice',
      ref,
      dueOn: circulatedBy(heldOn),
      what: `Notice of the meeting of ${formatDay(heldOn)}`,
      path: `/meetings/${ref}/notice`,
      to: { roles: ['secretariat'] },
    });
  }
  const members = await listMembers(db, officeId);
  for (const action of (await listActions(db, officeId)).filter(isOpen)) {
    const owner = members.find(({ ref }) => ref === action.owner)?.personId ?? null;
    found.push({
      kind: 'meeting-action',
      ref: action.ref,
      dueOn: action.dueOn,
      what: `Action ${action.ref}`,
      path: `/actions/${action.ref}`,
      to: owner === null ? { roles: ['secretariat'] } : { people: [owner] },
    });
  }
  return found;
};
