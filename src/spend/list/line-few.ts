import { searchOf } from '../../platform/search.ts';
import type { SpendFilter } from '../spend.store.ts';
import { candidates, type LightLine, type LineQuestion, readLinesAmong, readSample } from './line.store.ts';
import type { LineContext } from './line-context.ts';
import type { PlacedLine } from './line-reader.ts';
import { countCodedLines } from './listed-coding.store.ts';
import { comparePlaces, type Order, type Place } from './place.ts';

/** So many lines are looked at to judge how many of them all are meant. */
const SAMPLE = 400;
/** With so many of the sample a page is sooner full along an index than candidates are read. */
const MANY_OF_SAMPLE = 2;
/** So many times as many candidates are read where it is likely that few of them are meant. */
const WIDER = 8;

/** What a question means where that is little: all its lines, read by whichever part of it leaves the fewest. */
export class LineFew {
  /** All lines that are meant; null where there may be many. */
  lines: readonly LightLine[] | null = null;
  /** Which part of all lines is likely meant. */
  share = 1;
  /** Whether the question asks what a line's coding and batch do not know. */
  readonly looksAtLines: boolean;
  private readonly of: LineQuestion;
  private readonly context: LineContext;
  private readonly fewest: number;
  private ordered: { name: string; placed: readonly PlacedLine[] } | null = null;
  private parts: readonly Part[] = [];

  constructor(of: LineQuestion, context: LineContext, fewest: number) {
    this.of = of;
    this.context = context;
    this.fewest = fewest;
    this.looksAtLines = looksAtLines(of.filter);
  }

  /** Reads them, where some part of the question leaves only few. */
  async look(): Promise<void> {
    const { of, fewest } = this;
    const { filter, coded, suppliers, db } = of;
    const { words } = filter;
    const none = countCodedLines(coded, filter) === 0 || suppliers?.length === 0;
    if (none || (words !== undefined && !(await searchOf(db, 'import_line_search').understands(words)))) {
      this.lines = [];
      return;
    }
    if (this.codedLines <= fewest) return this.read(await candidates.ofCodings(of));
    if (this.suppliedLines <= fewest) return this.read(await candidates.ofSuppliers(of));
    await this.judge();
    if (this.looksAtLines && this.share * SAMPLE < MANY_OF_SAMPLE) await this.lookFurther();
  }

  /** Reads more candidates than before, once; answers whether that found all lines that are meant. */
  async lookFurther(): Promise<boolean> {
    const { of, fewest, parts } = this;
    this.parts = [];
    for (const { lines, read } of parts.toSorted((a, b) => a.lines - b.lines)) {
      const most = fewest * WIDER;
      // The sample may be some way out.
      if (lines > most * 2) break;
      const ids = await read(of, most + 1);
      if (ids.length > most) continue;
      await this.read(ids);
      return true;
    }
    return false;
  }

  /** The lines in an order, each with where it stands. */
  inOrder({ by, down }: Order, placeOf: (line: LightLine) => Place): readonly PlacedLine[] {
    const name = `${by} ${down}`;
    if (this.ordered?.name !== name) {
      const sign = down ? -1 : 1;
      const placed = (this.lines ?? []).map((line) => ({ line, place: placeOf(line) }));
      this.ordered = { name, placed: placed.sort((a, b) => comparePlaces(a.place, b.place) * sign) };
    }
    return this.ordered.placed;
  }

  private async read(ids: readonly number[]): Promise<void> {
    this.lines = await this.context.withWords(await readLinesAmong(this.of, ids));
  }

  /** Judges by a sample which part of all lines is meant, and how many each part of the question leaves. */
  private async judge(): Promise<void> {
    const { of, context } = this;
    const { filter } = of;
    const { lines, of: all } = await readSample(of.db, SAMPLE);
    const size = Math.max(1, lines.length);
    const worded = await context.withWords(lines);
    const among = this.looksAtLines
      ? (
          await readLinesAmong(
            of,
            worded.map(({ id }) => id),
          )
        ).length / size
      : countCodedLines(of.coded, filter) / Math.max(1, all);
    this.share = Math.min(1, Math.max(among, 1 / size));
    const expect = (part: readonly LightLine[]) => (part.length / size) * all;
    const isAsked = (...parts: (keyof SpendFilter)[]) => parts.some((part) => filter[part] !== undefined);
    const found: Part[] = [{ lines: this.codedLines, read: candidates.ofCodings }];
    if (isAsked('supplier')) found.push({ lines: this.suppliedLines, read: candidates.ofSuppliers });
    if (isAsked('words')) found.push({ lines: expect(worded), read: candidates.withWords });
    if (isAsked('from', 'to')) {
      const { from = '', to = '9999-12-31' } = filter;
      found.push({
        lines: expect(lines.filter(({ day }) => day >= from && day <= to)),
        read: candidates.withinDays,
      });
    }
    if (isAsked('least', 'most')) {
      const { least = 0, most = Number.MAX_SAFE_INTEGER } = filter;
      found.push({
        lines: expect(lines.filter(({ pence }) => Math.abs(pence) >= least && Math.abs(pence) <= most)),
        read: candidates.withinSizes,
      });
    }
    this.parts = found;
  }

  private get codedLines(): number {
    return this.of.coded.reduce((sum, { chargeLines, creditLines }) => sum + chargeLines + creditLines, 0);
  }

  private get suppliedLines(): number {
    const { suppliers } = this.of;
    return suppliers === null ? Number.POSITIVE_INFINITY : suppliers.reduce((sum, { lines }) => sum + lines, 0);
  }
}

/** A part of a question by itself: about how many lines it leaves, and what reads their ids. */
interface Part {
  lines: number;
  read(of: LineQuestion, limit: number): Promise<number[]>;
}

/** Whether a filter asks what a line's coding and batch do not know. */
function looksAtLines(filter: SpendFilter): boolean {
  const { from, to, least, most, supplier, words } = filter;
  return [from, to, least, most, supplier, words].some((part) => part !== undefined);
}
