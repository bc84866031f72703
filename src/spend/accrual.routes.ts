import { perform } from '../audit/act.ts';
import type { PeriodKey } from '../calendar/period.ts';
import { readEntries } from '../ledger/entry.store.ts';
import type { ReadFigures } from '../ledger/shown-figure.ts';
import type { Door, Visit } from '../people/door.ts';
import { actOnForm } from '../people/form-visit.ts';
import { doer } from '../people/person.ts';
import { readQuery, type Typed } from '../platform/form.ts';
import { readAccrualForm } from './accrual.form.ts';
import { accrualFormPage, accrualListPage, accrualTable } from './accrual.pages.ts';
import { enterAccrual } from './accrual.ts';
import { CODING_FIELDS, emptySpend } from './spend.form.ts';
import { listSpend } from './spend.store.ts';
import { readSpendChoices } from './spend-choices.ts';

/** What an address may fill the form in with: nothing is judged before it is sent. */
const FILLED_IN: readonly string[] = [...CODING_FIELDS, 'amount', 'description'];

/** Accruals: the list, the same list as a file, and the form that records one. */
export function accrualRoutes(door: Door, readFigures: ReadFigures): void {
  const table = async ({ site, office, req }: Visit) => {
    readQuery(req.query, []);
    const accruals = await listSpend(site.db, office.id, { kinds: ['accrual'] });
    const turned = new Map<string, PeriodKey>();
    for (const entry of await readEntries(site.db, office.id, { kind: 'accrual-reversal' })) {
      if (entry.spendRef !== null) turned.set(entry.spendRef, { year: entry.year, number: entry.period });
    }
    return accrualTable(accruals, turned);
  };

  door.get('/spend/accruals', 'spend.read', async (visit) => {
    const where = { db: visit.site.db, officeId: visit.office.id };
    const figures = await readFigures(where, [{ figure: 'spend.accruals', scope: {} }]);
    visit.show('platform/record', accrualListPage(await table(visit), figures, visit.may('spend.enter')));
  });

  door.table('/spend/accruals', 'spend.read', async (visit) => {
    return { name: 'accruals', table: await table(visit) };
  });

  door.get('/spend/accruals/new', 'spend.enter', async (visit) => {
    const choices = await readSpendChoices(visit.site.db, visit.office.id);
    const typed = { ...emptySpend(choices.periods), ...readQuery(visit.req.query, FILLED_IN) } as Typed;
    visit.show('platform/form', accrualFormPage(choices, typed));
  });

  door.post('/spend/accruals/new', 'spend.enter', async (visit) => {
    const choices = await readSpendChoices(visit.site.db, visit.office.id);
    await actOnForm(visit, readAccrualForm(visit.req.body, choices), {
      field: 'period',
      again: (typed, errors) => accrualFormPage(choices, typed, errors),
      act: async (wanted) => {
        const ref = await perform(visit.site, doer(visit.person), 'spend.accrual', visit.once(), async (act) => {
          const entered = await enterAccrual(act, wanted, visit.person.id);
          return { subject: { kind: 'spend', ref: entered }, result: entered };
        });
        visit.done(`/spend/${ref}`, `${ref} was recorded. Somebody else approves it now.`, {
          text: 'Record another accrual',
          href: '/spend/accruals/new',
        });
      },
    });
  });
}
