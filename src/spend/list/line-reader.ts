import { addUp } from '../../ledger/balance.ts';
import type { Pence } from '../../money/pence.ts';
import type { Db } from '../../platform/database.ts';
import { searchOf } from '../../platform/search.ts';
import type { SpendFilter } from '../spend.store.ts';
import type { SpendStatus } from '../spend.ts';
import {
  candidates,
  countLatest,
  type LightLine,
  LineContext,
  type LineQuestion,
  placeOfLine,
  readLinesAmong,
  readListedSuppliers,
  walkLines,
} from './line.store.ts';
import { type ListedBatch, readListedBatches } from './listed-batch.store.ts';
import { addCodedLines, countCodedLines, meansCharges, meansCredits, readCodedLines } from './listed-coding.store.ts';
import { comparePlaces, type Order, type Place } from './place.ts';

/** Up to so many candidates are read, whatever is asked of them, and put in order here; of more, an index is walked. */
const FEW = 4000;
/** How many lines are looked at to count what no counter knows. */
const LOOKED_AT = 10_000;

/** How many there are: just so many, or more than that. */
export interface Count {
  rows: number;
  exact: boolean;
}

/** A line and where it stands. */
export interface PlacedLine {
  place: Place;
  line: LightLine;
}

/**
 * Imported lines that a filter means, read at the same cost whether there are ten thousand or a million: where few can
 * be meant they are read all, else the index of the order is walked until the page is full. The counters of the codings
 * say beforehand which of the two it is.
 */
export class LineReader {
  readonly of: LineQuestion;
  readonly context: LineContext;
  /** All that are meant, where they are few; null where they may be many. */
  private readonly few: readonly LightLine[] | null;

  private constructor(of: LineQuestion, few: readonly LightLine[] | null) {
    this.of = of;
    this.context = new LineContext(of);
    this.few = few;
  }

  static async open(db: Db, officeId: number, filter: SpendFilter, fewest = FEW): Promise<LineReader> {
    const batches = await readListedBatches(db, officeId, filter);
    const coded = await readCodedLines(db, batches, filter);
    const suppliers =
      filter.supplier === undefined || coded.length === 0
        ? null
        : await readListedSuppliers(db, batches, filter.supplier);
    const of: LineQuestion = { db, filter, batches, coded, suppliers };
    return new LineReader(of, await readFew(of, fewest));
  }

  /** The first so many beyond a place, or from the beginning, in an order. */
  async page(order: Order, after: Place | null, limit: number): Promise<PlacedLine[]> {
    const seqs = new Map(this.of.batches.map(({ planId, seq }) => [planId, seq]));
    const placed = (lines: readonly LightLine[]): PlacedLine[] =>
      lines.map((line) => ({ line, place: placeOfLine(line, order.by, seqs.get(line.planId) as number) }));
    if (this.few === null) return placed(await this.walk(order, after, limit));
    const sign = order.down ? -1 : 1;
    return placed(this.few)
      .filter(({ place }) => after === null || comparePlaces(place, after) * sign > 0)
      .sort((a, b) => comparePlaces(a.place, b.place) * sign)
      .slice(0, limit);
  }

  private async walk({ by, down }: Order, after: Place | null, limit: number): Promise<LightLine[]> {
    const lines: LightLine[] = [];
    if (by === 'size') {
      const { filter } = this.of;
      if (meansCharges(filter)) lines.push(...(await walkLines(this.of, { by, sign: 1 }, { down, after, limit })));
      if (meansCredits(filter)) lines.push(...(await walkLines(this.of, { by, sign: -1 }, { down, after, limit })));
      return this.firstOf(lines, { by, down }, limit);
    }
    if (by === 'day') return walkLines(this.of, { by }, { down, after, limit });
    const planned = new Set(this.of.coded.map(({ planId }) => planId));
    for (const batch of down ? this.of.batches.toReversed() : this.of.batches) {
      const isPassed = after !== null && (down ? batch.seq > Number(after.key) : batch.seq < Number(after.key));
      if (isPassed || !planned.has(batch.planId)) continue;
      const left = limit - lines.length;
      lines.push(...(await walkLines(this.of, { by, batch }, { down, after, limit: left })));
      if (lines.length >= limit) break;
    }
    return lines;
  }

  /** Charges and credits come from two walks. */
  private firstOf(lines: LightLine[], { by, down }: Order, limit: number): LightLine[] {
    const sign = down ? -1 : 1;
    return lines.sort((a, b) => comparePlaces(placeOfLine(a, by, 0), placeOfLine(b, by, 0)) * sign).slice(0, limit);
  }

  /** How many are meant: by the counters, by counting those read, or more than those found among the latest. */
  async count(): Promise<Count> {
    if (this.few !== null) return { rows: this.few.length, exact: true };
    const { coded, filter } = this.of;
    if (!looksAtLines(filter)) return { rows: countCodedLines(coded, filter), exact: true };
    const counted = await countLatest(this.of, LOOKED_AT);
    return { rows: counted.rows, exact: counted.all };
  }

  /** What they come to by status, in pence; null where only reading them all could tell. */
  async sums(): Promise<Map<SpendStatus, Pence> | null> {
    const { db, coded, filter, batches } = this.of;
    const { few } = this;
    if (few === null && looksAtLines(filter)) return null;
    const byPlan = few === null ? await addCodedLines(db, batches, filter) : null;
    const sums = new Map<SpendStatus, Pence>();
    for (const { planId } of coded) {
      const { status } = batches.find((batch) => batch.planId === planId) as ListedBatch;
      const own =
        byPlan?.get(planId) ?? addUp((few ?? []).filter((line) => line.planId === planId).map(({ pence }) => pence));
      sums.set(status, addUp([sums.get(status) ?? 0, own]));
    }
    return sums;
  }
}

/** Whether a filter asks what a line's coding and batch do not know. */
function looksAtLines(filter: SpendFilter): boolean {
  const { from, to, least, most, supplier, words } = filter;
  return [from, to, least, most, supplier, words].some((part) => part !== undefined);
}

/** All lines that are meant, when some part of the question leaves only few of them; else null. */
async function readFew(of: LineQuestion, few: number): Promise<LightLine[] | null> {
  const { db, coded, filter, suppliers } = of;
  if (countCodedLines(coded, filter) === 0 || suppliers?.length === 0) return [];
  if (filter.words !== undefined && !(await searchOf(db, 'import_line_search').understands(filter.words))) return [];
  const total = coded.reduce((sum, { chargeLines, creditLines }) => sum + chargeLines + creditLines, 0);
  if (total <= few) return readLinesAmong(of, await candidates.ofCodings(of));
  if (suppliers !== null && suppliers.reduce((sum, { lines }) => sum + lines, 0) <= few) {
    return readLinesAmong(of, await candidates.ofSuppliers(of));
  }
  const tries = [
    filter.words === undefined ? null : candidates.withWords,
    filter.from === undefined && filter.to === undefined ? null : candidates.withinDays,
    filter.least === undefined && filter.most === undefined ? null : candidates.withinSizes,
  ];
  for (const read of tries) {
    if (read === null) continue;
    const ids = await read(of, few + 1);
    if (ids.length <= few) return readLinesAmong(of, ids);
  }
  return null;
}
