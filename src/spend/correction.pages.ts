import type { Period } from '../ledger/period.ts';
import { formatPounds, type Pence } from '../money/pence.ts';
import type { Page } from '../people/door.ts';
import { Fields, formPage } from '../platform/form.pages.ts';
import type { FieldError, Typed } from '../platform/form.ts';
import { CORRECTION_KINDS } from './correction.form.ts';
import { spendCrumbs } from './recode.pages.ts';
import type { Spend } from './spend.ts';
import { openPeriodChoices } from './spend-choices.ts';
import { spendFormHref } from './spend-list.pages.ts';

/** The form to correct a spend, saying how much of it can still be taken back. */
export function correctionPage(
  { spend, left, periods }: { spend: Spend; left: Pence; periods: readonly Period[] },
  typed: Typed,
  errors: readonly FieldError[] = [],
): Page {
  const fields = new Fields(typed, errors);
  const { ref, supplier, pence } = spend;
  const isSpend = spend.kind === 'spend';
  const whole = left === pence ? '' : `, of which ${formatPounds(left)} has not been corrected yet`;
  return formPage(
    {
      title: `Correct ${ref}`,
      action: spendFormHref(ref, 'correction'),
      button: 'Send for approval',
      breadcrumbs: spendCrumbs(spend),
      lede: [
        `${supplier}, ${formatPounds(pence)}${whole}.`,
        ...(spend.kind === 'prepayment'
          ? [
              'A payment in advance is taken back whole, with what has become spend of it, and nothing more of its schedule becomes spend.',
            ]
          : []),
        'What was recorded stays as it is. The correction is an entry of its own, and somebody else approves it.',
      ],
    },
    [
      fields.radios(
        'kind',
        'What kind of correction is it?',
        CORRECTION_KINDS.filter(({ value }) => isSpend || value === 'reversal'),
      ),
      ...(isSpend
        ? [
            fields.pounds('amount', 'Amount refunded', {
              hint: 'In pounds, like 1,234.50. Leave it empty for a reversal',
            }),
          ]
        : []),
      fields.day('happened', 'Date', {
        hint: 'When the refund came in, or the mistake was found. For example, 27 3 2015',
      }),
      fields.select('period', 'Period', openPeriodChoices(periods), { hint: 'Closed periods are not listed' }),
      fields.longText('reason', 'Reason', { rows: 3 }),
    ],
    errors,
  );
}
