import { type Once, perform, type Site } from '../audit/act.ts';
import { findMeeting } from '../meetings/meeting.store.ts';
import { demand } from '../people/may.ts';
import { doer, type Person } from '../people/person.ts';
import { notFound, Refusal, refused } from '../platform/refusal.ts';
import { assemble } from './assemble.ts';
import { maySign } from './section-state.ts';
import { addSignOff } from './sign-off.store.ts';

/**
 * Signs a section off as it stood before whoever signs. Refused by name: `not-owner` when it is somebody else's,
 * `content-changed` when it says something else by now, and `signed-already`.
 */
export async function signOff(
  site: Site,
  person: Person,
  wanted: { meetingRef: string; section: string; digest: string },
  once: Once | null,
): Promise<string> {
  demand(person, 'pack.sign');
  const { ref } = await findMeeting(site.db, person.officeId, wanted.meetingRef);
  const { states } = await assemble(site.db, person.officeId, ref, null);
  const state = states.find(({ section }) => section.code === wanted.section);
  if (state === undefined) throw notFound(`section ${wanted.section.slice(0, 40)} in this pack`);
  return perform(site, doer(person), 'pack.sign-off', once, async (act) => {
    if (!maySign(person, state)) {
      throw new Refusal('refused', 'not-owner', 'This section is somebody else’s to sign off.');
    }
    if (state.digest !== wanted.digest) {
      throw refused('content-changed', 'The section says something else by now. Read it again, and sign what it says.');
    }
    if (state.isSigned) throw refused('signed-already', 'This section is signed off as it stands.');
    await addSignOff(act, ref, { section: wanted.section, digest: wanted.digest, by: person.id });
    return {
      subject: { kind: 'pack-section', ref: `${ref}/${wanted.section}` },
      detail: { content: wanted.digest },
      result: wanted.section,
    };
  });
}
