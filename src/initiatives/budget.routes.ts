import { perform } from '../audit/act.ts';
import { listAllocations } from '../funds/allocation.store.ts';
import { findDecision } from '../funds/decision.store.ts';
import { readMoneyChoices } from '../funds/money-choices.ts';
import { findAccounts } from '../ledger/account.store.ts';
import type { Door, Visit } from '../people/door.ts';
import { actOnForm } from '../people/form-visit.ts';
import { doer } from '../people/person.ts';
import { type Holding, readBudget } from './budget.form.ts';
import { budgetFormPage } from './budget.pages.ts';
import { budget, findInitiative } from './initiative.store.ts';

/** Giving an initiative a budget. */
export function budgetRoutes(door: Door): void {
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
        const kind = await perform(visit.site, doer(visit.person), 'budget.add', visit.once(), async (act) => {
          const { decidedOn } = await findDecision(act.trx, visit.office.id, wanted.decisionRef);
          const made = await budget(act, { ...wanted, happenedOn: decidedOn });
          return { subject: { kind: 'initiative', ref: initiative.ref }, result: made };
        });
        const said =
          kind === 'budget' ? 'The original budget was recorded.' : 'The revision of the budget was recorded.';
        visit.done(`/initiatives/${initiative.ref}`, said);
      },
    });
  });
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
