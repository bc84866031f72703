import type { Knex } from 'knex';
import { perform } from '../src/audit/act.ts';
import { momentAt } from '../src/audit/moment.ts';
import { assemble } from '../src/packs/assemble.ts';
import { readPlan } from '../src/packs/plan.store.ts';
import { savePlan } from '../src/packs/plan.ts';
import { publishPack } from '../src/packs/publish.ts';
import { maySign } from '../src/packs/section-state.ts';
import { addSignOff } from '../src/packs/sign-off.store.ts';
import { firstOffice, type Office } from '../src/people/office.store.ts';
import { findByEmail, listPeople } from '../src/people/person.store.ts';
import { doer, type Person } from '../src/people/person.ts';
import { settableClock } from '../src/platform/clock.ts';
import { publishPackCopy } from '../src/publication/public-pack.ts';
import { readRows } from './timeline.ts';

/**
 * Publishes the packs of earlier meetings, each with its figures as at the instant that was chosen for it, so that the
 * draft of the next meeting says what changed. It comes after everything else: the papers of those meetings were put on
 * record late (invented).
 */
export async function publishDemonstrationPacks(db: Knex): Promise<void> {
  for (const { recorded = '', meeting = '', as_at: asAt = '', by = '', public_by: openedBy = '' } of readRows(
    'packs',
  )) {
    const site = { db, clock: settableClock(recorded) };
    const office = (await firstOffice(db)) as Office;
    const { id: officeId } = office;
    const person = async (name: string) => (await findByEmail(db, `${name}@demo.example`))?.person as Person;
    const publisher = await person(by);
    const cutOff = await momentAt(db, officeId, asAt, recorded);
    await savePlan(site, publisher, meeting, { ...(await readPlan(db, officeId, meeting)), cutOff }, null);
    const people = await listPeople(db, officeId);
    for (const state of (await assemble(db, officeId, meeting, null)).states) {
      const owner = people.find((person) => maySign(person, state)) as Person;
      await perform(site, doer(owner), 'pack.sign-off', null, async (act) => {
        await addSignOff(act, meeting, { section: state.section.code, digest: state.digest, by: owner.id });
        return { subject: { kind: 'pack-section', ref: `${meeting}/${state.section.code}` }, result: null };
      });
    }
    await publishPack(site, publisher, meeting, null);
    await publishPackCopy(site, await person(openedBy), office, { meetingRef: meeting, version: 1 }, null);
  }
}
