const PLAIN = 'A line of text, as plain as any. '.repeat(30_000);

/** Processor time of this process, which other programs do not lengthen, in milliseconds. */
const used = (): number => process.cpuUsage().user / 1000;

/** Ten times over a million letters. */
function walk(): number {
  const started = used();
  let sum = 0;
  for (let round = 0; round < 10; round += 1) {
    for (let at = 0; at < PLAIN.length; at += 1) sum = (sum * 31 + PLAIN.charCodeAt(at)) | 0;
  }
  if (sum === 0) throw new Error('The letters came to nothing.');
  return used() - started;
}

/**
 * Answers what measures how much processor time work takes, in times that a walk over ten million letters takes here
 * and now: a slow machine, or a busy one, is slow with both.
 */
export function effortGauge(): (work: () => unknown) => Promise<number> {
  // The first walks are slower, until the engine has compiled them.
  const plain = Math.min(...Array.from({ length: 5 }, walk));
  return async (work) => {
    const started = used();
    await work();
    return (used() - started) / plain;
  };
}
