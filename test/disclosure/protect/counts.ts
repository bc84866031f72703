import {
  type Audience,
  type Fact,
  factKey,
  type Measure,
  type Release,
  type Time,
} from '../../../src/disclosure/release.ts';
import { type Rule, ruleA } from '../../../src/disclosure/rule.ts';

export const COUNTY = 'county';
export const ALL = 'all';

/** What a table is laid out by. Without categories there is one column of everything. */
export interface Shape {
  districts: string[];
  quarters: string[];
  categories: string[];
  isToDate: boolean;
}

/** The counts of one measure, by district, quarter and category, and how often each was corrected. */
export class Counts {
  readonly shape: Shape;
  private readonly inner = new Map<string, number>();
  private readonly corrections = new Map<string, number>();

  constructor(shape: Shape, values: readonly number[]) {
    this.shape = shape;
    let next = 0;
    for (const district of shape.districts) {
      for (const quarter of shape.quarters) {
        for (const category of this.categories()) {
          this.inner.set([district, quarter, category].join('|'), values[next % Math.max(values.length, 1)] ?? 0);
          next += 1;
        }
      }
    }
  }

  categories(): string[] {
    return this.shape.categories.length === 0 ? [ALL] : this.shape.categories;
  }

  correct(district: string, quarter: string, category: string, value: number): void {
    const key = [district, quarter, category].join('|');
    if (this.inner.get(key) === value) return;
    this.inner.set(key, value);
    this.corrections.set(key, (this.corrections.get(key) ?? 0) + 1);
  }

  /** A number over the inner ones it covers, in the version that its corrections make. */
  fact(measure: string, place: string, category: string, time: Time): Fact {
    const { districts, quarters } = this.shape;
    let [value, version] = [0, 1];
    for (const district of place === COUNTY ? districts : [place]) {
      for (const quarter of quarters.slice(
        time.from === null ? 0 : quarters.indexOf(time.from),
        quarters.indexOf(time.through) + 1,
      )) {
        for (const of of category === ALL ? this.categories() : [category]) {
          const key = [district, quarter, of].join('|');
          value += this.inner.get(key) as number;
          version += this.corrections.get(key) ?? 0;
        }
      }
    }
    return { measure, place, category, time, version, value };
  }

  /** Every number of a quarter's table: places by categories, and the year to date where that is asked for. */
  factsOf(measure: string, quarter: string): Fact[] {
    const first = this.shape.quarters[0] as string;
    const times = [{ from: quarter, through: quarter }];
    if (this.shape.isToDate && quarter !== first) times.push({ from: first, through: quarter });
    return [COUNTY, ...this.shape.districts].flatMap((place) =>
      [...new Set([ALL, ...this.shape.categories])].flatMap((category) =>
        times.map((time) => this.fact(measure, place, category, time)),
      ),
    );
  }
}

export function measureOf(shape: Shape, rule: Rule = ruleA(), code = 'M'): Measure {
  return {
    code,
    counts: 'people',
    rule,
    places: { name: COUNTY, parts: shape.districts.map((name) => ({ name })) },
    categories: { name: ALL, parts: shape.categories.map((name) => ({ name })) },
    adds: { places: 'adds', categories: 'adds', time: 'adds' },
  };
}

/** A release of one table with all facts given. */
export function releaseOf(
  facts: Fact[],
  measures: Measure[],
  more: Partial<Release> & { audience?: Audience } = {},
): Release {
  return {
    id: 'release',
    audience: { kind: 'public' },
    measures,
    facts,
    tables: [{ name: 'table', facts: facts.map(factKey), ratios: [] }],
    ratios: [],
    subsets: [],
    ...more,
  };
}

/** A table of all quarters at once. */
export function wholeTable(counts: Counts, rule: Rule = ruleA(), more: Partial<Release> = {}): Release {
  const facts = counts.shape.quarters.flatMap((quarter) => counts.factsOf('M', quarter));
  return releaseOf(facts, [measureOf(counts.shape, rule)], more);
}
