import type { FileCell } from '../../platform/csv.ts';
import type { Db } from '../../platform/database.ts';
import { readSchedules, servedOf } from '../schedule.store.ts';
import { listSpend, placeOf, type SpendFilter } from '../spend.store.ts';
import type { Spend } from '../spend.ts';
import { csvRow, type Served } from '../spend-list.pages.ts';
import { TEXT_FORMATS, type TextFormat } from './format.ts';
import { LineReader } from './line-reader.ts';
import { comparePlaces, type Order, type Place, SPEND_SORTS, type SpendSort } from './place.ts';

/** The list that a file is made of, as at one moment. */
export interface ListAsked {
  officeId: number;
  filter: SpendFilter & Required<Pick<SpendFilter, 'moment'>>;
  sort: SpendSort;
}

const SPENDS_AT_A_TIME = 1000;
const LINES_AT_A_TIME = 2000;

interface Written {
  place: Place;
  cells: FileCell[];
}

/** The rows of a list, a portion at a time, so that a million take no more memory than a thousand. */
export async function* listRows(db: Db, { officeId, filter, sort }: ListAsked): AsyncGenerator<FileCell[][]> {
  const order = SPEND_SORTS[sort];
  const spends = spendRows(db, officeId, filter, sort);
  const lines = lineRows(await LineReader.open(db, officeId, filter), order);
  for await (const portion of merged(spends, lines, order)) yield portion.map(({ cells }) => cells);
}

/** A list as text after its head, in a format that is written as it is read. */
export async function* listText(db: Db, asked: ListAsked, format: TextFormat): AsyncGenerator<string> {
  const { rows: written, end } = TEXT_FORMATS[format];
  let rows = 0;
  for await (const portion of listRows(db, asked)) {
    if (portion.length > 0) yield written(portion, rows === 0);
    rows += portion.length;
  }
  yield end(rows);
}

async function* spendRows(
  db: Db,
  officeId: number,
  filter: ListAsked['filter'],
  sort: SpendSort,
): AsyncGenerator<Written[]> {
  const { by } = SPEND_SORTS[sort];
  for (let after: Place | undefined; ; ) {
    const portion: Spend[] = await listSpend(db, officeId, filter, { sort, limit: SPENDS_AT_A_TIME, after });
    const served = await readServed(db, officeId, portion, filter.moment.seq);
    yield portion.map((spend) => ({ place: placeOf(spend, by), cells: csvRow(spend, served) }));
    const last = portion.at(-1);
    if (last === undefined || portion.length < SPENDS_AT_A_TIME) return;
    after = placeOf(last, by);
  }
}

async function* lineRows(reader: LineReader, order: Order): AsyncGenerator<Written[]> {
  const served: Served = new Map();
  for (let after: Place | null = null; ; ) {
    const placed = await reader.page(order, after, LINES_AT_A_TIME);
    const spends = await reader.context.spell(placed.map(({ line }) => line));
    yield placed.map(({ place }, index) => ({ place, cells: csvRow(spends[index] as Spend, served) }));
    if (placed.length < LINES_AT_A_TIME) return;
    after = placed.at(-1)?.place ?? null;
  }
}

/** Two lists in one order as one. */
async function* merged(
  left: AsyncGenerator<Written[]>,
  right: AsyncGenerator<Written[]>,
  { down }: Order,
): AsyncGenerator<Written[]> {
  const sides = [
    { of: left, rows: [] as Written[], at: 0, ended: false },
    { of: right, rows: [] as Written[], at: 0, ended: false },
  ];
  const sign = down ? -1 : 1;
  for (;;) {
    for (const side of sides) {
      while (!side.ended && side.at === side.rows.length) {
        const { value, done } = await side.of.next();
        Object.assign(side, done === true ? { rows: [], at: 0, ended: true } : { rows: value, at: 0 });
      }
    }
    const [a, b] = sides as [(typeof sides)[0], (typeof sides)[0]];
    if (a.ended && b.ended) return;
    const portion: Written[] = [];
    while ((a.at < a.rows.length || a.ended) && (b.at < b.rows.length || b.ended)) {
      const [x, y] = [a.rows[a.at], b.rows[b.at]];
      if (x === undefined && y === undefined) break;
      const isLeft = y === undefined || (x !== undefined && comparePlaces(x.place, y.place) * sign < 0);
      portion.push((isLeft ? x : y) as Written);
      (isLeft ? a : b).at += 1;
    }
    if (portion.length > 0) yield portion;
  }
}

/** What has become spend of the payments in advance among these rows, or reversed by them. */
async function readServed(db: Db, officeId: number, rows: readonly Spend[], upToSeq: number): Promise<Served> {
  const refs = rows.flatMap(({ kind, ref, corrects, correctsKind }) => {
    if (kind === 'prepayment') return [ref];
    return correctsKind === 'prepayment' && corrects !== null ? [corrects] : [];
  });
  const schedules = refs.length === 0 ? [] : await readSchedules(db, officeId, refs, upToSeq);
  return new Map([...schedules].map(([ref, schedule]) => [ref, servedOf(schedule).served]));
}
