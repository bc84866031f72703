import { perform } from '../../audit/act.ts';
import type { ReadFigures } from '../../ledger/shown-figure.ts';
import type { Door, Visit } from '../../people/door.ts';
import { actOnForm, refusalErrors } from '../../people/form-visit.ts';
import { readNames } from '../../people/person.store.ts';
import { doer } from '../../people/person.ts';
import { type FieldError, FormReader, readQuery, type Typed } from '../../platform/form.ts';
import { refused } from '../../platform/refusal.ts';
import { readSpendChoices } from '../spend-choices.ts';
import { listBatches, storeBatch } from './batch.store.ts';
import { HELD_MINUTES, type Held, HeldFiles, type Owner } from './held.ts';
import { importListPage, uploadPage } from './import.pages.ts';
import { planPage } from './plan.pages.ts';
import { type ImportPlan, planDigest, planImport } from './plan.ts';
import { listProfiles } from './profiles/profile.store.ts';
import { readFileAside } from './read/aside.ts';
import { findProfile } from './read/profile.ts';
import { readUpload } from './upload.form.ts';

/** Spend from a file: the file, the plan of what it would do, and the act that stores exactly that plan. */
export function importRoutes(door: Door, readFigures: ReadFigures): void {
  let files: HeldFiles | null = null;
  const filesOf = (visit: Visit): HeldFiles => {
    files ??= new HeldFiles(visit.site.clock);
    return files;
  };

  const showUpload = async (visit: Visit, errors: FieldError[] = [], status = 200) => {
    const choices = await readSpendChoices(visit.site.db, visit.office.id);
    const profiles = await listProfiles(visit.site.db, visit.office.id);
    visit.show('platform/form', uploadPage(choices, profiles, null, errors), status);
  };

  const showPlan = async (visit: Visit, held: Held, plan: ImportPlan, token: string, again: Again = {}) => {
    const { db } = visit.site;
    const choices = await readSpendChoices(db, visit.office.id);
    const { initiative, period } = plan;
    const scope = { initiative, year: period.year, nature: 'revenue' };
    const [left] = await readFigures({ db, officeId: visit.office.id }, [{ figure: 'budget.available', scope }]);
    if (left === undefined) throw new Error('The figure budget.available was not answered.');
    const shown = {
      plan,
      token,
      left,
      fileName: held.fileName,
      profileLabel: findProfile(await listProfiles(db, visit.office.id), held.profile).label,
      initiative: choices.initiatives.find(({ value }) => value === initiative)?.text ?? initiative,
    };
    const status = plan.faults.length > 0 || again.errors !== undefined ? 422 : 200;
    visit.show('spend/import/plan', planPage(shown, again.typed, again.errors), status);
  };

  door.get('/imports', 'spend.read', async (visit) => {
    readQuery(visit.req.query, []);
    const batches = await listBatches(visit.site.db, visit.office.id);
    const names = await readNames(visit.site.db, visit.office.id);
    visit.show('platform/record', importListPage(batches, names, visit.may('spend.import')));
  });

  door.get('/imports/new', 'spend.import', async (visit) => showUpload(visit));

  door.upload('/imports/plan', 'spend.import', async (visit) => {
    const { db } = visit.site;
    const choices = await readSpendChoices(db, visit.office.id);
    const profiles = await listProfiles(db, visit.office.id);
    const answer = readUpload(visit.req.body, visit.req.file, { ...choices, profiles });
    await actOnForm(visit, answer, {
      field: 'period',
      again: (typed, errors) => uploadPage(choices, profiles, typed, errors),
      act: async (held) => {
        const profile = findProfile(profiles, held.profile);
        const file = await readFileAside(held.bytes, profile);
        const plan = await planImport(db, visit.office.id, file, profile, held.target);
        const isKept = plan.faults.length === 0 && plan.newLines.length > 0;
        await showPlan(visit, held, plan, isKept ? filesOf(visit).hold(ownerOf(visit), held) : '');
      },
    });
  });

  door.post('/imports', 'spend.import', async (visit) => {
    const form = new FormReader(visit.req.body, ['token', 'plan', 'reason']);
    const reason = form.text('reason', 'Reason', { optional: true, longest: 500 }) || null;
    const { token = '', plan: shownPlan = '' } = form.typed;
    const held = filesOf(visit).find(ownerOf(visit), token);
    const profiles = await listProfiles(visit.site.db, visit.office.id);
    const profile = held === null ? null : findProfile(profiles, held.profile);
    const file = held === null || profile === null ? null : await readFileAside(held.bytes, profile);
    const replan = async (db: Parameters<typeof planImport>[0]) => {
      if (held === null || profile === null || file === null) throw uploadGone();
      return planImport(db, visit.office.id, file, profile, held.target);
    };
    try {
      const answer = form.answer(() => reason);
      if (!answer.ok) throw refused('reason', answer.errors[0]?.message ?? '', 'reason');
      const ref = await perform(visit.site, doer(visit.person), 'import.store', visit.once(), async (act) => {
        const plan = await replan(act.trx);
        if (planDigest(plan) !== shownPlan) throw planChanged();
        const from = { fileName: held?.fileName ?? '', enteredBy: visit.person.id, overspendReason: reason };
        const stored = await storeBatch(act, plan, from);
        const detail = { lines: plan.newLines.length, pence: plan.pence, file: plan.file.sha256 };
        return { subject: { kind: 'batch', ref: stored }, detail, result: stored };
      });
      filesOf(visit).release(token);
      visit.done(`/imports/${ref}`, `${ref} was imported. Somebody else accepts it now, against its control total.`);
    } catch (error) {
      const errors = refusalErrors(error);
      if (held === null) return showUpload(visit, errors, 422);
      await showPlan(visit, held, await replan(visit.site.db), token, { typed: form.typed, errors });
    }
  });
}

interface Again {
  typed?: Typed;
  errors?: FieldError[];
}

function ownerOf({ person, req }: Visit): Owner {
  return { personId: person.id, session: req.sessionID };
}

function uploadGone() {
  return refused(
    'upload-gone',
    `The file is no longer held: that is for ${HELD_MINUTES} minutes at most, and nothing was stored. Upload it again.`,
    'file',
  );
}

function planChanged() {
  return refused(
    'plan-changed',
    'Since this was shown, something was recorded that changes it. Nothing was stored. Read it again as it stands now.',
  );
}
