import { yearShown } from '../calendar/financial-year.ts';
import { periodLabel, periodShown } from '../calendar/period.ts';
import type { Initiative } from '../initiatives/initiative.store.ts';
import { PERIODS_WAY } from '../ledger/period.pages.ts';
import type { Period } from '../ledger/period.ts';
import type { Page } from '../people/door.ts';
import { Fields, formPage } from '../platform/form.pages.ts';
import type { FieldError, Typed } from '../platform/form.ts';
import { COVERS, totalField } from './reconciliation.form.ts';

/** The form in which control totals are typed, one for each initiative. */
export function totalsPage(
  period: Period,
  initiatives: readonly Initiative[],
  typed: Typed,
  errors: readonly FieldError[] = [],
): Page {
  const fields = new Fields(typed, errors);
  return formPage(
    {
      title: `Control totals of ${periodShown(period)}`,
      caption: yearShown(period.year),
      action: `/reconciliation/${periodLabel(period)}/totals`,
      button: 'Keep these control totals',
      breadcrumbs: wayTo(period),
      lede: [
        'What the finance system says each initiative spent in the period, taken from there and not from here. One that ' +
          'is typed takes the place of what stood before; what stood before is kept.',
      ],
    },
    initiatives.map(({ ref, name }) =>
      fields.pounds(totalField(ref), `${ref} ${name}`, { hint: 'A credit stands as -12.50. Empty: not known yet' }),
    ),
    errors,
  );
}

/** The form that loads control totals from a file. */
export function filePage(period: Period, typed: Typed = {}, errors: readonly FieldError[] = []): Page {
  const fields = new Fields(typed, errors);
  return formPage(
    {
      title: `Load control totals of ${periodShown(period)}`,
      caption: yearShown(period.year),
      action: `/reconciliation/${periodLabel(period)}/file`,
      button: 'Load the file',
      breadcrumbs: wayTo(period),
      enctype: 'multipart/form-data',
      lede: [
        'A CSV file with the columns Initiative and Amount, in any order; other columns are not looked at. With a ' +
          'column Reference or Date each row is a line of the ledger and is looked for here; with neither, rows are totals.',
        'All its rows are loaded, or none. Loaded again, it takes the place of what stood before, which is kept.',
        ...(errors.length > 0 ? ['Select the file again: a page cannot keep it for you.'] : []),
      ],
    },
    [
      fields.file('file', 'File', {
        accept: '.csv,text/csv',
        hint: 'At most 1 MB and 5,000 rows, of this period alone',
      }),
      fields.radios('covers', 'What does the file speak for?', COVERS),
    ],
    errors,
  );
}

/** The way to the reconciliation of a period. */
export function wayTo(period: Period) {
  return [...PERIODS_WAY, { text: 'Reconciliation', href: `/reconciliation/${periodLabel(period)}` }];
}
