import { perform } from '../audit/act.ts';
import { findAccounts } from '../ledger/account.store.ts';
import { type ReadFigures, readRows, type ShownFigure } from '../ledger/shown-figure.ts';
import type { Door, Visit } from '../people/door.ts';
import { actOnForm } from '../people/form-visit.ts';
import { doer } from '../people/person.ts';
import { readQuery } from '../platform/form.ts';
import { readAllocation } from './allocation.form.ts';
import { allocationFormPage, allocationListPage, allocationPage, allocationTable } from './allocation.pages.ts';
import { allocate, byYear, findAllocation, listAllocations } from './allocation.store.ts';
import { findDecision } from './decision.store.ts';
import { readMoneyChoices } from './money-choices.ts';
import { virementTable } from './virement.pages.ts';
import { listVirements } from './virement.store.ts';

const FIGURES = ['fund.allocated', 'fund.unbudgeted'];

/** Allocations: the list, the same list as a file, one of them, and the form that adds one. */
export function allocationRoutes(door: Door, readFigures: ReadFigures): void {
  const table = async ({ site, office, req }: Visit) => {
    readQuery(req.query, []);
    const accounts = await findAccounts(site.db, office.id, { kind: 'allocation' });
    const allocations = byYear(await listAllocations(site.db, office.id), accounts);
    const scopes = allocations.map(({ ref, year }) => ({ allocation: ref, year }));
    return allocationTable(
      allocations,
      await readRows(readFigures, { db: site.db, officeId: office.id }, FIGURES, scopes),
    );
  };

  door.get('/allocations', 'fund.read', async (visit) => {
    visit.show('platform/record', allocationListPage(await table(visit), visit.may('budget.add')));
  });

  door.table('/allocations', 'fund.read', async (visit) => {
    return { name: 'allocations', table: await table(visit) };
  });

  door.get('/allocations/new', 'budget.add', async (visit) => {
    visit.show('platform/form', allocationFormPage(await readMoneyChoices(visit)));
  });

  door.post('/allocations/new', 'budget.add', async (visit) => {
    const choices = await readMoneyChoices(visit);
    await actOnForm(visit, readAllocation(visit.req.body, choices), {
      field: 'amount',
      again: (typed, errors) => allocationFormPage(choices, typed, errors),
      act: async (wanted) => {
        const ref = await perform(visit.site, doer(visit.person), 'allocation.add', visit.once(), async (act) => {
          // Money is set aside on the day on which it was decided, whenever that is recorded.
          const { decidedOn } = await findDecision(act.trx, visit.office.id, wanted.decisionRef);
          const added = await allocate(act, { ...wanted, happenedOn: decidedOn });
          return { subject: { kind: 'allocation', ref: added }, result: added };
        });
        visit.done(`/allocations/${ref}`, `Allocation ${ref} was recorded.`);
      },
    });
  });

  door.get('/allocations/:ref', 'fund.read', async (visit) => {
    const where = { db: visit.site.db, officeId: visit.office.id };
    const allocation = await findAllocation(where.db, where.officeId, String(visit.req.params.ref));
    const { ref } = allocation;
    const held = await findAccounts(where.db, where.officeId, { allocation: ref });
    const years = byYear([allocation], held).map(({ year }) => year);
    const byYears = await readRows(
      readFigures,
      where,
      FIGURES,
      years.map((year) => ({ allocation: ref, year })),
    );
    const budgets = held.filter(({ kind }) => kind === 'initiative');
    const drawn = await readFigures(
      where,
      budgets.map(({ initiative, year }) => ({
        figure: 'budget.current',
        scope: { allocation: ref, initiative, year },
      })),
    );
    const mayRead = visit.may('virement.read');
    const shown = {
      allocation,
      figures: byYears[years.indexOf(allocation.year)] ?? [],
      years: years.map((year, index) => ({ year, figures: byYears[index] ?? [] })),
      from: held.filter(({ kind }) => kind === 'allocation'),
      drawn: budgets.map(({ initiative, year }, index) => ({ initiative, year, figure: drawn[index] as ShownFigure })),
      virements: mayRead
        ? virementTable(await listVirements(where.db, where.officeId, { head: ref }), 'Virements')
        : null,
    };
    visit.show('platform/record', allocationPage(shown));
  });
}
