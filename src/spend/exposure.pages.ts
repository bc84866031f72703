import { type Day, daysBetween, formatDay } from '../calendar/day.ts';
import { yearLabel, yearShown } from '../calendar/financial-year.ts';
import type { FundingSource } from '../funds/source.store.ts';
import type { Initiative } from '../initiatives/initiative.store.ts';
import { addUp } from '../ledger/balance.ts';
import { type FigureAsked, figureCell, figureNotes, type ShownFigure } from '../ledger/shown-figure.ts';
import { yearChoices } from '../ledger/year-choice.ts';
import type { Page } from '../people/door.ts';
import { Fields } from '../platform/form.pages.ts';
import {
  amountCell,
  type Cell,
  columns,
  dayCell,
  head,
  number,
  ref,
  type Table,
  tagged,
  words,
} from '../platform/table.ts';
import { lastSafeDay } from './exposure.ts';
import { SPEND } from './spend-way.ts';

const OF_SOURCE = ['fund.unallocated', 'fund.unbudgeted', 'lapse.exposure'];
const OF_LINE = ['budget.current', 'spend.to-date', 'commitment.outstanding', 'lapse.exposure'];
const AT_RISK = OF_LINE.indexOf('lapse.exposure');

/** An initiative that holds money of a ring-fenced source in the year. */
export interface ExposedInitiative {
  initiative: Initiative;
  source: string;
  /** The days that commissioning more of its kind takes; null when nobody has set them. */
  leadTimeDays: number | null;
  /** Its other sources, in the order in which what is expected draws on them. */
  order: readonly string[];
}

/** What the page is about: a year's ring-fenced sources and who holds their money. */
export interface ExposureSubject {
  year: number;
  years: readonly number[];
  /** The year's stored end, and the day that the office stands at. */
  yearEnd: Day;
  today: Day;
  sources: readonly FundingSource[];
  lines: readonly ExposedInitiative[];
}

/** The figures of the page: of the whole, of each source, then of each line, and last each line's forecast. */
export function exposureFiguresAsked({ year, sources, lines }: ExposureSubject): FigureAsked[] {
  return [
    { figure: 'lapse.exposure', scope: { year } },
    ...sources.flatMap(({ code }) => OF_SOURCE.map((figure) => ({ figure, scope: { source: code, year } }))),
    ...sources.flatMap(({ code }) => OF_LINE.map((figure) => ({ figure, scope: { source: code, year } }))),
    ...lines.flatMap(({ source, initiative }) => [
      ...OF_LINE.map((figure) => ({ figure, scope: { source, initiative: initiative.ref, year } })),
      { figure: 'forecast.remaining', scope: { initiative: initiative.ref, year } },
    ]),
  ];
}

interface ShownLine extends ExposedInitiative {
  figures: readonly ShownFigure[];
  forecast: ShownFigure;
  lastSafe: Day | null;
}

interface ShownSource {
  source: FundingSource;
  money: readonly ShownFigure[];
  totals: readonly ShownFigure[];
  lines: ShownLine[];
}

function arranged(subject: ExposureSubject, figures: readonly ShownFigure[]): ShownSource[] {
  const { sources, lines, yearEnd } = subject;
  const perLine = OF_LINE.length + 1;
  const totalsFrom = 1 + sources.length * OF_SOURCE.length;
  const linesFrom = totalsFrom + sources.length * OF_LINE.length;
  const shown = lines.map((line, index): ShownLine => {
    const own = figures.slice(linesFrom + index * perLine, linesFrom + (index + 1) * perLine);
    return {
      ...line,
      figures: own.slice(0, OF_LINE.length),
      forecast: own[OF_LINE.length] as ShownFigure,
      lastSafe: line.leadTimeDays === null ? null : lastSafeDay(yearEnd, line.leadTimeDays),
    };
  });
  return sources.map((source, index) => ({
    source,
    money: figures.slice(1 + index * OF_SOURCE.length, 1 + (index + 1) * OF_SOURCE.length),
    totals: figures.slice(totalsFrom + index * OF_LINE.length, totalsFrom + (index + 1) * OF_LINE.length),
    lines: shown.filter((line) => line.source === source.code),
  }));
}

