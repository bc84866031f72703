import { type Act, perform } from '../audit/act.ts';
import { listAllocations } from '../funds/allocation.store.ts';
import { findDecision } from '../funds/decision.store.ts';
import { readMoneyChoices } from '../funds/money-choices.ts';
import { findAccounts } from '../ledger/account.store.ts';
import type { Door, Visit } from '../people/door.ts';
import { actOnForm } from '../people/form-visit.ts';
import { readNames } from '../people/person.store.ts';
import { doer } from '../people/person.ts';
import { readQuery } from '../platform/form.ts';
import { type Holding, readBudget, type TypedBudget } from './budget.form.ts';
import { budgetFormPage, budgetTable } from './budget.pages.ts';
import { listBudgetChanges, takeFromBudget } from './budget.store.ts';
import { budget, findInitiative } from './initiative.store.ts';

const SAID = {
  budget: 'The original budget was recorded.',
  'budget-revision': 'The revision of the budget was recorded.',
} as const;

/** Giving an initiative a budget, and changing it; and every change as a file. */
export function budgetRoutes(door: Door): void {
  door.table('/initiatives/:ref/budgets', 'initiative.read', async (visit) => {
    readQuery(visit.req.query, []);
    const { ref } = await findInitiative(visit.site.db, visit.office.id, String(visit.req.params.ref));
    const changes = await listBudgetChanges(visit.site.db, visit.office.id, ref);
    const table = budgetTable(ref, changes, await readRecorders(visit));
    return { name: `${ref}-budgets`, table };
  });

  door.get('/initiatives/:ref/budgets/new', 'budget.add', async (visit) => {
    const initiative = await findInitiative(visit.site.db, visit.office.id, String(visit.req.params.ref));
    visit.show('platform/form', budgetFormPage(initiative, await readChoices(visit, initiative.fund)));
  });

  door.post('/initiatives/:ref/budgets/new', 'budget.add', async (visit) => {
    const initiative = await findInitiative(visit.site.db, visit.office.id, String(visit.req.params.ref));
    const choices = await readChoices(visit, initiative.fund);
    await actOnForm(visit, readBudget(visit.req.body, initiative.ref, choices), {
      field: 'amount',
      again: (typed, errors) => budgetFormPage(initiative, choices, typed, errors),
      act: async (wanted) => {
        const kind = await perform(visit.site, doer(visit.person), 'budget.add', visit.once(), async (act) => ({
          subject: { kind: 'initiative', ref: initiative.ref },
          result: await change(act, wanted),
        }));
        visit.done(`/initiatives/${initiative.ref}`, SAID[kind]);
      },
    });
  });
}

async function change(act: Act, { direction, ...wanted }: TypedBudget): Promise<keyof typeof SAID> {
  const { decidedOn } = await findDecision(act.trx, act.doer.officeId, wanted.decisionRef);
  if (direction === 'give') return budget(act, { ...wanted, happenedOn: decidedOn });
  await takeFromBudget(act, { ...wanted, happenedOn: decidedOn });
  return 'budget-revision';
}

/** Who recorded what, by number, for those whose pages say so; null for the others. */
export async function readRecorders(visit: Visit): Promise<ReadonlyMap<number, string> | null> {
  return visit.may('spend.read') ? readNames(visit.site.db, visit.office.id) : null;
}

async function readChoices(visit: Visit, fund: string) {
  const { db } = visit.site;
  const { decisions, mayOverride } = await readMoneyChoices(visit);
  const allocations = await listAllocations(db, visit.office.id);
  const held = await findAccounts(db, visit.office.id, { kind: 'allocation', fund });
  const holdings: Holding[] = held.map(({ allocation, source, nature, year }) => ({
    allocation,
    source,
    nature,
    year,
    purpose: allocations.find(({ ref }) => ref === allocation)?.purpose ?? '',
  }));
  return { holdings, decisions, mayOverride };
}
