import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import type { Act } from '../src/audit/act.ts';
import { parsePounds } from '../src/money/pence.ts';
import type { Plain } from '../src/platform/digest.ts';
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

/** Does one act as somebody of the demonstration; a result that is text is the act's reference. */
export type By = (name: string, action: string, kind: string, work: (act: Act) => Promise<Plain>) => Promise<Plain>;

export const FUND = 'CSE';

/** Turns each row of a file into an event at its recorded instant. */
export function eachRow(name: string, happen: (row: CsvRow & Record<string, string>) => Promise<unknown>): Event[] {
  return readRows(name).map((row) => ({ at: row.recorded as string, happen: () => happen(row) }));
}

/** An amount of the demonstration data, in pence. */
export function pence(text: string | undefined): number {
  const read = parsePounds(text ?? '');
  if (!read.ok) throw new Error(`The demonstration data holds ${JSON.stringify(text)}; an amount ${read.reason}.`);
  return read.pence;
}

/** A value of the demonstration data that must be there. */
export function known<T>(value: T | null | undefined, text: string | undefined): T {
  if (value === null || value === undefined) throw new Error(`The demonstration data holds ${JSON.stringify(text)}.`);
  return value;
}
