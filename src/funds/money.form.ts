import { readYear } from '../calendar/financial-year.ts';
import type { Nature } from '../ledger/account.ts';
import type { Choice, FormReader } from '../platform/form.ts';

export const NATURES: readonly (Choice & { value: Nature })[] = [
  { value: 'revenue', text: 'Revenue' },
  { value: 'capital', text: 'Capital' },
];

/** Whether the money is revenue or capital. */
export function readNature(form: FormReader): Nature {
  return form.choice('nature', 'Revenue or capital', NATURES) as Nature;
}

/** The financial year of the money; 0 when the form failed there. */
export function readMoneyYear(form: FormReader, years: readonly Choice[]): number {
  return readYear(form.choice('year', 'Financial year', years)) ?? 0;
}

/** The reason for going beyond what is left: a field only of those who hold the authority. */
export const OVERRIDE = 'override';

/** The reason for going beyond what is left; null from those whose form does not ask. */
export function readOverride(form: FormReader, mayOverride: boolean): string | null {
  if (!mayOverride) return null;
  return form.text(OVERRIDE, 'Reason for going beyond what is left', { optional: true, longest: 1000 }) || null;
}
