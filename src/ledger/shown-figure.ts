import type { Moment } from '../audit/moment.ts';
import { formatOverUnder, formatPounds } from '../money/pence.ts';
import { formatCount } from '../platform/count.ts';
import type { CsvCell } from '../platform/csv.ts';
import type { Db } from '../platform/database.ts';
import type { Cell } from '../platform/table.ts';
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

/** Books that are still to be opened: as they stand now, or as at a moment. */
export interface OfficeBooks {
  db: Db;
  officeId: number;
  moment?: Moment;
  seesEntries?: boolean;
}

/**
 * Reads figures for a page, in the order asked, all as at one moment (now, without one). The registry in `figures`
 * answers it; `app.ts` hands it to the pages of lower rooms.
 */
export type ReadFigures = (books: Books | OfficeBooks, asked: FigureAsked[]) => Promise<ShownFigure[]>;

/** What each marker says where a number cannot be shown. */
export const MARKER_WORDS: Record<Exclude<Marker, ''>, string> = {
  c: '[c] confidential',
  x: '[x] amount not published',
  z: '[z] not applicable',
  p: '[p] provisional',
  r: '[r] revised',
};

/** Said of a cost for each where spend and count are not of the same time, rule or completeness. */
const NOT_COMPARABLE = '[x] not comparable';

/** A figure in words: its number, with `[p]` or `[r]` where it is marked so, or the marker that stands instead. */
export function figureText(
  figure: Pick<Figure, 'unit' | 'overUnder'>,
  value: Pick<Value, 'value' | 'marker'> & Partial<Pick<Value, 'leavesOut'>>,
): string {
  if (value.value !== null && value.marker !== '') return `${numberText(figure, value.value)} [${value.marker}]`;
  if (value.value === null) {
    if (value.marker === 'x' && figure.unit === 'pence-per-unit') return NOT_COMPARABLE;
    const isUnknown = figure.unit !== 'pence' || (value.leavesOut ?? []).length > 0;
    if (value.marker === 'x' && isUnknown) return '[x] not available';
    return value.marker === '' ? '' : MARKER_WORDS[value.marker];
  }
  return numberText(figure, value.value);
}

function numberText({ unit, overUnder }: Pick<Figure, 'unit' | 'overUnder'>, value: number): string {
  if (unit === 'pence') return overUnder ? formatOverUnder(value) : formatPounds(value);
  if (unit === 'percent') return `${value}%`;
  if (unit === 'tenths-of-percent') return tenthsText(value, overUnder === true);
  if (unit === 'hundredths') return hundredthsText(value);
  if (unit === 'pence-per-unit') return formatPounds(value);
  return formatCount(value);
}

/** Tenths of a per cent as `4.2%`; below zero `-4.2%`, or `(4.2%)` where an underspend stands in brackets. */
function tenthsText(tenths: number, overUnder: boolean): string {
  const size = Math.abs(tenths);
  const text = `${formatCount(Math.floor(size / 10))}.${size % 10}%`;
  if (tenths >= 0) return text;
  return overUnder ? `(${text})` : `-${text}`;
}

/** Whole hundredths as `19.50`. */
function hundredthsText(hundredths: number): string {
  const size = Math.abs(hundredths);
  const text = `${formatCount(Math.floor(size / 100))}.${String(size % 100).padStart(2, '0')}`;
  return hundredths < 0 ? `-${text}` : text;
}

/** Where a figure opens: its definition and what is behind it, as at the moment when one is named. */
export function figureHref(figure: string, scope: Scope, moment?: Moment): string {
  const query = new URLSearchParams(scopeTexts(scope));
  if (moment !== undefined) query.set('as-at', moment.at);
  const text = query.toString();
  return `/figures/${figure}${text === '' ? '' : `?${text}`}`;
}

/** A figure as a cell of a table: on the page it opens; in the file it is a plain number or its marker. */
export function figureCell(
  figure: Partial<ShownFigure> & Pick<ShownFigure, 'text' | 'unit' | 'value' | 'marker'>,
): Cell {
  const { text, href, value, marker, unit } = figure;
  const file = value === null ? (marker === '' ? null : `[${marker}]`) : fileNumber(unit, value);
  return { text, href, kind: 'number', marker: value === null, file };
}

/** A figure's value as a file holds it: pounds with two decimals, a count, or a per cent. */
function fileNumber(unit: Unit, value: number): CsvCell {
  if (unit === 'pence' || unit === 'pence-per-unit') return { amount: value };
  if (unit === 'hundredths') return value / 100;
  return unit === 'tenths-of-percent' ? value / 10 : value;
}

/** The notes of a table's figures, each once. */
export function figureNotes(figures: readonly ShownFigure[]): string[] {
  const notes = figures.flatMap(({ note }) => (note === null ? [] : [note]));
  return [...new Set(notes)].map((note) => `The total ${note[0]?.toLowerCase()}${note.slice(1)}.`);
}

/** Reads the figures of a table: for each row's scope every figure named, in that order. */
export async function readRows(
  readFigures: ReadFigures,
  books: Parameters<ReadFigures>[0],
  figures: readonly string[],
  scopes: readonly Scope[],
): Promise<ShownFigure[][]> {
  const shown = await readFigures(
    books,
    scopes.flatMap((scope) => figures.map((figure) => ({ figure, scope }))),
  );
  return scopes.map((_, index) => shown.slice(index * figures.length, (index + 1) * figures.length));
}
