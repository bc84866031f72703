import type { Site } from '../audit/act.ts';

const LOOK_EVERY_MS = 60_000;

/** Looks every minute whether something is to be done, the first time after so many milliseconds. `stop` ends that. */
export function lookEveryMinute(look: () => Promise<void>, firstMs: number): { stop(): void } {
  const first = setTimeout(look, firstMs).unref();
  const every = setInterval(look, LOOK_EVERY_MS).unref();
  return {
    stop() {
      clearTimeout(first);
      clearInterval(every);
    },
  };
}

/** One look at each office in turn, and one look at a time; an error ends it and goes to `failed`. */
export function lookAtOffices(
  { db }: Site,
  lookAt: (officeId: number) => Promise<void>,
  failed: (error: Error) => void,
): () => Promise<void> {
  let isLooking = false;
  return async () => {
    if (isLooking) return;
    isLooking = true;
    try {
      for (const { id } of await db('office').orderBy('id').select('id')) await lookAt(id);
    } catch (error) {
      failed(error as Error);
    } finally {
      isLooking = false;
    }
  };
}
