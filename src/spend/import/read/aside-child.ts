import type { ReadAnswer, ReadOrder } from './aside.ts';
import { readSlices } from './file.ts';
import { readSample } from './sample.ts';

// The child of aside.ts: a file in, its slices out. A few are sent ahead while the parent takes the one before.
// The parent ends this process; it ends by itself when the parent is gone, since nothing is left to wait for.
const AHEAD = 4;

let ahead = 0;
let goOn: (() => void) | null = null;

process.on('message', (message: ReadOrder | 'taken') => {
  if (message === 'taken') {
    ahead -= 1;
    goOn?.();
    return;
  }
  void read(message);
});

async function read(order: ReadOrder): Promise<void> {
  const { source, limits } = order;
  if (!('profile' in order)) {
    await send({ sample: readSample(source, order.knownHeaders, limits) });
    return;
  }
  const slices = readSlices(source, order.profile, limits);
  for (let next = slices.next(); ; next = slices.next()) {
    if (next.done) {
      await send({ summary: next.value });
      return;
    }
    await send({ slice: next.value });
    ahead += 1;
    while (ahead >= AHEAD) {
      await new Promise<void>((resolve) => {
        goOn = resolve;
      });
    }
  }
}

function send(answer: ReadAnswer): Promise<void> {
  return new Promise((resolve, reject) => {
    process.send?.(answer, undefined, undefined, (error) => (error ? reject(error) : resolve()));
  });
}
