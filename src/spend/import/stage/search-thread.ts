import { parentPort, workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { type Range, SEARCH_PLAIN } from './search-plain.ts';

// The thread of search-aside.ts: each message is some ranges of lines, answered with what went wrong, or null.
const { file, waitMs, cacheKiB, walPages } = workerData;
let put: ReturnType<typeof open> | null = null;

parentPort?.on('message', (ranges: readonly Range[]) => {
  try {
    put ??= open();
    put.immediate(ranges);
    parentPort?.postMessage(null);
  } catch (error) {
    parentPort?.postMessage((error as Error).message);
  }
});

function open() {
  const db = new Database(file, { fileMustExist: true, timeout: waitMs });
  db.pragma('synchronous = NORMAL');
  db.pragma('trusted_schema = OFF');
  db.pragma(`cache_size = -${cacheKiB}`);
  db.pragma(`wal_autocheckpoint = ${walPages}`);
  const add = db.prepare(SEARCH_PLAIN);
  return db.transaction((ranges: readonly Range[]) => {
    for (const range of ranges) add.run(...range);
  });
}
