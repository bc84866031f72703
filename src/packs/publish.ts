import { type Once, perform, type Site } from '../audit/act.ts';
import { demandNothingHeld } from '../audit/gate/held.ts';
import { readOrphanPounds } from '../ledger/orphan-pounds.ts';
import { verifyLedger } from '../ledger/verify.ts';
import { findMeeting } from '../meetings/meeting.store.ts';
import { formatPounds } from '../money/pence.ts';
import { demand, may } from '../people/may.ts';
import { listPeople } from '../people/person.store.ts';
import { doer, type Person } from '../people/person.ts';
import type { Db } from '../platform/database.ts';
import { Refusal, refused } from '../platform/refusal.ts';
import { assemble } from './assemble.ts';
import { addPack, nextVersion, type PublishablePack } from './pack.store.ts';
import { finished } from './register.ts';
import { renderCopies } from './render-copy.ts';

/**
 * Publishes a meeting's pack as its next version and answers the number. Everything is computed as at the last act
 * recorded, and rendered before the transaction, which only freezes it.
 *
 * Refused by name: `held-words` when words on it look personal and nobody has checked them; `orphan-pounds` when money rests on no recorded decision, and `books-differ` when anything else in
 * the books is not as it must be; `published-meanwhile` when somebody else published a version while this was made.
 */
export async function publishPack(site: Site, person: Person, meetingRef: string, once: Once | null): Promise<number> {
  demand(person, 'pack.publish');
  const { ref } = await findMeeting(site.db, person.officeId, meetingRef);
  await demandSoundBooks(site.db, person.officeId);
  const version = await nextVersion(site.db, person.officeId, ref);
  const built = await publishable(site, person.officeId, ref, version);
  return perform(site, doer(person), 'pack.publish', once, async (act) => {
    if ((await nextVersion(act.trx, person.officeId, ref)) !== version) {
      throw new Refusal(
        'conflict',
        'published-meanwhile',
        `Somebody else published version ${version} meanwhile. Read it, and publish again if more has changed.`,
      );
    }
    const fingerprints = await addPack(act, ref, version, built, person.id);
    const { seq } = built.model.chain;
    return {
      subject: { kind: 'pack', ref: `${ref}/${version}` },
      detail: { version, as_at_seq: seq, figures: built.figures.length, ...fingerprints },
      result: version,
    };
  });
}

const MOST_NAMED = 5;

/** A pack rests on decisions, and on books that agree with themselves. Refused when it could not. */
async function demandSoundBooks(db: Db, officeId: number): Promise<void> {
  const orphans = await readOrphanPounds(db, officeId);
  if (orphans.length > 0) {
    const named = orphans
      .slice(0, MOST_NAMED)
      .map(({ entryId, kind, pence, toName }) => `entry ${entryId} (${kind}, ${formatPounds(pence)}, to ${toName})`);
    const more = orphans.length > named.length ? ` and ${orphans.length - named.length} more` : '';
    throw refused(
      'orphan-pounds',
      `A pack is published only when every pound rests on a recorded decision. None is recorded for ` +
        `${named.join(', ')}${more}. The page Every pound lists them.`,
    );
  }
  const [finding] = await verifyLedger(db, officeId);
  if (finding !== undefined) {
    throw refused(
      'books-differ',
      `The books do not agree with their entries, so no pack can rest on them. ${finding.sentence}`,
    );
  }
}

async function publishable(site: Site, officeId: number, ref: string, version: number): Promise<PublishablePack> {
  const { model: assembled, figures, reading } = await assemble(site.db, officeId, ref, version);
  await demandNothingHeld(site.db, reading, { what: 'The pack', printed: JSON.stringify([assembled, figures]) });
  const model = finished(assembled, figures);
  const copies = await renderCopies({
    model,
    figures,
    href: `/packs/${ref}/${version}`,
    address: site.address ?? null,
    readers: (await listPeople(site.db, officeId)).filter((person) => may(person, 'pack.read').may).map(({ id }) => id),
  });
  const [{ html, pdf }] = copies;
  return { model, figures, html, pdf, copies };
}
