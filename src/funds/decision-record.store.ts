import type { Act } from '../audit/act.ts';
import { spellOut } from '../audit/words.ts';
import type { Db, Row } from '../platform/database.ts';
import { refused } from '../platform/refusal.ts';
import { findDecision } from './decision.store.ts';
import {
  type DecisionFile,
  type DecisionParts,
  type DecisionRecord,
  demandParts,
  latestRecord,
  type Publication,
} from './decision-record.ts';

/**
 * Adds to a decision, once, what it is published with. Refused by name: `already-complete`, and what `demandParts`
 * refuses.
 */
export async function completeDecision(act: Act, ref: string, parts: DecisionParts): Promise<void> {
  await findDecision(act.trx, act.doer.officeId, ref);
  if (latestRecord(await readDecisionFile(act.trx, act.doer.officeId, ref)) !== null) {
    throw refused('already-complete', `The record of ${ref} has been completed. Correct it instead, and say why.`);
  }
  await addVersion(act, ref, 1, parts, null);
}

/**
 * Corrects a version of what a decision is published with, by adding the next; a notice that was published keeps its
 * content. Refused by name: `not-complete` before there is anything to correct, `corrected-meanwhile` when the version
 * is not the last, `nothing-corrected` when nothing differs, and what `demandParts` refuses.
 */
export async function correctDecision(
  act: Act,
  ref: string,
  wanted: { version: number; parts: DecisionParts; reason: string },
): Promise<number> {
  const latest = latestRecord(await readDecisionFile(act.trx, act.doer.officeId, ref));
  if (latest === null) throw refused('not-complete', `The record of ${ref} has not been completed. Complete it first.`);
  if (latest.version !== wanted.version) {
    throw refused(
      'corrected-meanwhile',
      `${ref} was corrected meanwhile. Open the form again and look at what stands.`,
    );
  }
  if (sameParts(latest, wanted.parts)) {
    throw refused('nothing-corrected', 'Nothing differs from what stands. Change what is wrong, or leave it.', 'power');
  }
  await addVersion(act, ref, latest.version + 1, wanted.parts, wanted.reason);
  return latest.version + 1;
}

function sameParts(a: DecisionParts, b: DecisionParts): boolean {
  const told = ({ power, ownPower, interests, significant, heldBack }: DecisionParts) =>
    JSON.stringify([power, ownPower, interests, significant, heldBack?.part ?? null, heldBack?.reason ?? null]);
  return told(a) === told(b);
}

async function addVersion(
  act: Act,
  ref: string,
  version: number,
  parts: DecisionParts,
  correction: string | null,
): Promise<void> {
  demandParts(parts);
  await act.add('decision_record', {
    decision_ref: ref,
    version,
    power: parts.power,
    own_power_words: await act.optionalWords(parts.ownPower),
    interests_words: await act.optionalWords(parts.interests),
    significant: parts.significant ? 1 : 0,
    held_back_words: await act.optionalWords(parts.heldBack?.part),
    held_back_reason_words: await act.optionalWords(parts.heldBack?.reason),
    correction_words: await act.optionalWords(correction),
    recorded_by: act.doer.personId,
  });
}

/** Everything recorded of one decision besides itself, in the order of its versions. */
export async function readDecisionFile(db: Db, officeId: number, ref: string): Promise<DecisionFile> {
  return (await readDecisionFiles(db, officeId, { ref })).get(ref) ?? { records: [], publications: [] };
}

/** The same of every decision that has any, by its reference, up to an act. */
export async function readDecisionFiles(
  db: Db,
  officeId: number,
  where: { ref?: string; upToSeq?: number } = {},
): Promise<Map<string, DecisionFile>> {
  const files = new Map<string, DecisionFile>();
  const fileOf = (ref: string): DecisionFile => {
    const file = files.get(ref) ?? { records: [], publications: [] };
    files.set(ref, file);
    return file;
  };
  const rowsOf = (table: string): Promise<Row[]> =>
    db(`${table} as t`)
      // Its event is written last, so within an act its own rows have none yet.
      .leftJoin('audit_event as a', (on) => on.on('a.office_id', 't.office_id').andOn('a.seq', 't.act_seq'))
      .where('t.office_id', officeId)
      .where('t.act_seq', '<=', where.upToSeq ?? Number.MAX_SAFE_INTEGER)
      .modify((q) => {
        if (where.ref !== undefined) q.where('t.decision_ref', where.ref);
      })
      .orderBy([{ column: 't.version' }, { column: 't.id' }])
      .select('t.*', 'a.recorded_at');
  for (const row of await spellOut(db, await rowsOf('decision_record'))) {
    fileOf(row.decision_ref as string).records.push(recordFrom(row));
  }
  for (const row of await rowsOf('decision_publication')) {
    fileOf(row.decision_ref).publications.push(publicationFrom(row));
  }
  return files;
}

function recordFrom(row: Row): DecisionRecord {
  return {
    decision: row.decision_ref,
    version: row.version,
    power: row.power,
    ownPower: row.own_power,
    interests: row.interests,
    significant: row.significant === 1,
    heldBack: row.held_back === null ? null : { part: row.held_back, reason: row.held_back_reason },
    correction: row.correction,
    recordedBy: row.recorded_by,
    recordedAt: row.recorded_at ?? '',
  };
}

function publicationFrom(row: Row): Publication {
  return {
    decision: row.decision_ref,
    version: row.version,
    publishedOn: row.published_on,
    documentId: row.document_id,
    recordedBy: row.recorded_by,
    recordedAt: row.recorded_at ?? '',
  };
}
