import { startChild } from '../../platform/child.ts';
import type { SmallTable, SmallTableOrder } from './small-table.ts';

const LONGEST_MS = 30_000;
const MOST_MEMORY_MB = 1024;
const UNREADABLE: SmallTable = {
  refused: 'Expected a CSV file or an Excel workbook; found one that could not be read in time. Save it again as CSV.',
};

/** Reads a small file as `readSmallTable` does, in a process of its own, so that no page waits and no file ends ours. */
export function readSmallTableAside(order: SmallTableOrder): Promise<SmallTable> {
  const child = startChild({
    beside: import.meta.url,
    file: 'small-table-child',
    flags: [`--max-old-space-size=${MOST_MEMORY_MB}`],
  });
  return new Promise((resolve) => {
    const end = (answer: SmallTable) => {
      clearTimeout(late);
      child.kill('SIGKILL');
      resolve(answer);
    };
    const late = setTimeout(() => end(UNREADABLE), LONGEST_MS);
    child.once('message', (answer: SmallTable) => end(answer));
    child.once('error', () => end(UNREADABLE));
    child.once('close', () => end(UNREADABLE));
    child.send(order, (error) => {
      if (error) end(UNREADABLE);
    });
  });
}
