import { addUp, behindTotal, type CellFilter, total } from '../../ledger/balance.ts';
import { readEntries } from '../../ledger/entry.store.ts';
import type { Entry, EntryKind } from '../../ledger/entry.ts';
import {
  type Books,
  cellsFor,
  entriesFor,
  entryRow,
  type Figure,
  ledgerFigure,
  plain,
  signed,
  type Value,
} from '../../ledger/figure.ts';
import { type Scope, scopeFilter } from '../../ledger/scope.ts';
import { listRollForwards } from './roll-forward.store.ts';
import { listVariations } from './variation.store.ts';

/** What agreements bind, year by year: what was signed, varied, rolled forward, released and is still outstanding. */
export const commitmentFigures: Figure[] = [
  ledgerFigure({
    id: 'commitment.made',
    label: 'Bound by agreements',
    means:
      'What agreements bound as signed and varied, less what was released from them, with what was rolled forward.',
    filter: { accountKinds: ['agreement'], kinds: ['commit', 'release'] },
  }),
  asFirstBound({
    id: 'commitment.signed',
    label: 'Value of agreements',
    means: 'What agreements bound when they were signed, each year out of its own budget; not what variations changed.',
    kinds: ['commit'],
    sign: 1,
  }),
  asFirstBound({
    id: 'commitment.released',
    label: 'Released from agreements',
    means:
      'What agreements no longer needed and gave back to their initiatives; not what was rolled forward, nor what ' +
      'variations took off.',
    kinds: ['release'],
    sign: -1,
  }),
  ofActs({
    id: 'commitment.varied',
    label: 'Varied',
    means: 'What variations added to the value of agreements, less what they took off.',
    entries: variedEntries,
  }),
  ofActs({
    id: 'commitment.rolled',
    label: 'Rolled forward',
    means: 'What open commitments brought from the year before by decision, less what they took into the next.',
    entries: rolledEntries,
  }),
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

/** A total of the commitments and releases that certain acts made. */
function ofActs(definition: {
  id: string;
  label: string;
  means: string;
  entries: (books: Books) => Promise<Entry[]>;
}): Figure {
  const { entries, ...named } = definition;
  const behind = async (books: Books, scope: Scope) =>
    behindTotal(await entries(books), filterOf(scope, ['commit', 'release']));
  return {
    ...named,
    unit: 'pence',
    async values(books, scopes) {
      const found: Value[] = [];
      for (const scope of scopes) {
        found.push(plain(scope, addUp((await behind(books, scope)).map(({ pence }) => pence))));
      }
      return found;
    },
    trace: async (books, scope) => (await behind(books, scope)).map(({ entry, pence }) => entryRow(entry, pence)),
  };
}

/**
 * A total of commitments or releases without those that only rolled a commitment forward into the next year, and
 * those of variations.
 */
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
      const others = [...(await rolledEntries(books)), ...(await variedEntries(books))];
      return scopes.map((scope, index) => {
        const filter = filters[index] as CellFilter;
        const ofOthers = behindTotal(others, filter).map(({ pence }) => signed(pence, -1));
        return plain(scope, signed(addUp([total(cells, filter), ...ofOthers]), sign));
      });
    },
    async trace(books, scope) {
      const others = new Set([...(await rolledEntries(books)), ...(await variedEntries(books))].map(({ id }) => id));
      const filter = filterOf(scope, kinds);
      return behindTotal(await entriesFor(books, filter), filter)
        .filter(({ entry }) => !others.has(entry.id))
        .map(({ entry, pence }) => entryRow(entry, signed(pence, sign)));
    },
  };
}

/** The entries that rolled commitments forward up to the moment: few, and found by their acts. */
function rolledEntries(books: Books): Promise<Entry[]> {
  return books.once('initiatives.rolled-forward', async () => {
    const { db, officeId, moment } = books;
    return entriesOfActs(books, await listRollForwards(db, officeId, { upToSeq: moment.seq }));
  });
}

/** The entries that variations of agreements made up to the moment. */
function variedEntries(books: Books): Promise<Entry[]> {
  return books.once('initiatives.varied', async () => {
    const { db, officeId, moment } = books;
    const varied = await listVariations(db, officeId, { upToSeq: moment.seq });
    return entriesOfActs(
      books,
      varied.filter(({ years }) => years.length > 0),
    );
  });
}

async function entriesOfActs({ db, officeId }: Books, rows: readonly { seq: number }[]): Promise<Entry[]> {
  const acts = [...new Set(rows.map(({ seq }) => seq))];
  return acts.length === 0 ? [] : readEntries(db, officeId, { acts, kinds: ['commit', 'release'] });
}
