import { perform } from '../../audit/act.ts';
import type { ReadFigures } from '../../ledger/shown-figure.ts';
import type { Door, Visit } from '../../people/door.ts';
import { refusalErrors } from '../../people/form-visit.ts';
import { doer } from '../../people/person.ts';
import { type FieldError, FormReader, TICKED, type Typed } from '../../platform/form.ts';
import { notFound, refused } from '../../platform/refusal.ts';
import { confirmPlan } from './confirm.ts';
import { listHeldOfPlan } from './held-line.store.ts';
import { readOverview } from './overview.ts';
import { flagField, MOST_FAULTS, MOST_ROWS, planPage, readingPage } from './plan.pages.ts';
import { claimReading, discardPlan, findPlan, readUpload, touchPlan } from './plan.store.ts';
import { type Plan, planHref } from './plan.ts';
import { listLines, listRemarks } from './plan-line.store.ts';
import { listProfiles } from './profiles/profile.store.ts';
import { fileWithErrors } from './read/with-errors.ts';
import { keepLinesDigest } from './seal.ts';
import { startStaging } from './stage/stage-aside.ts';
import { FLAGS, type Flag } from './stage/staged-line.ts';

const MOST_FAULTS_GIVEN_BACK = 100_000;

/** The plan that the address names, of whoever asks. */
export function planOf(visit: Visit): Promise<Plan> {
  return findPlan(visit.site.db, visit.person, String(visit.req.params.token));
}

/** A file's plan: what it would do, and confirming exactly that. Choices are made on pages of their own. */
export function planRoutes(door: Door, readFigures: ReadFigures): void {
  const show = async (visit: Visit, plan: Plan, again: { typed?: Typed; errors?: FieldError[] } = {}) => {
    if (plan.state === 'reading' || plan.state === 'failed') {
      visit.show('spend/import/reading', readingPage(plan));
      return;
    }
    const { db } = visit.site;
    const overview = await readOverview(db, plan);
    const remarks = {
      fault: await listRemarks(db, plan.id, 'fault', MOST_FAULTS),
      changed: await listRemarks(db, plan.id, 'changed', MOST_FAULTS),
      skipped: await listRemarks(db, plan.id, 'skipped', MOST_FAULTS),
      'read-as': await listRemarks(db, plan.id, 'read-as', MOST_FAULTS),
      known: await listRemarks(db, plan.id, 'known', MOST_ROWS),
    };
    const asked = [
      ...new Map(overview.groups.map((group) => [`${group.initiative} ${group.period.year}`, group])).values(),
    ];
    const left = await readFigures(
      { db, officeId: visit.office.id },
      asked.slice(0, 12).map(({ initiative, period }) => ({
        figure: 'budget.available',
        scope: { initiative, year: period.year, nature: 'revenue' },
      })),
    );
    const profile = (await listProfiles(db, visit.office.id)).find(({ name }) => name === plan.profile);
    const page = planPage(
      {
        overview,
        profileLabel: profile?.label ?? plan.profile,
        lines: await listLines(db, plan.id, {}, { limit: MOST_ROWS }),
        remarks,
        personal: await listHeldOfPlan(db, plan, MOST_ROWS),
        left,
        hasFile: (await readUpload(db, plan.id)) !== null,
      },
      again.typed,
      again.errors,
    );
    const isStopped = (plan.summary?.faults ?? 0) > 0 || again.errors !== undefined;
    visit.show('spend/import/plan', page, isStopped ? 422 : 200);
  };

  door.get('/imports/plans/:token', 'spend.import', async (visit) => {
    const plan = await planOf(visit);
    if (plan.batch !== null) return visit.res.redirect(303, `/imports/${plan.batch}`);
    await show(visit, plan);
  });

  door.file('/imports/plans/:token/faults.csv', 'spend.import', async (visit) => {
    const { db } = visit.site;
    const plan = await planOf(visit);
    const bytes = await readUpload(db, plan.id);
    const profile = (await listProfiles(db, visit.office.id)).find(({ name }) => name === plan.profile);
    if (bytes === null || profile === undefined || plan.summary?.canComeBack !== true) {
      throw notFound('file of this plan that can be given back');
    }
    const faults = await listRemarks(db, plan.id, 'fault', MOST_FAULTS_GIVEN_BACK);
    visit.res.type('text/csv; charset=utf-8').attachment(`${plan.fileName.replace(/\.[^.]*$/, '')}-faults.csv`);
    for (const text of fileWithErrors({ bytes }, profile, faults)) visit.res.write(text);
    visit.res.end();
  });

  door.post('/imports/plans/:token/confirmation', 'spend.import', async (visit) => {
    const { db } = visit.site;
    const plan = await planOf(visit);
    const flags = Object.keys(FLAGS) as Flag[];
    const form = new FormReader(visit.req.body, ['shown', 'reason', 'changed', ...flags.map(flagField)]);
    const reason = form.text('reason', 'Reason', { optional: true, longest: 500 }) || null;
    const said = {
      shown: form.typed.shown ?? '',
      lookedAt: flags.filter((flag) => form.typed[flagField(flag)] === TICKED),
      leavesChanged: form.typed.changed === TICKED,
      overspendReason: reason,
    };
    const answer = form.answer(() => said);
    if (!answer.ok) return show(visit, plan, { typed: answer.typed, errors: answer.errors });
    await keepLinesDigest(db, plan);
    try {
      const ref = await perform(visit.site, doer(visit.person), 'import.store', visit.once(), async (act) => {
        const confirmed = await confirmPlan(act, await findPlan(act.trx, visit.person, plan.token), said);
        const { lines, pence, leftOut, lookedAt } = confirmed;
        return {
          subject: { kind: 'batch', ref: confirmed.ref },
          detail: { file: plan.sha256, lines, pence, left_out: leftOut, looked_at: lookedAt },
          result: confirmed.ref,
        };
      });
      visit.done(`/imports/${ref}`, `${ref} was imported. Somebody else accepts it now, against its control total.`);
    } catch (error) {
      const errors = refusalErrors(error);
      await show(visit, await planOf(visit), { typed: form.typed, errors });
    }
  });

  door.post('/imports/plans/:token/reading', 'spend.import', async (visit) => {
    const { db } = visit.site;
    const plan = await planOf(visit);
    const bytes = await readUpload(db, plan.id);
    if (bytes === null) throw notFound('file of this plan that can be read again');
    if (!(await claimReading(db, plan.id))) {
      throw refused(
        'being-read',
        'The file is being read already, or its plan was confirmed or thrown away. Open the plan as it stands now.',
      );
    }
    await touchPlan(db, plan.id, visit.site.clock.now());
    await startStaging(db, plan.id, { bytes }, await listProfiles(db, visit.office.id));
    visit.done(planHref(plan), 'The file was compared with the books again.');
  });

  door.post('/imports/plans/:token/discarding', 'spend.import', async (visit) => {
    const plan = await planOf(visit);
    await discardPlan(visit.site.db, plan.id);
    visit.done('/imports', `The plan of ${plan.fileName} was thrown away. Nothing of it was recorded.`);
  });
}
