import { type Day, formatDay } from '../../calendar/day.ts';
import { yearShown, yearSpan } from '../../calendar/financial-year.ts';
import { OVERRIDE, readMoneyYear, readNature, readOverride } from '../../funds/money.form.ts';
import type { Pence } from '../../money/pence.ts';
import { type Choice, dayFields, type FormAnswer, FormReader } from '../../platform/form.ts';
import type { NewAgreementYear } from './agreement.store.ts';
import {
  AGREEMENT_KINDS,
  type Agreement,
  type AgreementYear,
  type NewAgreement,
  runsIn,
  yearAmountField,
} from './agreement.ts';
import { CHECK_REASON, readCheckReason } from './provider-check.form.ts';

export const AGREEMENT_KIND_CHOICES: readonly Choice[] = Object.entries(AGREEMENT_KINDS).map(([value, text]) => ({
  value,
  text,
}));

/** What the form of an agreement can choose from. */
export interface AgreementChoices {
  initiatives: readonly Choice[];
  organisations: readonly Choice[];
  /** The financial years that the office has made. */
  years: readonly number[];
  /** The initiatives whose amount was never published. */
  unpublished: readonly string[];
  today: Day;
  mayOverride: boolean;
  mayOverrideChecks: boolean;
}

export const PUBLISHED_CHOICES: readonly Choice[] = [
  { value: 'yes', text: 'Yes: its value stands below' },
  { value: 'no', text: 'No: the amount is not published' },
];

const FIELDS = [
  'initiative',
  'kind',
  'organisation',
  'nature',
  ...dayFields('signed'),
  ...dayFields('starts'),
  ...dayFields('ends'),
  'purpose',
  'crimeReduction',
  'valueForMoney',
  'conditions',
];

/**
 * Reads the form of a signed agreement. Its purpose and its reasons are published with it (the Specified Information
 * Order), so none of them may be left out.
 */
export function readAgreement(body: unknown, choices: AgreementChoices): FormAnswer<NewAgreement> {
  const amounts = choices.years.map(yearAmountField);
  const form = new FormReader(body, [
    ...FIELDS,
    ...amounts,
    ...(choices.unpublished.length > 0 ? ['published'] : []),
    ...(choices.mayOverride ? [OVERRIDE] : []),
    ...(choices.mayOverrideChecks ? [CHECK_REASON] : []),
  ]);
  const initiative = form.choice('initiative', 'Initiative', choices.initiatives);
  const kind = form.choice('kind', 'Kind of agreement', AGREEMENT_KIND_CHOICES) as Agreement['kind'];
  const organisation = form.choice('organisation', 'Provider', choices.organisations);
  const nature = readNature(form);
  const signedOn = form.day('signed', 'Date signed', { notAfter: choices.today }) as Day;
  const startsOn = form.day('starts', 'Start date') as Day;
  const endsOn = form.day('ends', 'End date') as Day;
  if (startsOn !== null && endsOn !== null && endsOn < startsOn) {
    form.fail('ends-day', 'End date must be on or after the start date');
  }
  const dates = startsOn === null || endsOn === null ? null : { startsOn, endsOn };
  const value = readUnpublished(form, initiative, choices) ?? { years: readValueByYear(form, choices.years, dates) };
  const purpose = form.text('purpose', 'Purpose', { longest: 2000 });
  const crimeReduction = form.text('crimeReduction', 'How it reduces crime', { longest: 2000 });
  const valueForMoney = form.text('valueForMoney', 'Why it is value for money', { longest: 2000 });
  const conditions = form.text('conditions', 'Conditions', { optional: true, longest: 4000 }) || null;
  const overrideReason = readOverride(form, choices.mayOverride);
  const checkReason = readCheckReason(form, choices.mayOverrideChecks);
  return form.answer(() => ({
    initiative,
    kind,
    organisationId: Number(organisation),
    nature,
    signedOn,
    startsOn,
    endsOn,
    ...value,
    purpose,
    crimeReduction,
    valueForMoney,
    conditions,
    overrideReason,
    checkReason,
    recordedOn: choices.today,
  }));
}

