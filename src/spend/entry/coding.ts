import { placeName } from '../../partners/place.ts';
import type { Typed } from '../../platform/form.ts';
import type { RecentSpend } from './recent.store.ts';

/** The answers that code a spend and are offered from an earlier one. */
export const CODED = ['initiative', 'agreement', 'place', 'category', 'nature'] as const;

type Codes = Pick<RecentSpend, (typeof CODED)[number]>;

/** The coding of an earlier entry as the form of one spend has it. */
export function codingTyped({ initiative, agreement, place, category, nature }: Codes): Typed {
  return { initiative, agreement: agreement === '' ? 'none' : agreement, place, category, nature };
}

/** The same as the cells of a row: no agreement is an empty cell, and revenue needs no word. */
export function codingCells({ initiative, agreement, place, category, nature }: Codes): Typed {
  return { initiative, agreement, place: placeName(place), category, nature: nature === 'capital' ? 'capital' : '' };
}

/** A form filled in from an earlier entry: its coding and supplier, never its amount, reference or dates. */
export function copyTyped(spend: Codes & { supplier: string }): Typed {
  return { ...codingTyped(spend), supplier: spend.supplier };
}

/** Fills in what is still empty; answers what was filled in, too, so that a page can say what it suggests. */
export function suggest(typed: Typed, coding: Typed): { typed: Typed; suggested: string[] } {
  const suggested = Object.keys(coding).filter((name) => (typed[name] ?? '').trim() === '' && coding[name] !== '');
  const filled = Object.fromEntries(suggested.map((name) => [name, coding[name] as string]));
  return { typed: { ...typed, ...filled }, suggested };
}
