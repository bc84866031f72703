import { once } from 'node:events';
import { Reading, readAs } from '../../audit/gate/reading.ts';
import type { FileCell } from '../../platform/csv.ts';
import { type Db, onOnePicture, openToRead } from '../../platform/database.ts';
import { MOST_WORKBOOK_ROWS, type WorkbookKind, workbookFile } from '../../platform/workbook.ts';
import { CSV_COLUMNS } from '../spend-list.pages.ts';
import { type ListAsked, listRows, listText } from './export.ts';
import { type ExportOrder, TOO_LONG } from './export-aside.ts';

// The child of export-aside.ts: one order in, the rows of a file out on standard output, as fast as they are taken.
process.once('message', async ({ database, format, ...asked }: ExportOrder) => {
  const db = openToRead(database);
  try {
    const write = async (picture: Db) => {
      if (format === 'xlsx' || format === 'ods') return put(await listWorkbook(picture, asked, format));
      for await (const text of listText(picture, asked, format)) await put(text);
    };
    await onOnePicture(db, (picture) => readAs(new Reading(true), () => write(picture)));
    process.exitCode = 0;
  } catch (error) {
    process.stderr.write(String((error as Error).message));
    process.exitCode = error instanceof TooLong ? TOO_LONG : 1;
  } finally {
    await db.destroy();
    process.disconnect();
  }
});

async function put(content: string | Buffer): Promise<void> {
  if (!process.stdout.write(content)) await once(process.stdout, 'drain');
}

class TooLong extends Error {}

async function listWorkbook(db: Db, asked: ListAsked, kind: WorkbookKind): Promise<Buffer> {
  const rows: FileCell[][] = [];
  for await (const portion of listRows(db, asked)) {
    for (const row of portion) rows.push(row);
    if (rows.length > MOST_WORKBOOK_ROWS) throw new TooLong('There are more rows than a workbook has here.');
  }
  return workbookFile({ caption: 'Spend', notes: [], columns: CSV_COLUMNS, rows }, kind);
}
