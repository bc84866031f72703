import { AsyncLocalStorage } from 'node:async_hooks';
import type { Finding } from '../../disclosure/words-gate.ts';

/** What stands on a paper in the place of a text that nobody has checked yet. */
export const HELD = '[held: being checked]';

/** A held text that was met, with what looks personal in it. */
export interface HeldText {
  digest: string;
  text: string;
  findings: Finding[];
}

/**
 * What is read together for one page or one paper. On a paper, and for whoever may not see them, held texts read `HELD`;
 * the reading remembers which it met, so that a page can mark them and a paper can say where they stand.
 */
export class Reading {
  readonly isPaper: boolean;
  readonly held = new Map<string, HeldText>();
  /** What was read so far where nothing is changed meanwhile, so that it is read once; null where something may be. */
  readonly known: Known | null;

  constructor(isPaper: boolean, known: Known | null = null) {
    this.isPaper = isPaper;
    this.known = known;
  }

  /** What is read for one paper, which changes nothing of what it tells. */
  static ofPaper(): Reading {
    return new Reading(true, { texts: new Map(), loaded: new Map() });
  }
}

interface Known {
  /** Texts by their digests. */
  texts: Map<string, string | null>;
  loaded: Map<string, Promise<unknown>>;
}

const current = new AsyncLocalStorage<Reading>();

/**
 * Reads within a reading: whatever is spelled out meanwhile, by whichever room, passes it. Where it is kept is not an
 * argument of every store, because one store that forgot to hand it on would let held words out.
 */
export function readAs<T>(reading: Reading, work: () => Promise<T>): Promise<T> {
  return current.run(reading, work);
}

/** Loads under a name once within the reading of a paper, whichever section asks; anywhere else each time. */
export function onceOnPaper<T>(name: string, load: () => Promise<T>): Promise<T> {
  const loaded = currentReading()?.known?.loaded;
  if (loaded === undefined) return load();
  const found = loaded.get(name) ?? load();
  loaded.set(name, found);
  return found as Promise<T>;
}

/** The reading under way; undefined where nothing is read for a page or a paper. */
export function currentReading(): Reading | undefined {
  return current.getStore();
}
