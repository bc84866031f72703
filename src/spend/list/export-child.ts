import { once } from 'node:events';
import { Reading, readAs } from '../../audit/gate/reading.ts';
import { type Db, onOnePicture, openToRead } from '../../platform/database.ts';
import { listText } from './export.ts';
import type { ExportOrder } from './export-aside.ts';

// The child of export-aside.ts: one order in, the rows of a file out on standard output, as fast as they are taken.
process.once('message', async ({ database, ...asked }: ExportOrder) => {
  const db = openToRead(database);
  try {
    const write = async (picture: Db) => {
      for await (const text of listText(picture, asked)) {
        if (!process.stdout.write(text)) await once(process.stdout, 'drain');
      }
    };
    await onOnePicture(db, (picture) => readAs(new Reading(true), () => write(picture)));
    process.exitCode = 0;
  } catch (error) {
    process.stderr.write(String((error as Error).message));
    process.exitCode = 1;
  } finally {
    await db.destroy();
    process.disconnect();
  }
});
