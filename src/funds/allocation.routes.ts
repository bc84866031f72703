import { perform } from '../audit/act.ts';
import { findAccounts } from '../ledger/account.store.ts';
import { type ReadFigures, readRows } from '../ledger/shown-figure.ts';
import type { Door, Visit } from '../people/door.ts';
import { actOnForm, sendCsv } from '../people/form-visit.ts';
import { doer } from '../people/person.ts';
import { readQuery } from '../platform/form.ts';
import { tableFile } from '../platform/table.ts';
import { readAllocation } from './allocation.form.ts';
import { allocationFormPage, allocationListPage, allocationPage, allocationTable } from './allocation.pages.ts';
import { allocate, findAllocation, listAllocations } from './allocation.store.ts';
import { findDecision } from './decision.store.ts';
import { readMoneyChoices } from './money-choices.ts';

const FIGURES = ['fund.allocated', 'fund.unbudgeted'];

/** Allocations: the list, the same list as a file, one of them, and the form that adds one. */
export function allocationRoutes(door: Door, readFigures: ReadFigures): void {
  const table = async ({ site, office, req }: Visit) => {
    readQuery(req.query, []);
    const allocations = await listAllocations(site.db, office.id);
    const scopes = allocations.map(({ ref }) => ({ allocation: ref }));
    return allocationTable(
      allocations,
      await readRows(readFigures, { db: site.db, officeId: office.id }, FIGURES, scopes),
    );
  };

  door.get('/allocations', 'fund.read', async (visit) => {
    visit.show('platform/record', allocationListPage(await table(visit), visit.may('budget.add')));
  });

  door.get('/allocations.csv', 'fund.read', async (visit) => {
    sendCsv(visit, 'allocations.csv', tableFile(await table(visit)));
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
    const scope = { allocation: allocation.ref };
    const held = await findAccounts(where.db, where.officeId, scope);
    const initiatives = [...new Set(held.filter(({ kind }) => kind === 'initiative').map((a) => a.initiative))];
    const figures = await readFigures(where, [
      ...FIGURES.map((figure) => ({ figure, scope })),
      ...initiatives.map((initiative) => ({ figure: 'budget.current', scope: { ...scope, initiative } })),
    ]);
    const drawn = figures.slice(FIGURES.length).map((figure, index) => ({
      initiative: initiatives[index] as string,
      figure,
    }));
    const from = held.filter(({ kind }) => kind === 'allocation');
    visit.show('platform/record', allocationPage(allocation, figures.slice(0, FIGURES.length), from, drawn));
  });
}
