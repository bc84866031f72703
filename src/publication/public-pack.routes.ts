import type { Door } from '../people/door.ts';
import { actOnForm } from '../people/form-visit.ts';
import { readQuery } from '../platform/form.ts';
import { publicPackPage, readPublicPack } from './public-pack.pages.ts';
import { findPublicPack, publishPackCopy } from './public-pack.ts';

/** Opening the public copy of a meeting's pack to everybody. */
export function publicPackRoutes(door: Door): void {
  door.get('/publications/packs/:ref', 'publication.publish', async (visit) => {
    readQuery(visit.req.query, []);
    const pack = await findPublicPack(visit.site.db, visit.office.id, String(visit.req.params.ref));
    visit.show('platform/form', publicPackPage(pack));
  });

  door.post('/publications/packs/:ref', 'publication.publish', async (visit) => {
    const meetingRef = String(visit.req.params.ref);
    const { db } = visit.site;
    await actOnForm(visit, readPublicPack(visit.req.body), {
      field: 'read',
      again: async (typed, errors) =>
        publicPackPage(await findPublicPack(db, visit.office.id, meetingRef), typed, errors),
      act: async ({ version }) => {
        await publishPackCopy(visit.site, visit.person, visit.office, { meetingRef, version }, visit.once());
        visit.done('/publications', `The pack of ${meetingRef} stands on the public page.`);
      },
    });
  });
}
