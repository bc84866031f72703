import { formatShortDay } from '../calendar/day.ts';
import type { Figure, TraceRow } from '../ledger/figure.ts';
import { figureCell, figureText, MARKER_WORDS } from '../ledger/shown-figure.ts';
import { columns, dayCell, head, number, type Table, words } from '../platform/table.ts';

/** A row behind a figure as pages show it; it leads on only where the reader may follow. */
export interface ShownTraceRow {
  label: string;
  href: string | null;
  day: string;
  text: string;
}

/** The rows behind a figure, live or frozen, for somebody who may or may not open what the office alone sees. */
export function shownTrace(
  figure: Pick<Figure, 'unit' | 'overUnder'>,
  rows: readonly TraceRow[],
  maySeeSpend: boolean,
): ShownTraceRow[] {
  return rows.map((row) => ({
    label: row.label,
    href: maySeeSpend || !isOfSpend(row.href) ? row.href : null,
    day: row.day === null ? '' : formatShortDay(row.day),
    text: row.value === null && row.marker !== '' ? MARKER_WORDS[row.marker] : figureText(figure, row),
  }));
}

/**
 * The rows behind a figure as a table, with what they add up to where they do: the caption says whether they are live or
 * frozen.
 */
export function traceTable(
  figure: Pick<Figure, 'unit' | 'overUnder'>,
  rows: readonly TraceRow[],
  { caption, text, maySeeSpend }: { caption: string; text: string; maySeeSpend: boolean },
): Table {
  const shown = shownTrace(figure, rows, maySeeSpend);
  return {
    caption,
    columns: columns('Record', 'Date', '#Amount'),
    rows: rows.map(({ day, value, marker }, at) => {
      const row = shown[at] as ShownTraceRow;
      const amount = { text: row.text, value, marker, unit: figure.unit };
      return [words(row.label, row.href ?? undefined), dayCell(day), figureCell(amount)];
    }),
    ...(ADDED.includes(figure.unit) ? { foot: [head('They add up to'), words(''), number(text)] } : {}),
    notes: [],
    empty: 'Nothing is behind this figure.',
  };
}

/** Of these, what is behind a figure adds up to it. */
const ADDED: readonly Figure['unit'][] = ['pence', 'count', 'hundredths'];

/** Whether an address is one of those that only the office opens: it names suppliers and who entered what. */
function isOfSpend(href: string | null): boolean {
  return href !== null && (href.startsWith('/spend/') || href.startsWith('/forecasts/'));
}
