/** A count as it may be shown: the number, or the marker of one that is hidden because it is small. */
export type ShownCount = { value: number; marker: '' } | { value: null; marker: 'c' };

/** The rule printed with each publication. */
export const DISCLOSURE_RULE = 'Counts of people from 1 to 5 are shown as [c]. Rule A, version 1.';

const LARGEST_HIDDEN = 5;

/**
 * The one place that decides whether a count is shown: a count of people from 1 to 5 is not (rule A of the Department
 * for Education's releases on children in need). A zero is shown.
 */
export function shownCount(value: number, countsPeople: boolean): ShownCount {
  return countsPeople && value >= 1 && value <= LARGEST_HIDDEN ? { value: null, marker: 'c' } : { value, marker: '' };
}

/**
 * The total of counts where every one of them is shown; hidden as soon as one is, since it could then be worked out
 * from the others. So every total follows from what is shown anyway, and tells nothing of what is not.
 */
export function shownTotal(parts: readonly ShownCount[]): ShownCount {
  let value = 0;
  for (const part of parts) {
    if (part.value === null) return { value: null, marker: 'c' };
    value += part.value;
  }
  return { value, marker: '' };
}
