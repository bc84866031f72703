import type { Day } from '../calendar/day.ts';
import { periodLabel, readPeriod } from '../calendar/period.ts';
import type { Nature } from '../ledger/account.ts';
import { currentPeriod, type Period } from '../ledger/period.ts';
import { type Choice, dayFields, type FormAnswer, FormReader, type Typed } from '../platform/form.ts';
import { CATEGORY_CHOICES, PLACE_CHOICES, periodChoices, type SpendChoices } from './choice.store.ts';
import type { NewSpend } from './enter.ts';

/** What the form says for spend that comes straight out of the initiative's budget. */
export const NO_AGREEMENT = 'none';

export const NATURE_CHOICES: readonly Choice[] = [
  { value: 'revenue', text: 'Revenue' },
  { value: 'capital', text: 'Capital' },
];

export const SPEND_FIELDS: readonly string[] = [
  'initiative',
  'agreement',
  'nature',
  'place',
  'category',
  'supplier',
  ...dayFields('invoiced'),
  ...dayFields('received'),
  ...dayFields('paid'),
  'period',
  'reference',
  'net',
  'vat',
  'description',
  'reason',
];

/** What an empty form starts with: the current period, and revenue, which nearly all of it is. */
export function emptySpend(periods: Period[]): Typed {
  return { period: periodLabel(currentPeriod(periods)), nature: 'revenue' };
}

/** What was typed, to be carried to the next page; only of a body that has been read. */
export function carried(body: Typed): Typed {
  return Object.fromEntries(SPEND_FIELDS.map((field) => [field, body[field] ?? '']));
}

/**
 * Reads the spend form: a spend to be entered, or every error with what was typed. A closed period passes here, so
 * that the act itself refuses it and says which is open.
 */
export function readSpendForm(body: unknown, choices: SpendChoices, today: Day): FormAnswer<NewSpend> {
  const form = new FormReader(body, SPEND_FIELDS);
  const past = { notAfter: today, notAfterWords: 'today or in the past' };
  const initiative = form.choice('initiative', 'Initiative', choices.initiatives);
  const agreements = [{ value: NO_AGREEMENT, text: '' }, ...choices.agreements];
  const agreement = form.choice('agreement', 'Agreement', agreements);
  const place = form.choice('place', 'Place', PLACE_CHOICES);
  const category = form.choice('category', 'Category', CATEGORY_CHOICES);
  const supplier = form.text('supplier', 'Supplier');
  const invoicedOn = form.day('invoiced', 'Invoice date', past);
  const receivedOn = form.day('received', 'Date received', { ...past, optional: true });
  const paidOn = form.day('paid', 'Date paid', { ...past, optional: true });
  const period = readPeriod(form.choice('period', 'Period', periodChoices(choices.periods)));
  const reference = form.text('reference', 'Reference', { optional: true, longest: 60 });
  const netPence = form.pounds('net', 'Net amount');
  const vatPence = form.pounds('vat', 'Irrecoverable VAT', { optional: true, least: 0 });
  const nature = form.choice('nature', 'Revenue or capital', NATURE_CHOICES);
  const description = form.text('description', 'Description', { optional: true, longest: 500 });
  const reason = form.text('reason', 'Reason', { optional: true, longest: 500 });
  return form.answer(() => ({
    initiative,
    agreement: agreement === NO_AGREEMENT ? '' : agreement,
    nature: nature as Nature,
    place,
    category,
    supplier,
    reference: reference || null,
    description: description || null,
    reason: reason || null,
    invoicedOn: invoicedOn as Day,
    receivedOn,
    paidOn,
    period: period as NewSpend['period'],
    netPence,
    vatPence,
  }));
}
