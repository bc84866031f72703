import { answeredBefore, type Once, perform, type Site } from '../audit/act.ts';
import { readKnowledge } from '../audit/gate/knowledge.ts';
import { londonDay } from '../calendar/day.ts';
import { personalWords } from '../disclosure/words-gate.ts';
import { isGuarded, type OpenRelease, registerRelease } from '../figures/release/open-release.ts';
import { findMeeting } from '../meetings/meeting.store.ts';
import { demand, may } from '../people/may.ts';
import { listPeople, readNames } from '../people/person.store.ts';
import { doer, type Person } from '../people/person.ts';
import { Refusal, refused } from '../platform/refusal.ts';
import { assemble } from './assemble.ts';
import { demandNoObstacle, findObstacles } from './obstacle.ts';
import { addPack, addReason, nextVersion, type PublishablePack } from './pack.store.ts';
import { finished } from './register.ts';
import { renderCopies } from './render-copy.ts';

/**
 * Publishes a meeting's pack as its next version and answers the number. Everything is computed as at its cut-off, and
 * rendered before the transaction, which only freezes it.
 *
 * Refused by the name of the first obstacle (see `findObstacles`), with all of them in its sentence; `reason-needed` when
 * it takes the place of another version and does not say why, `personal-reason` when that looks personal, since it is
 * printed at once; `published-meanwhile` when somebody else published a version, or other counts of people, while this
 * was made.
 */
export async function publishPack(
  site: Site,
  person: Person,
  meetingRef: string,
  once: Once | null,
  why: string | null = null,
): Promise<number> {
  demand(person, 'pack.publish');
  const before = once === null ? null : await answeredBefore<number>(site, doer(person), once);
  if (before !== null) return before;
  const { ref } = await findMeeting(site.db, person.officeId, meetingRef);
  const version = await nextVersion(site.db, person.officeId, ref);
  if (version > 1 && why === null) {
    throw refused('reason-needed', `Say why version ${version} takes the place of version ${version - 1}.`, 'why');
  }
  if (version > 1 && why !== null) await demandGeneralWords(site, person.officeId, why);
  const { built, release } = await publishable(site, person.officeId, ref, { version, why: version > 1 ? why : null });
  return perform(site, doer(person), 'pack.publish', once, async (act) => {
    if ((await nextVersion(act.trx, person.officeId, ref)) !== version) {
      throw new Refusal(
        'conflict',
        'published-meanwhile',
        `Somebody else published version ${version} meanwhile. Read it, and publish again if more has changed.`,
      );
    }
    const fingerprints = await addPack(act, ref, version, built, person.id);
    if (version > 1 && why !== null) await addReason(act, ref, version, why);
    await registerRelease(act, release);
    const { seq } = built.model.chain;
    return {
      subject: { kind: 'pack', ref: `${ref}/${version}` },
      detail: {
        version,
        as_at_seq: seq,
        figures: built.figures.length,
        release: release.answer.fingerprint,
        ...fingerprints,
      },
      result: version,
    };
  });
}

/** The reason is printed with the version that it is given for, before anybody else could look at it. */
async function demandGeneralWords(site: Site, officeId: number, why: string): Promise<void> {
  const [first] = personalWords(why, londonDay(site.clock.now()), await readKnowledge(site.db, officeId));
  if (first === undefined) return;
  throw refused(
    'personal-reason',
    `The reason holds words that look personal (“${first.words}”). Say it in general words.`,
    'why',
  );
}

async function publishable(
  site: Site,
  officeId: number,
  ref: string,
  { version, why }: { version: number; why: string | null },
): Promise<{ built: PublishablePack; release: OpenRelease }> {
  const assembled = await assemble(site.db, officeId, ref, version, why);
  demandNoObstacle(await findObstacles(site.db, officeId, assembled, await readNames(site.db, officeId)));
  const { context, figures, release } = assembled;
  const model = finished(assembled.model, figures, [context.last, context.superseded]);
  const copies = await renderCopies({
    model,
    figures,
    guarded: figures.filter(({ figure, scope }) => isGuarded(release, figure, scope)).map(({ number }) => number),
    href: `/packs/${ref}/${version}`,
    address: site.address ?? null,
    readers: (await listPeople(site.db, officeId)).filter((person) => may(person, 'pack.read').may).map(({ id }) => id),
  });
  const [{ html, pdf }] = copies;
  return { built: { model, figures, html, pdf, copies }, release };
}
