import highsModule, { type Highs, type Model } from 'highs';
import { type Constraint, solve } from 'yalps';

const loadHighs = highsModule as unknown as (typeof highsModule)['default'];
const loading = loadHighs();

/** What everybody knows: which districts make the county, which categories make all, which quarters there are. */
export interface Geography {
  county: string;
  districts: string[];
  all: string;
  categories: string[];
  quarters: string[];
  /** Measures whose children are among those of another. */
  among: { part: string; whole: string }[];
}

interface Line {
  kind: string;
  rule: string;
  measure: string;
  place: string;
  category: string;
  from: string;
  through: string;
  version: string;
  of: string;
  per: string;
  value: string;
  note: string;
}

/** Numbers of children that cannot be divided further, and how often each counts. */
type Sum = Map<string, number>;

/**
 * Somebody who reads published files and nothing else. They think of the smallest counts there can be, one for each
 * district, quarter and category, and of every published number as a sum of these; so they need none of the rules by
 * which the record relates its numbers.
 */
export class Attacker {
  private readonly geography: Geography;
  private readonly constraints = new Map<string, Constraint>();
  private readonly columns = new Map<string, Map<string, number>>();
  private readonly sums = new Map<string, Sum>();
  private readonly texts = new Map<string, string>();
  /** In which version each smallest count stood, as far as has been read. */
  private readonly vintages = new Map<string, string>();
  private count = 0;

  private readonly highs: Highs;
  private solver: { model: Model; places: Map<string, number> } | null = null;

  private constructor(geography: Geography, highs: Highs) {
    this.geography = geography;
    this.highs = highs;
  }

  static async with(geography: Geography): Promise<Attacker> {
    return new Attacker(geography, await loading);
  }

  /** Reads one published file; files are read in the order in which they came out. */
  read(csv: string): void {
    const [header = '', ...rows] = csv.trim().split('\n');
    const names = header.split(',');
    const lines = rows.map(
      (row) => Object.fromEntries(row.split(',').map((cell, place) => [names[place], cell])) as unknown as Line,
    );
    for (const line of lines)
      if (line.kind === 'count' && this.isSmallest(line)) this.vintages.set(smallest(line), line.version);
    for (const line of lines) if (line.kind === 'count') this.readCount(line);
    for (const line of lines) if (line.kind !== 'count' && !line.value.startsWith('[')) this.readRatio(line);
    this.readSubsets();
  }

  /** Learns a number that is their own. */
  learn(measure: string, place: string, quarter: string, category: string, version: number, value: number): void {
    const leaf = `${smallest({ measure, place, category, from: quarter })}@${version}`;
    this.equal(new Map([[leaf, 1]]), value, value);
  }

  /** The keys of all numbers that were hidden in what was read. */
  hidden(): string[] {
    return [...this.texts].filter(([, text]) => text === '[c]').map(([key]) => key);
  }

  text(key: string): string | undefined {
    return this.texts.get(key);
  }

  /** Between which numbers one must lie. */
  interval(key: string, less?: string): [least: number, most: number] {
    const sum = new Map(this.sums.get(key) as Sum);
    for (const [leaf, times] of less === undefined ? [] : (this.sums.get(less) as Sum)) {
      sum.set(leaf, (sum.get(leaf) ?? 0) - times);
    }
    return [this.extreme(sum, 'minimize'), this.extreme(sum, 'maximize')];
  }

  private extreme(sum: Sum, direction: 'minimize' | 'maximize'): number {
    if ([...sum.keys()].some((leaf) => !this.columns.has(leaf))) this.forget();
    for (const leaf of sum.keys()) if (!this.columns.has(leaf)) this.columns.set(leaf, new Map());
    this.solver ??= this.model();
    const { model, places } = this.solver;
    const { objectiveSense, modelStatus } = this.highs.constants;
    for (const [leaf, times] of sum) model.changeColCost(places.get(leaf) as number, times);
    model.changeObjectiveSense(objectiveSense[direction]);
    model.run();
    const status = model.getModelStatus();
    const result = model.getObjectiveValue();
    for (const leaf of sum.keys()) model.changeColCost(places.get(leaf) as number, 0);
    if (status === modelStatus.unbounded || status === modelStatus.unboundedOrInfeasible) {
      return direction === 'minimize' ? -Infinity : Infinity;
    }
    if (status !== modelStatus.optimal) throw new Error(`the attacker's solver says ${status}`);
    return result;
  }

