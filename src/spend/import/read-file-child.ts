import { readSpendFile } from './file.ts';
import type { ReadOrder } from './read-file.ts';

// The child of read-file.ts: one file in, what it says out.
process.once('message', ({ bytes, profile }: ReadOrder) => {
  process.send?.(readSpendFile(bytes, profile), () => process.disconnect());
});
