import { readDocument } from '../documents/document.store.ts';
import { findFrozenFigure } from '../figures/snapshot.store.ts';
import { findMeeting } from '../meetings/meeting.store.ts';
import { noteOpened } from '../meetings/pack-opening.store.ts';
import type { Door, Visit } from '../people/door.ts';
import { readNames } from '../people/person.store.ts';
import { notFound, Refusal } from '../platform/refusal.ts';
import { buildPack, draftHtml } from './build.ts';
import { memberRoutes } from './member.routes.ts';
import { frozenFigurePage, packListPage } from './pack.pages.ts';
import { findPack, laterPacks, listPacks, type PublishedPack } from './pack.store.ts';
import { publicationRoutes } from './publication.routes.ts';
import { packPolicy } from './render-html.ts';
import { sectionRoutes } from './section.routes.ts';

/** The room's addresses: a meeting's pack as a draft, its sections and publication, and every published version. */
export function packRoutes(door: Door): void {
  sectionRoutes(door);
  publicationRoutes(door);
  memberRoutes(door);

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
    const rights = {
      publish: visit.may('pack.publish'),
      draft: visit.may('pack.draft'),
      withdraw: visit.may('pack.withdraw'),
    };
    const later = await laterPacks(db, visit.office.id, meeting.ref);
    visit.show('packs/list', packListPage(meeting, packs, names, { ...rights, later }));
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

/** The version that is asked for. One that was withdrawn is for the office alone, and says why to everybody else. */
async function packOf(visit: Visit): Promise<PublishedPack> {
  const pack = await findPack(visit.site.db, visit.office.id, refOf(visit), String(visit.req.params.version));
  if (pack.withdrawal !== null && !visit.may('pack.read-withdrawn')) {
    throw new Refusal('not-found', 'withdrawn', `This version of the pack was withdrawn: ${pack.withdrawal.reason}`);
  }
  return pack;
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
