import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { readFrozen } from '../../src/documents/document.store.ts';
import { listPublicDocuments } from '../../src/documents/public-document.store.ts';
import { firstOffice } from '../../src/people/office.store.ts';
import { readConfig } from '../../src/platform/config.ts';
import { openDatabase } from '../../src/platform/database.ts';
import { csvOf } from '../../src/publication/file.ts';
import type { Item } from '../../src/publication/item.ts';
import { SPEND_COLUMNS } from '../../src/publication/spend-items.ts';

/** Texts that a spreadsheet would run, or that would break a record, one for each row that is written. */
const PLANTED = [
  '=1+1',
  '+1',
  '-1',
  '@SUM(A1)',
  '\t=1',
  ' =1',
  'a\r\nb',
  'say "so", twice',
  "=cmd|' /C calc'!A0",
  'é€’',
];

/** Writes every file that the public may read into a folder, and one in whose every text something is planted. */
const [folder = '.'] = process.argv.slice(2);
const db = await openDatabase(readConfig(process.env).database, false);
const office = await firstOffice(db);
for (const { documentId, fileName } of await listPublicDocuments(db, office?.id as number)) {
  const { content } = await readFrozen(db, office?.id as number, documentId);
  if (content !== null) writeFileSync(path.join(folder, fileName), content);
}
const texts = SPEND_COLUMNS.filter((column) => column !== 'Amount' && column !== 'IrrecoverableVATAmount');
const items = PLANTED.map(
  (text) =>
    ({
      file: 'planted',
      cells: {
        ...Object.fromEntries(texts.map((column) => [column, text])),
        Amount: { amount: -12_345 },
        IrrecoverableVATAmount: { amount: -5 },
      },
    }) as unknown as Item,
);
const planted = csvOf({ name: 'planted', title: 'Planted', columns: SPEND_COLUMNS }, items);
writeFileSync(path.join(folder, 'planted.csv'), planted.content);
await db.destroy();
