import { behindTotal } from '../ledger/balance.ts';
import type { Entry } from '../ledger/entry.ts';
import { type Books, type Figure, openBooks, type TraceRow, type Value } from '../ledger/figure.ts';
import { readRestatements } from '../ledger/restatement.store.ts';
import { type Scope, scopeFilter } from '../ledger/scope.ts';
import type { Pence } from '../money/pence.ts';
import { periodEndFigures } from '../spend/period-end.figures.ts';
import { actOf, byAct, entriesOfAct } from './change.figures.ts';

const restated = periodEndFigures.find(({ id }) => id === 'spend.restated') as Figure;

/**
 * What an act changed in what a closed period had stated. Each is asked about the act and the period that it concerns;
 * of an act not yet recorded there is nothing to say.
 */
export const restatementFigures: Figure[] = [
  asKnown(
    {
      id: 'restatement.before',
      label: 'Before the restatement',
      means: 'The spend of the period as it was known just before the act.',
    },
    -1,
  ),
  asKnown(
    {
      id: 'restatement.after',
      label: 'After the restatement',
      means: 'The spend of the period as it was known after the act.',
    },
    0,
  ),
  byAct(
    {
      id: 'restatement.change',
      label: 'Change by the restatement',
      means: 'What the act added to the spend of the period or year that it concerns, or took off it.',
    },
    changed,
  ),
];

/** The spend of the period as at the act, or so many acts before it. */
function asKnown(named: Pick<Figure, 'id' | 'label' | 'means'>, offset: 0 | -1): Figure {
  const at = (books: Books, seq: number): Promise<Books> =>
    books.once(`figures.books-${seq + offset}`, async () =>
      openBooks(books.db, books.officeId, { seq: seq + offset, at: books.moment.at }),
    );
  const withoutAct = ({ act: _act, ...scope }: Scope): Scope => scope;
  return {
    ...named,
    unit: 'pence',
    values: (books, scopes) =>
      Promise.all(
        scopes.map(async (scope) => {
          const seq = actOf(books, scope);
          if (seq === null) return { scope, value: null, marker: 'z' as const, leavesOut: [] };
          const [value] = await restated.values(await at(books, seq), [withoutAct(scope)]);
          return { ...(value as Value), scope };
        }),
      ),
    async trace(books, scope): Promise<TraceRow[]> {
      const seq = actOf(books, scope);
      return seq === null ? [] : restated.trace(await at(books, seq), withoutAct(scope));
    },
  };
}

/** The act's entries in the period that they concern, each with its effect on what was spent. */
async function changed(books: Books, seq: number, scope: Scope): Promise<{ entry: Entry; pence: Pence }[]> {
  const entries = await entriesOfAct(books, seq);
  const concerned = await books.once(`figures.restated-${seq}`, async () => {
    const entryIds = entries.map(({ id }) => id);
    const restatements = await readRestatements(books.db, books.officeId, { entryIds });
    return new Map(restatements.map((restatement) => [restatement.entryId, restatement.concerned]));
  });
  const moved = entries.map((entry) => {
    const period = concerned.get(entry.id);
    return period === undefined ? entry : { ...entry, year: period.year, period: period.number };
  });
  const own = new Map(entries.map((entry) => [entry.id, entry]));
  return behindTotal(moved, { ...scopeFilter(scope), accountKinds: ['spent'] }).map(({ entry, pence }) => ({
    entry: own.get(entry.id) as Entry,
    pence,
  }));
}
