import { type Act, perform } from '../audit/act.ts';
import { readAttachmentPart } from '../documents/attachment-part.ts';
import type { ReadFigures } from '../ledger/shown-figure.ts';
import type { Door, Page, Visit } from '../people/door.ts';
import { actOnForm } from '../people/form-visit.ts';
import { joinParts, type PageSection } from '../people/page-part.ts';
import { doer } from '../people/person.ts';
import { type FieldError, FormReader, type Typed } from '../platform/form.ts';
import { accrualRoutes } from './accrual.routes.ts';
import { adjustmentRoutes } from './adjustment.routes.ts';
import { readShown } from './approval.store.ts';
import { approvalsRoutes } from './approvals.routes.ts';
import { approveSeen } from './approve-seen.ts';
import { claimRoutes } from './claims/claim.routes.ts';
import { codingRoutes } from './coding/coding.routes.ts';
import { correctionRoutes } from './correction.routes.ts';
import { returnSpend } from './decide.ts';
import { enterAgainRoutes } from './enter-again.routes.ts';
import { exposureRoutes } from './exposure.routes.ts';
import { forecastRoutes } from './forecast.routes.ts';
import { batchRoutes } from './import/batch.routes.ts';
import { chooseRoutes } from './import/choose.routes.ts';
import { importRoutes } from './import/import.routes.ts';
import { planRoutes } from './import/plan.routes.ts';
import { profileRoutes } from './import/profiles/profile.routes.ts';
import { putBackRoutes } from './import/put-back.routes.ts';
import { readRuleUse } from './import/rule-use.ts';
import { decidedOf, readTogether } from './joint.store.ts';
import { monitoringReturnRoutes } from './monitoring/return.routes.ts';
import { payrollRoutes } from './payroll/payroll.routes.ts';
import { prepaymentRoutes } from './prepayment.routes.ts';
import { ragOverrideRoutes } from './rag-override.routes.ts';
import { recodeRoutes } from './recode.routes.ts';
import { type SpendShown, spendPage } from './spend.pages.ts';
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
  enterAgainRoutes(door);
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
  const readEvidence = readAttachmentPart('spend');
  const page = async (visit: Visit, typed: Typed = {}, errors: FieldError[] = []): Promise<Page> => {
    const ref = String(visit.req.params.ref);
    const shown = await readShown(visit.site.db, readFigures, visit.person, ref);
    const evidence = [await readEvidence(visit, shown.spend.ref)];
    for (const ref of besides(shown)) {
      const { sections } = await readEvidence(visit, ref);
      evidence.push({ sections: ofAnother(ref, sections ?? []) });
    }
    const copy = visit.may('spend.enter') ? `/spend/new?copy=${encodeURIComponent(shown.spend.ref)}` : null;
    return { ...joinParts(spendPage(shown, errors, typed), evidence), copy };
  };
  const formOf = (visit: Visit) => ({
    view: 'spend/spend',
    again: (typed: Typed, errors: FieldError[]) => page(visit, typed, errors),
  });

  door.get('/spend/:ref', 'spend.read', async (visit) => visit.show('spend/spend', await page(visit)));

  door.post('/spend/:ref/approval', 'spend.approve', async (visit) => {
    const form = new FormReader(visit.req.body, ['reason', 'seen']);
    const reason = form.text('reason', 'Reason', { optional: true, longest: 500 });
    const seen = form.text('seen', 'What was seen', { optional: true, longest: 64 });
    await actOnForm(
      visit,
      form.answer(() => ({ reason: reason || null, seen: seen || null })),
      {
        ...formOf(visit),
        act: async (approval) => {
          const ref = await decide(visit, 'spend.approve', (act, of) => approveSeen(act, visit.person, of, approval));
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

/** Whose documents tell of it too: what is decided with it, what that corrects, and the versions before. */
function besides({ spend, together, versions }: SpendShown): Set<string> {
  const corrected = together.flatMap(({ corrects }) => corrects ?? []);
  const earlier = versions.earlier.flatMap((version) => version.together);
  const refs = new Set([...together.map(({ ref }) => ref), ...corrected, ...earlier.map(({ ref }) => ref)]);
  refs.delete(spend.ref);
  return refs;
}

/** The documents of something that belongs to it, where it has any. */
function ofAnother(ref: string, sections: readonly PageSection[]): PageSection[] {
  return sections.flatMap(({ table }) =>
    table === undefined || table.rows.length === 0 ? [] : [{ table: { ...table, caption: `Documents of ${ref}` } }],
  );
}

const QUEUE = { text: 'See what else awaits approval', href: '/approvals' };

async function decide(visit: Visit, action: string, work: (act: Act, ref: string) => Promise<Spend>): Promise<string> {
  const spend = await findSpend(visit.site.db, visit.office.id, String(visit.req.params.ref));
  const { ref } = spend;
  visit.demand('spend.approve', approvalSubject(decidedOf(await readTogether(visit.site.db, visit.office.id, spend))));
  return perform(visit.site, doer(visit.person), action, visit.once(), async (act) => {
    await work(act, ref);
    return { subject: { kind: 'spend', ref }, result: ref };
  });
}
