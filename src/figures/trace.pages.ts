import { formatShortDay } from '../calendar/day.ts';
import type { Figure, TraceRow } from '../ledger/figure.ts';
import { figureText, MARKER_WORDS } from '../ledger/shown-figure.ts';

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

/** Whether an address is one of those that only the office opens: it names suppliers and who entered what. */
function isOfSpend(href: string | null): boolean {
  return href !== null && (href.startsWith('/spend/') || href.startsWith('/forecasts/'));
}
