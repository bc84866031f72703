import type { Act } from '../audit/act.ts';
import { demandNothingHeld } from '../audit/gate/held.ts';
import { Reading, readAs } from '../audit/gate/reading.ts';
import { type Day, formatDay } from '../calendar/day.ts';
import { freeze, readDocument } from '../documents/document.store.ts';
import type { Db } from '../platform/database.ts';
import { notFound, refused } from '../platform/refusal.ts';
import { findDecision } from './decision.store.ts';
import { type DecisionNotice, noticeBytes, noticeFrom, noticeOf } from './decision-notice.ts';
import { readDecisionFile } from './decision-record.store.ts';
import { latestRecord, type Publication, publicationOf } from './decision-record.ts';

/**
 * Publishes the decision notice as it stands and freezes its content; answers the version. Refused by name:
 * `not-complete` while the legal power and the interests are not recorded, `already-published` when nothing was
 * corrected since, `held-words` while words of it look personal and nobody has checked them, `future` and `before-decision` for a day after the office's own or before the decision's.
 */
export async function publishNotice(
  act: Act,
  ref: string,
  wanted: { version: number; publishedOn: Day; office: string },
  today: Day,
): Promise<number> {
  const reading = Reading.ofPaper();
  const [decision, file] = await readAs(reading, async () => [
    await findDecision(act.trx, act.doer.officeId, ref),
    await readDecisionFile(act.trx, act.doer.officeId, ref),
  ]);
  const record = latestRecord(file);
  if (record === null) throw notComplete(ref);
  if (record.version !== wanted.version) {
    throw refused('corrected-meanwhile', `${ref} was corrected meanwhile. Look at the notice as it stands now first.`);
  }
  const published = publicationOf(file);
  if (published?.version === record.version) {
    throw refused(
      'already-published',
      `The notice of ${ref} was published on ${formatDay(published.publishedOn)}, and nothing was corrected since.`,
    );
  }
  if (wanted.publishedOn > today) {
    throw refused(
      'future',
      `The day is after today, ${formatDay(today)}. Enter the day of publication.`,
      'published-day',
    );
  }
  const notBefore = published?.publishedOn ?? decision.decidedOn;
  if (wanted.publishedOn < notBefore) {
    const what = published === null ? 'The decision was made' : 'The version before it was published';
    throw refused(
      'before-decision',
      `${what} on ${formatDay(notBefore)}. Enter that day or a later one.`,
      'published-day',
    );
  }
  const notice = noticeOf(decision, record, wanted.office, wanted.publishedOn);
  await demandNothingHeld(act.trx, reading, { what: 'The notice', printed: JSON.stringify(notice) });
  const { id } = await freeze(act, {
    mediaType: 'application/json',
    fileName: `${ref}-notice-${record.version}.json`,
    content: noticeBytes(notice),
  });
  await act.add('decision_publication', {
    decision_ref: ref,
    version: record.version,
    published_on: wanted.publishedOn,
    document_id: id,
    recorded_by: act.doer.personId,
  });
  return record.version;
}

/** The notice of a version: as it was frozen when it was published, or a draft from the record as it stands. */
export interface NoticeRead {
  notice: DecisionNotice;
  publication: Publication | null;
  /** The fingerprint of the frozen content; null for a draft. */
  sha256: string | null;
  /** Every published version, and the draft that is not published yet. */
  versions: number[];
}

/**
 * Reads the notice of a decision: that of the version, or without one the last that was published, or else the draft.
 * Refused as `not-complete` while what it needs is not recorded; not found when the version was never published.
 */
export async function readNotice(
  db: Db,
  officeId: number,
  ref: string,
  office: string,
  version?: number,
): Promise<NoticeRead> {
  const decision = await findDecision(db, officeId, ref);
  const file = await readDecisionFile(db, officeId, ref);
  const latest = latestRecord(file);
  if (latest === null) throw notComplete(ref);
  const publication = publicationOf(file, version);
  const published = file.publications.map((of) => of.version);
  const versions = [...new Set([...published, latest.version])];
  if (publication !== null) {
    const { content, sha256 } = await readDocument(db, officeId, publication.documentId);
    return { notice: noticeFrom(content), publication, sha256, versions };
  }
  if (version !== undefined && version !== latest.version) throw notFound(`notice ${version} of ${ref}`);
  return { notice: noticeOf(decision, latest, office, null), publication: null, sha256: null, versions };
}

function notComplete(ref: string) {
  return refused(
    'not-complete',
    `${ref} has no notice yet: its legal power and the interests declared are not recorded. Complete its record first.`,
  );
}
