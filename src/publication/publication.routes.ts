import type { Site } from '../audit/act.ts';
import { monthOfDay, readMonth } from '../calendar/month.ts';
import { listPublicDocuments, type PublicDocument } from '../documents/public-document.store.ts';
import type { Door, Visit } from '../people/door.ts';
import { actOnForm } from '../people/form-visit.ts';
import { officeDay } from '../people/office.store.ts';
import { readNames } from '../people/person.store.ts';
import { type FieldError, FormReader, readQuery, type Typed } from '../platform/form.ts';
import { notFound, Refusal } from '../platform/refusal.ts';
import { registerRoutes } from '../registers/register.routes.ts';
import { buildContent, type Content, type Decided } from './content.ts';
import { CONTRACT_DETAILS } from './contract-detail.ts';
import { decideItem } from './decide.ts';
import { fileName } from './file.ts';
import { type ItemAbout, itemPage } from './item.pages.ts';
import { findKind, type PublicationKind } from './kind.ts';
import { preparePublication } from './prepare.ts';
import { publicRoutes } from './public.routes.ts';
import { publicPackRoutes } from './public-pack.routes.ts';
import { listPublicPacks } from './public-pack.ts';
import { publicHref } from './public-path.ts';
import { monthChoices, readDecisions, readPreparation, readSendingBack, typedDecisions } from './publication.form.ts';
import {
  type PublicationRights,
  preparePage,
  publicationListPage,
  publicationPage,
  sendingBackPage,
} from './publication.pages.ts';
import { findPublication, listPublications, listPublishedFiles } from './publication.store.ts';
import { type Publication, publicationHref, stateOf } from './publication.ts';
import { publish } from './publish.ts';
import { listRedactions } from './redaction.store.ts';
import { reviewPublication, sendBack } from './review.ts';
import { settingRoutes } from './setting.routes.ts';
import { TENDERS } from './tender.ts';

/** The room's addresses: what is published each month, each draft with its decisions, and the public page. */
export function publicationRoutes(door: Door, site: Site): void {
  publicRoutes(door, site);
  settingRoutes(door);
  publicPackRoutes(door);
  registerRoutes(door, TENDERS);
  registerRoutes(door, CONTRACT_DETAILS);

  door.get('/publications', 'publication.read', async (visit) => {
    readQuery(visit.req.query, []);
    const { db } = visit.site;
    const names = await readNames(db, visit.office.id);
    const all = await listPublications(db, visit.office.id);
    const packs = await listPublicPacks(db, visit.office.id);
    visit.show(
      'platform/record',
      publicationListPage(all, names, { now: nowOf(visit), rights: rightsOf(visit), packs }),
    );
  });

  door.get('/publications/new', 'publication.prepare', async (visit) => {
    const typed = readQuery(visit.req.query, ['kind', 'month']) as Typed;
    visit.show('platform/form', preparePage(monthChoices(nowOf(visit)), typed));
  });

  door.post('/publications/new', 'publication.prepare', async (visit) => {
    const months = monthChoices(nowOf(visit));
    await actOnForm(visit, readPreparation(visit.req.body, months), {
      again: (typed, errors) => preparePage(months, typed, errors),
      act: async (wanted) => {
        const draft = await preparePublication(visit.site, visit.person, visit.office, wanted, visit.once());
        const href = publicationHref({ kind: wanted.kind.code, month: wanted.month, draft });
        visit.done(href, `Draft ${draft} was prepared.`);
      },
    });
  });

  draftRoutes(door);
  itemRoutes(door);
}

const DRAFT = '/publications/:kind/:month/:draft';

function draftRoutes(door: Door): void {
  door.get(DRAFT, 'publication.read', async (visit) => {
    readQuery(visit.req.query, []);
    await showPublication(visit, null, 200);
  });

  door.file(`${DRAFT}/files/:name`, 'publication.read', async (visit) => {
    readQuery(visit.req.query, []);
    const publication = await publicationOf(visit);
    const { files } = await buildContent(visit.site.db, publication);
    const file = files.find((of) => fileName(of, publication.month) === visit.req.params.name);
    if (file === undefined) throw notFound(`file ${String(visit.req.params.name).slice(0, 80)} of this publication`);
    visit.res
      .type(file.mediaType.startsWith('text/') ? `${file.mediaType}; charset=utf-8` : file.mediaType)
      .attachment(`draft-${fileName(file, publication.month)}`);
    visit.res.send(file.content);
  });

  door.post(`${DRAFT}/review`, 'publication.review', async (visit) => {
    await step(visit, 'It was reviewed.', ({ publication, content }) =>
      reviewPublication(visit.site, visit.person, publication, content, visit.once()),
    );
  });

  door.get(`${DRAFT}/sending-back`, 'publication.review', async (visit) => {
    readQuery(visit.req.query, []);
    const publication = await publicationOf(visit);
    visit.show('platform/form', sendingBackPage(publication, titleOf(publication)));
  });

  door.post(`${DRAFT}/sending-back`, 'publication.review', async (visit) => {
    const publication = await publicationOf(visit);
    await actOnForm(visit, readSendingBack(visit.req.body), {
      again: (typed, errors) => sendingBackPage(publication, titleOf(publication), typed, errors),
      act: async (reason) => {
        const content = await buildContent(visit.site.db, publication);
        await sendBack(visit.site, visit.person, publication, { content, reason }, visit.once());
        visit.done(publicationHref(publication), 'It was sent back.');
      },
    });
  });

  door.post(`${DRAFT}/publication`, 'publication.publish', async (visit) => {
    await step(visit, 'It was published.', (wanted) =>
      publish(visit.site, visit.person, visit.office, wanted, visit.once()),
    );
  });
}

