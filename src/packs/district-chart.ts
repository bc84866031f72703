import { yearShown } from '../calendar/financial-year.ts';
import { DISTRICTS } from '../partners/place.ts';
import { groupedBars } from '../platform/chart.ts';
import { formatCount } from '../platform/count.ts';
import type { PackInitiative, PackMeasure } from './context.ts';
import { type Block, frozenText, type PackFigures } from './pack.ts';

const FIGURES = { Observed: 'outcome.observed', Target: 'outcome.target' } as const;

/** A picture by district of the first measure of an initiative that may leave so, from the figures of its table. */
export function districtChart(initiative: PackInitiative, figures: PackFigures): Block | null {
  const measure = initiative.measures.find((one) => rowsOf(one, figures).filter(hasNumber).length > 1);
  if (measure === undefined || measure.byDistrict === null) return null;
  const { year, quarter } = measure.byDistrict;
  const all = rowsOf(measure, figures);
  const hasTarget = all.some(({ values }) => values[1]?.value !== null);
  const series = hasTarget ? Object.keys(FIGURES) : ['Observed'];
  const rows = all.map(({ label, values }) => ({ label, values: values.slice(0, series.length) }));
  const title = `${measure.name} by district, ${yearShown(year)} Q${quarter}`;
  const alt = rows
    .map(({ label, values }) => `${label}: ${values.map(({ text }, n) => `${series[n]} ${text}`).join(', ')}`)
    .join('. ');
  const id = `chart-${initiative.ref}-districts`;
  const svg = groupedBars({ id, title, description: `${alt}.`, series, rows, axis: formatCount });
  return { kind: 'chart', id, title, alt: `${title}. ${alt}.`, svg };
}

/** What is asked so that a district's number can stand beside what was aimed at. */
export function districtTargets({ code, byDistrict }: PackMeasure) {
  if (byDistrict === null) return [];
  return DISTRICTS.map((place) => ({
    figure: FIGURES.Target,
    scope: { measure: code, place: place.code, quarter: byDistrict },
  }));
}

function rowsOf({ code, byDistrict }: PackMeasure, figures: PackFigures) {
  if (byDistrict === null) return [];
  return DISTRICTS.map((place) => ({
    label: place.name,
    values: Object.values(FIGURES).map((id) => {
      const figure = figures.of(id, { measure: code, place: place.code, quarter: byDistrict });
      return { value: figure.value, text: figure.value === null ? `[${figure.marker}]` : frozenText(figure) };
    }),
  }));
}

function hasNumber({ values }: { values: { value: number | null }[] }): boolean {
  return (values[0]?.value ?? null) !== null;
}
