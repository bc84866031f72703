import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { type Day, daysBetween } from '../../calendar/day.ts';
import type { Agreement } from '../../initiatives/agreements/agreement.ts';
import { inProject } from '../../platform/root.ts';
import type { ReportingPeriod } from './duty.ts';

/** A part that a return is made of. */
export interface Part {
  code: string;
  label: string;
}

/** The parts of a return (`data/monitoring-parts.csv`), in the order in which forms list them. */
export const PARTS: readonly Part[] = readParts();

function readParts(): Part[] {
  const rows: Part[] = parse(readFileSync(inProject('data', 'monitoring-parts.csv')), { columns: true, bom: true });
  for (const { code } of rows) {
    if (!/^[a-z][a-z-]{1,39}$/.test(code)) {
      throw new Error(`monitoring-parts.csv: the code ${code} must be lower-case letters and hyphens.`);
    }
  }
  return rows;
}

/** A part's name; its code alone once the file no longer has it. */
function partLabel(code: string): string {
  return PARTS.find((part) => part.code === code)?.label ?? code;
}

export const PART_STATES = { received: 'Received', missing: 'Missing', 'not-asked': 'Not asked for' } as const;
export type PartState = keyof typeof PART_STATES;

/** What reached the office of a return, once: all of it or some, and what became of that. */
export interface Receipt {
  id: number;
  receivedOn: Day;
  parts: Record<string, PartState>;
  note: string | null;
  enteredBy: number | null;
  seq: number;
  outcome: { kind: 'accepted' | 'sent-back'; reason: string | null; decidedBy: number | null; seq: number } | null;
}

/**
 * Where a return stands: its period runs, it is due, overdue, came with parts missing, was sent back, came whole, or
 * was accepted.
 */
export type ReturnState = 'running' | 'due' | 'overdue' | 'incomplete' | 'sent back' | 'received' | 'accepted';

/** A return that a provider owes or has made, as it stands on a day. */
export interface MonitoringReturn {
  agreement: Agreement;
  period: ReportingPeriod;
  receipts: readonly Receipt[];
  state: ReturnState;
  /** Whether the provider owes something now: its period is over and nothing complete has come, or it was sent back. */
  owed: boolean;
  /** Days after the due date: of what is owed, up to the day asked; of what came, up to the day that it did. */
  daysLate: number;
  /** The labels of the parts that are missing. */
  missing: string[];
}

const OWED: readonly ReturnState[] = ['due', 'overdue', 'incomplete', 'sent back'];

/** How a return stands on a day, from everything that reached the office of it. */
export function returnAt(
  today: Day,
  of: Pick<MonitoringReturn, 'agreement' | 'period' | 'receipts'>,
): MonitoringReturn {
  const state = stateAt(today, of.period, of.receipts);
  const owed = OWED.includes(state);
  const latest = of.receipts.at(-1);
  const counted = owed ? today : latest?.receivedOn;
  return {
    ...of,
    state,
    owed,
    daysLate: counted === undefined ? 0 : Math.max(0, daysBetween(of.period.dueOn, counted)),
    missing: latest === undefined || !owed ? [] : missingOf(latest),
  };
}

function stateAt(today: Day, { endsOn, dueOn }: ReportingPeriod, receipts: readonly Receipt[]): ReturnState {
  const latest = receipts.at(-1);
  if (latest === undefined) return today <= endsOn ? 'running' : today <= dueOn ? 'due' : 'overdue';
  if (latest.outcome !== null) return latest.outcome.kind === 'accepted' ? 'accepted' : 'sent back';
  return missingOf(latest).length > 0 ? 'incomplete' : 'received';
}

/** The labels of the parts that a receipt says are missing, in the order of the file. */
export function missingOf({ parts }: Pick<Receipt, 'parts'>): string[] {
  const order = (code: string) => PARTS.findIndex((part) => part.code === code);
  return Object.entries(parts)
    .filter(([, state]) => state === 'missing')
    .map(([code]) => code)
    .toSorted((a, b) => order(a) - order(b))
    .map(partLabel);
}

/** Where a return has its page. */
export function returnHref(agreement: string, key: string): string {
  return `/monitoring-returns/${agreement}/${key}`;
}
