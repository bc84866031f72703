/** Tells the instant, as UTC text with milliseconds. Handed in, so that a story can be told at its own pace. */
export interface Clock {
  now(): string;
}

export const systemClock: Clock = { now: () => new Date().toISOString() };

/** A clock that stands where it is set until it is set again. */
export function settableClock(start: string): Clock & { set(instant: string): void } {
  let instant = start;
  return {
    now: () => instant,
    set: (next) => {
      instant = next;
    },
  };
}
