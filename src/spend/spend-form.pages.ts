import { formatDay } from '../calendar/day.ts';
import { yearShown } from '../calendar/financial-year.ts';
import { periodShown } from '../calendar/period.ts';
import { NATURES } from '../funds/money.form.ts';
import { addUp } from '../ledger/balance.ts';
import { categoryShown } from '../ledger/category.ts';
import type { ShownFigure } from '../ledger/shown-figure.ts';
import { formatPounds } from '../money/pence.ts';
import { PLACE_CHOICES, placeName } from '../partners/place.ts';
import type { Page } from '../people/door.ts';
import { slipOf, slipTyped } from '../people/draft.ts';
import { type Field, Fields, formPage } from '../platform/form.pages.ts';
import { type FieldError, TICKED, type Typed } from '../platform/form.ts';
import { fact } from '../platform/table.ts';
import { effectShown } from './effect.pages.ts';
import type { Effect, NewSpend } from './enter.ts';
import { supplierOptions } from './entry/grid.pages.ts';
import type { Supplier } from './entry/supplier.ts';
import { agreementChoices, SAME } from './spend.form.ts';
import { CATEGORY_CHOICES, type EntryChoices, openPeriodChoices, type SpendChoices } from './spend-choices.ts';
import { SPEND } from './spend-way.ts';

/** What the form of one spend shows besides its questions. */
export interface BesideForm {
  /** What was filled in from an earlier entry: in words, and in which questions, which are marked. */
  suggested?: { said: string; fields: readonly string[] };
  suppliers?: readonly Supplier[];
}

/** The form to record a spend, with what was typed and every error beside its field. */
export function spendFormPage(
  choices: EntryChoices,
  typed: Typed,
  errors: readonly FieldError[] = [],
  { suggested, suppliers = [] }: BesideForm = {},
): Page {
  const fields = new Fields(typed, errors);
  const slip = slipOf(typed);
  const asksSame = typed[SAME] === TICKED || errors.some(({ field }) => field === SAME);
  const page = formPage(
    {
      title: 'Record spend',
      action: '/spend/check',
      button: 'Continue',
      breadcrumbs: [SPEND],
      lede: [
        'Enter one invoice, payroll recharge or other charge. You check your answers before it is recorded, and somebody else approves it.',
      ],
    },
    [
      ...spendFields(fields, choices),
      ...(choices.payables.length === 0
        ? []
        : [
            fields.select('settles', 'Claim that it pays', choices.payables, {
              optional: true,
              full: true,
              hint: 'Where this is the payment of an approved claim; the agreement must be the same',
            }),
          ]),
      ...(asksSame ? [sameField(fields)] : []),
    ],
    errors,
  );
  return {
    ...page,
    fields: page.fields.map((field) => besideField(field, suggested?.fields ?? [])),
    slip: slip === null ? {} : slipTyped(slip),
    suggested: suggested?.said ?? null,
    suppliers: supplierOptions(suppliers),
  };
}

/** The supplier's box offers those known, by the list that the page holds; what was suggested looks like it. */
function besideField({ component, params }: Field, suggested: readonly string[]): Field {
  const { name, classes } = params;
  if (name === 'supplier') return { component, params: { ...params, attributes: { list: 'list-supplier' } } };
  if (!suggested.includes(String(name))) return { component, params };
  return { component, params: { ...params, classes: `${classes ?? ''} app-suggested`.trim() } };
}

/** Asks whether it is to be recorded although it looks like an entry that stands. */
export function sameField(fields: Fields): Field {
  return fields.checkboxes('It looks like an entry that stands', [
    { name: SAME, text: 'Record it all the same: it is another spend' },
  ]);
}

/** The questions that record one charge. */
export function spendFields(fields: Fields, choices: SpendChoices): Field[] {
  return [
    ...codingFields(fields, choices),
    fields.day('invoiced', 'Invoice date', { hint: 'For example, 27 3 2015' }),
    fields.day('received', 'Date received', { optional: true, hint: 'The day that the invoice reached the office' }),
    fields.day('paid', 'Date paid', { optional: true }),
    fields.select('period', 'Period', openPeriodChoices(choices.periods), {
      hint: 'The period decides the financial year, not the date. Closed periods are not listed',
    }),
    fields.text('reference', 'Reference', { optional: true, width: 20, hint: 'The number in the finance system' }),
    fields.pounds('net', 'Net amount', { hint: 'In pounds, without recoverable VAT, like 1,234.50' }),
    fields.pounds('vat', 'Irrecoverable VAT', {
      optional: true,
      hint: 'In pounds. Leave it empty when all VAT can be recovered',
    }),
    natureField(fields),
    fields.longText('description', 'Description', {
      optional: true,
      rows: 3,
      hint: 'What was bought, in a sentence, without anything that points to a person',
    }),
    overspendField(fields),
  ];
}

/** The questions that code an amount, whatever kind it is. */
export function codingFields(fields: Fields, choices: SpendChoices): Field[] {
  return [
    fields.select('initiative', 'Initiative', choices.initiatives),
    fields.select('agreement', 'Agreement', agreementChoices(choices), {
      hint: 'Spend uses what the agreement binds first, then the budget of the initiative',
    }),
    fields.select('place', 'Place', PLACE_CHOICES, {
      hint: 'Select All West Yorkshire if it serves more than one district; it is never divided between them',
    }),
    fields.select('category', 'Category', CATEGORY_CHOICES),
    fields.text('supplier', 'Supplier', {
      hint: 'The organisation that is paid. Never name a child, a carer or anyone they know',
    }),
  ];
}

/** Asks whether the money is revenue or capital. */
export function natureField(fields: Fields): Field {
  return fields.radios('nature', 'Revenue or capital', NATURES, { inline: true });
}

/** Asks why it passes the budget. */
export function overspendField(fields: Fields): Field {
  return fields.longText('reason', 'Reason, if it passes the budget', {
    rows: 2,
    hint: 'Only needed when it is more than is left',
  });
}

interface Checked {
  spend: NewSpend;
  typed: Typed;
  choices: EntryChoices;
  effect: Effect;
  figures: readonly ShownFigure[];
  /** The entries that it looks like. */
  like: readonly string[];
}

/** "Check your answers": everything as it was understood, what it would do, and the act by its name. */
export function checkPage({ spend, typed, choices, effect, figures, like }: Checked): Page {
  const { [SAME]: same = '', ...carried } = typed;
  return {
    like: like.map((ref) => ({ text: ref, href: `/spend/${ref}` })),
    sameField: like.length === 0 ? null : sameField(new Fields({ [SAME]: same }, [])),
    title: 'Check your answers',
    total: formatPounds(addUp([spend.netPence, spend.vatPence])),
    answers: [...answersOf(spend, choices), ...paysOf(spend)],
    effect: effectShown(spend, effect, figures),
    hidden: Object.entries(carried).map(([name, value]) => ({ name, value })),
  };
}

function paysOf({ settles }: NewSpend) {
  return settles ? [fact('Pays', settles)] : [];
}

/** What was answered, as it was understood. */
export function answersOf(spend: NewSpend, choices: SpendChoices) {
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
    ['Total', formatPounds(addUp([spend.netPence, spend.vatPence]))],
    ['Revenue or capital', NATURES.find(({ value }) => value === spend.nature)?.text ?? spend.nature],
    ['Description', spend.description ?? 'Not given'],
    ...(spend.reason === null ? [] : ([['Reason', spend.reason]] as [string, string][])),
  ];
  return answers.map(([key, value]) => fact(key, value));
}
