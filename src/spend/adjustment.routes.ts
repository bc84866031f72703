import { perform } from '../audit/act.ts';
import { periodLabel } from '../calendar/period.ts';
import type { Door, Visit } from '../people/door.ts';
import { actOnForm } from '../people/form-visit.ts';
import { officeDay } from '../people/office.store.ts';
import { doer } from '../people/person.ts';
import { readQuery } from '../platform/form.ts';
import { readAdjustmentForm } from './adjustment.form.ts';
import { adjustmentFormPage, adjustmentListPage, adjustmentTable } from './adjustment.pages.ts';
import { enterAdjustment } from './adjustment.ts';
import { emptySpend } from './spend.form.ts';
import { listSpend } from './spend.store.ts';
import { readSpendChoices } from './spend-choices.ts';

/** Adjustments of closed periods: the list, the same list as a file, and the form that records one. */
export function adjustmentRoutes(door: Door): void {
  const table = async ({ site, office, req }: Visit) => {
    readQuery(req.query, []);
    return adjustmentTable(await listSpend(site.db, office.id, { kinds: ['adjustment', 'adjustment-credit'] }));
  };

  door.get('/spend/adjustments', 'spend.read', async (visit) => {
    visit.show('platform/record', adjustmentListPage(await table(visit), visit.may('spend.enter')));
  });

  door.table('/spend/adjustments', 'spend.read', async (visit) => {
    return { name: 'adjustments', table: await table(visit) };
  });

  door.get('/spend/adjustments/new', 'spend.enter', async (visit) => {
    const choices = await readSpendChoices(visit.site.db, visit.office.id);
    visit.show('platform/form', adjustmentFormPage(choices, emptySpend(choices.periods)));
  });

  door.post('/spend/adjustments/new', 'spend.enter', async (visit) => {
    const choices = await readSpendChoices(visit.site.db, visit.office.id);
    const today = officeDay(visit.office, visit.site.clock);
    await actOnForm(visit, readAdjustmentForm(visit.req.body, choices, today), {
      field: 'period',
      again: (typed, errors) => adjustmentFormPage(choices, typed, errors),
      act: async (wanted) => {
        const ref = await perform(visit.site, doer(visit.person), 'spend.adjustment', visit.once(), async (act) => {
          const entered = await enterAdjustment(act, wanted, visit.person.id);
          return {
            subject: { kind: 'spend', ref: entered },
            detail: { concerns: periodLabel(wanted.concerns) },
            result: entered,
          };
        });
        visit.done(`/spend/${ref}`, `${ref} was recorded. Somebody else approves it now.`);
      },
    });
  });
}
