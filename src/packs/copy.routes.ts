import type { Request } from 'express';
import { readDocument } from '../documents/document.store.ts';
import { findFrozenFigure } from '../figures/snapshot.store.ts';
import { noteOpened } from '../meetings/pack-opening.store.ts';
import type { Door, Visit } from '../people/door.ts';
import { notFound, Refusal } from '../platform/refusal.ts';
import { listCopies, type PackCopy } from './copy.store.ts';
import { dossierOf } from './dossier.ts';
import { restricted, withheldFrom } from './marking.ts';
import { frozenFigurePage } from './pack.pages.ts';
import { findPack, type PublishedPack, readModel } from './pack.store.ts';
import { figuresShown } from './register.ts';
import { packPolicy } from './render-html.ts';

/** The addresses of a published version: each reader gets the copy that holds what goes to them. */
export function copyRoutes(door: Door): void {
  door.file('/packs/:ref/:version.pdf', 'pack.read', async (visit) => {
    const pack = await packOf(visit);
    await noteOpened(visit, pack.meetingRef, pack.version);
    sendPdf(visit, await fileOf(visit, (await copyFor(visit, pack))?.pdfDocumentId ?? pack.pdfDocumentId));
  });

  door.file('/packs/:ref/:version', 'pack.read', async (visit) => {
    const pack = await packOf(visit);
    await noteOpened(visit, pack.meetingRef, pack.version);
    sendHtml(visit, (await fileOf(visit, (await copyFor(visit, pack))?.htmlDocumentId ?? pack.htmlDocumentId)).content);
  });

  door.file('/packs/:ref/:version/offline.html', 'pack.read', async (visit) => {
    const pack = await packOf(visit);
    const id = (await copyFor(visit, pack))?.offlineDocumentId;
    if (id === undefined || id === null) throw notFound('a file of this version to read without a network');
    await noteOpened(visit, pack.meetingRef, pack.version);
    const file = await fileOf(visit, id);
    visit.res.set('Content-Disposition', `attachment; filename="${file.fileName}"`);
    sendHtml(visit, file.content);
  });

  door.file('/packs/:ref/:version/public.pdf', 'pack.read', async (visit) => {
    sendPdf(visit, await fileOf(visit, (await publicCopy(visit)).pdfDocumentId));
  });

  door.file('/packs/:ref/:version/public.html', 'pack.read', async (visit) => {
    sendHtml(visit, (await fileOf(visit, (await publicCopy(visit)).htmlDocumentId)).content);
  });

  door.file('/packs/:ref/:version/dossier.zip', 'pack.read', async (visit) => {
    const pack = await packOf(visit);
    const copy = await copyFor(visit, pack);
    if (copy !== null && copy.withheld.length > 0) {
      throw new Refusal(
        'forbidden',
        'distribution',
        'A dossier holds the whole pack, and some of its papers do not go to you. Ask the secretariat.',
      );
    }
    const name = `${pack.meetingRef}-v${pack.version}-dossier.zip`;
    visit.res
      .set('Content-Type', 'application/zip')
      .set('Content-Disposition', `attachment; filename="${name}"`)
      .send(await dossierOf(visit.site.db, visit.office.id, pack));
  });

  door.get('/packs/:ref/:version/figures/:number', 'pack.read', async (visit) => {
    const pack = await packOf(visit);
    const number = String(visit.req.params.number);
    if (!/^[1-9]\d{0,5}$/.test(number)) throw notFound(`figure ${number.slice(0, 20)} in this pack`);
    const frozen = await findFrozenFigure(visit.site.db, visit.office.id, pack.snapshotId, Number(number));
    await demandGiven(visit, pack, frozen.number);
    visit.show('packs/figure', frozenFigurePage(pack, frozen, visit.may('spend.read')));
  });
}

/** The copy that goes to the reader: whole, or with the papers left out that do not go to them. Null for an old version. */
async function copyFor(visit: Visit, pack: PublishedPack): Promise<PackCopy | null> {
  const { db } = visit.site;
  const copies = await listCopies(db, visit.office.id, pack.meetingRef, pack.version);
  const given = copies.filter(({ audience }) => audience === 'readers');
  const [whole = null] = given;
  if (given.length <= 1) return whole;
  const model = await readModel(db, visit.office.id, pack);
  const find = (withheld: string[]): PackCopy | undefined =>
    given.find((copy) => copy.withheld.join() === withheld.join());
  // Who came later, for whom no copy was made, gets what goes to everybody.
  return find(withheldFrom(visit.person.id, model)) ?? find(restricted(model)) ?? whole;
}

async function publicCopy(visit: Visit): Promise<PackCopy> {
  const { meetingRef, version } = await packOf(visit);
  const copies = await listCopies(visit.site.db, visit.office.id, meetingRef, version);
  const found = copies.find(({ audience }) => audience === 'public');
  if (found === undefined) throw notFound('a copy of this version for the public');
  return found;
}

/** A figure of a paper that does not go to the reader is not opened by its number either. */
async function demandGiven(visit: Visit, pack: PublishedPack, number: number): Promise<void> {
  const copy = await copyFor(visit, pack);
  if (copy === null || copy.withheld.length === 0) return;
  const { opening, sections } = await readModel(visit.site.db, visit.office.id, pack);
  const shown = figuresShown(
    sections.filter(({ id }) => !copy.withheld.includes(id)),
    opening,
  );
  if (!shown.has(number)) throw notFound(`figure ${number} in your copy of this pack`);
}

/** The version that is asked for. One that was withdrawn is for the office alone, and says why to everybody else. */
async function packOf(visit: Visit): Promise<PublishedPack> {
  const { ref, version } = visit.req.params as Request['params'];
  const pack = await findPack(visit.site.db, visit.office.id, String(ref), String(version));
  if (pack.withdrawal !== null && !visit.may('pack.read-withdrawn')) {
    throw new Refusal('not-found', 'withdrawn', `This version of the pack was withdrawn: ${pack.withdrawal.reason}`);
  }
  return pack;
}

function fileOf(visit: Visit, id: number) {
  return readDocument(visit.site.db, visit.office.id, id);
}

/** Exactly the bytes, under a policy that lets in the document's own style and nothing else. */
export function sendHtml(visit: Visit, content: Buffer): void {
  visit.res
    .set('Content-Security-Policy', packPolicy(content.toString('utf8')))
    .set('Content-Type', 'text/html; charset=utf-8')
    .send(content);
}

/** Exactly the bytes of a PDF, to be shown. */
export function sendPdf(visit: Visit, { content, fileName }: { content: Buffer; fileName: string }): void {
  visit.res
    .set('Content-Type', 'application/pdf')
    .set('Content-Disposition', `inline; filename="${fileName}"`)
    .send(content);
}
