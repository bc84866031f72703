import type { Day } from '../calendar/day.ts';
import { refused } from '../platform/refusal.ts';
import { powerShown } from './legal-power.ts';

/** What a decision is published with besides its summary: Specified Information Order 2011, paragraph 5(d). */
export interface DecisionParts {
  /** A code of `data/legal-powers.csv`; null where own words say the whole of it. */
  power: string | null;
  /** The power in own words, or what is to be said besides the one of the list. */
  ownPower: string | null;
  /** The interests that were declared; null when there were none. */
  interests: string | null;
  /** Whether it is of significant public interest, so that the Order has it published. */
  significant: boolean;
  /** What is not published, as the notice names it, and why; null when everything is. */
  heldBack: { part: string; reason: string } | null;
}

/** The parts as they were recorded, once or as corrected: each version stays. */
export interface DecisionRecord extends DecisionParts {
  decision: string;
  version: number;
  /** Why it was corrected; null for the first version. */
  correction: string | null;
  recordedBy: number | null;
  recordedAt: string;
}

/** That a version was published, with the frozen content that the notice shows from then on. */
export interface Publication {
  decision: string;
  version: number;
  publishedOn: Day;
  documentId: number;
  recordedBy: number | null;
  recordedAt: string;
}

/** Everything recorded of a decision besides the decision itself. */
export interface DecisionFile {
  records: DecisionRecord[];
  publications: Publication[];
}

/** The parts as they stand; null while they were never recorded. */
export function latestRecord({ records }: DecisionFile): DecisionRecord | null {
  return records.at(-1) ?? null;
}

/** A decision is a draft until a version of it is published; a later correction does not take that back. */
export function publicationOf({ publications }: DecisionFile, version?: number): Publication | null {
  return (version === undefined ? publications.at(-1) : publications.find((of) => of.version === version)) ?? null;
}

/** Whether what stands was corrected since it was last published. */
export function isAheadOfPublication(file: DecisionFile): boolean {
  const published = publicationOf(file);
  return published !== null && (latestRecord(file)?.version ?? 0) > published.version;
}

/** The legal power in one text, as a notice prints it. */
export function powerInWords({ power, ownPower }: Pick<DecisionParts, 'power' | 'ownPower'>): string {
  return [...(power === null ? [] : [powerShown(power)]), ...(ownPower === null ? [] : [ownPower])].join('. ');
}

/**
 * Refused by name: `no-power` without a legal power, of the list or in own words, and `held-back` where a part is held
 * back without a reason, or a reason given for no part.
 */
export function demandParts({ power, ownPower, heldBack }: DecisionParts): void {
  if (power === null && ownPower === null) {
    throw refused('no-power', 'Select the legal power, or say in your own words what the decision rests on.', 'power');
  }
  if (heldBack !== null && (heldBack.part === '' || heldBack.reason === '')) {
    const field = heldBack.part === '' ? 'heldBack' : 'heldBackReason';
    throw refused('held-back', 'Name the part that is held back and the reason, or leave both empty.', field);
  }
}
