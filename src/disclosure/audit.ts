import highsModule, { type Highs, type Model, type VariableType } from 'highs';
import type { Pattern, Quantity, Row, Statement } from './quantity.ts';
import { hasRead, type Reader } from './release.ts';
import { type Need, rounded } from './rule.ts';

/** A number that a reader could narrow further than the rule allows, with what is published. */
export interface Narrowed {
  reader: Reader;
  quantity: number;
  side: 'up' | 'down';
}

/** What a reader can work out of a number: it is at least and at most so much; null where nothing bounds it. */
export interface Interval {
  least: number | null;
  most: number | null;
}

/** Another state of affairs in whole numbers, in which all that holds between the numbers holds. */
interface World {
  values: Float64Array;
  /** The numbers that are not what is recorded. */
  moved: number[];
}

const NOTHING: Pattern = { hidden: new Set(), withheld: new Set(), hiddenRatios: new Set() };
const WHOLE = 1e-5;
const MOST_ITERATIONS = 20_000;
const MOST_NODES = 200;
const MOST_WORLDS = 400;

// The package's types describe its CommonJS form, its ES module exports the loader itself.
const loadHighs = highsModule as unknown as (typeof highsModule)['default'];
let loading: Promise<Highs> | null = null;

/**
 * Tries what each reader could work out, with a solver and from a reading of the statement that the protection does not
 * share. A number passes only where two whole-numbered states of affairs are found that fit everything published, one
 * as high as the rule demands and one as low, and both are checked by plain arithmetic: a solver's error cannot let
 * anything through.
 */
export class Audit {
  private readonly statement: Statement;
  private readonly views: View[];
  /** Those that were found, the latest first: one that is found for one number often serves others. */
  private worlds: World[] = [];
  private readonly around: <T>(call: () => T) => T;
  calls = 0;

  private constructor(statement: Statement, views: View[], around: <T>(call: () => T) => T) {
    this.statement = statement;
    this.views = views;
    this.around = around;
  }

  /** Must be closed: what the solver holds is not collected by itself. */
  static async open(
    statement: Statement,
    readers: readonly Reader[],
    around: <T>(call: () => T) => T = (call) => call(),
  ): Promise<Audit> {
    loading ??= loadHighs();
    const highs = await loading;
    return new Audit(
      statement,
      readers.map((reader) => new View(statement, reader, highs)),
      around,
    );
  }

  close(): void {
    for (const view of this.views) view.close();
  }

  /** The numbers that some reader can narrow too far; at most so many of them are looked for. */
  narrowed(
    pattern: Pattern,
    needOf: (reader: Reader, quantity: number) => Need | null,
    most = Number.POSITIVE_INFINITY,
  ): Narrowed[] {
    const found: Narrowed[] = [];
    for (const view of this.views) {
      view.publish(pattern);
      for (const quantity of this.statement.quantities.keys()) {
        const need = needOf(view.reader, quantity);
        if (need === null || view.knows(quantity)) continue;
        for (const side of ['up', 'down'] as const) {
          if (this.isOpen(view, quantity, side, need[side])) continue;
          found.push({ reader: view.reader, quantity, side });
          if (found.length >= most) return found;
        }
      }
    }
    return found;
  }

  /** What a reader can work out of each number that is not shown to them. */
  intervals(pattern: Pattern, reader: Reader): Map<number, Interval> {
    const view = this.viewOf(reader);
    view.publish(pattern);
    const found = new Map<number, Interval>();
    for (const index of this.statement.quantities.keys()) {
      if (view.knows(index)) continue;
      this.calls += 2;
      found.set(index, {
        least: this.around(() => view.extreme(index, 'least')),
        most: this.around(() => view.extreme(index, 'most')),
      });
    }
    return found;
  }

  /** What a reader knows of a number by what is their own, if nothing were ever published. */
  alone(reader: Reader, quantity: number): Interval {
    const view = this.viewOf(reader);
    view.publish(null);
    this.calls += 2;
    return {
      least: this.around(() => view.extreme(quantity, 'least')),
      most: this.around(() => view.extreme(quantity, 'most')),
    };
  }

  private viewOf(reader: Reader): View {
    const view = this.views.find((one) => one.reader.name === reader.name);
    if (view === undefined) throw new RangeError(`no reader ${reader.name}`);
    return view;
  }

  private isOpen(view: View, quantity: number, side: 'up' | 'down', needed: number): boolean {
    const isFar = (value: number): boolean => (side === 'up' ? value >= needed : value <= needed);
    // What is recorded is itself a state of affairs that fits.
    if (isFar((this.statement.quantities[quantity] as Quantity).value)) return true;
    if (this.worlds.some((world) => isFar(world.values[quantity] as number) && view.fits(world))) return true;
    for (const whole of [false, true]) {
      this.calls += 1;
      const world = this.around(() => view.world(quantity, side, needed, whole));
      if (world === 'none') return false;
      if (world === 'unproved') continue;
      this.worlds = [world, ...this.worlds.slice(0, MOST_WORLDS - 1)];
      return true;
    }
    return false;
  }
}

