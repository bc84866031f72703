import type { Door, Visit } from '../people/door.ts';
import { listPeople } from '../people/person.store.ts';
import { textParameter } from '../platform/parameter.ts';
import { readNoticeQuery } from './notice.form.ts';
import { noticeListPage, noticeTable } from './notice.pages.ts';
import { listNotices } from './notice.store.ts';
import { noticeState } from './notice.ts';

/** The outbox, on a page and as a file. */
export function noticeRoutes(door: Door): void {
  const readList = async ({ site, office, req }: Visit) => {
    const { state } = readNoticeQuery(req.query);
    const now = site.clock.now();
    const notices = (await listNotices(site.db, office.id)).filter(
      (notice) => state === null || noticeState(notice, now) === state,
    );
    const people = new Map((await listPeople(site.db, office.id)).map((person) => [person.id, person]));
    return { state, table: noticeTable(notices, people, { now, commissioner: office.commissionerTitle }) };
  };

  door.get('/notices', 'notice.read', async (visit) => {
    const { state, table } = await readList(visit);
    visit.show('platform/record', noticeListPage(table, state));
  });

  door.table(
    '/notices',
    'notice.read',
    async (visit) => {
      return { name: 'notices', table: (await readList(visit)).table };
    },
    { state: textParameter('how a reminder stands', 'waiting') },
  );
}
