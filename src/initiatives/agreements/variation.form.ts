import type { Day } from '../../calendar/day.ts';
import { yearShown } from '../../calendar/financial-year.ts';
import { OVERRIDE, readOverride } from '../../funds/money.form.ts';
import { MAX_PENCE } from '../../money/pence.ts';
import { type Choice, dayFields, type FormAnswer, FormReader } from '../../platform/form.ts';
import { type AgreementYear, yearAmountField } from './agreement.ts';
import { CHECK_REASON, readCheckReason } from './provider-check.form.ts';
import type { NewVariation } from './vary.ts';

/** What the form of a variation can choose from, and what whoever looks may say. */
export interface VariationChoices {
  /** The years whose value may change. */
  years: readonly number[];
  decisions: readonly Choice[];
  today: Day;
  mayRelease: boolean;
  mayOverride: boolean;
  mayOverrideChecks: boolean;
}

const FIELDS = [...dayFields('agreed'), ...dayFields('ends'), 'purpose', 'terms', 'decision', 'reason'];

/** Reads the form of a variation: whatever is left empty stays as it is. */
export function readVariation(body: unknown, choices: VariationChoices): FormAnswer<Omit<NewVariation, 'agreement'>> {
  const form = new FormReader(body, [
    ...FIELDS,
    ...choices.years.map(yearAmountField),
    ...(choices.mayOverride ? [OVERRIDE] : []),
    ...(choices.mayOverrideChecks ? [CHECK_REASON] : []),
  ]);
  const agreedOn = form.day('agreed', 'Date agreed', { notAfter: choices.today }) as Day;
  const years = choices.years.flatMap((year) => readChange(form, year, choices.mayRelease));
  const endsOn = form.day('ends', 'New end date', { optional: true });
  const purpose = form.text('purpose', 'New purpose', { optional: true, longest: 2000 }) || null;
  const terms = form.text('terms', 'Other terms', { optional: true, longest: 4000 }) || null;
  const decision = form.choice('decision', 'Decision', choices.decisions, { optional: true });
  const reason = form.text('reason', 'Reason', { longest: 1000 });
  const overrideReason = readOverride(form, choices.mayOverride);
  const checkReason = readCheckReason(form, choices.mayOverrideChecks);
  return form.answer(() => ({
    agreedOn,
    years,
    endsOn,
    purpose,
    terms,
    decisionRef: decision || null,
    reason,
    overrideReason,
    checkReason,
    recordedOn: choices.today,
  }));
}

/** By how much a year's value changes; nothing where the box is empty. */
function readChange(form: FormReader, year: number, mayRelease: boolean): AgreementYear[] {
  const field = yearAmountField(year);
  if ((form.typed[field] ?? '').trim() === '') return [];
  const pence = form.pounds(field, `Change of value in ${yearShown(year)}`, { least: -MAX_PENCE });
  if (pence < 0 && !mayRelease) {
    form.fail(field, 'Your role does not include lowering a value; ask the finance manager');
  }
  return pence === 0 ? [] : [{ year, pence }];
}
