import { addUp, behindTotal, type CellFilter } from '../ledger/balance.ts';
import { readEntries } from '../ledger/entry.store.ts';
import type { Entry } from '../ledger/entry.ts';
import { type Books, entryRow, type Figure, plain } from '../ledger/figure.ts';
import { type Scope, scopeFilter } from '../ledger/scope.ts';
import type { Pence } from '../money/pence.ts';

/** The act that a figure is asked about; null when none is named, or when the books asked do not know it yet. */
export function actOf({ moment }: Books, { act = '' }: Scope): number | null {
  const seq = /^[1-9]\d{0,14}$/.test(act) ? Number(act) : null;
  return seq === null || seq > moment.seq ? null : seq;
}

/** What an act posted. */
export function entriesOfAct({ db, officeId, once }: Books, seq: number): Promise<Entry[]> {
  return once(`figures.act-${seq}`, () => readEntries(db, officeId, { seq }));
}

/** A total of the entries of one act. Balances do not know of acts, so it adds up the few entries that the act posted. */
export function byAct(
  named: Pick<Figure, 'id' | 'label' | 'means'>,
  behind: (books: Books, seq: number, scope: Scope) => Promise<{ entry: Entry; pence: Pence }[]>,
): Figure {
  return {
    ...named,
    unit: 'pence',
    values: (books, scopes) =>
      Promise.all(
        scopes.map(async (scope) => {
          const seq = actOf(books, scope);
          if (seq === null) return { scope, value: null, marker: 'z' as const, leavesOut: [] };
          return plain(scope, addUp((await behind(books, seq, scope)).map(({ pence }) => pence)));
        }),
      ),
    async trace(books, scope) {
      const seq = actOf(books, scope);
      return seq === null ? [] : (await behind(books, seq, scope)).map(({ entry, pence }) => entryRow(entry, pence));
    },
  };
}

function byKind(named: Pick<Figure, 'id' | 'label' | 'means'>, filterOf: (scope: Scope) => CellFilter): Figure {
  return byAct(named, async (books, seq, scope) =>
    behindTotal(await entriesOfAct(books, seq), { ...scopeFilter(scope), ...filterOf(scope) }),
  );
}

/** What one act moved between budget heads or between years, asked about the head or the year that it went to. */
export const changeFigures: Figure[] = [
  byKind(
    {
      id: 'virement.amount',
      label: 'Vired',
      means: 'What an approved virement moved to the allocation or initiative named.',
    },
    ({ initiative }) => ({
      accountKinds: [initiative === undefined ? 'allocation' : 'initiative'],
      kinds: ['virement'],
    }),
  ),
  byKind(
    {
      id: 'carry-forward.amount',
      label: 'Carried forward',
      means: 'What an approved carry-forward brought into the year named.',
    },
    () => ({ accountKinds: ['unallocated', 'allocation', 'initiative'], kinds: ['carry-in'] }),
  ),
];
