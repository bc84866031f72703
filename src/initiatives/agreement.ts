import type { Day } from '../calendar/day.ts';
import { yearLabel, yearShown, yearSpan } from '../calendar/financial-year.ts';
import type { Nature } from '../ledger/account.ts';
import type { Pence } from '../money/pence.ts';
import { refused } from '../platform/refusal.ts';

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
  /** Its value in all years together. */
  pence: Pence;
  /** Its value by year, the earliest first. */
  years: AgreementYear[];
  /** Every year whose money it may use: those of its value, and those that a commitment was rolled forward into. */
  boundYears: number[];
}

/** A signed agreement to be recorded: with a value for each year, or with one for a single year. */
export type NewAgreement = AgreementTerms & { overrideReason: string | null } & (
    | { years: readonly AgreementYear[] }
    | { year: number; pence: Pence }
  );

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

/** The field of a year's value. */
export function yearAmountField(year: number): string {
  return `amount-${yearLabel(year)}`;
}

/**
 * The value by year in order. Refused by name: `no-value` without any, `year-twice`, `outside-dates` for a year that
 * the agreement does not run through.
 */
export function valueByYear(wanted: NewAgreement): AgreementYear[] {
  if (!('years' in wanted)) return [{ year: wanted.year, pence: wanted.pence }];
  const years = wanted.years.toSorted((a, b) => a.year - b.year);
  if (years.length === 0) throw refused('no-value', 'Enter what the agreement is worth in at least one year.');
  for (const [index, { year }] of years.entries()) {
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
