import { type Day, formatDay } from '../../calendar/day.ts';
import { yearLabel, yearOfDay, yearShown, yearSpan } from '../../calendar/financial-year.ts';
import type { Nature } from '../../ledger/account.ts';
import { formatPounds, type Pence } from '../../money/pence.ts';
import { refused } from '../../platform/refusal.ts';

export const AGREEMENT_KINDS = {
  grant: 'Grant agreement',
  contract: 'Contract',
  transfer: 'Transfer to the Chief Constable',
} as const;

/** What an agreement is worth in one financial year: bound out of that year's budget. */
export interface AgreementYear {
  year: number;
  pence: Pence;
}

/** What is agreed with a provider, besides its value. */
export interface AgreementTerms {
  initiative: string;
  kind: keyof typeof AGREEMENT_KINDS;
  organisationId: number;
  nature: Nature;
  signedOn: Day;
  startsOn: Day;
  endsOn: Day;
  purpose: string;
  crimeReduction: string;
  valueForMoney: string;
  conditions: string | null;
}

/** The commitment to a provider, its value split by financial year. */
export interface Agreement extends AgreementTerms {
  ref: string;
  fund: string;
  /** Its value in all years together, as it was varied. */
  pence: Pence;
  /** Its value by year as it was varied, the earliest first. */
  years: AgreementYear[];
  /** False while no amount was published with it: then nothing is bound, and that is not £0. */
  amountPublished: boolean;
  /** How many variations the terms above include, and what they said when it was signed. */
  variations: number;
  signed: Pick<AgreementTerms, 'endsOn' | 'purpose'>;
  /** Every year whose money it may use: those of its value, and those that a commitment was rolled forward into. */
  boundYears: number[];
}

/**
 * A signed agreement to be recorded: with a value for each year, with one for a single year, or with none, where the
 * amount is not published.
 */
export type NewAgreement = AgreementTerms & { overrideReason: string | null } & Partial<CheckedProvider> &
  ({ years: readonly AgreementYear[] } | { year: number; pence: Pence } | { unpublished: true });

/** What is said of the checks of a provider with whom something is agreed. */
export interface CheckedProvider {
  /** The day on which it is recorded: checks must hold on it, besides on the day of what was agreed. */
  recordedOn: Day;
  /** Why it is agreed although a check has expired or failed; null from those who may not say so. */
  checkReason: string | null;
}

/** Financial years in words, such as '2015/16 and 2016/17'. */
export function yearsShown(years: readonly number[]): string {
  const shown = years.map(yearShown);
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}

/** Whether an agreement of these dates runs in the financial year. */
export function runsIn({ startsOn, endsOn }: Pick<AgreementTerms, 'startsOn' | 'endsOn'>, year: number): boolean {
  const span = yearSpan(year);
  return startsOn <= span.endsOn && endsOn >= span.startsOn;
}

/** The financial years an agreement is shown with: those it binds money of, or, without an amount, runs through. */
export function yearsOf({ boundYears, startsOn, endsOn }: Pick<Agreement, 'boundYears' | 'startsOn' | 'endsOn'>) {
  if (boundYears.length > 0) return boundYears;
  const first = yearOfDay(startsOn);
  return Array.from({ length: yearOfDay(endsOn) - first + 1 }, (_, index) => first + index);
}

/** The field of a year's value. */
export function yearAmountField(year: number): string {
  return `amount-${yearLabel(year)}`;
}

/** Refused by name, as `ends-before-it-begins`, when the dates are the wrong way round. */
export function checkDates({ startsOn, endsOn }: Pick<AgreementTerms, 'startsOn' | 'endsOn'>): void {
  if (endsOn >= startsOn) return;
  throw refused(
    'ends-before-it-begins',
    `An agreement that begins on ${formatDay(startsOn)} cannot end on ${formatDay(endsOn)}. Enter a later end date.`,
    'ends-day',
  );
}

/**
 * The value by year in order; none where the amount is not published. Refused by name: `no-value` without any,
 * `year-twice`, `value-not-above-zero`, `outside-dates` for a year that the agreement does not run through.
 */
export function valueByYear(wanted: NewAgreement): AgreementYear[] {
  if ('unpublished' in wanted) return [];
  const given = 'years' in wanted ? wanted.years : [{ year: wanted.year, pence: wanted.pence }];
  const years = given.toSorted((a, b) => a.year - b.year);
  if (years.length === 0) throw refused('no-value', 'Enter what the agreement is worth in at least one year.');
  for (const [index, { year, pence }] of years.entries()) {
    if (pence <= 0) {
      throw refused(
        'value-not-above-zero',
        `The value in ${yearShown(year)} is ${formatPounds(pence)}. Enter more than £0.00, or leave that year out.`,
        yearAmountField(year),
      );
    }
    if (years[index + 1]?.year === year) throw refused('year-twice', `${yearShown(year)} has two values. Enter one.`);
    if (!runsIn(wanted, year)) {
      throw refused(
        'outside-dates',
        `The agreement does not run in ${yearShown(year)}. Leave its value empty, or change the dates.`,
        yearAmountField(year),
      );
    }
  }
  return years;
}
