import { readYear, yearLabel } from '../calendar/financial-year.ts';
import { comparePeriods, type PeriodKey, periodLabel, periodShown } from '../calendar/period.ts';
import { periodsOfQuarter, type Quarter, quarterLabel, quarterShown } from '../calendar/quarter.ts';
import type { Period } from '../ledger/period.ts';
import { type Choice, readQuery } from '../platform/form.ts';
import { INITIATIVE, type Parameters, textParameter, YEAR } from '../platform/parameter.ts';
import { notFound, Refusal } from '../platform/refusal.ts';
import type { MonitoringSpan } from './monitoring.ts';

/** What narrows the report besides its year and span, by the names that its address uses. */
export const NARROWING = ['initiative', 'source', 'allocation', 'place', 'category'] as const;
type Narrowing = Partial<Record<(typeof NARROWING)[number], string>>;

/** Every period of the year, each in a row of its own. */
export const EVERY_PERIOD = 'all';

/** What the address of the report asks for. */
export interface MonitoringQuery {
  year: number;
  spans: MonitoringSpan[];
  narrowing: Narrowing;
  wholePounds: boolean;
  /** A day or an instant, as it was typed. */
  asAt: string | undefined;
  /** What the address said, to fill the form in and for links to the same report. */
  typed: Record<string, string>;
}

/** What may be chosen: the years, the periods and quarters of the one that is shown, and the records of each kind. */
export interface MonitoringChoices {
  periods: readonly Period[];
  choices: Record<(typeof NARROWING)[number], Choice[]>;
}

/** What the report can be asked for. */
export const MONITORING_PARAMETERS: Parameters = {
  year: YEAR,
  span: textParameter('up to which period, or all for every period in a row of its own', 'all'),
  initiative: INITIATIVE,
  source: textParameter('the code of a funding source', 'PCC'),
  allocation: textParameter('the reference of an allocation', 'AL-2014-001'),
  place: textParameter('the code of a place', 'E08000035'),
  category: textParameter('the code of a category', '1'),
  pounds: textParameter('whole, for whole pounds on the page; files have exact amounts', 'whole'),
  'as-at': textParameter('a moment in the past, such as 2015-06-30', '2015-06-30'),
};

/**
 * Reads the address of the report. Without a year it is that of the current period; without a span it is up to the
 * current period, or the whole of a year that is over. Refused as malformed, naming what was not understood.
 */
export function readMonitoringQuery(
  query: Record<string, unknown>,
  { periods, choices }: MonitoringChoices,
): MonitoringQuery {
  const read = readQuery(query, Object.keys(MONITORING_PARAMETERS));
  const current = periods.find(({ closed }) => !closed) ?? periods.at(-1);
  const year = read.year === undefined ? current?.year : (readYear(read.year) ?? wrong('year', 'like 2015-16'));
  const ofYear = periods.filter((period) => period.year === year);
  const [first] = ofYear;
  if (year === undefined || first === undefined) throw notFound('financial year of that name in this record');
  const span = read.span ?? spanLabel(usualSpan(ofYear));
  const narrowing: Narrowing = {};
  for (const name of NARROWING) {
    const text = read[name];
    if (text === undefined) continue;
    if (!choices[name].some(({ value }) => value === text)) wrong(name, 'one of those listed');
    narrowing[name] = text;
  }
  const asAt = read['as-at']?.trim();
  const wholePounds = read.pounds === 'whole';
  return {
    year,
    spans: span === EVERY_PERIOD ? ofYear.map((through) => ({ through: keyOf(through) })) : [readSpan(span, ofYear)],
    narrowing,
    wholePounds,
    asAt,
    typed: {
      year: yearLabel(year),
      span,
      ...narrowing,
      ...(wholePounds ? { pounds: 'whole' } : {}),
      ...(asAt === undefined ? {} : { 'as-at': asAt }),
    },
  };
}

/** Up to the current period where it lies in the year; all of a year that is over; the first of one to come. */
function usualSpan(ofYear: readonly Period[]): MonitoringSpan {
  const open = ofYear.find(({ closed }) => !closed);
  return { through: keyOf((open ?? ofYear.at(-1)) as Period) };
}

function keyOf({ year, number }: PeriodKey): PeriodKey {
  return { year, number };
}

/** A span in an address, the same in every year, so that another year can be chosen beside it: 'P04', 'Q2'. */
function spanLabel({ through, quarter }: MonitoringSpan): string {
  return (quarter === undefined ? periodLabel(through) : quarterLabel(quarter)).slice(-3).replace(/^-/, '');
}

function readSpan(text: string, ofYear: readonly Period[]): MonitoringSpan {
  return (
    spansOf(ofYear).find((span) => spanLabel(span) === text) ??
    wrong('span', 'a period like P04 or a quarter like Q2 of the year')
  );
}

/** What a row can be up to: each period of the year, and each of its quarters. */
function spansOf(ofYear: readonly Period[]): MonitoringSpan[] {
  const quarters = ([1, 2, 3, 4] as const).flatMap((number): MonitoringSpan[] => {
    const quarter: Quarter = { year: (ofYear[0] as Period).year, quarter: number };
    const own = periodsOfQuarter(quarter).filter((of) => ofYear.some((period) => comparePeriods(of, period) === 0));
    const last = own.at(-1);
    return last === undefined ? [] : [{ through: keyOf(last), quarter }];
  });
  return [...ofYear.map((through) => ({ through: keyOf(through) })), ...quarters];
}

/** The spans of a year as choices: up to each period, each quarter, and every period by itself. */
export function spanChoices(ofYear: readonly Period[]): Choice[] {
  return [
    ...spansOf(ofYear).map((span) => ({ value: spanLabel(span), text: spanShown(span) })),
    { value: EVERY_PERIOD, text: 'Every period of the year' },
  ];
}

/** A span in words: 'Period 4 (July 2015)', '2015/16 quarter 2 (July to September 2015)'. */
export function spanShown({ through, quarter }: MonitoringSpan): string {
  return quarter === undefined ? periodShown(through) : quarterShown(quarter);
}

function wrong(name: string, expected: string): never {
  throw new Refusal(
    'malformed',
    'filter',
    `The part ${name} of the address must be ${expected}. Go back to the report and choose again.`,
  );
}
