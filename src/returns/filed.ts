import { readDocument, readFrozen } from '../documents/document.store.ts';
import type { Office } from '../people/office.store.ts';
import type { Db } from '../platform/database.ts';
import { Refusal } from '../platform/refusal.ts';
import type { DraftTable } from './draft.ts';
import { listFiles } from './filing.store.ts';
import type { Filing } from './filing.ts';

/** The frozen tables of a submitted return, from which its page is shown; it is not a file to download. */
export const MODEL = 'model';

/** A file of a return; `isRemoved` when two people removed its bytes, of which the fingerprint is left. */
export interface ReturnFile {
  /** Its name within the return: a table's, `control`, `metadata` or `package`. */
  name: string;
  fileName: string;
  mediaType: string;
  content: Buffer;
  sha256?: string;
  isRemoved?: boolean;
}

/** The files of a submitted return, byte for byte as they were sent. */
export async function readFiledFiles(db: Db, office: Office, filing: Filing): Promise<ReturnFile[]> {
  const filed = (await listFiles(db, office.id, filing)).filter(({ name }) => name !== MODEL);
  return Promise.all(
    filed.map(async ({ name, documentId }) => {
      const { content, sha256, fileName, mediaType } = await readFrozen(db, office.id, documentId);
      return { name, fileName, mediaType, sha256, content: content ?? Buffer.alloc(0), isRemoved: content === null };
    }),
  );
}

/** As `readFiledTables`; null where two people removed the bytes. */
export async function readFiledTablesIfKept(db: Db, office: Office, filing: Filing): Promise<DraftTable[] | null> {
  try {
    return await readFiledTables(db, office, filing);
  } catch (error) {
    if (error instanceof Refusal && error.rule === 'removed') return null;
    throw error;
  }
}

/** The tables of a submitted return as they were frozen. Refused as `removed` when two people removed them. */
export async function readFiledTables(db: Db, office: Office, filing: Filing): Promise<DraftTable[]> {
  const model = (await listFiles(db, office.id, filing)).find(({ name }) => name === MODEL);
  if (model === undefined) throw new Error(`${filing.ref} was submitted without its tables.`);
  const { content } = await readDocument(db, office.id, model.documentId);
  return JSON.parse(content.toString('utf8'));
}
