import { zipSync } from 'fflate';
import { type HeldPlace, placesOf } from '../audit/gate/held.ts';
import { HELD, Reading, readAs } from '../audit/gate/reading.ts';
import { type PeriodKey, quarterOf } from '../calendar/period.ts';
import { compareQuarters } from '../calendar/quarter.ts';
import { readFigures } from '../figures/registry.ts';
import { listRestatements, restatementScope } from '../figures/restatement.store.ts';
import { listFunds } from '../funds/fund.store.ts';
import { findSource } from '../funds/source.store.ts';
import type { Office } from '../people/office.store.ts';
import type { Db } from '../platform/database.ts';
import type { Content } from './content.ts';
import { CONTROL_COLUMNS, type ControlLine, controlFile, controlLines } from './control.ts';
import { csvwMetadata } from './csvw.ts';
import { compareTables, type Difference } from './difference.ts';
import { readFiledTablesIfKept } from './filed.ts';
import { listFilings } from './filing.store.ts';
import { type Filing, fileStem } from './filing.ts';
import { readTieOut, type TieOut } from './tie-out.ts';

/** What the control page says besides what stands in the tables. */
export interface PackageContext {
  filing: Filing;
  fund: string;
  tieOut: TieOut;
  /** The filing that this one takes the place of; null for the first of its return. */
  follows: Filing | null;
  /** What differs from it; null where its bytes were removed, or there is none. */
  differences: Difference[] | null;
  /** What was restated of the return's own quarter, up to the cut-off. */
  restated: { initiative: string; concerned: PeriodKey; before: string; after: string; reason: string }[];
  /** The record's fingerprint at the cut-off. */
  head: string;
  /** Where words stand on the control page that look personal and that nobody has checked. */
  held: HeldPlace[];
}

/** A file of a return as it is sent. */
export interface SentFile {
  /** Its name within the return: a table's, `control`, `metadata` or `package`. */
  name: string;
  fileName: string;
  mediaType: string;
  rows: number;
  content: Buffer;
}

export const CONTROL = 'control';
export const METADATA = 'metadata';
export const PACKAGE = 'package';

/** Reads what the control page of a filing says, as at the filing's cut-off. */
export async function readPackageContext(
  db: Db,
  office: Office,
  filing: Filing,
  content: Content,
): Promise<PackageContext> {
  const reading = Reading.ofPaper();
  return readAs(reading, async () => {
    const filings = await listFilings(db, office.id, { ref: filing.ref });
    const follows = filings.find(({ id }) => id !== null && id === filing.followsId) ?? null;
    const filed = follows === null ? null : await readFiledTablesIfKept(db, office, follows);
    const restated = await readRestated(db, office.id, filing);
    const isPrinted = JSON.stringify(restated).includes(HELD);
    return {
      filing,
      fund: await fundOf(db, office.id, filing),
      tieOut: await readTieOut(db, office.id, filing),
      follows,
      differences: filed === null ? null : compareTables(filed, content.tables),
      restated,
      head: (await headOf(db, office.id, filing)) ?? '',
      held: isPrinted ? await placesOf(db, [...reading.held.keys()]) : [],
    };
  });
}

/** The code of the fund that a return is of: its source's, or that of the office's first fund. */
export async function fundOf(db: Db, officeId: number, { source }: Filing): Promise<string> {
  if (source !== null) return (await findSource(db, officeId, source)).fund;
  const [fund] = await listFunds(db, officeId);
  return fund?.code ?? 'FUND';
}

async function headOf(db: Db, officeId: number, { cutoff }: Filing): Promise<string | undefined> {
  const event = await db('audit_event').where({ office_id: officeId, seq: cutoff.seq }).first('hash');
  return event?.hash;
}

async function readRestated(db: Db, officeId: number, filing: Filing): Promise<PackageContext['restated']> {
  const moment = filing.cutoff;
  const restatements = (await listRestatements(db, officeId, { upToSeq: moment.seq })).filter(
    ({ concerned }) =>
      compareQuarters({ year: concerned.year, quarter: quarterOf(concerned.number) }, filing.quarter) === 0,
  );
  const shown = await readFigures(
    { db, officeId, moment },
    restatements.flatMap((one) =>
      ['restatement.before', 'restatement.after'].map((figure) => ({ figure, scope: restatementScope(one) })),
    ),
  );
  return restatements.map(({ initiative, concerned, reason }, index) => ({
    initiative,
    concerned,
    before: shown[index * 2]?.text ?? '',
    after: shown[index * 2 + 1]?.text ?? '',
    reason,
  }));
}

/**
 * Everything that is sent of a return: a CSV file for each table, the control page, the metadata, and all of them in
 * one ZIP file. The same filing always gives the same bytes.
 */
export function packageFiles(content: Content, context: PackageContext): { files: SentFile[]; lines: ControlLine[] } {
  const stem = fileStem(context.filing, context.fund);
  const { byteOrderMark, title } = content.template;
  const lines = controlLines(content, context);
  const csv = (name: string, rows: number, bytes: Buffer): SentFile => ({
    name,
    fileName: `${stem}-${name}.csv`,
    mediaType: 'text/csv',
    rows,
    content: bytes,
  });
  const tables = content.files.map((file) => csv(file.name, file.rows, file.content));
  const control = csv(CONTROL, lines.length, controlFile(lines, byteOrderMark));
  const described = [
    ...content.tables.map((table) => ({
      fileName: `${stem}-${table.name}.csv`,
      title: table.title,
      columns: table.columns,
    })),
    { fileName: control.fileName, title: 'Control page', columns: CONTROL_COLUMNS },
  ];
  const metadata: SentFile = {
    name: METADATA,
    fileName: `${stem}-metadata.json`,
    mediaType: 'application/json',
    rows: 0,
    content: csvwMetadata(`${title}, ${context.filing.ref}`, described),
  };
  const files = [...tables, control, metadata];
  return { files: [...files, zipOf(stem, files)], lines };
}

/** A day that every entry of a ZIP file carries, since the format has no other and it must not say when it was made. */
const NO_DAY = new Date(1980, 0, 1);

function zipOf(stem: string, files: readonly SentFile[]): SentFile {
  const entries = Object.fromEntries(files.map(({ fileName, content }) => [fileName, new Uint8Array(content)]));
  const content = Buffer.from(zipSync(entries, { level: 6, mtime: NO_DAY }));
  return { name: PACKAGE, fileName: `${stem}.zip`, mediaType: 'application/zip', rows: 0, content };
}
