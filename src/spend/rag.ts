import { readFileSync } from 'node:fs';
import type { FundingSource } from '../funds/source.store.ts';
import type { Cell } from '../ledger/balance.ts';
import { formatWholePounds, type Pence, parsePounds } from '../money/pence.ts';
import { inProject } from '../platform/root.ts';

export type RagWord = 'Red' | 'Amber' | 'Green' | 'Not rated';
export type RagColour = 'red' | 'amber' | 'green' | 'grey';

/** A rating: the word always stands beside the colour. */
export interface Rag {
  word: RagWord;
  colour: RagColour;
}

interface Limit {
  /** Hundredths of a per cent of the budget. */
  basisPoints: number;
  pence: Pence;
}

export interface RagThresholds {
  red: Limit;
  green: Limit;
}

const RED: Rag = { word: 'Red', colour: 'red' };
const AMBER: Rag = { word: 'Amber', colour: 'amber' };
const GREEN: Rag = { word: 'Green', colour: 'green' };
const NOT_RATED: Rag = { word: 'Not rated', colour: 'grey' };

/** A rating by its word. */
export function ragOf(word: RagWord): Rag {
  return [RED, AMBER, GREEN].find((rag) => rag.word === word) ?? NOT_RATED;
}

/** The office's thresholds (`data/rag-thresholds.json`). */
const RAG_THRESHOLDS: RagThresholds = readThresholds();

function readThresholds(): RagThresholds {
  const data = JSON.parse(readFileSync(inProject('data', 'rag-thresholds.json'), 'utf8'));
  const limit = (name: string): Limit => {
    const amount = parsePounds(String(data[name]?.pounds));
    const basisPoints = Math.round(Number(data[name]?.percent) * 100);
    if (!amount.ok) throw new Error(`rag-thresholds.json: the pounds of ${name} ${amount.reason}.`);
    if (!(basisPoints >= 0 && basisPoints <= 10_000)) {
      throw new Error(`rag-thresholds.json: the percent of ${name} must be a number from 0 to 100.`);
    }
    return { basisPoints, pence: amount.pence };
  };
  return { red: limit('red'), green: limit('green') };
}

/** The initiatives whose money comes, among these cells, from a ring-fenced source. */
export function ringFencedInitiatives(sources: readonly FundingSource[], cells: readonly Cell[]): Set<string> {
  const codes = new Set(sources.filter(({ restriction }) => restriction === 'ring-fenced').map(({ code }) => code));
  return new Set(cells.filter(({ account }) => codes.has(account.source)).map(({ account }) => account.initiative));
}

/**
 * Rates an over/(under)spend against its current budget, both in pence. An underspend counts like an overspend where
 * a source is ring-fenced, since what is unspent lapses. Spend without a budget is red. Not rated without a budget
 * and without an overspend, and where either amount is not known. Rule: sources.md, Finance.
 */
export function rag(
  overUnder: Pence | null,
  budget: Pence | null,
  ringFenced: boolean,
  thresholds: RagThresholds = RAG_THRESHOLDS,
): Rag {
  if (overUnder === null || budget === null) return NOT_RATED;
  if (budget <= 0) return overUnder > 0 ? RED : NOT_RATED;
  const size = overUnder < 0 && !ringFenced ? 0 : Math.abs(overUnder);
  const { red, green } = thresholds;
  if (size > 0 && (size >= red.pence || reaches(size, budget, red) >= 0)) return RED;
  return size <= green.pence && reaches(size, budget, green) <= 0 ? GREEN : AMBER;
}

/** Compares a size with a share of the budget, to the penny: below zero when it is smaller, 0 when it is just that. */
function reaches(size: Pence, budget: Pence, limit: Limit): number {
  const difference = BigInt(size) * 10_000n - BigInt(budget) * BigInt(limit.basisPoints);
  return difference < 0n ? -1 : Number(difference > 0n);
}

/** The rule in sentences, printed with each publication. */
export function ragRule({ red, green }: RagThresholds = RAG_THRESHOLDS): string {
  const limit = ({ basisPoints, pence }: Limit): string =>
    `${basisPoints / 100}% of the current budget or ${formatWholePounds(pence)}, whichever is lower`;
  return (
    `Over/(under)spend is Red from ${limit(red)}; Green up to ${limit(green)}; Amber between. ` +
    'An underspend counts the same where a source is ring-fenced. Spend without a budget is Red. ' +
    'A rating may be overridden with a reason, which is shown beside it.'
  );
}
