import { type Act, perform } from '../audit/act.ts';
import type { ReadFigures } from '../ledger/shown-figure.ts';
import type { Door, Visit } from '../people/door.ts';
import { doer } from '../people/person.ts';
import { type FieldError, FormReader, type Typed } from '../platform/form.ts';
import { readShown } from './approval.store.ts';
import { approvalsRoutes } from './approvals.routes.ts';
import { correctionRoutes } from './correction.routes.ts';
import { approveSpend, returnSpend } from './decide.ts';
import { forecastRoutes } from './forecast.routes.ts';
import { refusalErrors } from './form-error.ts';
import { batchRoutes } from './import/batch.routes.ts';
import { importRoutes } from './import/import.routes.ts';
import { spendPage } from './spend.pages.ts';
import { findSpend } from './spend.store.ts';
import type { Spend } from './spend.ts';
import { spendFormRoutes } from './spend-form.routes.ts';
import { spendListRoutes } from './spend-list.routes.ts';

/** Every address of spend: recording, deciding, correcting, importing and forecasting it. */
export function spendRoutes(door: Door, readFigures: ReadFigures): void {
  spendListRoutes(door, readFigures);
  spendFormRoutes(door, readFigures);
  oneSpendRoutes(door, readFigures);
  correctionRoutes(door);
  approvalsRoutes(door, readFigures);
  importRoutes(door, readFigures);
  batchRoutes(door);
  forecastRoutes(door, readFigures);
}

function oneSpendRoutes(door: Door, readFigures: ReadFigures): void {
  const show = async (visit: Visit, errors: FieldError[] = [], typed: Typed = {}, status = 200) => {
    const shown = await readShown(visit.site.db, readFigures, visit.person, String(visit.req.params.ref));
    visit.show('spend/spend', spendPage(shown, errors, typed), status);
  };

  door.get('/spend/:ref', 'spend.read', async (visit) => show(visit));

  door.post('/spend/:ref/approval', 'spend.approve', async (visit) => {
    const form = new FormReader(visit.req.body, ['reason']);
    const reason = form.text('reason', 'Reason', { optional: true, longest: 500 }) || null;
    const answer = form.answer(() => reason);
    if (!answer.ok) return show(visit, answer.errors, answer.typed, 400);
    try {
      const ref = await decide(visit, 'spend.approve', (act, of) => approveSpend(act, visit.person, of, answer.value));
      visit.done(`/spend/${ref}`, `${ref} was approved and is part of spend to date.`, queue);
    } catch (error) {
      await show(visit, refusalErrors(error), form.typed, 422);
    }
  });

  door.post('/spend/:ref/return', 'spend.approve', async (visit) => {
    const form = new FormReader(visit.req.body, ['return-reason']);
    const reason = form.text('return-reason', 'Reason for returning it', { longest: 500 });
    const answer = form.answer(() => reason);
    if (!answer.ok) return show(visit, answer.errors, answer.typed, 400);
    try {
      const ref = await decide(visit, 'spend.return', (act, of) => returnSpend(act, visit.person, of, answer.value));
      visit.done(`/spend/${ref}`, `${ref} was returned to whoever entered it.`, queue);
    } catch (error) {
      await show(visit, refusalErrors(error), form.typed, 422);
    }
  });
}

const queue = { text: 'See what else awaits approval', href: '/approvals' };

async function decide(visit: Visit, action: string, work: (act: Act, ref: string) => Promise<Spend>): Promise<string> {
  const { ref, enteredBy, pence } = await findSpend(visit.site.db, visit.office.id, String(visit.req.params.ref));
  visit.demand('spend.approve', { enteredBy, pence });
  return perform(visit.site, doer(visit.person), action, visit.once(), async (act) => {
    await work(act, ref);
    return { subject: { kind: 'spend', ref }, result: ref };
  });
}
