import type { Act } from '../audit/act.ts';
import { freeze } from '../documents/document.store.ts';
import type { Db, Row } from '../platform/database.ts';
import type { Audience, CopyKind } from './copy.ts';
import type { MadeCopy } from './render-copy.ts';

/** A copy of a published version: which parts it leaves out, its code, and its frozen files. */
export interface PackCopy extends CopyKind {
  meetingRef: string;
  version: number;
  code: string;
  htmlDocumentId: number;
  pdfDocumentId: number;
  offlineDocumentId: number | null;
}

/** Freezes the copies of a version within the act that publishes it; the first is the whole one, frozen already. */
export async function addCopies(
  act: Act,
  meetingRef: string,
  version: number,
  copies: readonly MadeCopy[],
  whole: { html: number; pdf: number },
): Promise<void> {
  for (const [index, copy] of copies.entries()) {
    const name = `${meetingRef}-v${version}${copy.audience === 'public' ? '-public' : index === 0 ? '' : `-${index}`}`;
    const frozen = async (mediaType: string, fileName: string, content: Buffer): Promise<number> =>
      (await freeze(act, { mediaType, fileName, content })).id;
    await act.add('pack_copy', {
      meeting_ref: meetingRef,
      version,
      audience: copy.audience,
      withheld: JSON.stringify(copy.withheld),
      code: copy.code,
      html_document_id: index === 0 ? whole.html : await frozen('text/html', `${name}.html`, copy.html),
      pdf_document_id: index === 0 ? whole.pdf : await frozen('application/pdf', `${name}.pdf`, copy.pdf),
      offline_document_id:
        copy.offline === null ? null : await frozen('text/html', `${name}-offline.html`, copy.offline),
    });
  }
}

/** The copies of a version, the whole one first. */
export async function listCopies(db: Db, officeId: number, meetingRef: string, version: number): Promise<PackCopy[]> {
  const rows = await db('pack_copy')
    .where({ office_id: officeId, meeting_ref: meetingRef, version })
    .orderBy('id')
    .select();
  return rows.map(copyOf);
}

/** The documents of copies for the public whose version the secretariat withdrew, by their numbers. */
export async function listWithdrawnPublic(db: Db, officeId: number): Promise<Set<number>> {
  const rows: Row[] = await db('pack_copy as c')
    .join('pack_withdrawal as w', (on) =>
      on.on('w.office_id', 'c.office_id').andOn('w.meeting_ref', 'c.meeting_ref').andOn('w.version', 'c.version'),
    )
    .where({ 'c.office_id': officeId, 'c.audience': 'public' })
    .select('c.html_document_id', 'c.pdf_document_id');
  return new Set(rows.flatMap((row) => [row.html_document_id, row.pdf_document_id]));
}

/** The copy that carries a code, in any office of this installation: whoever asks may have nothing but the paper. */
export async function findCopyByCode(db: Db, code: string): Promise<(PackCopy & { officeId: number }) | null> {
  const row = await db('pack_copy').where({ code }).orderBy('id').first();
  return row === undefined ? null : { ...copyOf(row), officeId: row.office_id };
}

/** The copies that have a document among their files. */
export async function findCopiesByDocument(
  db: Db,
  officeId: number,
  documentIds: readonly number[],
): Promise<PackCopy[]> {
  const rows = await db('pack_copy')
    .where({ office_id: officeId })
    .where((q) =>
      q
        .whereIn('html_document_id', documentIds)
        .orWhereIn('pdf_document_id', documentIds)
        .orWhereIn('offline_document_id', documentIds),
    )
    .orderBy('id')
    .select();
  return rows.map(copyOf);
}

function copyOf(row: Row): PackCopy {
  return {
    meetingRef: row.meeting_ref,
    version: row.version,
    audience: row.audience as Audience,
    withheld: JSON.parse(row.withheld) as string[],
    code: row.code,
    htmlDocumentId: row.html_document_id,
    pdfDocumentId: row.pdf_document_id,
    offlineDocumentId: row.offline_document_id,
  };
}
