import type { PeriodKey } from '../../calendar/period.ts';
import type { TableKind } from '../../documents/table/table.ts';
import type { Pence } from '../../money/pence.ts';
import type { Flagged } from './stage/flagged.ts';
import type { Asked, How } from './stage/staged-line.ts';

export type PlanState = 'reading' | 'ready' | 'failed' | 'confirmed' | 'discarded';

/** What a file said, once it was read. */
export interface FileSummary extends Omit<TableKind, 'sha256'> {
  rows: number;
  lines: number;
  pence: Pence;
  known: number;
  knownPence: Pence;
  changed: number;
  changedPence: Pence;
  skipped: number;
  faults: number;
  readAs: number;
  /** Which header stood for which column. */
  columns: { name: string; header: string }[];
  /** Of the file's own total row, where it has one. */
  controlTotal: Pence | null;
  /** Whether the file can be given back with its faults beside its rows. */
  canComeBack: boolean;
}

/** A file between its upload and its confirmation: what it would do, before anything of it is part of the record. */
export interface Plan {
  id: number;
  officeId: number;
  token: string;
  personId: number;
  profile: string;
  fileName: string;
  sha256: string;
  size: number;
  asked: Asked;
  state: PlanState;
  rowsRead: number;
  bytesRead: number;
  summary: FileSummary | null;
  problem: string | null;
  linesDigest: string | null;
  /** The act after which the books were read; a batch decided since makes the plan out of date. */
  booksSeq: number;
  version: number;
  batch: string | null;
  createdAt: string;
  touchedAt: string;
}

/** Lines that say the same and go the same way. */
export interface Coding {
  id: number;
  planId: number;
  signature: string;
  fields: Record<string, string | null>;
  supplierId: number | null;
  how: How;
  rule: string | null;
  stopped: string | null;
  initiative: string;
  agreement: string;
  place: string;
  category: string;
  period: PeriodKey;
  chargeLines: number;
  chargePence: Pence;
  creditLines: number;
  creditPence: Pence;
  flagged: Flagged;
  firstOn: string;
  lastOn: string;
}

const ALONE = /^line (\d+) of (\d+)$/;

/** What the signature of a line's own coding says: the line's row, and the coding that it was taken out of. */
export function lineAlone({ signature }: Pick<Coding, 'signature'>): { row: number; group: number } | null {
  const found = ALONE.exec(signature);
  return found === null ? null : { row: Number(found[1]), group: Number(found[2]) };
}

/** The signature of the coding of a line that was taken out of another. */
export function aloneSignature(row: number, group: number): string {
  return `line ${row} of ${group}`;
}

/** Whether a coding is one line's own, because a person said something of that line alone. */
export function isAlone(coding: Pick<Coding, 'signature'>): boolean {
  return lineAlone(coding) !== null;
}

/** What of a file becomes one movement of money: the lines of one coding and period, charges or credits. */
export interface Group {
  number: number;
  fund: string;
  kind: 'spend' | 'unmatched-credit';
  initiative: string;
  agreement: string;
  nature: 'revenue';
  place: string;
  category: string;
  period: PeriodKey;
  lines: number;
  pence: Pence;
  firstOn: string;
  lastOn: string;
}

/** The address of a plan's page. */
export function planHref({ token }: Pick<Plan, 'token'>): string {
  return `/imports/plans/${token}`;
}

/** How much of a file was read, from 0 to 100. */
export function percentRead({ bytesRead, size }: Pick<Plan, 'bytesRead' | 'size'>): number {
  return size === 0 ? 0 : Math.min(99, Math.floor((bytesRead * 100) / size));
}
