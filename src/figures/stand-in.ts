import { latestMoment, type Moment } from '../audit/moment.ts';
import { shownCount } from '../disclosure/count.ts';
import { bedsOf } from '../initiatives/kinds/bed-night.figures.ts';
import { type Books, type Figure, openBooks, type TraceRow, type Value } from '../ledger/figure.ts';
import type { Scope } from '../ledger/scope.ts';
import { listMeasures } from '../outcomes/measure.store.ts';
import { listObservations } from '../outcomes/observation.store.ts';
import { isSmall } from '../outcomes/observation.ts';
import { COUNTY } from '../partners/place.ts';
import type { Db } from '../platform/database.ts';
import { dimensionsOf } from './dimensions.ts';

/**
 * Initiatives whose spend in a district stands in for what happened to children, where a district has few of them: its
 * bed nights, or a count of events that has a cost for each, are those of one to five.
 */
export function standInsForFew(books: Books): Promise<ReadonlySet<string>> {
  return books.once(STAND_INS, () => readStandIns(books));
}

/**
 * Books as pages show the past: what stands in for few by what is known now is hidden as at every earlier moment too,
 * since nobody may have counted the children yet when the money was spent. Papers are computed by what was known then.
 */
export async function openBooksShown(db: Db, officeId: number, moment: Moment): Promise<Books> {
  const books = openBooks(db, officeId, moment);
  const latest = await latestMoment(db, officeId);
  if (latest.seq <= moment.seq) return books;
  const now = await standInsForFew(openBooks(db, officeId, latest));
  const then = await readStandIns(books);
  await hideAlso(books, new Set([...now, ...then]));
  return books;
}

/** Hides in books what is hidden in others that they are compared with, whatever was known at their own moment. */
export async function hideAlso(books: Books, few: ReadonlySet<string>): Promise<void> {
  await books.once(STAND_INS, async () => few);
}

const STAND_INS = 'figures.stand-ins';

async function readStandIns(books: Books): Promise<ReadonlySet<string>> {
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
  if (value.marker === 'c') return isOfSpend(figure) && rows.length > 0 ? [UNNAMED] : rows.map(hidden);
  if (figure.unit !== 'pence' || !dimensionsOf(figure.id).includes('initiative')) return rows;
  const few = await standInsForFew(books);
  if (few.size === 0) return rows;
  const among = new Set((await rowsAmong(books, figure, value.scope, few)).map(keyOf));
  return rows.map((row) => (isSpend(row) && among.has(keyOf(row)) ? hidden(row) : row));
}

/** Named one by one, entries of a district would be found again behind totals of which they are the only one. */
const UNNAMED: TraceRow = {
  label: 'Entries that stand in for few children, which are not listed',
  href: null,
  day: null,
  value: null,
  marker: 'c',
};

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
