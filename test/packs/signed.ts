import { perform } from '../../src/audit/act.ts';
import { assemble } from '../../src/packs/assemble.ts';
import { maySign } from '../../src/packs/section-state.ts';
import { addSignOff } from '../../src/packs/sign-off.store.ts';
import { listPeople } from '../../src/people/person.store.ts';
import { doer, type Person } from '../../src/people/person.ts';
import type { World } from '../world.ts';

/** Has every section of a meeting's pack signed off as it stands, each by somebody whose it is where there is one. */
export async function signSections(
  { db, site }: Pick<World, 'db' | 'site'>,
  meeting: string,
  officeId = 1,
): Promise<void> {
  const { states } = await assemble(db, officeId, meeting, null);
  const people = await listPeople(db, officeId);
  for (const state of states.filter(({ isSigned }) => !isSigned)) {
    const owner = people.find((person) => maySign(person, state)) ?? (people[0] as Person);
    await perform(site, doer(owner), 'pack.sign-off', null, async (act) => {
      await addSignOff(act, meeting, { section: state.section.code, digest: state.digest, by: owner.id });
      return { subject: { kind: 'pack-section', ref: `${meeting}/${state.section.code}` }, result: null };
    });
  }
}
