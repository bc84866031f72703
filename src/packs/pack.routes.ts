import { listInitiatives } from '../initiatives/initiative.store.ts';
import { findMeeting } from '../meetings/meeting.store.ts';
import { readPapers } from '../meetings/papers.store.ts';
import type { Door, Visit } from '../people/door.ts';
import { readNames } from '../people/person.store.ts';
import { FormReader } from '../platform/form.ts';
import { Refusal } from '../platform/refusal.ts';
import { buildPack, draftHtml } from './build.ts';
import { copyRoutes, sendHtml, sendPdf } from './copy.routes.ts';
import { packListPage, publicationPage } from './pack.pages.ts';
import { listPacks, nextVersion } from './pack.store.ts';
import { publishPack } from './publish.ts';

/** The room's addresses: a meeting's pack as a draft, its publication, and every published version. */
export function packRoutes(door: Door): void {
  door.get('/meetings/:ref/pack', 'pack.read', async (visit) => {
    const { html } = await draftHtml(visit.site, visit.office.id, refOf(visit), visit.person.id);
    sendHtml(visit, Buffer.from(html));
  });

  door.get('/meetings/:ref/pack.pdf', 'pack.read', async (visit) => {
    const { pdf, model } = await buildPack(visit.site, visit.office.id, refOf(visit), visit.person.id);
    sendPdf(visit, { content: pdf, fileName: `${model.meetingRef}-draft.pdf` });
  });

  door.get('/meetings/:ref/packs', 'pack.read', async (visit) => {
    const { db } = visit.site;
    const meeting = await findMeeting(db, visit.office.id, refOf(visit));
    const packs = await listPacks(db, visit.office.id, meeting.ref);
    const names = await readNames(db, visit.office.id);
    visit.show('packs/list', packListPage(meeting, packs, names, visit.may('pack.publish')));
  });

  door.get('/meetings/:ref/publication', 'pack.publish', async (visit) => {
    await showPublication(visit, null, 200);
  });

  door.post('/meetings/:ref/publication', 'pack.publish', async (visit) => {
    new FormReader(visit.req.body, []).answer(() => null);
    try {
      const version = await publishPack(visit.site, visit.person, refOf(visit), visit.once());
      const href = `/meetings/${refOf(visit)}/packs`;
      const link = { text: 'Read it', href: `/packs/${refOf(visit)}/${version}` };
      visit.done(href, `Version ${version} was published.`, link);
    } catch (error) {
      if (!(error instanceof Refusal) || !['refused', 'conflict'].includes(error.kind)) throw error;
      await showPublication(visit, error.message, error.status);
    }
  });

  copyRoutes(door);
}

async function showPublication(visit: Visit, refusal: string | null, status: number): Promise<void> {
  const { db } = visit.site;
  const meeting = await findMeeting(db, visit.office.id, refOf(visit));
  const papers = await readPapers(db, visit.office.id, meeting.ref);
  const initiatives = await listInitiatives(db, visit.office.id);
  const version = await nextVersion(db, visit.office.id, meeting.ref);
  visit.show('packs/publication', publicationPage(meeting, papers, initiatives, version, refusal), status);
}

function refOf(visit: Visit): string {
  return String(visit.req.params.ref);
}
