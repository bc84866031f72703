import { perform, type Site } from '../audit/act.ts';
import { londonDay } from '../calendar/day.ts';
import type { Db, Row } from '../platform/database.ts';
import { canonical, type Plain } from '../platform/digest.ts';
import { notFound, Refusal } from '../platform/refusal.ts';
import type { VerificationRun } from './verification.ts';
import type { Verification } from './verify.ts';

const MOST_FINDINGS = 100;
const LONGEST_SENTENCE = 500;

/**
 * Records what a verification found, as the program, for the office's present day. Answers false when that day has a
 * result already: of several servers one records.
 */
export async function recordVerification(site: Site, officeId: number, verification: Verification): Promise<boolean> {
  const day = londonDay(site.clock.now());
  const { head, checks, findings } = verification;
  const first = findings.slice(0, MOST_FINDINGS);
  const kept = {
    found: findings.length,
    findings: first.map(({ check, seq, sentence }) => ({ check, seq, sentence: sentence.slice(0, LONGEST_SENTENCE) })),
    checks,
  };
  try {
    await perform(site, { officeId, personId: null, role: 'program' }, 'verification.record', null, async (act) => {
      const before = await act.trx('verification_run').where({ office_id: officeId, day }).first('id');
      if (before !== undefined) throw new Refusal('conflict', 'verified', `${day} has been verified already.`);
      await act.add('verification_run', {
        day,
        through_seq: head?.seq ?? 0,
        findings: canonical(kept as unknown as Plain),
      });
      return { subject: { kind: 'verification', ref: day }, detail: { found: findings.length }, result: null };
    });
    return true;
  } catch (error) {
    if (error instanceof Refusal && error.rule === 'verified') return false;
    throw error;
  }
}

/** The verifications of an office, the latest first. */
export async function listVerifications(
  db: Db,
  officeId: number,
  where: { day?: string } = {},
): Promise<VerificationRun[]> {
  const rows = await runs(db, officeId)
    .modify((q) => {
      if (where.day !== undefined) q.where('v.day', where.day);
    })
    .limit(400);
  return rows.map(runFrom);
}

/** The latest verification of an office; null before the first. */
export async function latestVerification(db: Db, officeId: number): Promise<VerificationRun | null> {
  const [row] = await runs(db, officeId).limit(1);
  return row === undefined ? null : runFrom(row);
}

/** The verification of a day; not found when there was none. */
export async function findVerification(db: Db, officeId: number, day: string): Promise<VerificationRun> {
  const [found] = await listVerifications(db, officeId, { day });
  if (found === undefined) throw notFound(`verification of ${day.slice(0, 20)}`);
  return found;
}

function runs(db: Db, officeId: number) {
  return db('verification_run as v')
    .join('audit_event as e', (on) => {
      on.on('e.office_id', 'v.office_id').andOn('e.seq', 'v.act_seq');
    })
    .where('v.office_id', officeId)
    .orderBy('v.id', 'desc')
    .select('v.day', 'v.through_seq', 'v.findings', 'e.recorded_at');
}

function runFrom(row: Row): VerificationRun {
  const { found, findings, checks } = JSON.parse(row.findings);
  return { day: row.day, at: row.recorded_at, throughSeq: row.through_seq, found, findings, checks };
}
