import { type Choice, type FormAnswer, FormReader } from '../platform/form.ts';
import type { Initiative } from './initiative.store.ts';
import { kindChoices } from './kinds/initiative-kind.ts';

export const PUBLISHED: readonly Choice[] = [
  { value: 'yes', text: 'Yes' },
  { value: 'no', text: 'No: show it as amount not published, which is not the same as £0' },
];

/** Initiatives as the choices of a form. */
export function initiativeChoices(initiatives: readonly Pick<Initiative, 'ref' | 'name'>[]): Choice[] {
  return initiatives.map(({ ref, name }) => ({ value: ref, text: `${ref} ${name}` }));
}

/** Reads the form that adds an initiative. */
export function readInitiative(body: unknown, funds: readonly Choice[]): FormAnswer<Omit<Initiative, 'ref'>> {
  const form = new FormReader(body, ['fund', 'kind', 'name', 'purpose', 'basis', 'published']);
  const fund = form.choice('fund', 'Fund', funds);
  const kind = form.choice('kind', 'Kind', kindChoices());
  const name = form.text('name', 'Name');
  const purpose = form.text('purpose', 'Purpose', { longest: 2000 });
  const basis = form.text('basis', 'Basis', { longest: 2000 });
  const published = form.choice('published', 'Whether an amount was published', PUBLISHED);
  return form.answer(() => ({ fund, kind, name, purpose, basis, amountPublished: published === 'yes' }));
}
