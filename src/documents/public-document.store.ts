import type { Act } from '../audit/act.ts';
import type { Day } from '../calendar/day.ts';
import type { Db, Row } from '../platform/database.ts';
import { refused } from '../platform/refusal.ts';

/** A frozen document that anybody may read without signing in, at an address that stays. */
export interface PublicDocument {
  /** The part of the public page that it stands in, such as 'spend' or 'minutes'. */
  section: string;
  /** Its address below the public page, such as 'spend/2015-06/spend-over-500-2015-06.csv'; a new version keeps it. */
  path: string;
  version: number;
  title: string;
  documentId: number;
  publishedOn: Day;
  /** Whether its bytes were removed because they carried personal data. */
  isWithdrawn: boolean;
  sha256: string;
  mediaType: string;
  fileName: string;
  size: number;
  recordedAt: string;
}

/** A frozen document to be listed publicly. Its title is the program's: words that somebody typed are no title. */
export type ListedPublicly = Pick<PublicDocument, 'section' | 'path' | 'title' | 'documentId' | 'publishedOn'>;

const PATH = /^[a-z0-9-]{1,40}(?:\/[A-Za-z0-9-]{1,60}){0,3}\/[A-Za-z0-9][A-Za-z0-9.-]{1,100}$/;

/**
 * Lists a document that was frozen, within the same act or before, on the public page; answers its version. What
 * stands at the same path already is superseded and stays to be read. Refused by name: `public-path` for an address
 * that is none, and `public-already` for the very bytes that stand there.
 */
export async function listPublicly(act: Act, wanted: ListedPublicly): Promise<number> {
  const { section, path, title, documentId, publishedOn } = wanted;
  if (!PATH.test(path) || /^v\d+$/.test(path.split('/').at(-2) ?? '')) {
    throw refused('public-path', 'The public address is not one that a document may have.');
  }
  const before = (await listPublicDocuments(act.trx, act.doer.officeId, { path })).at(0);
  const frozen = await act.trx('document').where({ office_id: act.doer.officeId, id: documentId }).first('sha256');
  if (before !== undefined && before.sha256 === frozen?.sha256) {
    throw refused(
      'public-already',
      `The very same file was published on ${before.publishedOn}. Nothing would change, so nothing was published.`,
    );
  }
  const version = (before?.version ?? 0) + 1;
  await act.add('public_document', {
    section,
    path,
    version,
    title,
    document_id: documentId,
    published_on: publishedOn,
    listed_by: act.doer.personId,
  });
  return version;
}

/** Every version of what the public may read, the last published first and of one path the last version first. */
export async function listPublicDocuments(
  db: Db,
  officeId: number,
  where: { section?: string; path?: string } = {},
): Promise<PublicDocument[]> {
  const rows: Row[] = await db('public_document as p')
    .join('document as d', 'd.id', 'p.document_id')
    // Its event is written last, so within an act its own rows have none yet.
    .leftJoin('audit_event as e', (on) => on.on('e.office_id', 'p.office_id').andOn('e.seq', 'p.act_seq'))
    .where('p.office_id', officeId)
    .modify((q) => {
      if (where.section !== undefined) q.where('p.section', where.section);
      if (where.path !== undefined) q.where('p.path', where.path);
    })
    .orderBy([{ column: 'p.act_seq', order: 'desc' }, { column: 'p.id' }])
    .select('p.section', 'p.path', 'p.version', 'p.title', 'p.document_id', 'p.published_on', 'e.recorded_at')
    .select('d.sha256', 'd.media_type', 'd.file_name', 'd.size')
    .select(db.raw('CASE WHEN d.content IS NULL THEN 1 ELSE 0 END AS withdrawn'));
  return rows.map((row) => ({
    section: row.section,
    path: row.path,
    version: row.version,
    title: row.title,
    documentId: row.document_id,
    publishedOn: row.published_on,
    isWithdrawn: Number(row.withdrawn) === 1,
    sha256: row.sha256,
    mediaType: row.media_type,
    fileName: row.file_name,
    size: row.size,
    recordedAt: row.recorded_at ?? '',
  }));
}

/** A public document by its path: the version asked for, or the last; undefined where there is none. */
export async function findPublicDocument(
  db: Db,
  officeId: number,
  path: string,
  version?: number,
): Promise<PublicDocument | undefined> {
  const all = await listPublicDocuments(db, officeId, { path });
  return version === undefined ? all.at(0) : all.find((of) => of.version === version);
}
