import { periodShown } from '../calendar/period.ts';
import type { Period } from '../ledger/period.ts';
import { formatPounds, MAX_PENCE, type Pence } from '../money/pence.ts';
import { type Choice, type FormAnswer, FormReader, type Typed } from '../platform/form.ts';
import { profileField, type WantedProfile } from './profile.ts';
import type { ProfilePattern } from './profile-pattern.ts';

export const METHOD_CHOICES: readonly Choice[] = [
  { value: 'even', text: 'Evenly' },
  { value: 'pattern', text: 'By a pattern' },
  { value: 'hand', text: 'By hand: the amounts typed below' },
];

/** What the form of a profile can choose from, and what stands in it before anybody types. */
export interface ProfileChoices {
  months: readonly Period[];
  patterns: readonly ProfilePattern[];
  standing: Typed;
}

/** Patterns as the choices of a form. */
export function patternChoices(patterns: readonly ProfilePattern[]): Choice[] {
  return patterns.map(({ code, name }) => ({ value: code, text: name }));
}

/** The months' shares as the form shows them. */
export function sharesTyped(months: readonly Period[], shares: readonly Pence[]): Typed {
  return Object.fromEntries(
    months.map((month, index) => [profileField(month), formatPounds(shares[index] as Pence).replace('£', '')]),
  );
}

/**
 * Reads how a budget is to be spread. Amounts that were changed without choosing 'by hand' are asked about, so that
 * nothing that somebody typed is passed over.
 */
export function readProfile(body: unknown, { months, patterns, standing }: ProfileChoices): FormAnswer<WantedProfile> {
  const form = new FormReader(body, ['method', 'pattern', ...months.map(profileField)]);
  const method = form.choice('method', 'How to spread it', METHOD_CHOICES);
  if (method === 'hand') {
    const amounts = months.map((month) => ({
      period: month.number,
      pence: form.pounds(profileField(month), `Amount of ${periodShown(month)}`, { least: -MAX_PENCE }),
    }));
    return form.answer(() => ({ method, amounts }));
  }
  const changed = months.map(profileField).find((field) => (form.typed[field] ?? standing[field]) !== standing[field]);
  if (changed !== undefined && method !== '') {
    form.fail('method', 'Select by hand to use the amounts that you typed, or put them back as they were');
  }
  if (method !== 'pattern') return form.answer(() => ({ method: 'even' }));
  const pattern = form.choice('pattern', 'Pattern', patternChoices(patterns));
  return form.answer(() => ({ method, pattern }));
}

/** Reads the name under which a profile is kept as a pattern. */
export function readPatternName(body: unknown): FormAnswer<{ name: string }> {
  const form = new FormReader(body, ['name']);
  const name = form.text('name', 'Name', { longest: 100 });
  return form.answer(() => ({ name }));
}
