import { addUp } from '../../ledger/balance.ts';
import type { Pence } from '../../money/pence.ts';
import type { Db } from '../../platform/database.ts';
import type { SpendFilter } from '../spend.store.ts';
import type { SpendStatus } from '../spend.ts';
import {
  findStretchEnd,
  type LightLine,
  type LineQuestion,
  placeOfLine,
  readListedSuppliers,
  readSpan,
  readStretch,
  type Stretch,
} from './line.store.ts';
import { LineContext } from './line-context.ts';
import { LineFew } from './line-few.ts';
import { ofLines, stretchOf, type Walk } from './line-walk.ts';
import { type ListedBatch, readListedBatches } from './listed-batch.store.ts';
import { addCodedLines, countCodedLines, meansCharges, meansCredits, readCodedLines } from './listed-coding.store.ts';
import { comparePlaces, type Order, type Place } from './place.ts';

/** Up to so many candidates are read, whatever is asked of them, and put in order here; of more, an index is walked. */
const FEW = 4000;
/** How many lines are looked at to count what no counter knows. */
const LOOKED_AT = 2000;
/** A walk looks at so many lines at once, and after so many asks whether the few that are meant can be found otherwise. */
const LONGEST_LOOK = 40_000;

/** What a filter asks of the batch of a line, and of nothing else. */
const BY_BATCH = ['status', 'batch', 'enteredBy'] as const;

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
 * be meant they are read all, else the index of the order is walked until the page is full.
 */
export class LineReader {
  readonly of: LineQuestion;
  readonly context: LineContext;
  private readonly few: LineFew;
  private readonly seqs: ReadonlyMap<number, number>;

  private constructor(of: LineQuestion, fewest: number) {
    this.of = of;
    this.context = new LineContext(of);
    this.few = new LineFew(of, this.context, fewest);
    this.seqs = new Map(of.batches.map(({ planId, seq }) => [planId, seq]));
  }

  static async open(db: Db, officeId: number, filter: SpendFilter, fewest = FEW): Promise<LineReader> {
    const batches = await readListedBatches(db, officeId, filter);
    const coded = await readCodedLines(db, batches, filter);
    const suppliers =
      filter.supplier === undefined || coded.length === 0
        ? null
        : await readListedSuppliers(db, batches, filter.supplier);
    const isOfSome = coded.length > 0 && BY_BATCH.some((part) => filter[part] !== undefined);
    const span = isOfSome ? await readSpan(db, batches) : null;
    const reader = new LineReader({ db, filter, batches, coded, suppliers, span }, fewest);
    await reader.few.look();
    return reader;
  }

  /** The first so many beyond a place, or from the beginning, in an order. */
  async page(order: Order, after: Place | null, limit: number): Promise<PlacedLine[]> {
    if (this.few.lines === null) {
      const walked = await this.walk(order, after, limit);
      if (walked !== null) return walked;
    }
    const placed = this.few.inOrder(order, (line) => this.placeOf(line, order));
    const sign = order.down ? -1 : 1;
    const start = after === null ? 0 : placed.findIndex(({ place }) => comparePlaces(place, after) * sign > 0);
    return start < 0 ? [] : placed.slice(start, start + limit);
  }

  private placeOf(line: LightLine, { by }: Order): Place {
    return placeOfLine(line, by, this.seqs.get(line.planId) ?? 0);
  }

  /** As many as are wanted along the indices; null when after a long look it turned out that few are meant. */
  private async walk(order: Order, after: Place | null, limit: number): Promise<PlacedLine[] | null> {
    let found: PlacedLine[] = [];
    for (const walk of this.walksOf(order, after)) {
      // What one index has not beyond the last row found in another is not wanted of it.
      const last = found.length < limit || order.by !== 'size' ? undefined : Number(found.at(-1)?.place.key);
      const left = order.by === 'size' ? limit : limit - found.length;
      const more = await this.follow(walk, order, {
        after,
        limit: left,
        ...(last === undefined ? {} : { until: last }),
      });
      if (more === null) return null;
      const sign = order.down ? -1 : 1;
      found = [...found, ...more].sort((a, b) => comparePlaces(a.place, b.place) * sign).slice(0, limit);
      if (order.by === 'recorded' && found.length >= limit) break;
    }
    return found;
  }

