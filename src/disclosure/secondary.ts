import { type Constraint, type Solution, solve } from 'yalps';
import type { Pattern, Quantity, Row, Statement } from './quantity.ts';
import { hasRead, type Reader } from './release.ts';
import { type Need, rounded } from './rule.ts';

/** A reader for whom no hiding of further numbers leaves a number open. */
export interface Unprotected {
  reader: Reader;
  quantity: number;
  /** Whether the solver gave up, rather than finding that there is no way. */
  isUnsolved: boolean;
}

/**
 * What may still be spent on solving, in calls of a solver: counted, not timed, so that the answer does not depend on
 * how fast a machine is. `around` is put around each call.
 */
export interface Budget {
  calls: number;
  around<T>(call: () => T): T;
}

/** A way in which the numbers could differ from what they are, by how much each. */
type Move = ReadonlyMap<number, number>;
/** A column of the linear program and its value. */
type Solved = Solution['variables'][number];

const SLIGHT = 1e-6;
const HIDDEN_COST = 0.01;
const ZERO_COST = 40;
const LEVEL_COSTS = [1, 8, 64, 512];
const RATIO_COST = 2;
const MOST_PIVOTS = 4_000;
const REACH = 4;

/**
 * Hides further numbers until, for each reader and each number that must stay open to them, there is another state of
 * affairs with the same published numbers in which it is as high as the rule demands, and one in which it is as low.
 * What is hidden is what a linear program finds cheapest: small inner numbers first, zeros and totals last. Answers the
 * numbers for which there is no way.
 */
export function hideCompanions(
  statement: Statement,
  pattern: Pattern,
  readers: readonly Reader[],
  needOf: (reader: Reader, quantity: number) => Need | null,
  budget: Budget,
): Unprotected[] {
  const views = readers.map((reader) => new View(statement, pattern, reader));
  views.sort((a, b) => b.knownCount - a.knownCount);
  const targets = [...statement.quantities.keys()].filter((index) => isTarget(statement, pattern, index));
  targets.sort((a, b) => recorded(statement, a) - recorded(statement, b) || a - b);
  const found = new Map<string, Move[]>();
  const unprotected: Unprotected[] = [];
  for (const target of targets) {
    const value = recorded(statement, target);
    for (const view of views) {
      const need = needOf(view.reader, target);
      if (need === null || view.knows(target)) continue;
      for (const by of [need.up - value, need.down - value]) {
        if (by === 0) continue;
        const side = `${target} ${by > 0 ? 'up' : 'down'}`;
        const pool = found.get(side) ?? [];
        if (pool.some((move) => isFarEnough(move.get(target) ?? 0, by) && view.allows(move))) continue;
        budget.calls -= 1;
        const move = budget.calls < 0 ? 'unsolved' : view.cheapestMove(target, by, budget);
        if (typeof move === 'string') {
          unprotected.push({ reader: view.reader, quantity: target, isUnsolved: move === 'unsolved' });
          break;
        }
        found.set(side, [...pool, move]);
      }
    }
  }
  return unprotected;
}

/** Hides the ratios of numbers that are hidden: each would tell of them. */
export function hideRatios({ ratios, quantities }: Statement, { hidden, hiddenRatios }: Pattern): void {
  for (const [index, { of, per, isOfRounded, value }] of ratios.entries()) {
    const needsParts = isOfRounded && !(quantities[of]?.published === true && quantities[per]?.published === true);
    if (hidden.has(of) || hidden.has(per) || (needsParts && value !== null)) hiddenRatios.add(index);
  }
}

function isFarEnough(moved: number, by: number): boolean {
  return by > 0 ? moved >= by - SLIGHT : moved <= by + SLIGHT;
}

function isTarget({ quantities }: Statement, { hidden }: Pattern, index: number): boolean {
  const { need, published } = quantities[index] as Quantity;
  return need !== null && (!published || hidden.has(index));
}

function recorded({ quantities }: Statement, index: number): number {
  return (quantities[index] as Quantity).value;
}

/** A statement as one reader knows it. */
class View {
  readonly reader: Reader;
  readonly knownCount: number;
  private readonly statement: Statement;
  private readonly pattern: Pattern;
  private readonly own: boolean[];
  /** How far each number may be from what it is, by what the reader has read before and by the rule of hiding. */
  private readonly limits: [below: number, above: number][];
  private readonly readRatios: boolean[];

  constructor(statement: Statement, pattern: Pattern, reader: Reader) {
    this.statement = statement;
    this.pattern = pattern;
    this.reader = reader;
    this.own = statement.quantities.map((quantity) => isOwn(quantity, reader));
    this.limits = statement.quantities.map((quantity) => limitsOf(quantity, reader));
    this.readRatios = statement.ratios.map(({ appearances }) =>
      appearances.some(({ audience, hidden }) => !hidden && hasRead(reader, audience)),
    );
    this.knownCount = this.own.filter((known) => known).length;
  }

