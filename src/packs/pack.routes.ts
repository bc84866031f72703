import { readDocument } from '../documents/document.store.ts';
import { findFrozenFigure } from '../figures/snapshot.store.ts';
import { listInitiatives } from '../initiatives/initiative.store.ts';
import { findMeeting } from '../meetings/meeting.store.ts';
import { noteOpened } from '../meetings/pack-opening.store.ts';
import { readPapers } from '../meetings/papers.store.ts';
import type { Door, Visit } from '../people/door.ts';
import { readNames } from '../people/person.store.ts';
import { FormReader } from '../platform/form.ts';
import { notFound, Refusal } from '../platform/refusal.ts';
import { assemble } from './assemble.ts';
import { buildPack, draftHtml } from './build.ts';
import { frozenFigurePage, packListPage, publicationPage } from './pack.pages.ts';
import { findPack, listPacks, nextVersion, type PublishedPack } from './pack.store.ts';
import { publishPack } from './publish.ts';
import { packPolicy } from './render-html.ts';

/** The room's addresses: a meeting's pack as a draft, its publication, and every published version. */
export function packRoutes(door: Door): void {
  door.get('/meetings/:ref/pack', 'pack.draft', async (visit) => {
    sendHtml(visit, Buffer.from((await draftHtml(visit.site, visit.office.id, refOf(visit))).html));
  });

  door.get('/meetings/:ref/pack.pdf', 'pack.draft', async (visit) => {
    const { pdf, model } = await buildPack(visit.site, visit.office.id, refOf(visit));
    sendPdf(visit, pdf, `${model.meetingRef}-draft.pdf`);
  });

  door.get('/meetings/:ref/packs', 'pack.read', async (visit) => {
    const { db } = visit.site;
    const meeting = await findMeeting(db, visit.office.id, refOf(visit));
    const packs = await listPacks(db, visit.office.id, meeting.ref);
    const names = await readNames(db, visit.office.id);
    visit.show(
      'packs/list',
      packListPage(meeting, packs, names, { publish: visit.may('pack.publish'), draft: visit.may('pack.draft') }),
    );
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

  door.get('/packs/:ref/:version.pdf', 'pack.read', async (visit) => {
    const { pdfDocumentId, meetingRef, version } = await packOf(visit);
    const { content, fileName } = await readDocument(visit.site.db, visit.office.id, pdfDocumentId);
    await noteOpened(visit, meetingRef, version);
    sendPdf(visit, content, fileName);
  });

  door.get('/packs/:ref/:version', 'pack.read', async (visit) => {
    const { htmlDocumentId, meetingRef, version } = await packOf(visit);
    const { content } = await readDocument(visit.site.db, visit.office.id, htmlDocumentId);
    await noteOpened(visit, meetingRef, version);
    sendHtml(visit, content);
  });

  door.get('/packs/:ref/:version/figures/:number', 'pack.read', async (visit) => {
    const pack = await packOf(visit);
    const number = String(visit.req.params.number);
    if (!/^[1-9]\d{0,5}$/.test(number)) throw notFound(`figure ${number.slice(0, 20)} in this pack`);
    const frozen = await findFrozenFigure(visit.site.db, visit.office.id, pack.snapshotId, Number(number));
    visit.show('packs/figure', frozenFigurePage(pack, frozen, visit.may('spend.read')));
  });
}

async function showPublication(visit: Visit, refusal: string | null, status: number): Promise<void> {
  const { db } = visit.site;
  const meeting = await findMeeting(db, visit.office.id, refOf(visit));
  const papers = await readPapers(db, visit.office.id, meeting.ref);
  const initiatives = await listInitiatives(db, visit.office.id);
  const version = await nextVersion(db, visit.office.id, meeting.ref);
  const { release } = await assemble(db, visit.office.id, meeting.ref, version);
  const page = publicationPage(meeting, papers, initiatives, version, refusal, release);
  visit.show('packs/publication', page, status);
}

async function packOf(visit: Visit): Promise<PublishedPack> {
  return findPack(visit.site.db, visit.office.id, refOf(visit), String(visit.req.params.version));
}

function refOf(visit: Visit): string {
  return String(visit.req.params.ref);
}

/** Exactly the bytes, under a policy that lets in the document's own style and nothing else. */
function sendHtml(visit: Visit, content: Buffer): void {
  visit.res
    .set('Content-Security-Policy', packPolicy(content.toString('utf8')))
    .set('Content-Type', 'text/html; charset=utf-8')
    .send(content);
}

function sendPdf(visit: Visit, content: Buffer, fileName: string): void {
  visit.res
    .set('Content-Type', 'application/pdf')
    .set('Content-Disposition', `inline; filename="${fileName}"`)
    .send(content);
}
