import { yearShown } from '../calendar/financial-year.ts';
import type { ShownFigure } from '../ledger/shown-figure.ts';
import { COUNTY } from '../partners/place.ts';
import { type ChartValue, groupedBars, quarterColumns } from '../platform/chart.ts';
import { formatCount } from '../platform/count.ts';
import type { MeasureShown } from './measure-shown.ts';

/** Names what the chart compares, and the quarter where it shows only one. */
export function chartHeading({ measure, choice, quarters, observed }: MeasureShown): string {
  const entered = enteredQuarters(quarters, observed);
  const only = entered.length === 1 ? `, quarter ${entered[0]?.quarter.quarter}` : ' by quarter';
  return `Chart: ${measure.name}, ${yearShown(choice.year)}${only}`;
}

function enteredQuarters(quarters: MeasureShown['quarters'], observed: MeasureShown['observed']) {
  return quarters
    .map((quarter, index) => ({ quarter, index }))
    .filter(({ index }) => observed.some((row) => (row.quarters[index] ?? null) !== null));
}

/**
 * The chart beside the table, drawn from what the table shows and from nothing else; null when it has no number.
 * Districts stand beside one another with a bar for each quarter; the county alone is a column for each quarter.
 */
export function observedChart({ measure, choice, quarters, observed }: MeasureShown): string | null {
  const drawn = quarters.map((quarter, index) => ({ quarter, index }));
  const entered = enteredQuarters(quarters, observed);
  const anyNumber = observed.some((row) => row.quarters.some((figure) => (figure?.value ?? null) !== null));
  if (!anyNumber) return null;
  const shared = {
    id: 'observed',
    title: `${measure.name}, ${yearShown(choice.year)}`,
    axis: formatCount,
  };
  const places = observed.filter((row) => row.quarters.some((figure) => figure !== null));
  const county = places.length === 1 && places[0]?.place.code === COUNTY.code ? places[0] : undefined;
  if (county !== undefined) {
    return quarterColumns({
      ...shared,
      description: `${measure.unit} in ${COUNTY.name} for each quarter. The table above holds every value.`,
      series: [COUNTY.name],
      rows: drawn.map(({ quarter, index }) => ({
        label: `Quarter ${quarter.quarter}`,
        values: [chartValue(county.quarters[index])],
      })),
    });
  }
  return groupedBars({
    ...shared,
    description: `${measure.unit} by place, a bar for each quarter. The table above holds every value.`,
    series: entered.map(({ quarter }) => `Quarter ${quarter.quarter}`),
    rows: places.map((row) => ({
      label: row.place.name,
      values: entered.map(({ index }) => chartValue(row.quarters[index])),
    })),
  });
}

function chartValue(figure: ShownFigure | null | undefined): ChartValue {
  if (figure === null || figure === undefined) return { value: null, text: '' };
  return figure.value === null
    ? { value: null, text: `[${figure.marker}]` }
    : { value: figure.value, text: figure.text };
}
