import { dayFields, type FieldError, type Typed } from '../platform/form.ts';
import { Refusal } from '../platform/refusal.ts';

/** Beside which field the refusals belong that the lower rooms raise without naming one. */
const FIELD_OF_RULE: Record<string, string> = {
  'period-closed': 'period',
  'no-such-period': 'period',
  'no-open-period': 'period',
};

/** A refused act as an error of its form. Anything else, a lack of permission too, is thrown on. */
export function refusalErrors(error: unknown): FieldError[] {
  if (!(error instanceof Refusal) || error.kind !== 'refused') throw error;
  return [{ field: error.field ?? FIELD_OF_RULE[error.rule] ?? '', message: error.message }];
}

/** Errors as the templates take them: for the summary, and beside each field. */
export interface ShownErrors {
  errors: { text: string; href?: string }[];
  errorOf: Record<string, { text: string }>;
}

export function shownErrors(errors: readonly FieldError[]): ShownErrors {
  return {
    errors: errors.map(({ field, message }) => ({ text: message, href: field === '' ? undefined : `#${field}` })),
    errorOf: Object.fromEntries(errors.toReversed().map(({ field, message }) => [field, { text: message }])),
  };
}

/** The three boxes of a date question with what was typed, and its error when one of them has one. */
export function dayQuestion(field: string, typed: Typed, errors: readonly FieldError[]) {
  const names = dayFields(field);
  const error = errors.find((candidate) => names.includes(candidate.field));
  const items = names.map((name, index) => ({
    name: name.slice(field.length + 1),
    value: typed[name] ?? '',
    classes: `govuk-input--width-${index === 2 ? 4 : 2}${error === undefined ? '' : ' govuk-input--error'}`,
  }));
  return { items, error: error === undefined ? undefined : { text: error.message } };
}

/** The choices of a select with the chosen one marked; the first line asks for a choice unless one is always made. */
export function selectItems(
  choices: readonly { value: string; text: string }[],
  chosen: string | undefined,
  first?: string,
): { value: string; text: string; selected: boolean }[] {
  const items = choices.map(({ value, text }) => ({ value, text, selected: value === chosen }));
  return first === undefined ? items : [{ value: '', text: first, selected: false }, ...items];
}
