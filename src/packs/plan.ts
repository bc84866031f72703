import { type Act, type Once, perform, type Site } from '../audit/act.ts';
import type { Moment } from '../audit/moment.ts';
import { findMeeting } from '../meetings/meeting.store.ts';
import { demand, may } from '../people/may.ts';
import { listPeople } from '../people/person.store.ts';
import { doer, type Person } from '../people/person.ts';
import { Refusal, refused } from '../platform/refusal.ts';
import { SECTIONS } from './catalogue.ts';
import { lastPackBefore } from './pack.store.ts';
import { addPlan, readPlan } from './plan.store.ts';
import type { Placing } from './section.ts';

/** Where a section stands in the pack of a meeting, and who signs it off where somebody is named. */
export interface Planned {
  section: string;
  placing: Placing;
  owner: number | null;
}

/** How the pack of a meeting is put together. */
export interface Plan {
  /** 0 while nobody has chosen anything for this meeting. */
  version: number;
  /** Up to when the figures are known; null for the moment of publication. */
  cutOff: Moment | null;
  /** Every section, in the order in which it is printed. */
  sections: Planned[];
}

/**
 * Chooses the sections of a meeting's pack, their order and owners, and the cut-off of its figures. Refused by name:
 * `section-needed` when one is left out that no pack goes without, `owner-role` when whoever is named may not sign,
 * `cut-off-before` when the last pack's figures are later, and `changed-meanwhile` when somebody else saved another
 * plan since.
 */
export async function savePlan(
  site: Site,
  person: Person,
  meetingRef: string,
  wanted: Plan,
  once: Once | null,
): Promise<string> {
  demand(person, 'pack.plan');
  return perform(site, doer(person), 'pack.plan', once, async (act) => {
    const { ref } = await findMeeting(act.trx, person.officeId, meetingRef);
    await demandPlan(act, ref, wanted);
    await addPlan(act, ref, { ...wanted, version: wanted.version + 1 });
    return {
      subject: { kind: 'pack-plan', ref },
      detail: { version: wanted.version + 1, as_at_seq: wanted.cutOff?.seq ?? null },
      result: ref,
    };
  });
}

async function demandPlan(act: Act, ref: string, { version, cutOff, sections }: Plan): Promise<void> {
  const standing = await readPlan(act.trx, act.doer.officeId, ref);
  if (standing.version !== version) {
    throw new Refusal(
      'refused',
      'changed-meanwhile',
      'Somebody else changed this plan meanwhile. Open it again, and change what stands there now.',
    );
  }
  const missing = SECTIONS.find(
    ({ code, always }) => always === true && sections.find(({ section }) => section === code)?.placing === 'out',
  );
  if (missing !== undefined) {
    const sentence = `“${missing.title}” stands in every pack. Put it in the pack or among the annexes.`;
    throw refused('section-needed', sentence, `placing-${missing.code}`);
  }
  const people = await listPeople(act.trx, act.doer.officeId);
  for (const { section, owner } of sections) {
    if (owner === null) continue;
    const named = people.find(({ id }) => id === owner);
    if (named === undefined || !may(named, 'pack.sign').may) {
      throw refused('owner-role', 'Name somebody whose role may sign a section off.', `owner-${section}`);
    }
  }
  const before = await lastPackBefore(act.trx, act.doer.officeId, ref);
  if (cutOff !== null && before !== null && cutOff.seq < before.asAtSeq) {
    throw refused(
      'cut-off-before',
      `The figures of the pack ${before.meetingRef} are later than that. Choose a later cut-off.`,
      'as-at',
    );
  }
}
