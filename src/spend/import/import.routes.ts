import type { Door, Visit } from '../../people/door.ts';
import { actOnForm } from '../../people/form-visit.ts';
import { readNames } from '../../people/person.store.ts';
import { sha256 } from '../../platform/digest.ts';
import { readQuery } from '../../platform/form.ts';
import { readSpendChoices } from '../spend-choices.ts';
import { listBatches } from './batch.store.ts';
import { importListPage, uploadPage } from './import.pages.ts';
import { addPlan, plansOf, sweepPlans } from './plan.store.ts';
import { planHref } from './plan.ts';
import { listProfiles } from './profiles/profile.store.ts';
import { startStaging } from './stage/stage-aside.ts';
import { readUpload } from './upload.form.ts';

/** Files of spend: those that were imported, those under way, and sending one. */
export function importRoutes(door: Door): void {
  door.get('/imports', 'spend.read', async (visit) => {
    readQuery(visit.req.query, []);
    const { db, clock } = visit.site;
    await sweepPlans(db, clock.now());
    visit.show(
      'platform/record',
      importListPage({
        batches: await listBatches(db, visit.office.id),
        plans: visit.may('spend.import') ? await plansOf(db, visit.person) : [],
        names: await readNames(db, visit.office.id),
        mayImport: visit.may('spend.import'),
      }),
    );
  });

  door.get('/imports/new', 'spend.import', async (visit) => {
    const { choices, profiles } = await readChoices(visit);
    visit.show('platform/form', uploadPage(choices, profiles, null));
  });

  door.upload('/imports/plan', 'spend.import', async (visit) => {
    const { db, clock } = visit.site;
    const { choices, profiles } = await readChoices(visit);
    await actOnForm(visit, readUpload(visit.req.body, visit.req.file, { ...choices, profiles }), {
      field: 'file',
      again: (typed, errors) => uploadPage(choices, profiles, typed, errors),
      act: async ({ bytes, fileName, profile, asked }) => {
        const file = { profile, fileName, sha256: sha256(bytes), bytes, size: bytes.length, asked, now: clock.now() };
        const plan = await db.transaction((trx) => addPlan(trx, visit.person, file));
        const { done } = await startStaging(db, plan.id, { bytes }, profiles);
        // A large file goes on being read when this is answered; its plan says how it ended.
        done.catch(() => {});
        visit.res.redirect(303, planHref(plan));
      },
    });
  });
}

async function readChoices(visit: Visit) {
  const { db } = visit.site;
  return {
    choices: await readSpendChoices(db, visit.office.id),
    profiles: await listProfiles(db, visit.office.id),
  };
}
