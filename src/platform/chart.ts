import { type ScaleBand, type ScaleLinear, scaleBand, scaleLinear } from 'd3-scale';
import { line, rect, round, shown, text, textWidth, wrapped } from './svg.ts';

/**
 * One value as a reader sees it. Where the value is hidden or missing it is null, and the text is its marker: `[c]` is
 * drawn as hidden, over all that it could be, so that its place tells nothing of its size.
 */
export interface ChartValue {
  value: number | null;
  text: string;
}

export interface ChartRow {
  label: string;
  /** One for each series, in the same order. */
  values: ChartValue[];
}

export interface Chart {
  /** Unique on its page: letters, digits and hyphens. */
  id: string;
  /** The finding in one sentence. */
  title: string;
  /** What a person who cannot see the chart needs to know; the full table stands beside it all the same. */
  description: string;
  /** Names of one to four series. */
  series: string[];
  /** What is compared, or the quarters in order. */
  rows: ChartRow[];
  /** How a value on the axis is written. */
  axis: (value: number) => string;
}

const WIDTH = 680;
const MARGIN = 8;
const INK = '#0b0c0c';
const MUTE = '#484949';
const GRID = '#cfd8d7';
const DARK = '#005a5b';
const MOST_SERIES = 4;
const HIDDEN = '[c]';
const HIDDEN_NOTE = 'Dashed and marked [c]: hidden to protect children. Its length says nothing of the number.';

/** Horizontal bars, grouped by row: for comparing districts, initiatives or budget lines. */
export function groupedBars(chart: Chart): string {
  check(chart);
  const labels = chart.rows.map((row) => wrapped(row.label, 26));
  const left = MARGIN + 10 + Math.max(40, ...labels.flat().map((line) => textWidth(line, 14)));
  const bar = chart.series.length > 2 ? 16 : 20;
  const heights = labels.map((lines) => Math.max(chart.series.length * bar, lines.length * 17) + 16);
  const legend = legendOf(chart, left);
  const top = legend.height + MARGIN;
  const bottom = top + heights.reduce((sum, height) => sum + height, 0);
  const room = 10 + Math.max(24, ...visibleTexts(chart).map((text) => textWidth(text, 13)));
  const domain = domainOf(chart);
  const x = scaleLinear(domain, [left + (domain[0] < 0 ? room : 0), WIDTH - MARGIN - room]).nice(5);

  const parts = [patternsOf(chart), legend.svg];
  for (const tick of fittingTicks(chart, x)) {
    parts.push(line(x(tick), top, x(tick), bottom, tick === 0 ? INK : GRID));
    parts.push(text(x(tick), bottom + 18, chart.axis(tick), 'middle', MUTE));
  }
  let at = top;
  chart.rows.forEach((row, index) => {
    const height = heights[index] ?? 0;
    const lines = labels[index] ?? [];
    const middle = at + height / 2;
    lines.forEach((words, n) => {
      parts.push(text(left - 10, middle + 5 + (n - (lines.length - 1) / 2) * 17, words, 'end', INK, 14));
    });
    const first = middle - (row.values.length * bar) / 2;
    const bars = bandsOf(row.values.length, [first, first + row.values.length * bar]);
    row.values.forEach((value, n) => {
      parts.push(barOf(chart, value, n, x, bars(n) ?? first, bars.bandwidth()));
    });
    at += height;
  });
  return frame(chart, bottom + 30, parts);
}

/** Upright columns, one group for each quarter. */
export function quarterColumns(chart: Chart): string {
  check(chart);
  const plot = plotOf(chart);
  const columns = bandsOf(chart.series.length, [0, plot.groups.bandwidth()]);
  const width = columns.bandwidth();
  const parts = [patternsOf(chart), ...plot.parts];
  chart.rows.forEach((row, index) => {
    row.values.forEach((value, n) => {
      const x = (plot.groups(index) ?? plot.left) + (columns(n) ?? 0);
      const middle = x + width / 2;
      if (value.value === null) {
        if (value.text === HIDDEN) parts.push(hiddenRect(chart, x + 1, plot.top, width - 2, plot.bottom - plot.top));
        parts.push(text(middle, plot.y(0) - 6, value.text, 'middle', MUTE));
        return;
      }
      const tip = plot.y(value.value);
      parts.push(rect(x + 1, Math.min(tip, plot.y(0)), width - 2, Math.abs(tip - plot.y(0)), fillOf(chart, n), DARK));
      // A number that would run into its neighbour is left to the table.
      if (textWidth(value.text, 12) > width + (chart.series.length === 1 ? plot.groups.step() - width : 0)) return;
      parts.push(text(middle, value.value < 0 ? tip + 14 : tip - 5, value.text, 'middle', INK, 12));
    });
  });
  return frame(chart, plot.height, parts);
}

