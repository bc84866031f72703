import { exactSum } from '../../../ledger/balance.ts';
import { formatPounds, type Pence } from '../../../money/pence.ts';
import { AGAIN, type Fault, faultAt, type Row } from './fault.ts';
import type { ColumnName, SkipReason } from './profile.ts';

/** A row that is no spend, with the amount as the file wrote it where there is one. */
export interface SkippedRow {
  row: number;
  reason: SkipReason;
  amount?: string;
}

/** A total row whose meaning shows only in what follows it. */
interface Held {
  row: Row;
  written: string;
  pence: Pence;
  isAll: boolean;
  isPart: boolean;
  all: Pence | null;
}

/**
 * Compares the total rows of a file with what stands above them. One with rows below it is a subtotal: it must come to
 * the rows since the one before, or to all rows so far. The last must come to all rows, unless the file has subtotals
 * and it is the last of those. VAT lines and rows of £0.00 count as the file wrote them.
 */
export class Totals {
  private all: Pence | null = 0;
  private part: Pence | null = 0;
  private waiting: Pence[] = [];
  private held: Held | null = null;
  private hasSubtotals = false;
  private isBlind = false;
  private readonly column: ColumnName;
  /** The last total row, when it is the total of the whole file. */
  controlTotal: { row: number; pence: Pence } | null = null;

  constructor(column: ColumnName) {
    this.column = column;
  }

  /** Says that the amount of a row could not be read: nothing is compared from here on. */
  miss(): { skipped: SkippedRow[]; faults: Fault[] } {
    const known = this.settle(false);
    this.isBlind = true;
    return known;
  }

  /** Counts a row's amount as the file wrote it; answers what is now known of a total row before it. */
  add(written: Pence): { skipped: SkippedRow[]; faults: Fault[] } {
    const known = this.settle(false);
    this.waiting.push(written);
    if (this.waiting.length >= 1000) this.addWaiting();
    return known;
  }

  /** Takes a total row. */
  total(row: Row, written: string, pence: Pence): { skipped: SkippedRow[]; faults: Fault[] } {
    const known = this.settle(false);
    this.addWaiting();
    this.held = { row, written, pence, isAll: pence === this.all, isPart: pence === this.part, all: this.all };
    return known;
  }

  /** What is known at a row of another kind that is not blank, or at the end of the file. */
  settle(isEnd: boolean): { skipped: SkippedRow[]; faults: Fault[] } {
    const { held } = this;
    if (held === null) return NOTHING;
    this.held = null;
    const { row, written, pence, isAll, isPart } = held;
    const isWhole = isEnd && (isAll || !this.hasSubtotals || !isPart);
    if (isWhole) this.controlTotal = { row: row.number, pence };
    const skipped: SkippedRow = { row: row.number, reason: isWhole ? 'total row' : 'subtotal row', amount: written };
    this.part = 0;
    this.hasSubtotals = true;
    const isRight = isWhole ? isAll : isAll || isPart;
    return { skipped: [skipped], faults: isRight || this.isBlind ? [] : [this.wrong(held, isWhole)] };
  }

  private wrong({ row, all }: Held, isWhole: boolean): Fault {
    const sum = all === null ? '' : `, ${formatPounds(all)}`;
    if (!isWhole) {
      const expected = `a subtotal that is the sum of the rows above it${sum}`;
      return faultAt(row, this.column, expected, AGAIN);
    }
    const todo = 'A row is missing, changed or there twice: extract the file again.';
    return faultAt(row, this.column, `the total row to equal the lines above it${sum}`, todo);
  }

  private addWaiting(): void {
    const waiting = exactSum(this.waiting) ?? 0;
    this.waiting = [];
    this.all = this.all === null ? null : exactSum([this.all, waiting]);
    this.part = this.part === null ? null : exactSum([this.part, waiting]);
  }
}

const NOTHING = { skipped: [], faults: [] };
