import type { Act } from '../../audit/act.ts';
import { addUp } from '../../ledger/balance.ts';
import type { Db } from '../../platform/database.ts';
import type { FieldError } from '../../platform/form.ts';
import { checkSpend, enterSpend, type NewSpend } from '../enter.ts';
import { type GridRow, likeError, type RowAsked, readRow, rowRefusal } from './grid-row.ts';
import { areAlike, findLike, type Likened } from './likeness.store.ts';

/** A row that can be entered. */
export interface ReadyRow {
  number: number;
  spend: NewSpend;
  confirmed: boolean;
}

/** What checking rows found: those that can be entered, and each mistake by its row and column. */
export interface CheckedRows {
  ready: ReadyRow[];
  errors: FieldError[];
  /** Whether a cell could not be read at all, or one was left empty that may not be. */
  isMisread: boolean;
}

/** Rows that cannot be entered together. */
export class RowsRefused extends Error {
  readonly errors: FieldError[];
  readonly isMisread: boolean;

  constructor({ errors, isMisread }: Pick<CheckedRows, 'errors' | 'isMisread'>) {
    super(errors.map(({ message }) => message).join(' '));
    this.errors = errors;
    this.isMisread = isMisread;
  }
}

/**
 * Reads every row and checks each by the rules of one spend, so that all mistakes are seen at once: those of reading,
 * those that the books refuse, and rows that look like an entry which stands or like a row above.
 */
export async function checkRows(
  db: Db,
  officeId: number,
  rows: readonly GridRow[],
  asked: RowAsked,
): Promise<CheckedRows> {
  const ready: ReadyRow[] = [];
  const errors: FieldError[] = [];
  let isMisread = false;
  for (const row of rows) {
    const { number, confirmed } = row;
    const answer = readRow(row, asked);
    if (!answer.ok) {
      errors.push(...answer.errors);
      isMisread = true;
      continue;
    }
    const { spend } = answer;
    try {
      await checkSpend(db, officeId, spend);
    } catch (error) {
      errors.push(rowRefusal(number, error));
      continue;
    }
    const alike = await alikeTo(db, officeId, spend, ready);
    if (alike.length > 0 && !confirmed) errors.push(likeError(number, alike));
    ready.push({ number, spend, confirmed });
  }
  return { ready, errors, isMisread };
}

/** What a spend looks like: entries that stand, and rows before it. */
async function alikeTo(db: Db, officeId: number, spend: NewSpend, above: readonly ReadyRow[]): Promise<string[]> {
  const standing = await findLike(db, officeId, likenedOf(spend));
  const rows = above.filter((row) => areAlike(likenedOf(row.spend), likenedOf(spend)));
  return [...standing, ...rows.map(({ number }) => `row ${number}`)];
}

/** A spend as far as another may look like it. */
export function likenedOf({ supplier, netPence, vatPence, invoicedOn, reference }: NewSpend): Likened {
  return { supplier, pence: addUp([netPence, vatPence]), invoicedOn, reference };
}

/** What entering rows leaves: their references in order, and what those that were confirmed look like. */
export interface EnteredRows {
  refs: string[];
  alike: { spend: string; like: string[] }[];
}

/**
 * Checks and enters every row within one act, each a spend of its own that awaits approval; none where any is refused.
 * Throws `RowsRefused` with each mistake.
 */
export async function enterRows(
  act: Act,
  rows: readonly GridRow[],
  { asked, enteredBy }: { asked: RowAsked; enteredBy: number },
): Promise<EnteredRows> {
  const { officeId } = act.doer;
  const checked = await checkRows(act.trx, officeId, rows, asked);
  const { ready, errors } = checked;
  if (errors.length > 0) throw new RowsRefused(checked);
  const entered: EnteredRows = { refs: [], alike: [] };
  for (const { number, spend } of ready) {
    try {
      const like = await findLike(act.trx, officeId, likenedOf(spend));
      const ref = await enterSpend(act, spend, enteredBy);
      entered.refs.push(ref);
      if (like.length > 0) entered.alike.push({ spend: ref, like });
    } catch (error) {
      // What one row alone may do, several may not: the claim that two of them pay.
      errors.push(rowRefusal(number, error));
    }
  }
  if (errors.length > 0) throw new RowsRefused(checked);
  return entered;
}