/** Whether the amount is not published, which only an initiative without one may say; null where it has a value. */
function readUnpublished(
  form: FormReader,
  initiative: string,
  { unpublished, years }: AgreementChoices,
): { unpublished: true } | null {
  if (unpublished.length === 0) return null;
  if (form.choice('published', 'Whether its amount is published', PUBLISHED_CHOICES, { optional: true }) !== 'no') {
    return null;
  }
  if (!unpublished.includes(initiative)) {
    form.fail('published', `The amount of an agreement is left unpublished only under ${unpublished.join(', ')}`);
  }
  const typed = years.map(yearAmountField).find((field) => (form.typed[field] ?? '').trim() !== '');
  if (typed !== undefined) form.fail(typed, 'Leave the value empty, or select that the amount is published');
  return { unpublished: true };
}

type Dates = Pick<Agreement, 'startsOn' | 'endsOn'>;

/**
 * Reads what the agreement is worth in each year it runs through: a year in which nothing is due says 0. Without dates
 * that could be read, only the amounts are looked at.
 */
function readValueByYear(form: FormReader, made: readonly number[], dates: Dates | null): AgreementYear[] {
  if (dates !== null) checkYearsMade(form, made, dates);
  const typed = made.map((year) => ({
    year,
    pence: readYearAmount(form, year, dates === null ? null : runsIn(dates, year)),
  }));
  const years = typed.flatMap(({ year, pence }) => (pence === null || pence === 0 ? [] : [{ year, pence }]));
  const asked = dates === null ? undefined : made.find((year) => runsIn(dates, year));
  if (asked !== undefined && years.length === 0 && typed.every(({ pence }) => pence !== null)) {
    form.fail(yearAmountField(asked), 'Enter what the agreement is worth in at least one financial year');
  }
  return years;
}

function checkYearsMade(form: FormReader, made: readonly number[], dates: Dates): void {
  const first = made[0] === undefined ? null : yearSpan(made[0]).startsOn;
  const last = made.length === 0 ? null : yearSpan(made.at(-1) as number).endsOn;
  const sentence = (day: Day) =>
    `${formatDay(day)} falls in a financial year that has not been made; make it on the page Fund first`;
  if (first === null || dates.startsOn < first) form.fail('starts-day', sentence(dates.startsOn));
  if (last === null || dates.endsOn > last) form.fail('ends-day', sentence(dates.endsOn));
}

/** A year's value in pence; null when something is wrong with it. */
function readYearAmount(form: FormReader, year: number, isRun: boolean | null): Pence | null {
  const field = yearAmountField(year);
  if ((form.typed[field] ?? '').trim() === '') {
    if (isRun !== true) return 0;
    form.fail(field, `Enter the value in ${yearShown(year)}, 0 if nothing is due in it`);
    return null;
  }
  const pence = form.pounds(field, `Value in ${yearShown(year)}`, { least: 0 });
  if (isRun === false && pence > 0) {
    form.fail(field, `The agreement does not run in ${yearShown(year)}; leave its value empty, or change the dates`);
    return null;
  }
  return pence;
}

export interface TypedRelease {
  year: number;
  pence: Pence;
  reason: string;
  happenedOn: Day;
}

/** Reads the form that gives back what an agreement no longer needs in one of its years. */
export function readRelease(body: unknown, years: readonly Choice[], today: Day): FormAnswer<TypedRelease> {
  const form = new FormReader(body, ['year', 'amount', ...dayFields('released'), 'reason']);
  const year = readMoneyYear(form, years);
  const pence = form.pounds('amount', 'Amount');
  const happenedOn = form.day('released', 'Date of the release', { notAfter: today }) as Day;
  const reason = form.text('reason', 'Reason', { longest: 1000 });
  return form.answer(() => ({ year, pence, reason, happenedOn }));
}

export type TypedYear = Omit<NewAgreementYear, 'agreement'>;

/** Reads the form that adds the value of one more year to an agreement. */
export function readAgreementYear(
  body: unknown,
  { years, today, mayOverride }: { years: readonly Choice[]; today: Day; mayOverride: boolean },
): FormAnswer<TypedYear> {
  const form = new FormReader(body, ['year', 'amount', ...dayFields('agreed'), ...(mayOverride ? [OVERRIDE] : [])]);
  const year = readMoneyYear(form, years);
  const pence = form.pounds('amount', 'Value');
  const happenedOn = form.day('agreed', 'Date agreed', { notAfter: today }) as Day;
  const overrideReason = readOverride(form, mayOverride);
  return form.answer(() => ({ year, pence, happenedOn, overrideReason, recordedOn: today }));
}
