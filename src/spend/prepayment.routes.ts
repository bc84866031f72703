import { perform } from '../audit/act.ts';
import type { ReadFigures } from '../ledger/shown-figure.ts';
import type { Door, Visit } from '../people/door.ts';
import { refusalErrors } from '../people/form-visit.ts';
import { officeDay } from '../people/office.store.ts';
import { doer } from '../people/person.ts';
import { type FieldError, readQuery, type Typed } from '../platform/form.ts';
import { effectFigures } from './effect.pages.ts';
import type { Effect } from './enter.ts';
import { readPaid, readShares, readTypedPaid } from './prepayment.form.ts';
import { prepaymentFormPage, prepaymentListPage, prepaymentTable, schedulePage } from './prepayment.pages.ts';
import { checkPrepayment, enterPrepayment, type NewPrepayment } from './prepayment.ts';
import { readSchedules } from './schedule.store.ts';
import { emptySpend } from './spend.form.ts';
import { listSpend } from './spend.store.ts';
import { readSpendChoices } from './spend-choices.ts';

const SCHEDULE = 'spend/schedule';

/** Payments in advance: the list, the same list as a file, the form, its schedule, and the act. */
export function prepaymentRoutes(door: Door, readFigures: ReadFigures): void {
  const table = async ({ site, office, req }: Visit) => {
    readQuery(req.query, []);
    const prepayments = await listSpend(site.db, office.id, { kinds: ['prepayment'] });
    const refs = prepayments.map(({ ref }) => ref);
    return prepaymentTable(prepayments, await readSchedules(site.db, office.id, refs));
  };

  door.get('/spend/prepayments', 'spend.read', async (visit) => {
    const where = { db: visit.site.db, officeId: visit.office.id };
    const figures = await readFigures(where, [{ figure: 'spend.prepaid', scope: {} }]);
    visit.show('platform/record', prepaymentListPage(await table(visit), figures, visit.may('spend.enter')));
  });

  door.table('/spend/prepayments', 'spend.read', async (visit) => {
    return { name: 'paid-in-advance', table: await table(visit) };
  });

  door.get('/spend/prepayments/new', 'spend.enter', async (visit) => {
    const choices = await choicesOf(visit);
    visit.show('platform/form', prepaymentFormPage(choices, emptySpend(choices.periods)));
  });

  // Back from the schedule, with everything else kept; nothing is judged until it is sent on again.
  door.post('/spend/prepayments/new', 'spend.enter', async (visit) => {
    const choices = await choicesOf(visit);
    visit.show('platform/form', prepaymentFormPage(choices, readTypedPaid(visit.req.body, choices)));
  });

  door.post('/spend/prepayments/check', 'spend.enter', async (visit) => {
    await actOnSchedule(visit, readFigures, null);
  });

  door.post('/spend/prepayments', 'spend.enter', async (visit) => {
    await actOnSchedule(visit, readFigures, async (wanted) => {
      const ref = await perform(visit.site, doer(visit.person), 'spend.prepayment', visit.once(), async (act) => {
        const entered = await enterPrepayment(act, wanted, visit.person.id);
        return { subject: { kind: 'spend', ref: entered }, result: entered };
      });
      visit.done(`/spend/${ref}`, `${ref} was recorded. Somebody else approves it now.`);
    });
  });
}

function choicesOf({ site, office }: Visit) {
  return readSpendChoices(site.db, office.id);
}

/**
 * Acts on a payment and its schedule, or shows what it would do where no act is given. A mistake in a share is shown
 * on the schedule, any other on the form; what was typed is kept.
 */
async function actOnSchedule(
  visit: Visit,
  readFigures: ReadFigures,
  act: ((wanted: NewPrepayment) => Promise<void>) | null,
): Promise<void> {
  const { db } = visit.site;
  const choices = await choicesOf(visit);
  const paid = readPaid(visit.req.body, choices, officeDay(visit.office, visit.site.clock));
  if (!paid.ok) return visit.show('platform/form', prepaymentFormPage(choices, paid.typed, paid.errors), 400);
  const { _csrf, _once, ...typed } = visit.req.body as Typed;
  const shown = { paid: paid.value, typed, choices };
  const whole = readShares(visit.req.body, choices, paid.value);
  if (!whole.ok) return visit.show(SCHEDULE, schedulePage({ ...shown, wanted: null, effect: null }, whole.errors), 400);
  const wanted = whole.value;
  try {
    if (act !== null) return await act(wanted);
    const effect: Effect = await checkPrepayment(db, visit.office.id, wanted);
    const figures = await readFigures(visit.where, effectFigures(wanted));
    visit.show(SCHEDULE, schedulePage({ ...shown, wanted, effect: { effect, figures } }, []));
  } catch (error) {
    const errors = refusalErrors(error, 'period');
    if (errors.every(isAboutShares)) {
      return visit.show(SCHEDULE, schedulePage({ ...shown, wanted, effect: null }, errors), 422);
    }
    visit.show('platform/form', prepaymentFormPage(choices, readTypedPaid(visit.req.body, choices), errors), 422);
  }
}

function isAboutShares({ field }: FieldError): boolean {
  return field.startsWith('share-');
}
