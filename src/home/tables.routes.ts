import type { Door } from '../people/door.ts';
import { readQuery } from '../platform/form.ts';
import { openApi, tablesOf } from './openapi.ts';
import { tablesPage } from './tables.pages.ts';

/** What analysts and their programs start from: every table's address, for people and as an OpenAPI description. */
export function tablesRoutes(door: Door): void {
  door.get('/tables', 'home.read', async (visit) => {
    readQuery(visit.req.query, []);
    const readable = tablesOf(door.listed).filter(({ listed }) => visit.may(listed.act));
    visit.show('platform/record', tablesPage(readable));
  });

  door.document('/openapi.json', 'home.read', async (visit) => {
    readQuery(visit.req.query, []);
    visit.res.json(openApi(tablesOf(door.listed)));
  });
}
