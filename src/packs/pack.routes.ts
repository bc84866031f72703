import { findMeeting } from '../meetings/meeting.store.ts';
import type { Door, Visit } from '../people/door.ts';
import { readNames } from '../people/person.store.ts';
import { buildPack, draftHtml } from './build.ts';
import { copyRoutes, sendHtml, sendPdf } from './copy.routes.ts';
import { listCopies } from './copy.store.ts';
import { memberRoutes } from './member.routes.ts';
import { packListPage } from './pack.pages.ts';
import { laterPacks, listPacks } from './pack.store.ts';
import { publicationRoutes } from './publication.routes.ts';
import { sectionRoutes } from './section.routes.ts';

/** The room's addresses: a meeting's pack as a draft, its sections and publication, and every published version. */
export function packRoutes(door: Door): void {
  sectionRoutes(door);
  publicationRoutes(door);
  memberRoutes(door);

  door.file('/meetings/:ref/pack', 'pack.draft', async (visit) => {
    const { html } = await draftHtml(visit.site, visit.office.id, refOf(visit), { readerId: visit.person.id });
    sendHtml(visit, Buffer.from(html));
  });

  door.file('/meetings/:ref/pack.pdf', 'pack.draft', async (visit) => {
    const { pdf, model } = await buildPack(visit.site, visit.office.id, refOf(visit), visit.person.id);
    sendPdf(visit, { content: pdf, fileName: `${model.meetingRef}-draft.pdf` });
  });

  door.get('/meetings/:ref/packs', 'pack.read', async (visit) => {
    const { db } = visit.site;
    const meeting = await findMeeting(db, visit.office.id, refOf(visit));
    const packs = await listPacks(db, visit.office.id, meeting.ref);
    const names = await readNames(db, visit.office.id);
    const rights = {
      publish: visit.may('pack.publish'),
      draft: visit.may('pack.draft'),
      withdraw: visit.may('pack.withdraw'),
    };
    const copies = (
      await Promise.all(packs.map(({ version }) => listCopies(db, visit.office.id, meeting.ref, version)))
    ).flat();
    const later = await laterPacks(db, visit.office.id, meeting.ref);
    visit.show('packs/list', packListPage(meeting, packs, names, { ...rights, later }, copies));
  });

  copyRoutes(door);
}

function refOf(visit: Visit): string {
  return String(visit.req.params.ref);
}
