import { yearShown } from '../calendar/financial-year.ts';
import { periodShown } from '../calendar/period.ts';
import { addUp, behindTotal, type CellFilter, total } from '../ledger/balance.ts';
import type { Entry } from '../ledger/entry.ts';
import {
  type Books,
  cellsFor,
  entriesFor,
  entryRow,
  type Figure,
  ledgerFigure,
  plain,
  type TraceRow,
} from '../ledger/figure.ts';
import { type RestatingEntry, readRestatingEntries, readWithdrawals } from '../ledger/restatement.store.ts';
import { type Scope, scopeFilter } from '../ledger/scope.ts';

const SPENT = { accountKinds: ['spent'] } as const;
const ACCRUALS = { ...SPENT, kinds: ['accrual', 'accrual-reversal'] } as const;

/** Accruals that were taken back by hand, as mistakes: few, and their kind alone does not tell them. */
export function withdrawals({ db, officeId, moment, once }: Books): Promise<Entry[]> {
  return once('spend.withdrawals', () => readWithdrawals(db, officeId, moment.seq));
}

function restatements({ db, officeId, moment, once }: Books): Promise<RestatingEntry[]> {
  return once('spend.restatements', () => readRestatingEntries(db, officeId, moment.seq));
}

function spentFilter(scope: Scope): CellFilter {
  return { ...scopeFilter(scope), ...SPENT };
}

const accruals: Figure = {
  id: 'spend.accruals',
  label: 'Accruals within spend',
  means:
    'Accruals of the periods asked about, less those turned round in them: spend whose invoice has not come. It is part of spend.',
  unit: 'pence',
  async values(books, scopes) {
    const cells = await cellsFor(books, scopes.map(spentFilter));
    const mistakes = await withdrawals(books);
    return scopes.map((scope) => {
      const kept = total(cells, { ...scopeFilter(scope), ...ACCRUALS });
      return plain(scope, addUp([kept, ...behindTotal(mistakes, spentFilter(scope)).map(({ pence }) => pence)]));
    });
  },
  async trace(books, scope) {
    const filter = { ...scopeFilter(scope), ...ACCRUALS };
    return [
      ...behindTotal(await entriesFor(books, filter), filter),
      ...behindTotal(await withdrawals(books), spentFilter(scope)),
    ].map(({ entry, pence }) => entryRow(entry, pence));
  },
};

const prepaid = ledgerFigure({
  id: 'spend.prepaid',
  label: 'Paid in advance, not yet served',
  means:
    'What was paid for later periods of the same financial year: it becomes spend as they come. What serves a later year comes out of the money of that year.',
  filter: { accountKinds: ['prepaid'] },
});

/** An entry as if it had been posted in the period that it restates. */
function moved({ entry, concerned }: RestatingEntry): Entry {
  return { ...entry, year: concerned.year, period: concerned.number };
}

const restated: Figure = {
  id: 'spend.restated',
  label: 'Spend of the period, as restated',
  means:
    'Spend posted in the period, with what later entries restate of it, less what was posted in it and concerns an earlier one.',
  unit: 'pence',
  async values(books, scopes) {
    const cells = await cellsFor(books, scopes.map(spentFilter));
    const later = await restatements(books);
    return scopes.map((scope) => {
      const filter = spentFilter(scope);
      const into = behindTotal(later.map(moved), filter).map(({ pence }) => pence);
      const out = behindTotal(
        later.map(({ entry }) => entry),
        filter,
      ).map(({ pence }) => -pence);
      return plain(scope, addUp([total(cells, filter), ...into, ...out]));
    });
  },
  async trace(books, scope) {
    const filter = spentFilter(scope);
    const later = await restatements(books);
    const restating = new Map(later.map((restatement) => [restatement.entry.id, restatement]));
    const own = behindTotal(await entriesFor(books, filter), filter).filter(({ entry }) => !restating.has(entry.id));
    const concerning = behindTotal(later.map(moved), filter).map(({ entry, pence }): TraceRow => {
      const { year, period } = (restating.get(entry.id) as RestatingEntry).entry;
      const row = entryRow(entry, pence);
      return {
        ...row,
        label: `${row.label}, posted in ${periodShown({ year, number: period })} of ${yearShown(year)}`,
      };
    });
    return [...own.map(({ entry, pence }) => entryRow(entry, pence)), ...concerning];
  },
};

/** What stands in spend for a time: accrued, paid in advance, or restated since its period closed. */
export const periodEndFigures: Figure[] = [accruals, prepaid, restated];
