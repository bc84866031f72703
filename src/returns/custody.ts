import { type Once, perform, type Site } from '../audit/act.ts';
import { doer, type Person } from '../people/person.ts';
import type { Db, Row } from '../platform/database.ts';
import type { ReturnFile } from './filed.ts';
import type { Filing } from './filing.ts';

/** Somebody took a file of a submitted return out of the program. */
export interface Download {
  name: string;
  sha256: string;
  by: number;
  at: string;
}

/** Records that a file of a submitted return was downloaded: its bytes are now somewhere else too. */
export async function recordDownload(
  site: Site,
  person: Person,
  filing: Filing,
  { name, sha256 }: ReturnFile,
  once: Once | null,
): Promise<void> {
  await perform(site, doer(person), 'return.download', once, async (act) => {
    await act.add('return_download', {
      filing_id: filing.id,
      name,
      sha256: sha256 as string,
      downloaded_by: person.id,
    });
    return { subject: { kind: 'return', ref: filing.ref }, detail: { draft: filing.draft, name }, result: null };
  });
}

/** Every download of a filing's files, the latest first. */
export async function listDownloads(db: Db, officeId: number, filing: Filing): Promise<Download[]> {
  const rows: Row[] = await db('return_download as d')
    .join('audit_event as e', (on) => on.on('e.office_id', 'd.office_id').andOn('e.seq', 'd.act_seq'))
    .where({ 'd.office_id': officeId, 'd.filing_id': filing.id })
    .orderBy('d.id', 'desc')
    .select('d.name', 'd.sha256', 'd.downloaded_by', 'e.recorded_at');
  return rows.map((row) => ({ name: row.name, sha256: row.sha256, by: row.downloaded_by, at: row.recorded_at }));
}

/** A file of a submitted return, found by its fingerprint. */
export interface FoundFile {
  ref: string;
  draft: number;
  fileName: string;
  submittedBy: number;
  submittedAt: string;
}

/** The submitted returns that sent a file of this fingerprint, the first of them first. */
export async function findSentFiles(db: Db, officeId: number, sha256: string): Promise<FoundFile[]> {
  const rows: Row[] = await db('return_file as r')
    .join('document as o', 'o.id', 'r.document_id')
    .join('return_filing as f', 'f.id', 'r.filing_id')
    .join('return_step as s', 's.filing_id', 'f.id')
    .join('audit_event as e', (on) => on.on('e.office_id', 's.office_id').andOn('e.seq', 's.act_seq'))
    .where({ 'r.office_id': officeId, 'o.sha256': sha256, 's.step': 'submitted' })
    .orderBy('r.id')
    .select('f.ref', 'f.draft', 'o.file_name', 's.done_by', 'e.recorded_at');
  return rows.map((row) => ({
    ref: row.ref,
    draft: row.draft,
    fileName: row.file_name,
    submittedBy: row.done_by,
    submittedAt: row.recorded_at,
  }));
}
