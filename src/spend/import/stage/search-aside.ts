import type { Worker } from 'node:worker_threads';
import type { Knex } from 'knex';
import { startThread } from '../../../platform/child.ts';
import { configOf, STAGING } from '../../../platform/database.ts';
import type { Range } from './search-plain.ts';

/** A file of fewer bytes is staged sooner than a thread starts. */
const LARGE_BYTES = 2_000_000;
/** Where the thread is the slower of the two, others who wait to save still come in between. */
const PAUSE_MS = 5;
const CACHE_KIB = 16_384;

/**
 * Puts the lines of a large file into SQLite's search by a thread of its own, while the next are read and coded: that is
 * a third of what saving them takes. The two take turns, so neither finds the lock taken by the other. Until the plan is
 * ready nobody asks for its lines, so it matters to nobody that the search has them a slice later.
 */
export class SearchAside {
  private readonly worker: Worker;
  private working: Promise<void> | null = null;
  private answer: (problem: string | null) => void = () => undefined;
  private ended: string | null = null;

  private constructor(file: string) {
    this.worker = startThread(import.meta.url, 'search-thread', { ...STAGING, file, cacheKiB: CACHE_KIB });
    this.worker.on('message', (problem: string | null) => this.answer(problem));
    this.worker.on('error', ({ message }) => this.end(message));
    this.worker.on('exit', () => this.end('its thread ended'));
  }

  /** Starts one where it is worth it; null for a small file, a database in memory, and PostgreSQL. */
  static open(db: Knex, bytes: number): SearchAside | null {
    const config = configOf(db);
    if (config.kind !== 'sqlite' || config.file === ':memory:' || bytes < LARGE_BYTES) return null;
    return new SearchAside(config.file);
  }

  /** Puts lines that are committed into the search, once what it was given before is done; `idle` waits for it. */
  put(ranges: readonly Range[]): void {
    if (ranges.length === 0) return;
    this.working = new Promise((resolve, reject) => {
      this.answer = (problem) => {
        if (problem !== null) return reject(new Error(`The lines were not put into the search: ${problem}.`));
        this.working = null;
        resolve();
      };
    });
    this.working.catch(() => undefined);
    if (this.ended === null) this.worker.postMessage(ranges);
    else this.answer(this.ended);
  }

  /** Waits until the search has what it was given; throws what went wrong with it. */
  async idle(): Promise<void> {
    if (this.working === null) return;
    // An answer that has come meanwhile is taken in first.
    await new Promise((resolve) => setImmediate(resolve));
    if (this.working === null) return;
    await this.working;
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }

  async close(): Promise<void> {
    await this.worker.terminate();
  }

  private end(problem: string): void {
    this.ended ??= problem;
    this.answer(this.ended);
  }
}
