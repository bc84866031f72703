import { listSources } from '../funds/source.store.ts';
import type { Books, Value } from '../ledger/figure.ts';
import { type Rag, type RagWord, rag, ragOf, ringFencedInitiatives } from './rag.ts';
import { type RagOverride, readRagOverrides } from './rag-override.store.ts';

/** A rating as it stands: the rule's, or the word that somebody put in its place. */
export interface Rating extends Rag {
  overridden: { from: RagWord; reason: string; by: string } | null;
}

/** What an initiative's rating rests on: its over/(under)spend and current budget of the year. */
export interface Rated {
  initiative: string;
  overUnder: Pick<Value, 'value' | 'leavesOut'>;
  budget: Pick<Value, 'value'>;
}

/** Rates the initiatives of a financial year as at the books' moment. */
export async function readRatings(books: Books, year: number): Promise<(rated: Rated) => Rating> {
  const { db, officeId, moment } = books;
  const ringFenced = ringFencedInitiatives(await listSources(db, officeId), await books.cells(year));
  const overrides = latestOverrides(await readRagOverrides(db, officeId, { year, moment }));
  return ({ initiative, overUnder, budget }) => {
    // An outturn without its forecast is not rated.
    const known = overUnder.leavesOut.length === 0 ? overUnder.value : null;
    return ratingOf(rag(known, budget.value, ringFenced.has(initiative)), overrides.get(initiative) ?? null);
  };
}

/** The override that stands for each initiative of a year; one that was cleared stands no more. */
export function latestOverrides(overrides: readonly RagOverride[]): Map<string, RagOverride> {
  return new Map(overrides.map((override) => [override.initiative, override]));
}

/** The rule's rating, or the word that was put in its place. */
export function ratingOf(rule: Rag, override: RagOverride | null): Rating {
  if (override === null || override.rag === null) return { ...rule, overridden: null };
  return { ...ragOf(override.rag), overridden: { from: rule.word, reason: override.reason, by: override.by } };
}

/** What is said beside a rating that was overridden: 'Overridden from Red: under-recruitment is being put right (Ann Lee)'. */
export function overriddenNote({ overridden }: Rating): string | null {
  return overridden === null ? null : `Overridden from ${overridden.from}: ${overridden.reason} (${overridden.by})`;
}
