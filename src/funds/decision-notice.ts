import type { Day } from '../calendar/day.ts';
import { formatPounds } from '../money/pence.ts';
import { canonical, type Plain } from '../platform/digest.ts';
import type { Decision } from './decision.store.ts';
import { type DecisionRecord, powerInWords } from './decision-record.ts';

/**
 * A decision notice: what the public reads of a decision, and nothing internal. Once published, its content is frozen
 * as it stands here (Specified Information Order 2011, paragraph 5(d)).
 */
export interface DecisionNotice {
  decision: string;
  version: number;
  office: string;
  title: string;
  summary: string;
  decidedOn: Day;
  decidedBy: string;
  /** The amount that the decision itself names, in pounds and pence; null when it names none. */
  amount: string | null;
  power: string;
  /** Null when none were declared. */
  interests: string | null;
  significant: boolean;
  heldBack: { part: string; reason: string } | null;
  /** Why this version was made; null for the first. */
  correction: string | null;
  /** Whether the decision was made up for the demonstration. */
  invented: boolean;
  /** Null for a draft. */
  publishedOn: Day | null;
}

/** The notice of a decision in one version of its record. */
export function noticeOf(
  decision: Decision,
  record: DecisionRecord,
  office: string,
  publishedOn: Day | null,
): DecisionNotice {
  return {
    decision: decision.ref,
    version: record.version,
    office,
    title: decision.title,
    summary: decision.summary,
    decidedOn: decision.decidedOn,
    decidedBy: decision.decidedBy,
    amount: decision.headlinePence === null ? null : formatPounds(decision.headlinePence),
    power: powerInWords(record),
    interests: record.interests,
    significant: record.significant,
    heldBack: record.heldBack,
    correction: record.correction,
    invented: decision.invented,
    publishedOn,
  };
}

/** The bytes in which a notice is frozen: the same content always gives the same. */
export function noticeBytes(notice: DecisionNotice): Buffer {
  return Buffer.from(canonical(notice as unknown as Plain), 'utf8');
}

/** A notice out of its frozen bytes. */
export function noticeFrom(content: Buffer): DecisionNotice {
  return JSON.parse(content.toString('utf8')) as DecisionNotice;
}