  private walksOf({ by, down }: Order, after: Place | null): Walk[] {
    const { filter, coded, batches } = this.of;
    if (by === 'day') return [{ by }];
    if (by === 'size') {
      return [
        ...(meansCharges(filter) ? [{ by, sign: 1 } as const] : []),
        ...(meansCredits(filter) ? [{ by, sign: -1 } as const] : []),
      ];
    }
    const planned = new Set(coded.map(({ planId }) => planId));
    const isPassed = ({ seq }: ListedBatch) =>
      after !== null && (down ? seq > Number(after.key) : seq < Number(after.key));
    return (down ? batches.toReversed() : batches)
      .filter((batch) => planned.has(batch.planId) && !isPassed(batch))
      .map((batch) => ({ by, batch }));
  }

  private async follow(
    walk: Walk,
    order: Order,
    { after, limit, until }: { after: Place | null; limit: number; until?: number },
  ): Promise<PlacedLine[] | null> {
    const { of, few } = this;
    const sign = order.down ? -1 : 1;
    const found: PlacedLine[] = [];
    let from = after;
    // A quarter of what is likely needed, then ever more: along one index the lines that are meant may stand closer.
    let looked = Math.min(LONGEST_LOOK, Math.ceil(limit * Math.max(1, 0.25 / few.share)));
    for (let all = 0; ; ) {
      const stretch = stretchOf(of, walk, { down: order.down, after: from, ...(until === undefined ? {} : { until }) });
      const lines = await this.context.withWords(await readStretch(of, stretch, looked));
      const placed = lines.map((line) => ({ line, place: this.placeOf(line, order) }));
      found.push(...placed.sort((a, b) => comparePlaces(a.place, b.place) * sign));
      if (found.length >= limit) return found.slice(0, limit);
      const end = await findStretchEnd(of.db, stretch, looked);
      if (end === null) return found;
      from = this.placeOf(end, order);
      all += looked;
      if (all >= LONGEST_LOOK && (await few.lookFurther())) return null;
      const needed = found.length === 0 ? LONGEST_LOOK : Math.ceil((1.2 * all * (limit - found.length)) / found.length);
      looked = Math.min(LONGEST_LOOK, looked * 2, Math.max(limit, needed));
      // So long a walk must hold up nobody else's page.
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** How many are meant: by the counters, by counting those read, or more than those found among the latest. */
  async count(): Promise<Count> {
    if (this.few.lines !== null) return { rows: this.few.lines.length, exact: true };
    const { of } = this;
    if (!this.few.looksAtLines) return { rows: countCodedLines(of.coded, of.filter), exact: true };
    const { from, to } = of.filter;
    const latest: Stretch =
      from === undefined && to === undefined
        ? ofLines(of.db, (q) => q.orderBy('l.id', 'desc'))
        : stretchOf(of, { by: 'day' }, { down: true, after: null });
    const found = await this.context.withWords(await readStretch(of, latest, LOOKED_AT));
    return { rows: found.length, exact: (await findStretchEnd(of.db, latest, LOOKED_AT)) === null };
  }

  /** What they come to by status, in pence; null where only reading them all could tell. */
  async sums(): Promise<Map<SpendStatus, Pence> | null> {
    const { db, coded, filter, batches } = this.of;
    const { lines } = this.few;
    if (lines === null && this.few.looksAtLines) return null;
    const byPlan = lines === null ? await addCodedLines(db, batches, filter) : null;
    const sums = new Map<SpendStatus, Pence>();
    for (const { planId } of coded) {
      const { status } = batches.find((batch) => batch.planId === planId) as ListedBatch;
      const own =
        byPlan?.get(planId) ?? addUp((lines ?? []).filter((line) => line.planId === planId).map(({ pence }) => pence));
      sums.set(status, addUp([sums.get(status) ?? 0, own]));
    }
    return sums;
  }
}
