import { type Once, perform, type Site } from '../audit/act.ts';
import { demand } from '../people/may.ts';
import { doer, type Person } from '../people/person.ts';
import { refused } from '../platform/refusal.ts';
import { addWithdrawal, findPack, laterPacks, listPacks } from './pack.store.ts';

/**
 * Withdraws the latest version of a meeting's pack, with a reason: its bytes stay, and it is no longer given out. Refused
 * by name: `not-latest` for a version that another took the place of, `withdrawn-already`, and `later-pack` once a later
 * meeting's pack has built on it.
 */
export async function withdrawPack(
  site: Site,
  person: Person,
  wanted: { meetingRef: string; version: string; reason: string },
  once: Once | null,
): Promise<string> {
  demand(person, 'pack.withdraw');
  return perform(site, doer(person), 'pack.withdraw', once, async (act) => {
    const { trx } = act;
    const pack = await findPack(trx, person.officeId, wanted.meetingRef, wanted.version);
    if (pack.withdrawal !== null) {
      throw refused('withdrawn-already', `Version ${pack.version} is withdrawn already.`);
    }
    const [latest] = await listPacks(trx, person.officeId, pack.meetingRef);
    if (latest?.version !== pack.version) {
      throw refused(
        'not-latest',
        `Version ${latest?.version} took the place of version ${pack.version}, so only that can be withdrawn.`,
      );
    }
    const [later] = await laterPacks(trx, person.officeId, pack.meetingRef);
    if (later !== undefined) {
      throw refused(
        'later-pack',
        `The pack of ${later} says what changed since this one, so it stands. Publish a new version instead.`,
      );
    }
    await addWithdrawal(act, pack, { by: person.id, reason: wanted.reason });
    return {
      subject: { kind: 'pack', ref: `${pack.meetingRef}/${pack.version}` },
      detail: { version: pack.version },
      result: `${pack.meetingRef}/${pack.version}`,
    };
  });
}
