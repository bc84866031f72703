import type { Door } from '../people/door.ts';
import { officeDay } from '../people/office.store.ts';
import { memberPage } from './member.pages.ts';
import { readMemberPage } from './member-page.ts';

/** What of a meeting is somebody's own. */
export function memberRoutes(door: Door): void {
  door.get('/meetings/:ref/mine', 'pack.read', async (visit) => {
    const today = officeDay(visit.office, visit.site.clock);
    const meetingRef = String(visit.req.params.ref);
    visit.show(
      'platform/record',
      memberPage(await readMemberPage(visit.site.db, visit.person, { meetingRef, today }), today),
    );
  });
}
