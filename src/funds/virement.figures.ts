import { behindTurnover, type CellFilter, turnover } from '../ledger/balance.ts';
import { entryRow, type Figure, plain } from '../ledger/figure.ts';
import { type Scope, scopeFilter } from '../ledger/scope.ts';

/** What virements moved, as limits of authority count it. */
export const virementFigures: Figure[] = [
  {
    id: 'fund.virement-running',
    label: 'Running total of virements',
    means:
      'Every approved virement of the year that took from a budget head or gave to it, each in full, whoever moved it. ' +
      'It belongs to one allocation or one initiative.',
    unit: 'pence',
    async values(books, scopes) {
      const cells = await books.cells();
      return scopes.map((scope) => {
        const filter = headFilter(scope);
        return filter === null
          ? { scope, value: null, marker: 'z', leavesOut: [] }
          : plain(scope, turnover(cells, filter));
      });
    },
    async trace(books, scope) {
      const filter = headFilter(scope);
      if (filter === null) return [];
      return behindTurnover(await books.entries(), filter).map(({ entry, pence }) => entryRow(entry, pence));
    },
  },
];

/** The accounts of the one head that is meant: an initiative's also name their allocation. Null without a head. */
function headFilter(scope: Scope): CellFilter | null {
  if (scope.initiative === undefined && scope.allocation === undefined) return null;
  const kind = scope.initiative === undefined ? 'allocation' : 'initiative';
  return { ...scopeFilter(scope), accountKinds: [kind], kinds: ['virement'] };
}
