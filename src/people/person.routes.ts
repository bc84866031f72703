import { readQuery } from '../platform/form.ts';
import { auditRoutes } from './audit-event.routes.ts';
import type { Door } from './door.ts';
import { peoplePage } from './person.pages.ts';
import { listPeople } from './person.store.ts';
import { tokenRoutes } from './tokens/token.routes.ts';

/** Who can sign in, and what was done: to be read only. The names of places come from a room above this one. */
export function peopleRoutes(door: Door, placeNames: ReadonlyMap<string, string>): void {
  door.get('/people', 'person.read', async (visit) => {
    readQuery(visit.req.query, []);
    const people = await listPeople(visit.site.db, visit.office.id);
    visit.show('platform/record', peoplePage(people, visit.office.commissionerTitle, placeNames));
  });

  auditRoutes(door);
  tokenRoutes(door);
}
