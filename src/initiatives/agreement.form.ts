import type { Day } from '../calendar/day.ts';
import { OVERRIDE, readMoneyYear, readNature, readOverride } from '../funds/money.form.ts';
import type { Pence } from '../money/pence.ts';
import { type Choice, dayFields, type FormAnswer, FormReader } from '../platform/form.ts';
import { AGREEMENT_KINDS, type Agreement, type NewAgreement } from './agreement.store.ts';

export const AGREEMENT_KIND_CHOICES: readonly Choice[] = Object.entries(AGREEMENT_KINDS).map(([value, text]) => ({
  value,
  text,
}));

/** What the form of an agreement can choose from. */
export interface AgreementChoices {
  initiatives: readonly Choice[];
  organisations: readonly Choice[];
  years: readonly Choice[];
  today: Day;
  mayOverride: boolean;
}

const FIELDS = [
  'initiative',
  'kind',
  'organisation',
  'year',
  'nature',
  'amount',
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
  const form = new FormReader(body, choices.mayOverride ? [...FIELDS, OVERRIDE] : FIELDS);
  const initiative = form.choice('initiative', 'Initiative', choices.initiatives);
  const kind = form.choice('kind', 'Kind of agreement', AGREEMENT_KIND_CHOICES) as Agreement['kind'];
  const organisation = form.choice('organisation', 'Provider', choices.organisations);
  const year = readMoneyYear(form, choices.years);
  const nature = readNature(form);
  const pence = form.pounds('amount', 'Value');
  const signedOn = form.day('signed', 'Date signed', { notAfter: choices.today }) as Day;
  const startsOn = form.day('starts', 'Start date') as Day;
  const endsOn = form.day('ends', 'End date') as Day;
  if (startsOn !== null && endsOn !== null && endsOn < startsOn) {
    form.fail('ends-day', 'End date must be on or after the start date');
  }
  const purpose = form.text('purpose', 'Purpose', { longest: 2000 });
  const crimeReduction = form.text('crimeReduction', 'How it reduces crime', { longest: 2000 });
  const valueForMoney = form.text('valueForMoney', 'Why it is value for money', { longest: 2000 });
  const conditions = form.text('conditions', 'Conditions', { optional: true, longest: 4000 }) || null;
  const overrideReason = readOverride(form, choices.mayOverride);
  return form.answer(() => ({
    initiative,
    kind,
    organisationId: Number(organisation),
    year,
    nature,
    pence,
    signedOn,
    startsOn,
    endsOn,
    purpose,
    crimeReduction,
    valueForMoney,
    conditions,
    overrideReason,
  }));
}

export interface TypedRelease {
  pence: Pence;
  reason: string;
  happenedOn: Day;
}

/** Reads the form that gives back what an agreement no longer needs. */
export function readRelease(body: unknown, today: Day): FormAnswer<TypedRelease> {
  const form = new FormReader(body, ['amount', ...dayFields('released'), 'reason']);
  const pence = form.pounds('amount', 'Amount');
  const happenedOn = form.day('released', 'Date of the release', { notAfter: today }) as Day;
  const reason = form.text('reason', 'Reason', { longest: 1000 });
  return form.answer(() => ({ pence, reason, happenedOn }));
}