/** What is published as one reader knows it, in the solver. */
class View {
  readonly reader: Reader;
  private readonly statement: Statement;
  private readonly highs: Highs;
  private readonly model: Model;
  private readonly lower: Float64Array;
  private readonly upper: Float64Array;
  private readonly ratioRows: { row: Row; at: number; ratio: number }[] = [];
  private readonly isRead: boolean[];
  private shownRatios: boolean[] = [];

  constructor(statement: Statement, reader: Reader, highs: Highs) {
    this.statement = statement;
    this.reader = reader;
    this.highs = highs;
    const { quantities, rows, ratios } = statement;
    this.lower = new Float64Array(quantities.length);
    this.upper = new Float64Array(quantities.length);
    this.isRead = ratios.map(({ appearances }) =>
      appearances.some((one) => !one.hidden && hasRead(reader, one.audience)),
    );
    const all = [...rows];
    for (const [ratio, { rows: known }] of ratios.entries()) {
      for (const row of known) {
        this.ratioRows.push({ row, at: all.length, ratio });
        all.push(row);
      }
    }
    const starts = [0];
    const indices: number[] = [];
    const values: number[] = [];
    for (const { terms } of all) {
      for (const [index, times] of terms) {
        indices.push(index);
        values.push(times);
      }
      starts.push(indices.length);
    }
    this.model = highs.createModel({
      numCols: quantities.length,
      numRows: all.length,
      colCost: new Float64Array(quantities.length),
      colLower: this.lower,
      colUpper: this.upper,
      rowLower: all.map(({ least }) => least),
      rowUpper: all.map(({ most }) => most),
      matrix: { format: 'csr', numRows: all.length, numCols: quantities.length, starts, indices, values },
    });
    this.model.options.set({
      output_flag: false,
      presolve: 'off',
      simplex_iteration_limit: MOST_ITERATIONS,
      mip_max_nodes: MOST_NODES,
    });
  }

  close(): void {
    this.model.dispose();
  }

  /** Takes in what of the statement is shown; null for nothing, now or before. */
  publish(pattern: Pattern | null): void {
    const { hidden, withheld, hiddenRatios } = pattern ?? NOTHING;
    for (const [index, quantity] of this.statement.quantities.entries()) {
      let [least, most] = readingOf(pattern === null ? { ...quantity, appearances: [] } : quantity, this.reader);
      if (pattern === null) {
        // Nothing more is known.
      } else if (quantity.published && !hidden.has(index)) {
        const [from, to] = meaningOf(quantity, rounded(quantity.rule, quantity.value));
        [least, most] = [Math.max(least, from), Math.min(most, to)];
      } else if (quantity.published && quantity.rule.zeros === 'never-hidden' && !withheld.has(index)) {
        least = Math.max(least, 1);
      }
      this.lower[index] = least;
      this.upper[index] = most;
    }
    this.shownRatios = this.statement.ratios.map(
      ({ published }, index) =>
        pattern !== null && ((published && !hiddenRatios.has(index)) || this.isRead[index] === true),
    );
    this.bound(0, this.lower.length - 1);
    for (const { row, at, ratio } of this.ratioRows) {
      if (this.shownRatios[ratio] === true) this.model.changeRowBounds(at, row.least, row.most);
      else this.model.changeRowBounds(at, -Infinity, Infinity);
    }
  }

  private bound(from: number, to: number): void {
    if (this.lower.length === 0) return;
    this.model.changeColsBounds(
      { kind: 'range', from, to },
      this.lower.slice(from, to + 1),
      this.upper.slice(from, to + 1),
    );
  }

  knows(index: number): boolean {
    return this.lower[index] === this.upper[index];
  }

  /** Whether a state of affairs is one of those that the reader must reckon with. Exact: no tolerance. */
  fits({ values, moved }: World): boolean {
    for (const index of moved) {
      const value = values[index] as number;
      if (value < (this.lower[index] as number) || value > (this.upper[index] as number)) return false;
    }
    return this.ratioRows.every(({ row, ratio }) => this.shownRatios[ratio] !== true || holds(row, values));
  }

