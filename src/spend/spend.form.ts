import type { Day } from '../calendar/day.ts';
import { type PeriodKey, periodLabel, readPeriod } from '../calendar/period.ts';
import { readNature } from '../funds/money.form.ts';
import { currentPeriod, type Period } from '../ledger/period.ts';
import { PLACE_CHOICES } from '../partners/place.ts';
import { DRAFT_FIELDS } from '../people/draft.ts';
import { type Choice, dayFields, type FormAnswer, FormReader, type Typed } from '../platform/form.ts';
import type { Coding, NewSpend } from './enter.ts';
import { CATEGORY_CHOICES, type EntryChoices, periodChoices, type SpendChoices } from './spend-choices.ts';

/** What the form says for spend that comes straight out of the initiative's budget. */
export const NO_AGREEMENT = 'none';

/** The agreements that a spend may use, or none. */
export function agreementChoices(choices: SpendChoices): Choice[] {
  return [{ value: NO_AGREEMENT, text: 'None: straight from the budget of the initiative' }, ...choices.agreements];
}

/** The fields that code what is entered, whatever kind it is. */
export const CODING_FIELDS: readonly string[] = [
  'initiative',
  'agreement',
  'nature',
  'place',
  'category',
  'supplier',
  'period',
  'reason',
];

export const SPEND_FIELDS: readonly string[] = [
  ...CODING_FIELDS,
  ...dayFields('invoiced'),
  ...dayFields('received'),
  ...dayFields('paid'),
  'reference',
  'net',
  'vat',
  'description',
];

/** The box that confirms a spend which looks like one that stands. */
export const SAME = 'same';

/** The fields of the form that records one spend: it may pay a claim, is a draft, and may look like another. */
export const ENTRY_FIELDS: readonly string[] = [...SPEND_FIELDS, 'settles', ...DRAFT_FIELDS, SAME];

/** What an empty form starts with: the current period, and revenue, which nearly all of it is. */
export function emptySpend(periods: Period[]): Typed {
  return { period: periodLabel(currentPeriod(periods)), nature: 'revenue' };
}

/** What was typed, to be carried to the next page; only of a body that has been read. */
export function carried(body: Typed): Typed {
  return Object.fromEntries(ENTRY_FIELDS.map((field) => [field, body[field] ?? '']));
}

/**
 * Reads the spend form: a spend to be entered, or every error with what was typed. A closed period passes here, so
 * that the act itself refuses it and says which is open.
 */
export function readSpendForm(body: unknown, choices: EntryChoices, today: Day): FormAnswer<NewSpend> {
  const form = new FormReader(body, ENTRY_FIELDS);
  const spend = readSpend(form, choices, today);
  const settles = form.choice('settles', 'Claim that it pays', choices.payables, { optional: true }) || null;
  form.box(SAME, 'The box that confirms it');
  return form.answer(() => ({ ...spend(), settles }));
}

/** Reads the fields of a spend from a form that may have others too; the answer is made once nothing failed. */
export function readSpend(form: FormReader, choices: SpendChoices, today: Day): () => NewSpend {
  const coding = readCoding(form, choices);
  const invoicedOn = form.day('invoiced', 'Invoice date', { notAfter: today });
  const receivedOn = form.day('received', 'Date received', { notAfter: today, optional: true });
  const paidOn = form.day('paid', 'Date paid', { notAfter: today, optional: true });
  const period = readPostedPeriod(form, choices);
  const reference = form.text('reference', 'Reference', { optional: true, longest: 60 });
  const netPence = form.pounds('net', 'Net amount');
  const vatPence = form.pounds('vat', 'Irrecoverable VAT', { optional: true, least: 0 });
  const nature = readNature(form);
  const description = form.text('description', 'Description', { optional: true, longest: 500 });
  const reason = readOverspendReason(form);
  return () => ({
    ...coding,
    nature,
    reference: reference || null,
    description: description || null,
    reason,
    invoicedOn: invoicedOn as Day,
    receivedOn,
    paidOn,
    period: period as NewSpend['period'],
    netPence,
    vatPence,
  });
}

/** Reads what an amount is coded to; revenue or capital is asked further down. */
export function readCoding(form: FormReader, choices: SpendChoices): Omit<Coding, 'nature'> {
  const initiative = form.choice('initiative', 'Initiative', choices.initiatives);
  const agreement = form.choice('agreement', 'Agreement', agreementChoices(choices));
  const place = form.choice('place', 'Place', PLACE_CHOICES);
  const category = form.choice('category', 'Category', CATEGORY_CHOICES);
  const supplier = form.text('supplier', 'Supplier');
  return { initiative, agreement: agreement === NO_AGREEMENT ? '' : agreement, place, category, supplier };
}

/** The period to post to, closed or open; null when the form failed there. */
export function readPostedPeriod(form: FormReader, choices: SpendChoices): PeriodKey | null {
  return readPeriod(form.choice('period', 'Period', periodChoices(choices.periods)));
}

/** Why it passes the budget; null when nothing was said. */
export function readOverspendReason(form: FormReader): string | null {
  return form.text('reason', 'Reason', { optional: true, longest: 500 }) || null;
}
