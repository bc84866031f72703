import type { EntryKind } from '../ledger/entry.ts';

/** What the first decision of a year gave initiatives. */
export const ORIGINAL_BUDGET = { accountKinds: ['initiative'], kinds: ['budget'] } as const;

/** What changes a budget: decisions, virements and what was brought forward. Lapse and carry-out leave it as it was. */
export const BUDGET_ENTRIES: readonly EntryKind[] = ['budget', 'budget-revision', 'virement', 'carry-in'];

export const CURRENT_BUDGET = { accountKinds: ['initiative'], kinds: BUDGET_ENTRIES } as const;