/** What ring-fenced money the year's end would take back, and until when more can still be commissioned with it. */
export function exposurePage(subject: ExposureSubject, figures: readonly ShownFigure[]): Page {
  const { year, years, yearEnd, today, sources } = subject;
  const shown = arranged(subject, figures);
  const whole = figures[0] as ShownFigure;
  return {
    title: `Year-end exposure for ${yearShown(year)}`,
    wide: true,
    breadcrumbs: [SPEND, { text: 'Year-end exposure' }],
    lede: [
      `Ring-fenced money that is not spent by ${formatDay(yearEnd)} goes back to its source. At risk is what no initiative was given, and what is left of an initiative's budget after its spend and what it is still forecast to spend; a forecast draws on the initiative's sources in their order.`,
      today > yearEnd
        ? `The year ended ${daysShown(daysBetween(yearEnd, today))} ago.`
        : `It is ${formatDay(today)}: ${daysShown(daysBetween(today, yearEnd))} to the end of the year.`,
    ],
    warnings: passedWarning(
      shown.flatMap(({ lines }) => lines),
      subject,
    ),
    filter: {
      action: '/year-end/exposure',
      button: 'Show the year',
      fields: [
        new Fields({ year: yearLabel(year) }, []).select('year', 'Financial year', yearChoices(years), {
          always: true,
        }),
      ],
    },
    figures: sources.length === 0 ? [] : [whole],
    sections: [
      { table: sourceTable(shown, whole) },
      ...shown.filter(({ lines }) => lines.length > 0).map((one) => ({ table: lineTable(one, subject) })),
    ],
    links: [
      { text: 'Download this page (CSV)', href: `/year-end/exposure.csv?year=${yearLabel(year)}` },
      { text: `Forecasts for ${yearShown(year)}`, href: `/forecasts?year=${yearLabel(year)}` },
    ],
  };
}

function sourceTable(shown: readonly ShownSource[], whole: ShownFigure): Table {
  return {
    caption: 'Ring-fenced sources',
    columns: columns('Source', ...(shown[0]?.money ?? []).map(({ label }) => `#${label}`)),
    rows: shown.map(({ source, money }) => [
      head(`${source.code} ${source.name}`, `/funding-sources/${source.code}`),
      ...money.map(figureCell),
    ]),
    foot:
      shown.length === 0 ? undefined : [head('All'), ...OF_SOURCE.slice(1).map(() => number('')), figureCell(whole)],
    notes: figureNotes(shown.flatMap(({ money }) => money)),
    empty: 'No funding source is ring-fenced, so nothing lapses at the end of the year.',
  };
}

/** What of a source's exposure is in no initiative's line: what none was given, and what some pass theirs by. */
function besidesLines({ money, lines }: ShownSource): { text: string; cell: Cell }[] {
  const given = money.slice(0, -1);
  const parts = [...given, ...lines.map(({ figures }) => figures[AT_RISK])].map((figure) => figure?.value ?? 0);
  const passed = addUp([money.at(-1)?.value ?? 0, ...parts.map((part) => -part)]);
  return [
    ...given.map((figure) => ({ text: figure.label, cell: figureCell(figure) })),
    ...(passed === 0 ? [] : [{ text: PASSED_BY, cell: amountCell(passed) }]),
  ];
}

function lineTable(shown: ShownSource, subject: ExposureSubject): Table {
  const { source, totals, lines } = shown;
  const besides = besidesLines(shown);
  return {
    caption: `${source.code} ${source.name}, by initiative`,
    columns: columns(
      'Initiative',
      ...OF_LINE.slice(0, AT_RISK).map((_, index) => `#${totals[index]?.label}`),
      `#${lines[0]?.forecast.label}`,
      `#${totals[AT_RISK]?.label}`,
      'Last safe day to re-commission',
      'State',
    ),
    rows: [
      ...lines.map((line) => [
        ref(line.initiative.ref, `/forecasts/${line.initiative.ref}?year=${yearLabel(subject.year)}`),
        ...line.figures.slice(0, AT_RISK).map(figureCell),
        figureCell(line.forecast),
        figureCell(line.figures[AT_RISK] as ShownFigure),
        lastSafeCell(line),
        stateCell(line, subject),
      ]),
      ...besides.map(({ text, cell }) => [head(text), ...OF_LINE.map(() => number('')), cell, words(''), words('')]),
    ],
    foot: [
      head('All'),
      ...totals.slice(0, AT_RISK).map(figureCell),
      number(''),
      figureCell(totals[AT_RISK] as ShownFigure),
      words(''),
      words(''),
    ],
    notes: [...orderNotes(lines), ...leadTimeNotes(lines, subject), ...figureNotes(totals)],
    empty: '',
  };
}

