import { yearShown } from '../calendar/financial-year.ts';
import type { ShownFigure } from '../ledger/shown-figure.ts';
import { COUNTY } from '../partners/place.ts';
import { type ChartValue, groupedBars, quarterColumns } from '../platform/chart.ts';
import { formatCount } from '../platform/count.ts';
import type { MeasureShown, PlaceRow } from './measure-shown.ts';

/** A chart with its heading, as a section of a page beside the table that holds the same values. */
export interface ChartSection {
  heading: string;
  svg: string;
  label: string;
}

/** The charts beside the table, drawn from what the table shows and from nothing else; none without a number. */
export function observedCharts(shown: MeasureShown): ChartSection[] {
  return [quartersChart(shown), districtsChart(shown)].filter((section) => section !== null);
}

/** A column for each quarter, with its target beside it where one was set: of the county, or of the one place seen. */
function quartersChart({ measure, choice, quarters, observed, county, targets }: MeasureShown): ChartSection | null {
  const whole = county ?? (observed.length === 1 ? observed[0] : undefined);
  if (whole === undefined || !hasNumber(whole)) return null;
  const aimed = targets.find(({ place }) => place.code === whole.place.code);
  const series = ['Observed', ...(aimed === undefined ? [] : ['Target'])];
  const rows = quarters.map((quarter, index) => ({
    label: `Quarter ${quarter.quarter}`,
    values: [whole, ...(aimed === undefined ? [] : [aimed])].map((row) => chartValue(row.quarters[index])),
  }));
  const title = `${measure.name}, ${whole.place.name}, ${yearShown(choice.year)}, by quarter`;
  return {
    heading: `Chart: ${title}`,
    label: title,
    svg: quarterColumns({
      id: 'quarters',
      title,
      description: `${measure.unit} in each quarter. ${told(series, rows)} The table above holds every value.`,
      series,
      rows,
      axis: formatCount,
    }),
  };
}

/** Districts beside one another, a bar for each quarter; in a single quarter beside their targets. */
function districtsChart({ measure, choice, quarters, observed, targets }: MeasureShown): ChartSection | null {
  const districts = observed.filter((row) => row.place.code !== COUNTY.code && row.quarters.some((of) => of !== null));
  if (districts.length < 2 || !districts.some(hasNumber)) return null;
  const entered = quarters
    .map((quarter, index) => ({ quarter, index }))
    .filter(({ index }) => districts.some((row) => (row.quarters[index] ?? null) !== null));
  const [only] = entered;
  const aimed = entered.length === 1 && only !== undefined ? targets.filter((row) => row.quarters[only.index]) : [];
  const series = [
    ...entered.map(({ quarter }) => `Quarter ${quarter.quarter}`),
    ...(aimed.length === 0 ? [] : ['Target']),
  ];
  const rows = districts.map((row) => ({
    label: row.place.name,
    values: [
      ...entered.map(({ index }) => chartValue(row.quarters[index])),
      ...(aimed.length === 0
        ? []
        : [chartValue(aimed.find(({ place }) => place.code === row.place.code)?.quarters[only?.index ?? 0])]),
    ],
  }));
  const when = entered.length === 1 ? `, quarter ${only?.quarter.quarter}` : '';
  const title = `${measure.name}, ${yearShown(choice.year)}${when}, by district`;
  return {
    heading: `Chart: ${title}`,
    label: title,
    svg: groupedBars({
      id: 'districts',
      title,
      description: `${measure.unit} by district. ${told(series, rows)} The table above holds every value.`,
      series,
      rows,
      axis: formatCount,
    }),
  };
}

function hasNumber({ quarters }: PlaceRow): boolean {
  return quarters.some((figure) => (figure?.value ?? null) !== null);
}

/** What the chart shows, in words. */
function told(series: readonly string[], rows: readonly { label: string; values: readonly ChartValue[] }[]): string {
  const said = rows.map(({ label, values }) => {
    const parts = values.flatMap(({ text }, n) => (text === '' ? [] : [`${series[n]} ${text}`]));
    return parts.length === 0 ? [] : [`${label}: ${parts.join(', ')}.`];
  });
  return said.flat().join(' ');
}

function chartValue(figure: ShownFigure | null | undefined): ChartValue {
  if (figure === null || figure === undefined) return { value: null, text: '' };
  return figure.value === null
    ? { value: null, text: `[${figure.marker}]` }
    : { value: figure.value, text: figure.text };
}
