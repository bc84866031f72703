import { type Once, perform, type Site } from '../audit/act.ts';
import { type Day, formatDay } from '../calendar/day.ts';
import { listPublicDocuments, listPublicly, type PublicDocument } from '../documents/public-document.store.ts';
import { listMeetings } from '../meetings/meeting.store.ts';
import { listCopies, type PackCopy } from '../packs/copy.store.ts';
import { listPacks } from '../packs/pack.store.ts';
import { demand } from '../people/may.ts';
import { dayOfMoment, type Office } from '../people/office.store.ts';
import { doer, type Person } from '../people/person.ts';
import type { Db } from '../platform/database.ts';
import { notFound, refused } from '../platform/refusal.ts';

/** The latest version of a meeting's pack, as the public may get it. */
export interface PublicPack {
  meetingRef: string;
  heldOn: Day;
  version: number;
  publishedBy: number;
  /** The copy that leaves out what is not for everybody. */
  copy: PackCopy;
  /** Since when it stands on the public page; null while it does not. */
  since: Day | null;
}

/** The part of the public page that packs stand in. */
export const PACK_SECTION = 'packs';

/** The packs that have a copy for the public and were not withdrawn, each in its latest version, the last meeting first. */
export async function listPublicPacks(db: Db, officeId: number): Promise<PublicPack[]> {
  const listed = await listPublicDocuments(db, officeId, { section: PACK_SECTION });
  const found: PublicPack[] = [];
  for (const { ref: meetingRef, heldOn } of (await listMeetings(db, officeId)).toReversed()) {
    const [latest] = await listPacks(db, officeId, meetingRef);
    if (latest === undefined || latest.withdrawal !== null || latest.isWithdrawn) continue;
    const { version, publishedBy } = latest;
    const copies = await listCopies(db, officeId, meetingRef, version);
    const copy = copies.find(({ audience }) => audience === 'public');
    if (copy === undefined) continue;
    const since = listed.find(({ documentId }) => documentId === copy.pdfDocumentId)?.publishedOn ?? null;
    found.push({ meetingRef, heldOn, version, publishedBy, copy, since });
  }
  return found;
}

/** The pack of a meeting as the public may get it. */
export async function findPublicPack(db: Db, officeId: number, meetingRef: string): Promise<PublicPack> {
  const found = (await listPublicPacks(db, officeId)).find((pack) => pack.meetingRef === meetingRef);
  if (found === undefined) throw notFound(`pack of ${meetingRef.slice(0, 40)} for the public`);
  return found;
}

/** Where a pack stands below the public page, for good. */
function publicPaths({ meetingRef }: Pick<PublicPack, 'meetingRef'>): { html: string; pdf: string } {
  const path = `${PACK_SECTION}/${meetingRef}/${meetingRef}-pack`;
  return { html: `${path}.html`, pdf: `${path}.pdf` };
}

/**
 * Lists the public copy of a meeting's pack on the public page, its PDF and its HTML, exactly as they were frozen. A
 * later version takes its place there. Whoever published the pack does not open it to the public as well. Refused by
 * name: `public-version` when another version is the latest by now, `public-already` when it stands there.
 */
export async function publishPackCopy(
  site: Site,
  person: Person,
  office: Office,
  wanted: { meetingRef: string; version: number },
  once: Once | null,
): Promise<string> {
  return perform(site, doer(person), 'publication.pack', once, async (act) => {
    const pack = await findPublicPack(act.trx, office.id, wanted.meetingRef);
    demand(person, 'publication.publish', { enteredBy: pack.publishedBy });
    if (pack.version !== wanted.version) {
      throw refused('public-version', `Version ${pack.version} is the latest by now. Look at that one, then decide.`);
    }
    if (pack.since !== null) {
      throw refused('public-already', `It stands on the public page since ${formatDay(pack.since)}.`);
    }
    const publishedOn = dayOfMoment(office, { at: site.clock.now() });
    const { html, pdf } = publicPaths(pack);
    const title = `Pack of the meeting of ${formatDay(pack.heldOn)}`;
    const of = { section: PACK_SECTION, title, publishedOn };
    await listPublicly(act, { ...of, path: pdf, documentId: pack.copy.pdfDocumentId });
    await listPublicly(act, { ...of, path: html, documentId: pack.copy.htmlDocumentId });
    return {
      subject: { kind: 'pack', ref: `${pack.meetingRef}/${pack.version}` },
      detail: { version: pack.version, code: pack.copy.code },
      result: pack.meetingRef,
    };
  });
}

/** What stands in the place of a document whose pack was withdrawn. */
export function withdrawnPackSentence({ title, publishedOn, sha256 }: PublicDocument): string {
  return (
    `“${title}”, published on ${formatDay(publishedOn)}, was withdrawn by the office and is no longer given out. ` +
    `Its SHA-256 fingerprint is kept: ${sha256}.\n`
  );
}
