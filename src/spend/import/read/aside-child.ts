import type { SampleOrder } from './aside.ts';
import { readSample } from './sample.ts';

// The child of aside.ts: a file in, its first rows out. The parent ends this process; it ends by itself when the parent
// is gone, since nothing is left to wait for.
process.on('message', ({ source, knownHeaders, limits }: SampleOrder) => {
  process.send?.(readSample(source, knownHeaders, limits));
});
