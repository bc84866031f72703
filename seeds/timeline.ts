import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { inProject } from '../src/platform/root.ts';

/** Something that was recorded at an instant of the demonstration. */
export interface Event {
  at: string;
  happen(): Promise<unknown>;
}

export type CsvRow = Record<string, string>;

/** The rows of one of `data/demonstration/*.csv`. */
export function readRows(name: string): CsvRow[] {
  return parse(readFileSync(inProject('data', 'demonstration', `${name}.csv`)), { columns: true, bom: true });
}

/** Lets the events happen in the order of their instants, with the clock set to each. */
export async function happenInOrder(events: Event[], clock: { set(instant: string): void }): Promise<void> {
  const inOrder = events.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  for (const event of inOrder) {
    clock.set(event.at);
    await event.happen();
  }
}
