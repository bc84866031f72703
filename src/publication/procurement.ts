import type { Choice } from '../platform/form.ts';
import { refused } from '../platform/refusal.ts';
import type { Field } from '../registers/field.ts';

/** How a provider was chosen. */
export const PROCEDURES: readonly Choice[] = [
  { value: 'open', text: 'Open procedure' },
  { value: 'restricted', text: 'Restricted procedure' },
  { value: 'framework', text: 'Call-off from a framework' },
  { value: 'quotations', text: 'Quotations' },
  { value: 'direct', text: 'Direct award' },
];

export const PROCEDURE_FIELD: Field = {
  name: 'procedure',
  label: 'How the provider was chosen',
  heading: 'Procedure',
  kind: 'choice',
  choices: PROCEDURES,
  list: true,
};

export const CPV_FIELD: Field = {
  name: 'cpv',
  label: 'CPV code',
  kind: 'text',
  longest: 10,
  optional: true,
  hint: 'Of the Common Procurement Vocabulary: 8 digits, such as 85312000',
};

/** Refused by name: `cpv` for what is no code of that vocabulary. */
export function demandCpv(cpv: unknown): void {
  if (cpv === null || cpv === undefined || /^\d{8}(?:-\d)?$/.test(String(cpv))) return;
  throw refused('cpv', 'A CPV code has 8 digits, such as 85312000, with or without its check digit.', 'cpv');
}
