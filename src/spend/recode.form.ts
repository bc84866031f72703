import type { Day } from '../calendar/day.ts';
import { readNature } from '../funds/money.form.ts';
import { PLACE_CHOICES } from '../partners/place.ts';
import { type FormAnswer, FormReader, type Typed } from '../platform/form.ts';
import type { Corrected } from './corrected.ts';
import type { Coding } from './enter.ts';
import type { NewRecode } from './recode.ts';
import { agreementChoices, NO_AGREEMENT, readOverspendReason } from './spend.form.ts';
import { CATEGORY_CHOICES, type SpendChoices } from './spend-choices.ts';

export const RECODE_FIELDS: readonly string[] = [
  'initiative',
  'agreement',
  'nature',
  'place',
  'category',
  'why',
  'reason',
];

/** What the form starts with: the coding as it is. */
export function codedNow({ initiative, agreement, nature, place, category }: Omit<Coding, 'supplier'>): Typed {
  return { initiative, agreement: agreement || NO_AGREEMENT, nature, place, category };
}

/** Reads how all that is left of a spend is to be coded instead, and why. */
export function readRecodeForm(
  body: unknown,
  { ref, pence }: Corrected,
  choices: SpendChoices,
  today: Day,
): FormAnswer<NewRecode> {
  const form = new FormReader(body, RECODE_FIELDS);
  const initiative = form.choice('initiative', 'Initiative', choices.initiatives);
  const agreement = form.choice('agreement', 'Agreement', agreementChoices(choices));
  const place = form.choice('place', 'Place', PLACE_CHOICES);
  const category = form.choice('category', 'Category', CATEGORY_CHOICES);
  const nature = readNature(form);
  const reason = form.text('why', 'Reason', { longest: 500 });
  const overspendReason = readOverspendReason(form);
  const coding = { initiative, agreement: agreement === NO_AGREEMENT ? '' : agreement, nature, place, category };
  return form.answer(() => ({
    corrects: ref,
    parts: [{ ...coding, pence }],
    reason,
    overspendReason,
    happenedOn: today,
  }));
}