function itemRoutes(door: Door): void {
  door.get(`${DRAFT}/items/:item`, 'publication.decide', async (visit) => {
    readQuery(visit.req.query, []);
    const { row, about } = await rowOf(visit);
    visit.show('platform/form', itemPage(row, about, typedDecisions(row)));
  });

  door.post(`${DRAFT}/items/:item`, 'publication.decide', async (visit) => {
    const { row, about, content } = await rowOf(visit);
    await actOnForm(visit, readDecisions(visit.req.body, row), {
      again: (typed: Typed, errors: FieldError[]) => itemPage(row, about, typed, errors),
      act: async ({ decisions, reason }) => {
        const wanted = { item: row.item, secret: content.secret, decisions, reason };
        await decideItem(visit.site, visit.person, about.publication, wanted, visit.once());
        visit.done(publicationHref(about.publication), `What becomes of ${row.item.ref} was decided.`);
      },
    });
  });
}

/** A step asks nothing of the form but its key: a refused one is shown on the draft's page. */
async function step(
  visit: Visit,
  said: string,
  work: (wanted: { publication: Publication; content: Content }) => Promise<unknown>,
): Promise<void> {
  new FormReader(visit.req.body, []).answer(() => null);
  const publication = await publicationOf(visit);
  try {
    await work({ publication, content: await buildContent(visit.site.db, publication) });
    visit.done(publicationHref(publication), said);
  } catch (error) {
    if (!(error instanceof Refusal) || error.kind !== 'refused') throw error;
    await showPublication(visit, error.message, error.status);
  }
}

async function showPublication(visit: Visit, refusal: string | null, status: number): Promise<void> {
  const { db } = visit.site;
  const publication = await publicationOf(visit);
  const isPublished = stateOf(publication) === 'published';
  const page = publicationPage({
    publication,
    kind: findKind(publication.kind) as PublicationKind,
    content: isPublished ? null : await buildContent(db, publication),
    names: await readNames(db, visit.office.id),
    rights: rightsOf(visit),
    isOwn: publication.preparedBy === visit.person.id,
    published: isPublished ? await publishedFiles(visit, publication) : [],
    refusal,
  });
  visit.show('platform/record', page, status);
}

/** The files of what was published, each with the public address under which these very bytes stand. */
async function publishedFiles(visit: Visit, publication: Publication) {
  const { db } = visit.site;
  const kept = await listPublishedFiles(db, visit.office.id, publication.id);
  const listed = await listPublicDocuments(db, visit.office.id, { section: publication.kind });
  return kept.map(({ rows, documentId }) => {
    const {
      fileName: name,
      sha256,
      path,
      version,
    } = listed.find((of) => of.documentId === documentId) as PublicDocument;
    return { name, href: publicHref({ path, version }), sha256, rows };
  });
}

async function rowOf(visit: Visit): Promise<{ row: Decided; about: ItemAbout; content: Content }> {
  const { db } = visit.site;
  const publication = await publicationOf(visit);
  const content = await buildContent(db, publication);
  const key = String(visit.req.params.item);
  const row = content.rows.find(({ item }) => item.key === key);
  if (row === undefined) throw notFound(`row ${key.slice(0, 40)} in this publication`);
  const history = await listRedactions(db, visit.office.id, { subject: row.item.subject, item: row.item.ref });
  const names = await readNames(db, visit.office.id);
  return { row, content, about: { publication, title: content.kind.title, history, names } };
}

function publicationOf(visit: Visit): Promise<Publication> {
  const { kind, month, draft } = visit.req.params;
  const found = findKind(String(kind));
  const asked = readMonth(String(month));
  if (found === undefined || asked === null) throw notFound('publication at this address');
  return findPublication(visit.site.db, visit.office.id, { kind: found.code, month: asked, draft: String(draft) });
}

function titleOf({ kind }: Publication): string {
  return findKind(kind)?.title ?? kind;
}

function nowOf({ office, site }: Visit) {
  return monthOfDay(officeDay(office, site.clock));
}

function rightsOf(visit: Visit): PublicationRights {
  return {
    prepare: visit.may('publication.prepare'),
    decide: visit.may('publication.decide'),
    review: visit.may('publication.review'),
    publish: visit.may('publication.publish'),
    set: visit.may('publication.set'),
  };
}
