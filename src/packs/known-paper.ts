import type { ActName } from '../people/may.ts';
import type { Db, Row } from '../platform/database.ts';
import { type BriefingIssue, listIssues } from './briefing/briefing.store.ts';
import { findCopiesByDocument, findCopyByCode, type PackCopy } from './copy.store.ts';
import { withheldFrom } from './marking.ts';
import { findPack, listPacks, readModel } from './pack.store.ts';

/** What became of a paper: whether it stands, a later version took its place, or it was withdrawn. */
export type Standing = 'published' | 'superseded' | 'withdrawn';

/** A paper that left the office, as whoever checks it may be told: nothing of what it says. */
export interface KnownPaper {
  officeId: number;
  /** Such as 'version 2 of the pack PEG-2015-03'. */
  named: string;
  code: string;
  standing: Standing;
  /** The latest version of the same paper. */
  latest: number;
  publishedAt: string;
  /** Its frozen files, the PDF first. */
  documents: number[];
  /** Which copy of which pack it is; null for a briefing. */
  copy: PackCopy | null;
}

/** The paper that carries a code, in any office of the installation: whoever asks may have nothing but the paper. */
export async function findPaperByCode(db: Db, code: string): Promise<KnownPaper | null> {
  const copy = await findCopyByCode(db, code);
  if (copy !== null) return paperOfCopy(db, copy.officeId, copy);
  const row: Row | undefined = await db('briefing_issue').where({ code }).orderBy('id').first('office_id');
  if (row === undefined) return null;
  const [issue] = await listIssues(db, row.office_id, { code });
  return issue === undefined ? null : paperOfIssue(db, row.office_id, issue);
}

/** The papers that have one of these documents among their files. */
export async function findPapersByDocument(
  db: Db,
  officeId: number,
  documents: readonly number[],
): Promise<KnownPaper[]> {
  if (documents.length === 0) return [];
  const copies = await findCopiesByDocument(db, officeId, documents);
  const issues = await listIssues(db, officeId, { documents });
  return [
    ...(await Promise.all(copies.map((copy) => paperOfCopy(db, officeId, copy)))),
    ...(await Promise.all(issues.map((issue) => paperOfIssue(db, officeId, issue)))),
  ];
}

/** Whether somebody may read a known paper as it is: a copy with nothing in it that does not go to them. */
export async function mayReadKnown(
  db: Db,
  reader: { person: { id: number }; may(act: ActName): boolean },
  { officeId, copy }: KnownPaper,
): Promise<boolean> {
  if (copy === null) return reader.may('briefing.read');
  const pack = await findPack(db, officeId, copy.meetingRef, String(copy.version));
  if (pack.withdrawal !== null && !reader.may('pack.read-withdrawn')) return false;
  const left = new Set(copy.withheld);
  return withheldFrom(reader.person.id, await readModel(db, officeId, pack)).every((id) => left.has(id));
}

async function paperOfCopy(db: Db, officeId: number, copy: PackCopy): Promise<KnownPaper> {
  const packs = await listPacks(db, officeId, copy.meetingRef);
  const pack = packs.find(({ version }) => version === copy.version);
  if (pack === undefined) throw new Error(`The pack of the copy ${copy.code} is gone.`);
  const latest = Math.max(...packs.map(({ version }) => version));
  const part =
    copy.audience === 'public'
      ? ', the copy for the public'
      : copy.withheld.length > 0
        ? ', a copy that leaves papers out'
        : '';
  const { pdfDocumentId, htmlDocumentId, offlineDocumentId } = copy;
  return {
    officeId,
    named: `version ${copy.version} of the pack ${copy.meetingRef}${part}`,
    code: copy.code,
    standing: standingOf(pack.isWithdrawn || pack.withdrawal !== null, latest > pack.version),
    latest,
    publishedAt: pack.publishedAt,
    documents: [pdfDocumentId, htmlDocumentId, ...(offlineDocumentId === null ? [] : [offlineDocumentId])],
    copy,
  };
}

async function paperOfIssue(db: Db, officeId: number, issue: BriefingIssue): Promise<KnownPaper> {
  const [latest] = await listIssues(db, officeId, { ref: issue.ref });
  const last = latest?.version ?? issue.version;
  return {
    officeId,
    named: `version ${issue.version} of ${issue.ref}`,
    code: issue.code,
    standing: standingOf(issue.isWithdrawn, last > issue.version),
    latest: last,
    publishedAt: issue.issuedAt,
    documents: [issue.pdfDocumentId, issue.htmlDocumentId],
    copy: null,
  };
}

function standingOf(isWithdrawn: boolean, isSuperseded: boolean): Standing {
  if (isWithdrawn) return 'withdrawn';
  return isSuperseded ? 'superseded' : 'published';
}
