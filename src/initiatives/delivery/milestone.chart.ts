import { scaleLinear } from 'd3-scale';
import { type Day, daysBetween, formatShortDay } from '../../calendar/day.ts';
import type { PageSection } from '../../people/page-part.ts';
import { line, rect, round, shown, text, textWidth, wrapped } from '../../platform/svg.ts';
import type { Kept } from '../../registers/register.ts';
import { slipShown } from './milestone.ts';

const WIDTH = 680;
const MARGIN = 8;
const ROW = 44;
const TOP = 34;
const INK = '#0b0c0c';
const MUTE = '#484949';
const GRID = '#cfd8d7';
const DARK = '#005a5b';
const LATE = '#9a4200';
const LABEL = 26;

/**
 * The milestones on a line of time, one below the other: a hollow square where the baseline lies, a filled one where
 * the milestone was reached or is now expected. Empty when there are fewer than two; the table beside it says it all.
 */
export function timelineSection(milestones: readonly Kept[], today: Day): PageSection[] {
  if (milestones.length < 2) return [];
  const rows = milestones.toSorted((a, b) => endOf(a).localeCompare(endOf(b)) || a.ref.localeCompare(b.ref));
  return [
    {
      label: 'Milestones on a line of time',
      sentences: ['A hollow square is the baseline; a filled one is when it was reached, or is now expected.'],
      svg: timeline(rows, today),
    },
  ];
}

function timeline(rows: readonly Kept[], today: Day): string {
  const days = [today, ...rows.flatMap((row) => [baselineOf(row), endOf(row)])].toSorted();
  const [first, last] = [days[0] as Day, days.at(-1) as Day];
  const labels = rows.map(({ answers }) => wrapped(String(answers.title), LABEL).slice(0, 2));
  const left = MARGIN + 10 + Math.max(...labels.flat().map((words) => textWidth(words, 14)));
  const span = Math.max(1, daysBetween(first, last));
  const scale = scaleLinear([0, span], [left + 8, WIDTH - MARGIN - 46]);
  const x = (day: Day) => scale(daysBetween(first, day));
  const height = TOP + rows.length * ROW + MARGIN;
  const parts = [line(x(today), TOP - 8, x(today), height - MARGIN, MUTE), todayText(x(today), left, today)];
  rows.forEach((row, index) => {
    const middle = TOP + index * ROW + ROW / 2;
    const lines = labels[index] ?? [];
    lines.forEach((words, n) => {
      parts.push(text(left - 10, middle + 5 + (n - (lines.length - 1) / 2) * 17, words, 'end', INK, 14));
    });
    const [from, to] = [x(baselineOf(row)), x(endOf(row))];
    const colour = endOf(row) > baselineOf(row) ? LATE : DARK;
    parts.push(line(left, middle, WIDTH - MARGIN, middle, GRID), line(from, middle, to, middle, colour));
    parts.push(rect(from - 6, middle - 6, 12, 12, '#ffffff', colour), rect(to - 4, middle - 4, 8, 8, colour, colour));
    parts.push(text(Math.max(left + 30, to), middle + 19, formatShortDay(endOf(row)), 'middle', MUTE, 12));
  });
  const said = rows.map(
    (row) => `${row.answers.title}: ${formatShortDay(endOf(row))}, ${slipShown(row.answers, today)}`,
  );
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${round(height)}" width="${WIDTH}" ` +
    `height="${round(height)}" role="img" aria-labelledby="timeline-title timeline-desc" ` +
    `font-family="'Source Sans 3'" font-size="13" fill="${INK}">` +
    `<title id="timeline-title">Milestones, from baseline to now</title>` +
    `<desc id="timeline-desc">${shown(said.join('. '))}</desc>${parts.join('')}</svg>`
  );
}

function todayText(at: number, left: number, today: Day): string {
  const words = formatShortDay(today);
  const half = textWidth(words, 13) / 2;
  return text(Math.min(WIDTH - MARGIN - half, Math.max(left + half, at)), TOP - 14, words, 'middle', MUTE);
}

function baselineOf({ answers }: Kept): Day {
  return String(answers.baseline);
}

/** When it was reached, or is now expected. */
function endOf({ answers }: Kept): Day {
  return String(answers.reached ?? answers.current);
}