function fittingTicks(chart: Chart, x: ScaleLinear<number, number>): number[] {
  const [from = 0, to = 0] = x.range();
  const fits = (ticks: number[]): boolean =>
    Math.max(...ticks.map((tick) => textWidth(chart.axis(tick), 13))) + 14 < (to - from) / (ticks.length - 1);
  return [5, 4, 3, 2].map((count) => x.ticks(count)).find(fits) ?? x.ticks(1);
}

function check(chart: Chart): void {
  if (!/^[a-zA-Z][\w-]*$/.test(chart.id)) throw new RangeError('A chart needs an id of letters, digits and hyphens.');
  if (chart.series.length < 1 || chart.series.length > MOST_SERIES) {
    throw new RangeError(`A chart shows one to ${MOST_SERIES} series, not ${chart.series.length}.`);
  }
  for (const row of chart.rows) {
    if (row.values.length !== chart.series.length) throw new RangeError(`"${row.label}" lacks a value for a series.`);
    if (row.values.some(({ value }) => value !== null && !Number.isFinite(value))) {
      throw new RangeError(`"${row.label}" holds something that is not a number.`);
    }
  }
}

function domainOf(chart: Chart): [number, number] {
  const values = chart.rows.flatMap((row) => row.values.flatMap(({ value }) => (value === null ? [] : [value])));
  const low = Math.min(0, ...values);
  const high = Math.max(0, ...values);
  return low === high ? [0, 1] : [low, high];
}

/** Places for so many things side by side, without a gap unless one is asked for. */
function bandsOf(count: number, range: [number, number]): ScaleBand<number> {
  return scaleBand<number>(
    Array.from({ length: count }, (_, n) => n),
    range,
  );
}

interface Plot {
  left: number;
  top: number;
  bottom: number;
  /** Where each row's group stands, from side to side. */
  groups: ScaleBand<number>;
  height: number;
  y: ScaleLinear<number, number>;
  parts: string[];
}

function plotOf(chart: Chart): Plot {
  const domain = domainOf(chart);
  const probe = scaleLinear(domain, [0, 1]).nice(5);
  const left = MARGIN + 10 + Math.max(...probe.ticks(5).map((tick) => textWidth(chart.axis(tick), 13)));
  const legend = legendOf(chart, left);
  const top = legend.height + 24;
  const bottom = top + 220;
  const y = scaleLinear(domain, [bottom, top]).nice(5);
  const groups = bandsOf(chart.rows.length, [left, WIDTH - MARGIN])
    .paddingInner(0.2)
    .paddingOuter(0.1);
  const parts = [legend.svg];
  for (const tick of y.ticks(5)) {
    parts.push(line(left, y(tick), WIDTH - MARGIN, y(tick), tick === 0 ? INK : GRID));
    parts.push(text(left - 8, y(tick) + 5, chart.axis(tick), 'end', MUTE));
  }
  const labels = chart.rows.map((row) => wrapped(row.label, Math.max(4, Math.floor(groups.step() / 7))));
  labels.forEach((lines, index) => {
    lines.forEach((words, n) => {
      const middle = (groups(index) ?? left) + groups.bandwidth() / 2;
      parts.push(text(middle, bottom + 20 + n * 16, words, 'middle', INK));
    });
  });
  const height = bottom + 16 + 16 * Math.max(1, ...labels.map((lines) => lines.length));
  return { left, top, bottom, groups, height, y, parts };
}

