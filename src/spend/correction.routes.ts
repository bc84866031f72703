import { perform } from '../audit/act.ts';
import { periodLabel } from '../calendar/period.ts';
import { readPeriods } from '../ledger/period.store.ts';
import { currentPeriod } from '../ledger/period.ts';
import type { Door, Visit } from '../people/door.ts';
import { actOnForm } from '../people/form-visit.ts';
import { officeDay } from '../people/office.store.ts';
import { doer } from '../people/person.ts';
import { findCorrectable } from './correctable.ts';
import { readCorrectionForm } from './correction.form.ts';
import { correctionPage } from './correction.pages.ts';
import { enterCorrection } from './enter.ts';
import { leftToCorrect } from './spend.store.ts';

/** Correcting a spend by a reversal or a refund, which somebody else approves as they approve spend. */
export function correctionRoutes(door: Door): void {
  door.get('/spend/:ref/correction', 'spend.enter', async (visit) => {
    const subject = await subjectOf(visit);
    visit.show('platform/form', correctionPage(subject, { period: periodLabel(currentPeriod(subject.periods)) }));
  });

  door.post('/spend/:ref/correction', 'spend.enter', async (visit) => {
    const subject = await subjectOf(visit);
    const { ref: corrects } = subject.spend;
    const today = officeDay(visit.office, visit.site.clock);
    await actOnForm(visit, readCorrectionForm(visit.req.body, corrects, subject.periods, today), {
      field: 'period',
      again: (typed, errors) => correctionPage(subject, typed, errors),
      act: async (wanted) => {
        const ref = await perform(visit.site, doer(visit.person), `spend.${wanted.kind}`, visit.once(), async (act) => {
          const entered = await enterCorrection(act, wanted, visit.person.id);
          return { subject: { kind: 'spend', ref: entered }, detail: { corrects }, result: entered };
        });
        visit.done(`/spend/${ref}`, `${ref} was recorded. Somebody else approves it now.`);
      },
    });
  });
}

async function subjectOf(visit: Visit) {
  const { db } = visit.site;
  const spend = await findCorrectable(db, visit.office.id, String(visit.req.params.ref));
  return {
    spend,
    left: await leftToCorrect(db, visit.office.id, spend),
    periods: await readPeriods(db, visit.office.id),
  };
}