  private model(): { model: Model; places: Map<string, number> } {
    const places = new Map([...this.columns.keys()].map((leaf, place) => [leaf, place]));
    const rows = new Map([...this.constraints.keys()].map((name, place) => [name, place]));
    const [starts, indices, values]: number[][] = [[0], [], []];
    for (const column of this.columns.values()) {
      for (const [name, times] of column) {
        indices?.push(rows.get(name) as number);
        values?.push(times);
      }
      starts?.push((indices as number[]).length);
    }
    const bounds = [...this.constraints.values()];
    const [numCols, numRows] = [places.size, rows.size];
    const model = this.highs.createModel({
      numCols,
      numRows,
      colCost: new Float64Array(numCols),
      colLower: new Float64Array(numCols),
      colUpper: new Float64Array(numCols).fill(Infinity),
      rowLower: bounds.map(({ equal, min }) => equal ?? min ?? -Infinity),
      rowUpper: bounds.map(({ equal, max }) => equal ?? max ?? Infinity),
      matrix: { format: 'csc', numRows, numCols, starts: starts ?? [], indices: indices ?? [], values: values ?? [] },
    });
    model.options.set({ output_flag: false, presolve: 'off' });
    return { model, places };
  }

  /** Gives back what the solver holds. */
  forget(): void {
    this.solver?.model.dispose();
    this.solver = null;
  }

  /** The same by another solver, which is slower here. */
  intervalAgain(key: string): [least: number, most: number] {
    const by = (direction: 'minimize' | 'maximize'): number => {
      const sum = this.sums.get(key) as Sum;
      const variables = new Map([...this.columns].map(([leaf, column]) => [leaf, new Map(column)]));
      for (const [leaf, times] of sum) variables.set(leaf, new Map([...(variables.get(leaf) ?? []), ['aim', times]]));
      const solved = solve({ direction, objective: 'aim', constraints: this.constraints, variables });
      return solved.status === 'unbounded' ? Infinity : solved.result;
    };
    return [by('minimize'), by('maximize')];
  }

  private isSmallest({ place, category, from, through }: Line): boolean {
    const { county, all, categories } = this.geography;
    return place !== county && (category !== all || categories.length === 0) && from === through;
  }

  private sumOf({ measure, place, category, from, through }: Line): Sum {
    const { county, districts, all, categories, quarters } = this.geography;
    const sum: Sum = new Map();
    const first = from === '' ? 0 : quarters.indexOf(from);
    for (const quarter of quarters.slice(first, quarters.indexOf(through) + 1)) {
      for (const district of place === county ? districts : [place]) {
        for (const of of category === all && categories.length > 0 ? categories : [category]) {
          const name = smallest({ measure, place: district, category: of, from: quarter });
          sum.set(`${name}@${this.vintages.get(name) ?? '1'}`, 1);
        }
      }
    }
    return sum;
  }

  private readCount(line: Line): void {
    const { measure, place, category, from, through, version, value, rule, note } = line;
    const key = `${measure}|${place}|${from === through ? through : `${from}..${through}`}|${category}@${version}`;
    const sum = this.sumOf(line);
    this.sums.set(key, sum);
    this.texts.set(key, value);
    if (value === '[c]') {
      if (rule.endsWith('zeros shown') && note !== 'withheld') this.equal(sum, 1, Infinity);
    } else if (rule === 'B' && value !== '0') this.equal(sum, Math.max(8, Number(value) - 2), Number(value) + 2);
    else this.equal(sum, Number(value), Number(value));
  }

  private readRatio({ kind, of, per, value }: Line): void {
    const [top, bottom] = [this.sums.get(of) as Sum, this.sums.get(per) as Sum];
    const times = kind === 'percent' ? 100 : 1;
    for (const [half, bounds] of [
      [-0.5, { min: 0 }],
      [0.5, { max: 0 }],
    ] as const) {
      const row = new Map([...top].map(([leaf]) => [leaf, times]));
      for (const [leaf] of bottom) row.set(leaf, (row.get(leaf) ?? 0) - (Number(value) + half));
      this.constrain(row, bounds);
    }
  }

  private readSubsets(): void {
    for (const { part, whole } of this.geography.among) {
      for (const leaf of [...this.columns.keys()]) {
        if (!leaf.startsWith(`${part}|`)) continue;
        const among = `${whole}|${leaf.slice(part.length + 1)}`;
        this.constrain(
          new Map([
            [among, 1],
            [leaf, -1],
          ]),
          { min: 0 },
        );
      }
    }
  }

  private equal(sum: Sum, least: number, most: number): void {
    this.constrain(sum, least === most ? { equal: least } : { min: least, max: most });
  }

  private constrain(row: Sum, bounds: Constraint): void {
    this.forget();
    const name = `line ${this.count}`;
    this.count += 1;
    this.constraints.set(name, bounds);
    for (const [leaf, times] of row) {
      const column = this.columns.get(leaf) ?? new Map<string, number>();
      column.set(name, times);
      this.columns.set(leaf, column);
    }
  }
}

function smallest({ measure, place, category, from }: Pick<Line, 'measure' | 'place' | 'category' | 'from'>): string {
  return [measure, place, from, category].join('|');
}