  /** A state of affairs in which the number is at least or at most what is needed. */
  world(index: number, side: 'up' | 'down', needed: number, whole: boolean): World | 'none' | 'unproved' {
    const [least, most] = [this.lower[index] as number, this.upper[index] as number];
    const [from, to] = side === 'up' ? [Math.max(least, needed), most] : [least, Math.min(most, needed)];
    if (from > to) return 'none';
    const { objectiveSense, modelStatus, variableType } = this.highs.constants;
    const { model } = this;
    model.changeColBounds(index, from, to);
    model.changeColCost(index, 1);
    model.changeObjectiveSense(side === 'up' ? objectiveSense.minimize : objectiveSense.maximize);
    if (whole) this.demandWhole(variableType.integer);
    try {
      const status = run(model);
      if (status === modelStatus.infeasible) return 'none';
      if (status !== modelStatus.optimal) return 'unproved';
      return this.proved(model.getSolution().colValue) ?? 'unproved';
    } finally {
      if (whole) this.demandWhole(variableType.continuous);
      model.changeColCost(index, 0);
      model.changeColBounds(index, least, most);
    }
  }

  /** What the solver found, rounded to whole numbers, where everything holds between these exactly. */
  private proved(found: ArrayLike<number>): World | null {
    const values = Float64Array.from(found, (value) => Math.round(value));
    const isWhole = values.every((value, index) => {
      const off = Math.abs(value - (found[index] as number));
      return Number.isSafeInteger(value) && off <= WHOLE * Math.max(1, Math.abs(value) / 1e6);
    });
    if (!isWhole || !this.statement.rows.every((row) => holds(row, values))) return null;
    const moved = [...values.keys()].filter((index) => values[index] !== this.statement.quantities[index]?.value);
    const world = { values, moved };
    return this.fits(world) ? world : null;
  }

  private demandWhole(type: VariableType): void {
    const columns = { kind: 'range', from: 0, to: this.lower.length - 1 } as const;
    this.model.changeColsIntegrality(columns, new Int32Array(this.lower.length).fill(type));
  }

  /** The least or the most that the number may be, outwards to a whole number; null where nothing bounds it. */
  extreme(index: number, end: 'least' | 'most'): number | null {
    const { objectiveSense, modelStatus } = this.highs.constants;
    const { model } = this;
    model.changeColCost(index, 1);
    model.changeObjectiveSense(end === 'least' ? objectiveSense.minimize : objectiveSense.maximize);
    try {
      model.run();
      if (model.getModelStatus() !== modelStatus.optimal) return null;
      const value = model.getObjectiveValue();
      // Zero is never -0.
      return (end === 'least' ? Math.ceil(value - WHOLE) : Math.floor(value + WHOLE)) + 0;
    } finally {
      model.changeColCost(index, 0);
    }
  }
}

/** What the solver ended with; null where it failed, which proves nothing. */
function run(model: Model): number | null {
  try {
    model.run();
    return model.getModelStatus();
  } catch {
    return null;
  }
}

/** What a reader knows of a number before this release: their own, what they have read, and that nothing is below zero. */
function readingOf(quantity: Quantity, reader: Reader): [least: number, most: number] {
  const { value, signed, fixed, place, measure, appearances } = quantity;
  if (fixed || reader.knows.places.includes(place) || reader.knows.measures.includes(measure)) return [value, value];
  let least = signed ? -Infinity : 0;
  let most = Infinity;
  for (const one of appearances) {
    if (!hasRead(reader, one.audience)) continue;
    const [from, to] = one.hidden
      ? [one.rule.zeros === 'never-hidden' && !one.withheld ? 1 : 0, Infinity]
      : meaningOf({ rule: one.rule }, rounded(one.rule, value));
    least = Math.max(least, from);
    most = Math.min(most, to);
  }
  return [least, most];
}

/** The numbers that stand behind one that is shown. */
function meaningOf({ rule }: Pick<Quantity, 'rule'>, shown: number): [least: number, most: number] {
  if (rule.roundsTo === 1 || shown === 0) return [shown, shown];
  const firstShown = rule.hides === null ? 1 : rule.hides.most + 1;
  return [Math.max(firstShown, shown - (rule.roundsTo - 1) / 2), shown + (rule.roundsTo - 1) / 2];
}

function holds({ terms, least, most }: Row, values: Float64Array): boolean {
  let now = 0;
  let isExact = true;
  for (const [index, times] of terms) {
    now += times * (values[index] as number);
    isExact &&=
      Math.abs(now) < Number.MAX_SAFE_INTEGER && Math.abs(times * (values[index] as number)) < Number.MAX_SAFE_INTEGER;
  }
  if (isExact) return now >= least && now <= most;
  let exactly = 0n;
  for (const [index, times] of terms) exactly += BigInt(times) * BigInt(values[index] as number);
  return (least === -Infinity || exactly >= BigInt(least)) && (most === Infinity || exactly <= BigInt(most));
}