  knows(index: number): boolean {
    const [below, above] = this.limits[index] as [number, number];
    return this.own[index] === true || (below === 0 && above === 0);
  }

  /** Whether a move found for another reader changes nothing that this one knows. */
  allows(move: Move): boolean {
    return this.isWithin(move) && this.ratiosAllow(move);
  }

  private isWithin(move: Move): boolean {
    for (const [index, by] of move) {
      const [below, above] = this.bounds(index);
      if (by > above + SLIGHT || -by > below + SLIGHT) return false;
    }
    return true;
  }

  private ratiosAllow(move: Move): boolean {
    return this.statement.ratios.every(({ rows, published }, index) => {
      const isShown = (published && !this.pattern.hiddenRatios.has(index)) || this.readRatios[index] === true;
      if (!isShown) return true;
      return rows.every(({ terms, least, most }) => {
        let now = 0;
        for (const [at, times] of terms) now += times * (recorded(this.statement, at) + (move.get(at) ?? 0));
        return now >= least - SLIGHT && now <= most + SLIGHT;
      });
    });
  }

  /** How far down and up a number may go for this reader, hidden or to be hidden. */
  private bounds(index: number): [below: number, above: number] {
    if (this.own[index] === true) return [0, 0];
    const { value, published, rule } = this.statement.quantities[index] as Quantity;
    const [below, above] = this.limits[index] as [number, number];
    const isZeroShown = published && rule.zeros === 'never-hidden' && !this.pattern.withheld.has(index);
    if (!isZeroShown) return [below, above];
    return value === 0 ? [0, 0] : [Math.min(below, value - 1), above];
  }

  /** The numbers whose hiding leaves the target open, moved as they could be, and hidden from now on. */
  cheapestMove(target: number, by: number, { around }: Budget): Move | 'none' | 'unsolved' {
    // Large numbers rarely move so far that they come to nothing: their limits are left out until one does.
    for (const reach of [REACH * Math.abs(by), Infinity]) {
      const solved = this.solve(target, by, reach, around);
      if (solved.status === 'infeasible') return 'none';
      if (solved.status !== 'optimal') return 'unsolved';
      const move = moveOf(solved.variables);
      if (reach === Infinity || this.isWithin(move)) return this.hide(move, solved.variables);
    }
    return 'unsolved';
  }

  private solve(target: number, by: number, reach: number, around: Budget['around']): Solution {
    const { quantities, rows, ratios } = this.statement;
    const constraints = new Map<string, Constraint>();
    const variables = new Map<string, Map<string, number>>();
    const columns = quantities.map((_, index) => this.addColumns(index, reach, constraints, variables));
    for (const [place, row] of rows.entries()) addRow(`row ${place}`, row, quantities, columns, constraints, variables);
    for (const [place, { rows: known, published, of, per }] of ratios.entries()) {
      const mayHide = published && this.readRatios[place] !== true;
      const isHidden = !published || this.pattern.hiddenRatios.has(place);
      if (isHidden && this.readRatios[place] !== true) continue;
      // Where a published part moves, it is hidden and the ratio with it.
      const partHides = mayHide && [of, per].some((part) => quantities[part]?.published === true);
      for (const [number, row] of known.entries()) {
        const size = Math.max(...row.terms.map(([, times]) => Math.abs(times)));
        const scaled: Row = {
          terms: row.terms.map(([at, times]) => [at, times / size]),
          least: row.least / size,
          most: row.most / size,
        };
        const name = `ratio ${place} ${number}`;
        addRow(name, scaled, quantities, columns, constraints, variables);
        if (!mayHide) continue;
        variables.set(
          `${name} slack`,
          new Map([
            [name, row.most === Infinity ? 1 : -1],
            ['cost', partHides ? HIDDEN_COST : RATIO_COST],
          ]),
        );
      }
    }
    for (const column of columns[target] as string[])
      variables.get(column)?.set('aim', column.startsWith('+') ? 1 : -1);
    constraints.set('aim', by > 0 ? { min: by } : { max: by });
    return around(() =>
      solve({ direction: 'minimize', objective: 'cost', constraints, variables }, { maxPivots: MOST_PIVOTS }),
    );
  }

