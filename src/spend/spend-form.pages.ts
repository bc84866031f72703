import { formatDay } from '../calendar/day.ts';
import { yearShown } from '../calendar/financial-year.ts';
import { periodShown } from '../calendar/period.ts';
import { addUp } from '../ledger/balance.ts';
import type { ShownFigure } from '../ledger/shown-figure.ts';
import { formatPounds } from '../money/pence.ts';
import { placeName } from '../partners/place.ts';
import type { Page } from '../people/door.ts';
import type { FieldError, Typed } from '../platform/form.ts';
import { categoryShown } from './category.ts';
import { CATEGORY_CHOICES, PLACE_CHOICES, periodChoices, type SpendChoices } from './choice.store.ts';
import { effectShown } from './effect.pages.ts';
import type { Effect, NewSpend } from './enter.ts';
import { dayQuestion, selectItems, shownErrors } from './form-error.ts';
import { NATURE_CHOICES, NO_AGREEMENT } from './spend.form.ts';

/** The form to record a spend, with what was typed and every error beside its field. */
export function spendFormPage(choices: SpendChoices, typed: Typed, errors: readonly FieldError[] = []): Page {
  const open = choices.periods.filter((period) => !period.closed);
  const agreements = [
    { value: NO_AGREEMENT, text: 'None: straight from the budget of the initiative' },
    ...choices.agreements,
  ];
  return {
    title: 'Record spend',
    back: { href: '/spend', text: 'Spend' },
    ...shownErrors(errors),
    typed,
    initiatives: selectItems(choices.initiatives, typed.initiative, 'Select an initiative'),
    agreements: selectItems(agreements, typed.agreement, 'Select an agreement, or none'),
    places: selectItems(PLACE_CHOICES, typed.place, 'Select a place'),
    categories: selectItems(CATEGORY_CHOICES, typed.category, 'Select a category'),
    periods: selectItems(periodChoices(open), typed.period, 'Select a period'),
    natures: NATURE_CHOICES.map(({ value, text }) => ({ value, text, checked: typed.nature === value })),
    invoiced: dayQuestion('invoiced', typed, errors),
    received: dayQuestion('received', typed, errors),
    paid: dayQuestion('paid', typed, errors),
  };
}

interface Checked {
  spend: NewSpend;
  typed: Typed;
  choices: SpendChoices;
  effect: Effect;
  figures: readonly ShownFigure[];
}

/** "Check your answers": everything as it was understood, what it would do, and the act by its name. */
export function checkPage({ spend, typed, choices, effect, figures }: Checked): Page {
  const total = formatPounds(addUp([spend.netPence, spend.vatPence]));
  const initiative = choices.initiatives.find(({ value }) => value === spend.initiative)?.text ?? spend.initiative;
  const agreement = choices.agreements.find(({ value }) => value === spend.agreement)?.text ?? 'None';
  const day = (value: string | null) => (value === null ? 'Not given' : formatDay(value));
  const answers: [key: string, value: string][] = [
    ['Initiative', initiative],
    ['Agreement', agreement],
    ['Place', placeName(spend.place)],
    ['Category', categoryShown(spend.category)],
    ['Supplier', spend.supplier],
    ['Invoice date', formatDay(spend.invoicedOn)],
    ['Date received', day(spend.receivedOn)],
    ['Date paid', day(spend.paidOn)],
    ['Period', `${periodShown(spend.period)}, ${yearShown(spend.period.year)}`],
    ['Reference', spend.reference ?? 'Not given'],
    ['Net amount', formatPounds(spend.netPence)],
    ['Irrecoverable VAT', formatPounds(spend.vatPence)],
    ['Total', total],
    ['Revenue or capital', NATURE_CHOICES.find(({ value }) => value === spend.nature)?.text ?? spend.nature],
    ['Description', spend.description ?? 'Not given'],
    ...(spend.reason === null ? [] : ([['Reason', spend.reason]] as [string, string][])),
  ];
  return {
    title: 'Check your answers',
    total,
    answers: answers.map(([key, value]) => ({ key: { text: key }, value: { text: value } })),
    effect: effectShown(spend, effect, figures),
    hidden: Object.entries(typed).map(([name, value]) => ({ name, value })),
  };
}
