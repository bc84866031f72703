import { yearLabel } from '../calendar/financial-year.ts';
import { readQuarter } from '../calendar/quarter.ts';
import { attachHref } from '../documents/attachment.pages.ts';
import { listAttachments } from '../documents/attachment.store.ts';
import { maySee } from '../documents/attachment.ts';
import { quarterName } from '../partners/data-return.ts';
import { placeName } from '../partners/place.ts';
import type { Visit } from '../people/door.ts';
import type { Db } from '../platform/database.ts';
import { notFound } from '../platform/refusal.ts';
import { findMeasure } from './measure.store.ts';
import { categoryName } from './measure.ts';
import { listVersions } from './observation.store.ts';
import { type Observation, spotKey, spotOf } from './observation.ts';

/** The kind under which documents are attached to an observation, which its spot names. */
const KIND = 'observation';

/** The documents behind observations that somebody sees, and where they attach another. */
export interface EvidenceDocuments {
  /** The references of the documents that stand behind a spot, the oldest first. */
  bySpot: ReadonlyMap<string, readonly string[]>;
  /** Where another is attached to an observation; null for those who may not. */
  attachHref(observation: Observation): string | null;
}

/** The documents behind a measure's observations. */
export async function readEvidenceDocuments(visit: Visit, measure: string): Promise<EvidenceDocuments> {
  const all = await listAttachments(visit.site.db, visit.office.id, { subjectKind: KIND });
  const bySpot = new Map<string, string[]>();
  for (const attachment of all) {
    const { subjectRef, withdrawal, replacedBy, ref } = attachment;
    const spot = spotOf(subjectRef);
    if (spot.measure !== measure || withdrawal !== null || replacedBy !== null) continue;
    if (maySee(visit, attachment, spot.place)) bySpot.set(subjectRef, [...(bySpot.get(subjectRef) ?? []), ref]);
  }
  return {
    bySpot,
    attachHref: (observation) =>
      visit.may('attachment.add', { district: observation.place }) ? attachHref(KIND, spotKey(observation)) : null,
  };
}

/** The page on which an observation stands. */
export function observationHref(ref: string): string {
  const { measure, quarter } = spotOf(ref);
  const read = readQuarter(quarter);
  const year = read === null ? '' : `?year=${yearLabel(read.year)}`;
  return `/measures/${encodeURIComponent(measure)}${year}#evidence`;
}

/** What an observation is of, in words; not found where nothing was ever entered there. */
export async function findObservationTitle(db: Db, officeId: number, ref: string): Promise<string> {
  const measure = await findMeasure(db, officeId, spotOf(ref).measure);
  const versions = await listVersions(db, officeId, { measure: measure.code });
  const found = versions.find((version) => spotKey(version) === ref);
  if (found === undefined) throw notFound(`observation ${ref.slice(0, 60)}`);
  const category = found.category === '' ? [] : [categoryName(measure, found.category)];
  return [measure.name, placeName(found.place), ...category, quarterName(found.quarter)].join(', ');
}
