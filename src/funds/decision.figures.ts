import type { AccountKind } from '../ledger/account.ts';
import { addUp, behindTotal, type CellFilter } from '../ledger/balance.ts';
import { type Books, entryRow, type Figure, plain } from '../ledger/figure.ts';
import { type Scope, scopeFilter } from '../ledger/scope.ts';
import { type Decision, listDecisions } from './decision.store.ts';

/** What recorded decisions say, and the money that rests on each. */
export const decisionFigures: Figure[] = [
  {
    id: 'decision.headline',
    label: 'Headline amount',
    means: 'The amount that a decision itself names, which may be for more than this fund.',
    unit: 'pence',
    values: async (books, scopes) => {
      const decisions = await decisionsOf(books);
      return scopes.map((scope) => {
        const pence = decisions.find(({ ref }) => ref === scope.decision)?.headlinePence ?? null;
        return pence === null ? { scope, value: null, marker: 'z', leavesOut: [] } : plain(scope, pence);
      });
    },
    trace: async (books, scope) =>
      (await decisionsOf(books))
        .filter(({ ref, headlinePence }) => ref === scope.decision && headlinePence !== null)
        .map(({ ref, title, decidedOn, headlinePence }) => ({
          label: `${ref} ${title}`,
          href: `/decisions/${ref}`,
          day: decidedOn,
          value: headlinePence,
          marker: '',
        })),
  },
  byDecision({
    id: 'decision.allocated',
    label: 'Allocated by a decision',
    means: 'What allocations that cite the decision set aside.',
    filter: { accountKinds: ['allocation'], kinds: ['allocate'] },
  }),
  byDecision({
    id: 'decision.budgeted',
    label: 'Budgeted by a decision',
    means: 'What budgets and revisions that cite the decision gave initiatives to spend.',
    filter: { accountKinds: ['initiative'], kinds: ['budget', 'budget-revision'] },
  }),
  byDecision({
    id: 'decision.moved',
    label: 'Moved by a decision',
    means: 'What virements that cite the decision moved into a budget head, less what they moved out of it.',
    filter: (scope) => ({ accountKinds: headKinds(scope), kinds: ['virement'] }),
  }),
  byDecision({
    id: 'decision.carried',
    label: 'Brought forward by a decision',
    means: 'What carry-forwards that cite the decision brought into a year.',
    filter: (scope) => ({ accountKinds: headKinds(scope), kinds: ['carry-in'] }),
  }),
  byDecision({
    id: 'decision.carried-unallocated',
    label: 'Brought forward unallocated by a decision',
    means: 'What carry-forwards that cite the decision brought into a year without a purpose.',
    filter: { accountKinds: ['unallocated'], kinds: ['carry-in'] },
  }),
];

/** The accounts of the head that is meant: an initiative's also name their allocation. All of them without a head. */
function headKinds({ initiative, allocation }: Scope): AccountKind[] {
  if (initiative !== undefined) return ['initiative'];
  return allocation === undefined ? ['unallocated', 'allocation', 'initiative'] : ['allocation'];
}

function decisionsOf(books: Books): Promise<Decision[]> {
  return books.once('funds.decisions', () => listDecisions(books.db, books.officeId, books.moment.seq));
}

/** Balances do not know of decisions, so these add up the entries that name one. */
function byDecision(definition: {
  id: string;
  label: string;
  means: string;
  filter: CellFilter | ((scope: Scope) => CellFilter);
}): Figure {
  const { filter, ...named } = definition;
  const behind = async (books: Books, scope: Scope) => {
    const entries = (await books.entries()).filter(
      ({ decisionRef }) => scope.decision === undefined || decisionRef === scope.decision,
    );
    const own = typeof filter === 'function' ? filter(scope) : filter;
    return behindTotal(entries, { ...scopeFilter(scope), ...own });
  };
  return {
    ...named,
    unit: 'pence',
    values: async (books, scopes) =>
      Promise.all(
        scopes.map(async (scope) => plain(scope, addUp((await behind(books, scope)).map(({ pence }) => pence)))),
      ),
    trace: async (books, scope) => (await behind(books, scope)).map(({ entry, pence }) => entryRow(entry, pence)),
  };
}