function barOf(
  chart: Chart,
  value: ChartValue,
  n: number,
  x: ScaleLinear<number, number>,
  top: number,
  height: number,
): string {
  const base = top + height / 2 + 4.5;
  if (value.value === null) {
    const [from = 0, to = 0] = x.range();
    const mark = value.text === HIDDEN ? hiddenRect(chart, from, top + 1, to - from, height - 3) : '';
    return mark + text(x(0) + 6, base, value.text, 'start', mark === '' ? MUTE : INK);
  }
  const from = Math.min(x(0), x(value.value));
  const drawn = rect(from, top + 1, Math.abs(x(value.value) - x(0)), height - 3, fillOf(chart, n), DARK);
  const words =
    value.value < 0
      ? text(x(value.value) - 6, base, value.text, 'end', INK)
      : text(x(value.value) + 6, base, value.text, 'start', INK);
  return drawn + words;
}

function legendOf(chart: Chart, left: number): { svg: string; height: number } {
  if (chart.series.length === 1) return { svg: '', height: 0 };
  let x = left;
  let y = MARGIN;
  const keys = chart.series.map((name, n) => {
    const width = 22 + textWidth(name, 14) + 24;
    if (x > left && x + width > WIDTH) {
      x = left;
      y += 22;
    }
    const key = rect(x, y, 14, 14, fillOf(chart, n), DARK) + text(x + 22, y + 12, name, 'start', INK, 14);
    x += width;
    return key;
  });
  return { svg: keys.join(''), height: y + 30 };
}

// Dark, hatched, pale and dotted: four that stay apart in black and white and to a reader who sees no colour.
function fillOf(chart: Chart, n: number): string {
  return [DARK, `url(#${chart.id}-hatch)`, '#d5e6e4', `url(#${chart.id}-dots)`][n] ?? DARK;
}

function patternsOf(chart: Chart): string {
  const pattern = (name: string, drawing: string): string =>
    `<pattern id="${chart.id}-${name}" width="6" height="6" patternUnits="userSpaceOnUse">` +
    `<rect width="6" height="6" fill="#ffffff"/>${drawing}</pattern>`;
  const hatch = pattern('hatch', `<path d="M-1 7L7 -1M-1 1L1 -1M5 7L7 5" stroke="${DARK}" stroke-width="1.6"/>`);
  const dots = pattern('dots', `<circle cx="3" cy="3" r="1.1" fill="${DARK}"/>`);
  const veil = pattern('hidden', `<path d="M0 3H6" stroke="${GRID}" stroke-width="1"/>`);
  const used = [
    chart.series.length > 1 ? hatch : '',
    chart.series.length > 3 ? dots : '',
    hides(chart) ? veil : '',
  ].join('');
  return used && `<defs>${used}</defs>`;
}

function hides(chart: Chart): boolean {
  return visibleTexts(chart).includes(HIDDEN);
}

/** What is drawn where a value is hidden: the same over the whole plot, whatever the value is. */
function hiddenRect({ id }: Chart, x: number, y: number, width: number, height: number): string {
  const size = `width="${round(Math.max(0, width))}" height="${round(Math.max(0, height))}"`;
  return `<rect x="${round(x)}" y="${round(y)}" ${size} fill="url(#${id}-hidden)" stroke="${MUTE}" stroke-dasharray="4 3"/>`;
}

function visibleTexts(chart: Chart): string[] {
  return chart.rows.flatMap((row) => row.values.map((value) => value.text));
}

function frame(chart: Chart, drawn: number, parts: string[]): string {
  const { id } = chart;
  const height = drawn + (hides(chart) ? 22 : 0);
  const note = hides(chart) ? text(MARGIN, drawn + 14, HIDDEN_NOTE, 'start', MUTE) : '';
  const box = `viewBox="0 0 ${WIDTH} ${round(height)}" width="${WIDTH}" height="${round(height)}"`;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" ${box} role="img" aria-labelledby="${id}-title ${id}-desc" ` +
    `font-family="'Source Sans 3'" font-size="13" fill="${INK}">` +
    `<title id="${id}-title">${shown(chart.title)}</title><desc id="${id}-desc">${shown(chart.description)}</desc>` +
    `${parts.join('')}${note}</svg>`
  );
}
