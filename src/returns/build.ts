import type { Site } from '../audit/act.ts';
import { latestMoment } from '../audit/moment.ts';
import type { Quarter } from '../calendar/quarter.ts';
import { readDocument, readFrozen } from '../documents/document.store.ts';
import { readPeriods } from '../ledger/period.store.ts';
import { findOffice, type Office } from '../people/office.store.ts';
import type { Db } from '../platform/database.ts';
import { buildContent } from './content.ts';
import type { DraftTable } from './draft.ts';
import { listFiles, listFilings } from './filing.store.ts';
import { type Filing, returnFileName, returnRef, stateOf } from './filing.ts';
import { mustBeClosed } from './prepare.ts';
import { MODEL } from './submit.ts';
import { readTemplate } from './template.ts';

/** A return with its files. */
export interface BuiltReturn {
  ref: string;
  submitted: boolean;
  files: { fileName: string; content: Buffer }[];
}

/**
 * The files of a template's return for a quarter, one for each table: the frozen bytes when it was submitted,
 * otherwise those of its latest draft, or of a draft as the books stand now when nobody has prepared one. Refused as
 * preparing it is: an unknown template, a quarter that is not over.
 */
export async function buildReturn(
  site: Site,
  officeId: number,
  template: string,
  quarter: Quarter,
): Promise<BuiltReturn> {
  const { db } = site;
  const known = readTemplate(template);
  const ref = returnRef(known, quarter);
  mustBeClosed(await readPeriods(db, officeId), quarter);
  const [latest] = await listFilings(db, officeId, { ref });
  const filing: Filing = latest ?? {
    id: null,
    ref,
    draft: 0,
    template: known.name,
    templateVersion: known.version,
    quarter,
    cutoff: await latestMoment(db, officeId),
    preparedBy: null,
    preparedAt: null,
    steps: {},
    latest: true,
    explanations: new Map(),
    explainedSeq: 0,
  };
  const files = await readReturnFiles(db, await findOffice(db, officeId), filing);
  return {
    ref,
    submitted: stateOf(filing) === 'submitted',
    files: files
      .filter(({ isRemoved }) => isRemoved !== true)
      .map(({ name, content }) => ({ fileName: returnFileName(filing, name), content })),
  };
}

/** A file of a return; `isRemoved` when two people removed its bytes, of which the fingerprint is left. */
export interface ReturnFile {
  name: string;
  content: Buffer;
  sha256?: string;
  isRemoved?: boolean;
}

/** A filing's files, one for each table: frozen when it was submitted, built as at its cut-off otherwise. */
export async function readReturnFiles(db: Db, office: Office, filing: Filing): Promise<ReturnFile[]> {
  if (stateOf(filing) !== 'submitted') return (await buildContent(db, office, filing)).files;
  const filed = (await listFiles(db, office.id, filing)).filter(({ name }) => name !== MODEL);
  return Promise.all(
    filed.map(async ({ name, documentId }) => {
      const { content, sha256 } = await readFrozen(db, office.id, documentId);
      return { name, sha256, content: content ?? Buffer.alloc(0), isRemoved: content === null };
    }),
  );
}

/** The tables of a submitted return as they were frozen. */
export async function readFiledTables(db: Db, office: Office, filing: Filing): Promise<DraftTable[]> {
  const model = (await listFiles(db, office.id, filing)).find(({ name }) => name === MODEL);
  if (model === undefined) throw new Error(`${filing.ref} was submitted without its tables.`);
  const { content } = await readDocument(db, office.id, model.documentId);
  return JSON.parse(content.toString('utf8'));
}
