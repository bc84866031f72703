import { addUp, behindTotal, type CellFilter, total } from '../ledger/balance.ts';
import { readEntries } from '../ledger/entry.store.ts';
import type { Entry, EntryKind } from '../ledger/entry.ts';
import {
  type Books,
  cellsFor,
  entriesFor,
  entryRow,
  type Figure,
  ledgerFigure,
  plain,
  signed,
} from '../ledger/figure.ts';
import { type Scope, scopeFilter } from '../ledger/scope.ts';
import { listRollForwards } from './roll-forward.store.ts';

/** What agreements bind, year by year: what was signed, rolled forward, released and is still outstanding. */
export const commitmentFigures: Figure[] = [
  ledgerFigure({
    id: 'commitment.made',
    label: 'Bound by agreements',
    means: 'What agreements bound, less what was released from them, with what was rolled forward.',
    filter: { accountKinds: ['agreement'], kinds: ['commit', 'release'] },
  }),
  asFirstBound({
    id: 'commitment.signed',
    label: 'Value of agreements',
    means: 'What agreements bound when they were signed, each year out of its own budget.',
    kinds: ['commit'],
    sign: 1,
  }),
  asFirstBound({
    id: 'commitment.released',
    label: 'Released from agreements',
    means: 'What agreements no longer needed and gave back to their initiatives; not what was rolled forward.',
    kinds: ['release'],
    sign: -1,
  }),
  {
    id: 'commitment.rolled',
    label: 'Rolled forward',
    means: 'What open commitments brought from the year before by decision, less what they took into the next.',
    unit: 'pence',
    values: async (books, scopes) => {
      const rolled = await rolledEntries(books);
      return scopes.map((scope) =>
        plain(scope, addUp(behindTotal(rolled, filterOf(scope, ['commit', 'release'])).map(({ pence }) => pence))),
      );
    },
    trace: async (books, scope) =>
      behindTotal(await rolledEntries(books), filterOf(scope, ['commit', 'release'])).map(({ entry, pence }) =>
        entryRow(entry, pence),
      ),
  },
  ledgerFigure({
    id: 'commitment.outstanding',
    label: 'Commitment outstanding',
    means: 'What agreements bind and spend has not yet used.',
    filter: { accountKinds: ['agreement'] },
  }),
];

function filterOf(scope: Scope, kinds: readonly EntryKind[]): CellFilter {
  return { ...scopeFilter(scope), accountKinds: ['agreement'], kinds };
}

/** A total of commitments or releases without those that only rolled a commitment forward into the next year. */
function asFirstBound(definition: {
  id: string;
  label: string;
  means: string;
  kinds: readonly EntryKind[];
  sign: 1 | -1;
}): Figure {
  const { kinds, sign, ...named } = definition;
  return {
    ...named,
    unit: 'pence',
    async values(books, scopes) {
      const filters = scopes.map((scope) => filterOf(scope, kinds));
      const cells = await cellsFor(books, filters);
      const rolled = await rolledEntries(books);
      return scopes.map((scope, index) => {
        const filter = filters[index] as CellFilter;
        const ofRolled = behindTotal(rolled, filter).map(({ pence }) => signed(pence, -1));
        return plain(scope, signed(addUp([total(cells, filter), ...ofRolled]), sign));
      });
    },
    async trace(books, scope) {
      const rolled = new Set((await rolledEntries(books)).map(({ id }) => id));
      const filter = filterOf(scope, kinds);
      return behindTotal(await entriesFor(books, filter), filter)
        .filter(({ entry }) => !rolled.has(entry.id))
        .map(({ entry, pence }) => entryRow(entry, signed(pence, sign)));
    },
  };
}

/** The entries that rolled commitments forward up to the moment: few, and found by their acts. */
function rolledEntries(books: Books): Promise<Entry[]> {
  return books.once('initiatives.rolled-forward', async () => {
    const { db, officeId, moment } = books;
    const rolled = await listRollForwards(db, officeId, { upToSeq: moment.seq });
    const acts = [...new Set(rolled.map(({ seq }) => seq))];
    return acts.length === 0 ? [] : readEntries(db, officeId, { acts, kinds: ['commit', 'release'] });
  });
}
