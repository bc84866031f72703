import { type Act, perform } from '../audit/act.ts';
import type { ReadFigures } from '../ledger/shown-figure.ts';
import type { Door, Page, Visit } from '../people/door.ts';
import { actOnForm } from '../people/form-visit.ts';
import { doer } from '../people/person.ts';
import { type FieldError, FormReader, type Typed } from '../platform/form.ts';
import { accrualRoutes } from './accrual.routes.ts';
import { adjustmentRoutes } from './adjustment.routes.ts';
import { readShown } from './approval.store.ts';
import { approvalsRoutes } from './approvals.routes.ts';
import { claimRoutes } from './claims/claim.routes.ts';
import { codingRoutes } from './coding/coding.routes.ts';
import { correctionRoutes } from './correction.routes.ts';
import { approveSpend, returnSpend } from './decide.ts';
import { exposureRoutes } from './exposure.routes.ts';
import { forecastRoutes } from './forecast.routes.ts';
import { batchRoutes } from './import/batch.routes.ts';
import { chooseRoutes } from './import/choose.routes.ts';
import { importRoutes } from './import/import.routes.ts';
import { planRoutes } from './import/plan.routes.ts';
import { profileRoutes } from './import/profiles/profile.routes.ts';
import { putBackRoutes } from './import/put-back.routes.ts';
import { readRuleUse } from './import/rule-use.ts';
import { monitoringReturnRoutes } from './monitoring/return.routes.ts';
import { payrollRoutes } from './payroll/payroll.routes.ts';
import { prepaymentRoutes } from './prepayment.routes.ts';
import { ragOverrideRoutes } from './rag-override.routes.ts';
import { recodeRoutes } from './recode.routes.ts';
import { spendPage } from './spend.pages.ts';
import { findSpend } from './spend.store.ts';
import { approvalSubject, type Spend } from './spend.ts';
import { spendFormRoutes } from './spend-form.routes.ts';
import { spendListRoutes } from './spend-list.routes.ts';
import { splitRoutes } from './split.routes.ts';
import { splitEntryRoutes } from './split-entry.routes.ts';

/** Every address of spend: recording, deciding, correcting, importing and forecasting it. */
export function spendRoutes(door: Door, readFigures: ReadFigures): void {
  spendListRoutes(door, readFigures);
  spendFormRoutes(door, readFigures);
  accrualRoutes(door, readFigures);
  prepaymentRoutes(door, readFigures);
  adjustmentRoutes(door);
  splitEntryRoutes(door, readFigures);
  oneSpendRoutes(door, readFigures);
  correctionRoutes(door);
  recodeRoutes(door, readFigures);
  splitRoutes(door, readFigures);
  approvalsRoutes(door, readFigures);
  importRoutes(door);
  planRoutes(door, readFigures);
  chooseRoutes(door);
  putBackRoutes(door);
  batchRoutes(door);
  profileRoutes(door);
  forecastRoutes(door, readFigures);
  exposureRoutes(door, readFigures);
  ragOverrideRoutes(door, readFigures);
  monitoringReturnRoutes(door);
  claimRoutes(door, readFigures);
  payrollRoutes(door, readFigures);
  codingRoutes(door, readRuleUse);
}

function oneSpendRoutes(door: Door, readFigures: ReadFigures): void {
  const read = ({ site, person, req }: Visit) => readShown(site.db, readFigures, person, String(req.params.ref));
  const formOf = (visit: Visit) => ({
    view: 'spend/spend',
    again: (typed: Typed, errors: FieldError[]) => page(visit, typed, errors),
  });
  const page = async (visit: Visit, typed: Typed = {}, errors: FieldError[] = []): Promise<Page> => {
    const { ref } = visit.req.params;
    const copy = visit.may('spend.enter') ? `/spend/new?copy=${encodeURIComponent(String(ref))}` : null;
    return { ...spendPage(await read(visit), errors, typed), copy };
  };

  door.get('/spend/:ref', 'spend.read', async (visit) => visit.show('spend/spend', await page(visit)));

  door.post('/spend/:ref/approval', 'spend.approve', async (visit) => {
    const form = new FormReader(visit.req.body, ['reason']);
    const typed = form.text('reason', 'Reason', { optional: true, longest: 500 });
    await actOnForm(
      visit,
      form.answer(() => typed || null),
      {
        ...formOf(visit),
        act: async (reason) => {
          const ref = await decide(visit, 'spend.approve', (act, of) => approveSpend(act, visit.person, of, reason));
          visit.done(`/spend/${ref}`, `${ref} was approved and is in the books.`, QUEUE);
        },
      },
    );
  });

  door.post('/spend/:ref/return', 'spend.approve', async (visit) => {
    const form = new FormReader(visit.req.body, ['return-reason']);
    const typed = form.text('return-reason', 'Reason for returning it', { longest: 500 });
    await actOnForm(
      visit,
      form.answer(() => typed),
      {
        ...formOf(visit),
        act: async (reason) => {
          const ref = await decide(visit, 'spend.return', (act, of) => returnSpend(act, visit.person, of, reason));
          visit.done(`/spend/${ref}`, `${ref} was returned to whoever entered it.`, QUEUE);
        },
      },
    );
  });
}

const QUEUE = { text: 'See what else awaits approval', href: '/approvals' };

async function decide(visit: Visit, action: string, work: (act: Act, ref: string) => Promise<Spend>): Promise<string> {
  const spend = await findSpend(visit.site.db, visit.office.id, String(visit.req.params.ref));
  const { ref } = spend;
  visit.demand('spend.approve', approvalSubject(spend));
  return perform(visit.site, doer(visit.person), action, visit.once(), async (act) => {
    await work(act, ref);
    return { subject: { kind: 'spend', ref }, result: ref };
  });
}
