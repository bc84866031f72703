import { shownCount } from '../disclosure/count.ts';
import { bedsOf } from '../initiatives/kinds/bed-night.figures.ts';
import type { Books, Figure, TraceRow, Value } from '../ledger/figure.ts';
import type { Scope } from '../ledger/scope.ts';
import { listMeasures } from '../outcomes/measure.store.ts';
import { listObservations } from '../outcomes/observation.store.ts';
import { isSmall } from '../outcomes/observation.ts';
import { COUNTY } from '../partners/place.ts';
import { dimensionsOf } from './dimensions.ts';

/**
 * Initiatives whose spend in a district stands in for what happened to children, where a district has few of them: its
 * bed nights, or a count of events that has a cost for each, are those of one to five.
 */
export function standInsForFew(books: Books): Promise<ReadonlySet<string>> {
  return books.once('figures.stand-ins', async () => {
    const { db, officeId, moment } = books;
    const { use } = await bedsOf(books, {});
    const fewPlaced = use.filter(({ children }) => shownCount(children, true).marker === 'c');
    const measures = (await listMeasures(db, officeId, moment.seq)).filter(
      ({ counts, costEach }) => counts === 'events' && costEach !== null,
    );
    const observations = measures.length === 0 ? [] : await listObservations(db, officeId, { upToSeq: moment.seq });
    const fewCounted = measures.filter((measure) =>
      observations.some((row) => row.measure === measure.code && row.place !== COUNTY.code && isSmall(row, measure)),
    );
    return new Set([...fewPlaced, ...fewCounted].map(({ initiative }) => initiative));
  });
}

/**
 * Hides spend of a district that stands in for few children, and that of every other district with money of the same
 * initiative, alone or among others: less what is shown beside it, it would give the first away.
 */
export async function hideStandIns(books: Books, figure: Figure, values: Value[]): Promise<Value[]> {
  const few = isOfSpend(figure) ? await standInsForFew(books) : new Set<string>();
  if (few.size === 0) return values;
  return Promise.all(
    values.map(async (value) => {
      const { place } = value.scope;
      if (place === undefined || place === COUNTY.code || !(await isAmong(books, figure, value.scope, few)))
        return value;
      return { ...value, value: null, marker: 'c' as const, leavesOut: [] };
    }),
  );
}

function isOfSpend({ id, unit }: Figure): boolean {
  return unit === 'pence' && dimensionsOf(id).includes('place') && dimensionsOf(id).includes('initiative');
}

async function isAmong(books: Books, figure: Figure, scope: Scope, few: ReadonlySet<string>): Promise<boolean> {
  const rows = await rowsAmong(books, figure, scope, few);
  return rows.length > 0;
}

async function rowsAmong(books: Books, figure: Figure, scope: Scope, few: ReadonlySet<string>): Promise<TraceRow[]> {
  const meant = [...few].filter((ref) => scope.initiative === undefined || scope.initiative === ref);
  return (await Promise.all(meant.map((initiative) => figure.trace(books, { ...scope, initiative })))).flat();
}

/** The rows behind an amount, where those of spend that stands in for few children are listed without their amounts. */
export async function hideStandInRows(
  books: Books,
  figure: Figure,
  value: Value,
  rows: TraceRow[],
): Promise<TraceRow[]> {
  if (value.marker === 'c') return rows.map(hidden);
  if (figure.unit !== 'pence' || !dimensionsOf(figure.id).includes('initiative')) return rows;
  const few = await standInsForFew(books);
  if (few.size === 0) return rows;
  const among = new Set((await rowsAmong(books, figure, value.scope, few)).map(keyOf));
  return rows.map((row) => (isSpend(row) && among.has(keyOf(row)) ? hidden(row) : row));
}

/** A row without its amount. */
export function hidden(row: TraceRow): TraceRow {
  return { ...row, value: null, marker: 'c' };
}

function isSpend({ href }: TraceRow): boolean {
  return href !== null && /^\/(spend|imports)\//.test(href);
}

function keyOf({ label, href, value }: TraceRow): string {
  return `${href} ${label} ${value}`;
}
