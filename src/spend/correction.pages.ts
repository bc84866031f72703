import type { Period } from '../ledger/period.ts';
import { formatPounds, type Pence } from '../money/pence.ts';
import type { Page } from '../people/door.ts';
import type { FieldError, Typed } from '../platform/form.ts';
import { periodChoices } from './choice.store.ts';
import { CORRECTION_KINDS } from './correction.form.ts';
import { dayQuestion, selectItems, shownErrors } from './form-error.ts';
import type { Spend } from './spend.ts';

/** The form to correct a spend, saying how much of it can still be taken back. */
export function correctionPage(
  { spend, left, periods }: { spend: Spend; left: Pence; periods: readonly Period[] },
  typed: Typed,
  errors: readonly FieldError[] = [],
): Page {
  const open = periods.filter((period) => !period.closed);
  const whole = left === spend.pence ? '' : `, of which ${formatPounds(left)} has not been corrected yet`;
  return {
    title: `Correct ${spend.ref}`,
    back: { href: `/spend/${spend.ref}`, text: spend.ref },
    ...shownErrors(errors),
    typed,
    action: `/spend/${spend.ref}/correction`,
    lead: `${spend.supplier}, ${formatPounds(spend.pence)}${whole}.`,
    kinds: CORRECTION_KINDS.map(({ value, text }) => ({ value, text, checked: typed.kind === value })),
    periods: selectItems(periodChoices(open), typed.period, 'Select a period'),
    happened: dayQuestion('happened', typed, errors),
  };
}
