import type { Check } from '../audit/check.ts';
import type { Finding } from '../audit/verify.ts';
import { monthShown } from '../calendar/month.ts';
import { readFrozen } from '../documents/document.store.ts';
import { listPublicDocuments } from '../documents/public-document.store.ts';
import type { Db } from '../platform/database.ts';
import { sha256 } from '../platform/digest.ts';
import { listPublications, listPublishedFiles } from './publication.store.ts';
import { type Publication, stateOf } from './publication.ts';

/** What must hold of what was published. */
export const PUBLICATION_CHECKS: readonly Check[] = [
  {
    name: 'publications',
    holds:
      'What was published is what somebody other than whoever prepared it had reviewed, and its versions are numbered one by one.',
    find: findPublications,
  },
];

async function findPublications(db: Db, officeId: number): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const publication of await listPublications(db, officeId)) {
    if (stateOf(publication) !== 'published') continue;
    const faults = [...stepFaults(publication), ...(await fileFaults(db, officeId, publication))];
    if (faults.length === 0) continue;
    const name = `${publication.kind} of ${monthShown(publication.month)}, draft ${publication.draft},`;
    findings.push({ check: 'publications', seq: null, sentence: `The publication ${name} ${faults.join(' and ')}.` });
  }
  const versions = new Map<string, number[]>();
  for (const { path, version } of await listPublicDocuments(db, officeId)) {
    versions.set(path, [version, ...(versions.get(path) ?? [])]);
  }
  for (const [path, numbers] of versions) {
    if (numbers.every((number, index) => number === index + 1)) continue;
    const sentence = `The versions of the public document ${path} are ${numbers.join(', ')}.`;
    findings.push({ check: 'publications', seq: null, sentence });
  }
  return findings;
}

function stepFaults({ steps, preparedBy }: Publication): string[] {
  const [review, published] = steps.slice(-2);
  const doers = steps.filter(({ step }) => step !== 'sent-back').map(({ doneBy }) => doneBy);
  return [
    ...(review?.step === 'reviewed' && review.contentDigest === published?.contentDigest
      ? []
      : ['was published otherwise than it was reviewed']),
    ...(doers.includes(preparedBy) ? ['was reviewed or published by whoever prepared it'] : []),
  ];
}

async function fileFaults(db: Db, officeId: number, publication: Publication): Promise<string[]> {
  const contents: Buffer[] = [];
  for (const { documentId } of await listPublishedFiles(db, officeId, publication.id)) {
    const { content } = await readFrozen(db, officeId, documentId);
    // What two people removed is looked at elsewhere, and leaves nothing to compare here.
    if (content === null) return [];
    contents.push(content);
  }
  const isSame = sha256(Buffer.concat(contents)) === publication.steps.at(-1)?.contentDigest;
  return isSame ? [] : ['has other files than were published'];
}
