import type { Moment } from '../audit/moment.ts';
import { formatOverUnder, formatPounds } from '../money/pence.ts';
import type { Db } from '../platform/database.ts';
import type { Books, Figure, Marker, Unit, Value } from './figure.ts';
import { type Scope, scopeTexts } from './scope.ts';

/** A figure as pages show it: the text, the address where it opens, and what it leaves out. */
export interface ShownFigure {
  figure: string;
  label: string;
  scope: Scope;
  text: string;
  href: string;
  unit: Unit;
  value: number | null;
  marker: Marker;
  /** What a total could not include, as a sentence; null when it left nothing out. */
  note: string | null;
}

export interface FigureAsked {
  figure: string;
  scope: Scope;
}

/**
 * Reads figures for a page, in the order asked, all as at one moment (now, without one). The registry in `figures`
 * answers it; `app.ts` hands it to the pages of lower rooms.
 */
export type ReadFigures = (
  books: Books | { db: Db; officeId: number; moment?: Moment },
  asked: FigureAsked[],
) => Promise<ShownFigure[]>;

/** What each marker says where a number cannot be shown. */
export const MARKER_WORDS: Record<Exclude<Marker, ''>, string> = {
  c: '[c] confidential',
  x: '[x] amount not published',
  z: '[z] not applicable',
  p: '[p] provisional',
  r: '[r] revised',
};

export function figureText(figure: Pick<Figure, 'unit' | 'overUnder'>, value: Pick<Value, 'value' | 'marker'>): string {
  if (value.value === null) {
    if (value.marker === 'x' && figure.unit !== 'pence') return '[x] not available';
    return value.marker === '' ? '' : MARKER_WORDS[value.marker];
  }
  if (figure.unit === 'pence') return figure.overUnder ? formatOverUnder(value.value) : formatPounds(value.value);
  if (figure.unit === 'percent') return `${value.value}%`;
  if (figure.unit === 'pence-per-unit') return formatPounds(value.value);
  return COUNT.format(value.value);
}

const COUNT = new Intl.NumberFormat('en-GB');

/** Where a figure opens: its definition and what is behind it, as at the moment when one is named. */
export function figureHref(figure: string, scope: Scope, moment?: Moment): string {
  const query = new URLSearchParams(scopeTexts(scope));
  if (moment !== undefined) query.set('as-at', moment.at);
  const text = query.toString();
  return `/figures/${figure}${text === '' ? '' : `?${text}`}`;
}