  private addColumns(
    index: number,
    reach: number,
    constraints: Map<string, Constraint>,
    variables: Map<string, Map<string, number>>,
  ): string[] {
    const quantity = this.statement.quantities[index] as Quantity;
    const [below, above] = this.bounds(index);
    const isOpen = !quantity.published || this.pattern.hidden.has(index);
    const cost = isOpen ? HIDDEN_COST : costOf(quantity);
    const [freeBelow, freeAbove] = isOpen ? [0, 0] : roundingOf(quantity);
    const names: string[] = [];
    for (const [sign, most, free] of [
      ['+', above, freeAbove],
      ['-', below, freeBelow],
    ] as const) {
      if (most <= 0) continue;
      const name = `${sign}${index}`;
      variables.set(name, new Map([['cost', cost]]));
      names.push(name);
      const isLimited = most <= reach && most !== Infinity;
      if (isLimited) {
        variables.get(name)?.set(`most ${name}`, 1);
        constraints.set(`most ${name}`, { max: most });
      }
      if (free > 0) {
        const within = new Map([[`free ${name}`, 1]]);
        if (isLimited) within.set(`most ${name}`, 1);
        variables.set(`${name} free`, within);
        constraints.set(`free ${name}`, { max: free });
        names.push(`${name} free`);
      }
    }
    return names;
  }

  private hide(move: Move, solved: readonly Solved[]): Move {
    const { hidden, hiddenRatios } = this.pattern;
    for (const [name, amount] of solved) {
      const { index, isFree, ratio } = columnOf(name);
      if (amount <= SLIGHT) continue;
      if (ratio !== null) hiddenRatios.add(ratio);
      if (index !== null && !isFree && this.statement.quantities[index]?.published === true) hidden.add(index);
    }
    hideRatios(this.statement, this.pattern);
    return move;
  }
}

/** What a column of the linear program stands for. */
function columnOf(name: string): { index: number | null; sign: number; isFree: boolean; ratio: number | null } {
  const [, sign, place, free] = /^([+-])(\d+)( free)?$/.exec(name) ?? [];
  const ratio = /^ratio (\d+) \d+ slack$/.exec(name)?.[1];
  return {
    index: place === undefined ? null : Number(place),
    sign: sign === '-' ? -1 : 1,
    isFree: free !== undefined,
    ratio: ratio === undefined ? null : Number(ratio),
  };
}

function moveOf(solved: readonly Solved[]): Map<number, number> {
  const move = new Map<number, number>();
  for (const [name, amount] of solved) {
    const { index, sign } = columnOf(name);
    if (index !== null && amount > SLIGHT) move.set(index, (move.get(index) ?? 0) + sign * amount);
  }
  return move;
}

function addRow(
  name: string,
  { terms, least, most }: Row,
  quantities: readonly Quantity[],
  columns: readonly string[][],
  constraints: Map<string, Constraint>,
  variables: ReadonlyMap<string, Map<string, number>>,
): void {
  let now = 0;
  for (const [index, times] of terms) {
    now += times * (quantities[index] as Quantity).value;
    for (const column of columns[index] as string[]) {
      const coefficients = variables.get(column) as Map<string, number>;
      coefficients.set(name, (coefficients.get(name) ?? 0) + (column.startsWith('+') ? times : -times));
    }
  }
  constraints.set(name, least === most ? { equal: least - now } : { min: least - now, max: most - now });
}

function isOwn({ fixed, place, measure }: Quantity, { knows }: Reader): boolean {
  return fixed || knows.places.includes(place) || knows.measures.includes(measure);
}

/** How far below and above what it is a number may be, by what a reader has read of it before. */
function limitsOf({ value, signed, appearances }: Quantity, reader: Reader): [below: number, above: number] {
  let below = signed ? Infinity : value;
  let above = Infinity;
  for (const { audience, hidden, withheld, rule } of appearances) {
    if (!hasRead(reader, audience)) continue;
    if (hidden) {
      if (rule.zeros === 'never-hidden' && !withheld) below = Math.min(below, value - 1);
    } else {
      const [least, most] = readAs(rounded(rule, value), rule);
      below = Math.min(below, value - least);
      above = Math.min(above, most - value);
    }
  }
  return [below, above];
}

function roundingOf({ value, rule }: Quantity): [below: number, above: number] {
  const [least, most] = readAs(rounded(rule, value), rule);
  return [value - least, most - value];
}

/** The numbers that are shown as this one. */
function readAs(shown: number, { roundsTo, hides }: Quantity['rule']): [least: number, most: number] {
  if (roundsTo === 1 || shown === 0) return [shown, shown];
  const half = Math.floor(roundsTo / 2);
  return [Math.max(shown - half, (hides?.most ?? 0) + 1), shown + half];
}

/** What hiding costs for each one that a number moves: more for large ones, far more for totals and zeros. */
function costOf({ value, level }: Quantity): number {
  const base = value === 0 ? ZERO_COST : 33 - Math.clz32(Math.min(value, 2 ** 31));
  return base * (LEVEL_COSTS[level] as number);
}
