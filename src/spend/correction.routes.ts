import { perform } from '../audit/act.ts';
import { periodLabel } from '../calendar/period.ts';
import { addUp } from '../ledger/balance.ts';
import { readPeriods } from '../ledger/period.store.ts';
import { currentPeriod } from '../ledger/period.ts';
import type { Door, Visit } from '../people/door.ts';
import { officeDay } from '../people/office.store.ts';
import { doer } from '../people/person.ts';
import type { FieldError, Typed } from '../platform/form.ts';
import { readCorrectionForm } from './correction.form.ts';
import { correctionPage } from './correction.pages.ts';
import { enterCorrection } from './enter.ts';
import { refusalErrors } from './form-error.ts';
import { findSpend, listAmounts } from './spend.store.ts';

/** Correcting a spend by a reversal or a refund, which somebody else approves as they approve spend. */
export function correctionRoutes(door: Door): void {
  door.get('/spend/:ref/correction', 'spend.enter', async (visit) => {
    const subject = await subjectOf(visit);
    visit.show('spend/correction', correctionPage(subject, { period: periodLabel(currentPeriod(subject.periods)) }));
  });

  door.post('/spend/:ref/correction', 'spend.enter', async (visit) => {
    const subject = await subjectOf(visit);
    const today = officeDay(visit.office, visit.site.clock);
    const { body } = visit.req;
    const answer = readCorrectionForm(body, subject.spend.ref, subject.periods, today);
    const showAgain = (errors: FieldError[], typed: Typed, status: number) =>
      visit.show('spend/correction', correctionPage(subject, typed, errors), status);
    if (!answer.ok) return showAgain(answer.errors, answer.typed, 400);
    try {
      const ref = await perform(
        visit.site,
        doer(visit.person),
        `spend.${answer.value.kind}`,
        visit.once(),
        async (act) => {
          const entered = await enterCorrection(act, answer.value, visit.person.id);
          return { subject: { kind: 'spend', ref: entered }, detail: { corrects: subject.spend.ref }, result: entered };
        },
      );
      visit.done(`/spend/${ref}`, `${ref} was recorded. Somebody else approves it now.`);
    } catch (error) {
      showAgain(refusalErrors(error), body, 422);
    }
  });
}

async function subjectOf(visit: Visit) {
  const { db } = visit.site;
  const spend = await findSpend(db, visit.office.id, String(visit.req.params.ref));
  const others = await listAmounts(db, visit.office.id, { corrects: spend.ref });
  const taken = others.filter(({ status }) => status !== 'returned').map(({ pence }) => pence);
  return { spend, left: addUp([spend.pence, -addUp(taken)]), periods: await readPeriods(db, visit.office.id) };
}
