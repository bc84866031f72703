import { type Act, type Once, perform, type Site } from '../audit/act.ts';
import type { Day } from '../calendar/day.ts';
import { monthLabel } from '../calendar/month.ts';
import { freeze } from '../documents/document.store.ts';
import { findPublicDocument, listPublicly, type PublicDocument } from '../documents/public-document.store.ts';
import { demand } from '../people/may.ts';
import { dayOfMoment, type Office } from '../people/office.store.ts';
import { doer, type Person } from '../people/person.ts';
import { sha256 } from '../platform/digest.ts';
import { refused } from '../platform/refusal.ts';
import type { Content } from './content.ts';
import { openPublication } from './decide.ts';
import { type BuiltFile, fileName } from './file.ts';
import { addStep, readPublishedElsewhere } from './publication.store.ts';
import { type Publication, publicationName, publicationRef, stateOf } from './publication.ts';
import { demandReady } from './review.ts';

/** Where a file of a publication stands below the public page, for good. */
function publicPath({ kind, month }: Pick<Publication, 'kind' | 'month'>, file: BuiltFile): string {
  return `${kind}/${monthLabel(month)}/${fileName(file, month)}`;
}

/**
 * Publishes what was reviewed: its files are frozen and listed on the public page within the same act, and never change.
 * Refused by name: `not-reviewed`, `content-changed` since the review, `published-elsewhere` when another month took
 * one of its items meanwhile, `nothing-new` when the very same files stand there, and what `demandReady` refuses.
 */
export async function publish(
  site: Site,
  person: Person,
  office: Office,
  { publication, content }: { publication: Publication; content: Content },
  once: Once | null,
): Promise<null> {
  demand(person, 'publication.publish', { enteredBy: publication.preparedBy });
  demandReady(content);
  const publishedOn = dayOfMoment(office, { at: site.clock.now() });
  return perform(site, doer(person), 'publication.publish', once, async (act) => {
    const open = await openPublication(act, publication);
    demandReviewed(open, content);
    await demandStillOurs(act, publication, content);
    const standing = new Map<BuiltFile, PublicDocument>();
    for (const file of content.files) {
      const before = await findPublicDocument(act.trx, office.id, publicPath(publication, file));
      if (before?.sha256 === sha256(file.content)) standing.set(file, before);
    }
    if (standing.size === content.files.length) {
      throw refused('nothing-new', 'The very same files stand on the public page. Nothing was published.');
    }
    const prints: Record<string, string> = {};
    for (const file of content.files) {
      const { documentId, print } = await keep(act, { publication, file, publishedOn, standing: standing.get(file) });
      prints[`${file.name}.${file.extension}`] = print;
      await act.add('publication_file', {
        publication_id: publication.id,
        name: `${file.name}.${file.extension}`,
        rows: file.rows,
        document_id: documentId,
      });
    }
    await act.addMany(
      'publication_item',
      content.rows
        .filter(({ leftOut }) => leftOut === null)
        .map(({ item }) => ({ publication_id: publication.id, item: item.key })),
    );
    await addStep(act, open, { step: 'published', contentDigest: content.digest });
    return {
      subject: { kind: 'publication', ref: publicationRef(publication) },
      detail: { draft: publication.draft, content: content.digest, files: prints },
      result: null,
    };
  });
}

function demandReviewed(publication: Publication, { digest }: Content): void {
  if (stateOf(publication) !== 'reviewed') {
    throw refused(
      'not-reviewed',
      'Nobody has reviewed it yet. Somebody other than whoever prepared it does that first.',
    );
  }
  if (publication.steps.at(-1)?.contentDigest !== digest) {
    throw refused('content-changed', 'Something in it has changed since it was reviewed. Have it reviewed again.');
  }
}

async function demandStillOurs(act: Act, publication: Publication, { kind, rows }: Content): Promise<void> {
  if (kind.isCumulative === true) return;
  const { items } = await readPublishedElsewhere(act.trx, act.doer.officeId, { ...publication, upToSeq: act.seq });
  const taken = rows.find(({ item, leftOut }) => leftOut === null && items.has(item.key));
  if (taken === undefined) return;
  throw refused(
    'published-elsewhere',
    `${taken.item.ref} was published with another month meanwhile. Prepare this month again.`,
  );
}

/** A file as it stands on the public page already, or else frozen and listed there as its next version. */
async function keep(
  act: Act,
  wanted: { publication: Publication; file: BuiltFile; publishedOn: Day; standing: PublicDocument | undefined },
): Promise<{ documentId: number; print: string }> {
  const { publication, file, publishedOn, standing } = wanted;
  if (standing !== undefined) return { documentId: standing.documentId, print: standing.sha256 };
  const { id, sha256: print } = await freeze(act, {
    mediaType: file.mediaType,
    fileName: fileName(file, publication.month),
    content: file.content,
  });
  await listPublicly(act, {
    section: publication.kind,
    path: publicPath(publication, file),
    title: file.isCopy === true ? file.title : publicationName(file.title, publication.month),
    documentId: id,
    publishedOn,
  });
  return { documentId: id, print };
}
