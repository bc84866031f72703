import type { Request, Response } from 'express';
import type { Site } from '../audit/act.ts';
import { readFrozen } from '../documents/document.store.ts';
import { findPublicDocument, listPublicDocuments, type PublicDocument } from '../documents/public-document.store.ts';
import { listWithdrawnPublic } from '../packs/copy.store.ts';
import { packPolicy } from '../packs/render-html.ts';
import type { Door } from '../people/door.ts';
import { firstOffice, type Office } from '../people/office.store.ts';
import { readQuery } from '../platform/form.ts';
import { notFound } from '../platform/refusal.ts';
import { bareShell } from '../platform/web.ts';
import { publicPage, withdrawnSentence } from './public.pages.ts';
import { PACK_SECTION, withdrawnPackSentence } from './public-pack.ts';
import { PUBLIC_PAGE, readPublicPath } from './public-path.ts';
import { readSettings } from './setting.store.ts';

const SOON = 'public, max-age=300';
/** A version never changes, so whoever has it need not ask again for a year. */
const FOR_GOOD = 'public, max-age=31536000, immutable';

/** What anybody may read without signing in: the page that lists it, and each file at its own address. */
export function publicRoutes(door: Door, site: Site): void {
  door.open('GET', PUBLIC_PAGE, async (req, res) => {
    readQuery(req.query, []);
    const office = await officeOf(site);
    const documents = await listPublicDocuments(site.db, office.id);
    const shell = { ...bareShell(office.name), home: PUBLIC_PAGE, demonstration: office.demonstration };
    const withdrawn = await listWithdrawnPublic(site.db, office.id);
    const shown = documents.map((one) => (withdrawn.has(one.documentId) ? { ...one, isWithdrawn: true } : one));
    const page = publicPage(shown, await readSettings(site.db, office.id));
    res.set('Cache-Control', SOON).render('platform/record', { page, shell, csrf: '' });
  });

  door.open('GET', `${PUBLIC_PAGE}/*path`, async (req, res) => {
    readQuery(req.query, []);
    const office = await officeOf(site);
    const parts = req.params.path as unknown as string[];
    const asked = readPublicPath(parts);
    const found = asked === null ? undefined : await findPublicDocument(site.db, office.id, asked.path, asked.version);
    if (found === undefined) throw notFound('public file at this address');
    await sendDocument(site, office, found, { req, res, isForGood: asked?.version !== undefined });
  });
}

async function officeOf({ db }: Site): Promise<Office> {
  const office = await firstOffice(db);
  if (office === null) throw notFound('office yet');
  return office;
}

/** Exactly the frozen bytes, for any site and any program to take. */
async function sendDocument(
  { db }: Site,
  office: Office,
  document: PublicDocument,
  { res, isForGood }: { req: Request; res: Response; isForGood: boolean },
): Promise<void> {
  const isPack = document.section === PACK_SECTION;
  if (isPack && (await listWithdrawnPublic(db, office.id)).has(document.documentId)) {
    res.status(410).type('text/plain; charset=utf-8').send(withdrawnPackSentence(document));
    return;
  }
  const { content } = await readFrozen(db, office.id, document.documentId);
  if (content === null) {
    res.status(410).type('text/plain; charset=utf-8').send(withdrawnSentence(document));
    return;
  }
  const isPage = document.mediaType === 'text/html';
  res
    // A pack may be withdrawn.
    .set('Cache-Control', isForGood && !isPack ? FOR_GOOD : SOON)
    .set('ETag', `"${document.sha256}"`)
    .set('Repr-Digest', `sha-256=:${Buffer.from(document.sha256, 'hex').toString('base64')}:`)
    .set('Access-Control-Allow-Origin', '*')
    .set('Cross-Origin-Resource-Policy', 'cross-origin')
    .set('Content-Type', contentType(document.mediaType))
    .set(
      'Content-Disposition',
      `${isPage || document.mediaType === 'application/pdf' ? 'inline' : 'attachment'}; filename="${document.fileName}"`,
    );
  if (isPage) res.set('Content-Security-Policy', packPolicy(content.toString('utf8')));
  res.send(content);
}

function contentType(mediaType: string): string {
  if (mediaType === 'text/csv') return 'text/csv; charset=utf-8; header=present';
  return mediaType.startsWith('text/') ? `${mediaType}; charset=utf-8` : mediaType;
}
