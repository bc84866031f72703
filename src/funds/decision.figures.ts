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
];

function decisionsOf(books: Books): Promise<Decision[]> {
  return books.once('funds.decisions', () => listDecisions(books.db, books.officeId, books.moment.seq));
}

/** Balances do not know of decisions, so these add up the entries that name one. */
function byDecision(definition: { id: string; label: string; means: string; filter: CellFilter }): Figure {
  const { filter, ...named } = definition;
  const behind = async (books: Books, scope: Scope) => {
    const entries = (await books.entries()).filter(
      ({ decisionRef }) => scope.decision === undefined || decisionRef === scope.decision,
    );
    return behindTotal(entries, { ...scopeFilter(scope), ...filter });
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