function lastSafeCell({ lastSafe }: ShownLine): Cell {
  return lastSafe === null ? words('No lead time is set for its kind') : dayCell(lastSafe);
}

/** The source bears an overspend too, so that much less goes back to it. */
const PASSED_BY = 'Less overspends';

const PASSED = { text: 'Passed', classes: 'govuk-tag--red' };
const IN_TIME = { text: 'In time', classes: 'govuk-tag--green' };
const NOTHING_LEFT = { text: 'Nothing at risk', classes: 'govuk-tag--grey' };
const NOT_FORECAST = { text: 'Not forecast', classes: 'govuk-tag--yellow' };
const YEAR_ENDED = { text: 'The year has ended', classes: 'govuk-tag--red' };
const NOT_SET = { text: 'Not known', classes: 'govuk-tag--yellow' };

function stateCell({ figures, lastSafe }: ShownLine, { today, yearEnd }: ExposureSubject): Cell {
  const atRisk = figures[AT_RISK]?.value ?? null;
  if (atRisk === null) return tagged(NOT_FORECAST);
  if (atRisk === 0) return tagged(NOTHING_LEFT);
  if (today > yearEnd) return tagged(YEAR_ENDED);
  if (lastSafe === null) return tagged(NOT_SET);
  return tagged(lastSafe < today ? PASSED : IN_TIME);
}

/** Said at the top: whose money is at risk though the day for doing something about it in the ordinary time has passed. */
function passedWarning(lines: readonly ShownLine[], { today, yearEnd }: ExposureSubject): string[] {
  const passed = lines.flatMap(({ initiative, source, figures, lastSafe }) => {
    const atRisk = figures[AT_RISK];
    if (atRisk === undefined || (atRisk.value ?? 0) === 0 || lastSafe === null || lastSafe >= today) return [];
    return [`${initiative.ref} (${atRisk.text} of ${source}, on ${formatDay(lastSafe)})`];
  });
  if (passed.length === 0 || today > yearEnd) return [];
  return [`The last safe day to re-commission has passed for ${passed.join(', ')}.`];
}

function orderNotes(lines: readonly ShownLine[]): string[] {
  return lines
    .filter(({ order }) => order.length > 1)
    .map(
      ({ initiative, order }) =>
        `${initiative.ref} has several sources: its forecast is for all of them, and draws on ${order.join(', then ')}.`,
    );
}

function leadTimeNotes(lines: readonly ShownLine[], { yearEnd }: ExposureSubject): string[] {
  const known = lines.flatMap(({ initiative, leadTimeDays }) =>
    leadTimeDays === null ? [] : [`${initiative.ref} ${daysShown(leadTimeDays)}`],
  );
  if (known.length === 0) return [];
  return [
    `The last safe day is the last working day on or before ${formatDay(yearEnd)} less the lead time: ${known.join(', ')}.`,
  ];
}

function daysShown(days: number): string {
  return days === 1 ? '1 day' : `${days} days`;
}

/**
 * The page as a file: a row for each initiative and source, then what of each source is in no initiative's line. What is
 * at risk adds up to the page's total.
 */
export function exposureTable(subject: ExposureSubject, figures: readonly ShownFigure[]): Table {
  const shown = arranged(subject, figures);
  const none = (): Cell => ({ text: '', kind: 'number', file: null });
  return {
    caption: `Year-end exposure for ${yearShown(subject.year)}`,
    columns: columns(
      'Source',
      'Initiative',
      'Name',
      '#Current budget',
      '#Spend to date',
      '#Commitment outstanding',
      '#Forecast for the rest of the year, all sources',
      '#At risk',
      '#Lead time in days',
      'Last safe day to re-commission',
      'State',
    ),
    rows: shown.flatMap((one) => [
      ...one.lines.map((line) => [
        head(one.source.code),
        words(line.initiative.ref),
        words(line.initiative.name),
        ...line.figures.slice(0, AT_RISK).map(figureCell),
        figureCell(line.forecast),
        figureCell(line.figures[AT_RISK] as ShownFigure),
        { text: '', kind: 'number' as const, file: line.leadTimeDays },
        lastSafeCell(line),
        stateCell(line, subject),
      ]),
      ...besidesLines(one).map(({ text, cell }) => [
        head(one.source.code),
        words(''),
        words(text),
        none(),
        none(),
        none(),
        none(),
        cell,
        none(),
        words(''),
        words(''),
      ]),
    ]),
    notes: [],
    empty: '',
  };
}
