import type { Db } from '../../platform/database.ts';
import { countSpend, listSpend, placeOf, type SpendFilter } from '../spend.store.ts';
import type { Spend } from '../spend.ts';
import { type Count, LineReader } from './line-reader.ts';
import { comparePlaces, type Order, type Place, placeText, SPEND_SORTS, type SpendSort } from './place.ts';

export const ROWS_ON_A_PAGE = 50;

/** Which page of a list is meant: the first, the last, or what follows or comes before a place. */
export type Turn = { to: 'first' } | { to: 'last' } | { to: 'after' | 'before'; place: Place };

/** One page of a list, and where the pages around it begin. */
export interface ListPage {
  rows: Spend[];
  count: Count;
  /** Whether rows stand before and after those of the page. */
  isFirst: boolean;
  isLast: boolean;
  /** The places of the first and of the last row, as an address names them; empty for an empty page. */
  begins: string;
  ends: string;
}

/** The list of spend: rows of `spend` and imported lines as one, for a filter that may mean a million of them. */
export class SpendList {
  readonly db: Db;
  readonly officeId: number;
  readonly filter: SpendFilter;
  readonly lines: LineReader;

  private constructor(db: Db, officeId: number, filter: SpendFilter, lines: LineReader) {
    this.db = db;
    this.officeId = officeId;
    this.filter = filter;
    this.lines = lines;
  }

  /** Opens it. Up to `few` candidates are read whole instead of walking an index; the default is measured. */
  static async open(db: Db, officeId: number, filter: SpendFilter, few?: number): Promise<SpendList> {
    return new SpendList(db, officeId, filter, await LineReader.open(db, officeId, filter, few));
  }

  /** The next rows in an order beyond a place, each with where it stands. */
  async read(
    sort: SpendSort,
    order: Order,
    after: Place | null,
    limit: number,
  ): Promise<{ place: Place; spend: Spend }[]> {
    const page = { sort, limit, ...(after === null ? {} : { after }) };
    const spends = (await listSpend(this.db, this.officeId, this.filter, page)).map((spend) => ({
      place: placeOf(spend, order.by),
      spend,
    }));
    const lines = await this.lines.page(order, after, limit);
    const sign = order.down ? -1 : 1;
    const first = [...spends, ...lines].sort((a, b) => comparePlaces(a.place, b.place) * sign).slice(0, limit);
    const light = first.flatMap((one) => ('line' in one ? [one.line] : []));
    const spelled = (await this.lines.context.spell(light)).values();
    return first.map((one) => ('line' in one ? { place: one.place, spend: spelled.next().value as Spend } : one));
  }

  async count(): Promise<Count> {
    const spends = await countSpend(this.db, this.officeId, this.filter);
    const lines = await this.lines.count();
    return { rows: spends + lines.rows, exact: lines.exact };
  }

  /** A page of the list. What stands before a place is read from there backwards. */
  async page(sort: SpendSort, turn: Turn): Promise<ListPage> {
    const order = SPEND_SORTS[sort];
    const count = await this.count();
    const isBack = turn.to === 'last' || turn.to === 'before';
    const wanted = turn.to === 'last' && count.exact ? count.rows % ROWS_ON_A_PAGE || ROWS_ON_A_PAGE : ROWS_ON_A_PAGE;
    const from = 'place' in turn ? turn.place : null;
    const read = isBack
      ? await this.read(REVERSE[sort], { by: order.by, down: !order.down }, from, wanted + 1)
      : await this.read(sort, order, from, wanted + 1);
    const isMore = read.length > wanted;
    const shown = isBack ? read.slice(0, wanted).reverse() : read.slice(0, wanted);
    const [first, last] = [shown[0], shown.at(-1)];
    return {
      rows: shown.map(({ spend }) => spend),
      count,
      isFirst: isBack ? !isMore : from === null,
      isLast: isBack ? from === null : !isMore,
      begins: first === undefined ? '' : placeText(first.place),
      ends: last === undefined ? '' : placeText(last.place),
    };
  }

  /** What the imported lines come to by status; null where only reading them all could tell. */
  lineSums(): ReturnType<LineReader['sums']> {
    return this.lines.sums();
  }
}

const REVERSE: Record<SpendSort, SpendSort> = {
  newest: 'oldest',
  oldest: 'newest',
  amount: 'smallest',
  smallest: 'amount',
  invoiced: 'earliest',
  earliest: 'invoiced',
};
