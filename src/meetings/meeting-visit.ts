import { type Act, perform } from '../audit/act.ts';
import type { Visit } from '../people/door.ts';
import { officeDay } from '../people/office.store.ts';
import { doer } from '../people/person.ts';
import type { Plain } from '../platform/digest.ts';
import { findMeeting } from './meeting.store.ts';
import type { Meeting } from './meeting.ts';

/** The meeting that an address names. */
export async function meetingOf({ site, office, req }: Visit): Promise<Meeting> {
  return findMeeting(site.db, office.id, String(req.params.ref));
}

/** Does what a form asked, as one act on what it is about; answers what the work answers. */
export async function acted<T extends Plain>(
  visit: Visit,
  subject: { kind: string; ref: string },
  action: string,
  work: (act: Act) => Promise<T>,
): Promise<T> {
  return perform(visit.site, doer(visit.person), action, visit.once(), async (act) => ({
    subject,
    result: await work(act),
  }));
}

/** The office's day. */
export function todayOf({ office, site }: Visit): string {
  return officeDay(office, site.clock);
}
