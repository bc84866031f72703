import { type ScaleLinear, scaleLinear } from 'd3-scale';
import { line, rect, round, shown, text, textWidth, wrapped } from './svg.ts';

/** One value as a reader sees it. Where the value is hidden or missing it is null, and the text is its marker. */
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

type Point = { x: number; y: number };

const WIDTH = 680;
const MARGIN = 8;
const INK = '#0b0c0c';
const MUTE = '#484949';
const GRID = '#cfd8d7';
const DARK = '#005a5b';
const MOST_SERIES = 4;
const LINE_COLOURS = [DARK, '#9a4200', '#4c2c92', '#484949'];
const DASHES = ['', '7 4', '2 4', '10 4 2 4'];

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
    row.values.forEach((value, n) => {
      parts.push(barOf(chart, value, n, x, first + n * bar, bar));
    });
    at += height;
  });
  return frame(chart, bottom + 30, parts);
}

/** Upright columns, one group for each quarter. */
export function quarterColumns(chart: Chart): string {
  check(chart);
  const plot = plotOf(chart, MARGIN);
  const slot = plot.step * 0.8;
  const width = slot / chart.series.length;
  const parts = [patternsOf(chart), ...plot.parts];
  chart.rows.forEach((row, index) => {
    row.values.forEach((value, n) => {
      const x = plot.left + plot.step * index + plot.step * 0.1 + width * n;
      const middle = x + width / 2;
      if (value.value === null) {
        parts.push(text(middle, plot.y(0) - 6, value.text, 'middle', MUTE));
        return;
      }
      const tip = plot.y(value.value);
      parts.push(rect(x + 1, Math.min(tip, plot.y(0)), width - 2, Math.abs(tip - plot.y(0)), fillOf(chart, n), DARK));
      // A number that would run into its neighbour is left to the table.
      if (textWidth(value.text, 12) > width + (chart.series.length === 1 ? plot.step * 0.2 : 0)) return;
      parts.push(text(middle, value.value < 0 ? tip + 14 : tip - 5, value.text, 'middle', INK, 12));
    });
  });
  return frame(chart, plot.height, parts);
}

/** A line for each series, quarter by quarter, with its name at its end and a gap where a value is hidden. */
export function quarterLines(chart: Chart): string {
  check(chart);
  const names = chart.series.map((name, n) => `${name} ${lastVisible(chart, n)?.text ?? ''}`.trim());
  const plot = plotOf(chart, 20 + Math.min(200, Math.max(0, ...names.map((name) => textWidth(name, 13)))), false);
  const parts = [...plot.parts];
  const ends: { y: number; words: string; colour: string }[] = [];
  chart.series.forEach((_, n) => {
    const colour = LINE_COLOURS[n] ?? INK;
    let path = '';
    const points: string[] = [];
    let previous: Point | undefined;
    let last: Point | undefined;
    chart.rows.forEach((row, index) => {
      const value = row.values[n];
      const x = plot.left + plot.step * (index + 0.5);
      if (!value || value.value === null) {
        parts.push(text(x, plot.y(0) - 6 - n * 15, value?.text ?? '', 'middle', colour));
        previous = undefined;
        return;
      }
      const here = { x, y: plot.y(value.value) };
      path += `${previous ? 'L' : 'M'}${round(here.x)} ${round(here.y)}`;
      points.push(pointOf(here, n, colour));
      previous = here;
      last = here;
    });
    const dash = DASHES[n] ? ` stroke-dasharray="${DASHES[n]}"` : '';
    if (path) parts.push(`<path d="${path}" fill="none" stroke="${colour}" stroke-width="2.5"${dash}/>`);
    parts.push(...points);
    if (last) ends.push({ y: last.y, words: names[n] ?? '', colour });
  });
  parts.push(...endLabels(ends, WIDTH - plot.right + 10));
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

interface Plot {
  left: number;
  right: number;
  step: number;
  height: number;
  y: ScaleLinear<number, number>;
  parts: string[];
}

function plotOf(chart: Chart, right: number, withLegend = true): Plot {
  const domain = domainOf(chart);
  const probe = scaleLinear(domain, [0, 1]).nice(5);
  const left = MARGIN + 10 + Math.max(...probe.ticks(5).map((tick) => textWidth(chart.axis(tick), 13)));
  const legend = withLegend ? legendOf(chart, left) : { svg: '', height: 0 };
  const top = legend.height + 24;
  const bottom = top + 220;
  const y = scaleLinear(domain, [bottom, top]).nice(5);
  const step = (WIDTH - left - right) / Math.max(1, chart.rows.length);
  const parts = [legend.svg];
  for (const tick of y.ticks(5)) {
    parts.push(line(left, y(tick), WIDTH - right, y(tick), tick === 0 ? INK : GRID));
    parts.push(text(left - 8, y(tick) + 5, chart.axis(tick), 'end', MUTE));
  }
  const labels = chart.rows.map((row) => wrapped(row.label, Math.max(4, Math.floor(step / 7))));
  labels.forEach((lines, index) => {
    lines.forEach((words, n) => {
      parts.push(text(left + step * (index + 0.5), bottom + 20 + n * 16, words, 'middle', INK));
    });
  });
  const height = bottom + 16 + 16 * Math.max(1, ...labels.map((lines) => lines.length));
  return { left, right, step, height, y, parts };
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
  if (value.value === null) return text(x(0) + 6, base, value.text, 'start', MUTE);
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
  const used = [chart.series.length > 1 ? hatch : '', chart.series.length > 3 ? dots : ''].join('');
  return used && `<defs>${used}</defs>`;
}

function pointOf({ x, y }: Point, n: number, colour: string): string {
  const shape = [
    `<circle cx="${round(x)}" cy="${round(y)}" r="4.5"`,
    `<rect x="${round(x - 4)}" y="${round(y - 4)}" width="8" height="8"`,
    `<path d="M${round(x)} ${round(y - 5.5)}L${round(x + 5)} ${round(y + 4)}L${round(x - 5)} ${round(y + 4)}Z"`,
    `<path d="M${round(x)} ${round(y - 6)}L${round(x + 6)} ${round(y)}L${round(x)} ${round(y + 6)}L${round(x - 6)} ${round(y)}Z"`,
  ][n];
  return `${shape} fill="#ffffff" stroke="${colour}" stroke-width="2.5"/>`;
}

function endLabels(ends: { y: number; words: string; colour: string }[], x: number): string[] {
  let lowest = Number.NEGATIVE_INFINITY;
  return ends
    .toSorted((a, b) => a.y - b.y)
    .map(({ y, words, colour }) => {
      lowest = Math.max(y, lowest + 17);
      return text(x, lowest + 5, words, 'start', colour);
    });
}

function lastVisible(chart: Chart, n: number): ChartValue | undefined {
  return chart.rows.map((row) => row.values[n]).findLast((value) => value && value.value !== null);
}

function visibleTexts(chart: Chart): string[] {
  return chart.rows.flatMap((row) => row.values.map((value) => value.text));
}

function frame(chart: Chart, height: number, parts: string[]): string {
  const { id } = chart;
  const box = `viewBox="0 0 ${WIDTH} ${round(height)}" width="${WIDTH}" height="${round(height)}"`;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" ${box} role="img" aria-labelledby="${id}-title ${id}-desc" ` +
    `font-family="'Source Sans 3'" font-size="13" fill="${INK}">` +
    `<title id="${id}-title">${shown(chart.title)}</title><desc id="${id}-desc">${shown(chart.description)}</desc>` +
    `${parts.join('')}</svg>`
  );
}
