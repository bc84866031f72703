/** One of the groups that a measure is broken down by, such as a year group. */
export interface Category {
  code: string;
  name: string;
}

/** What a count is of: people, events about children (with the number of children behind them), or neither. */
export type Counts = 'people' | 'events' | 'other';

/** How small numbers of a measure are hidden: see `disclosure/rule.ts`. */
export type Hides = 'A' | 'B';

/** What a measure starts from, with the time it is of and where it comes from. */
export interface Baseline {
  value: number;
  period: string;
  source: string;
}

/** What a measure means: what is counted, how, and from where. */
export interface Definition {
  name: string;
  unit: string;
  direction: 'up' | 'down' | 'none';
  basis: 'in-period' | 'cumulative' | 'point-in-time';
  counts: Counts;
  /** What is counted and what is not. */
  rule: string | null;
  source: string | null;
  /** How the same person or event could be counted twice. */
  doubleCount: string | null;
  /** Whether it is counted by district or for the county alone; null in older measures, which never said. */
  level: 'districts' | 'county' | null;
  /** What it is broken down by besides the district, such as year group; its categories are then not empty. */
  dimension: string | null;
  categories: readonly Category[];
  /** The measure that this one is a share of, when it is one. */
  denominator: string | null;
  baseline: Baseline | null;
  /** What one of it is called where money is set against it, such as `pupil reached`; null where it is not. */
  costEach: string | null;
  /** By which rule its small numbers are hidden, where it is protected. */
  hides: Hides;
  /** Whose own records it is counted from, besides each district's: they know every number of it. */
  keptBy: 'police' | null;
}

/** Something counted or asked, as it is defined at a moment. */
export interface Measure extends Definition {
  code: string;
  initiative: string;
  version: number;
  /** The measure of a template that it was made from. */
  template: string | null;
}

type Core = Pick<Definition, 'name' | 'unit' | 'direction' | 'basis' | 'counts'>;

/** A definition that says what every measure must and, unless `more` does, nothing else. */
export function definitionOf(core: Core, more: Partial<Definition> = {}): Definition {
  return {
    rule: null,
    source: null,
    doubleCount: null,
    level: null,
    dimension: null,
    categories: [],
    denominator: null,
    baseline: null,
    costEach: null,
    hides: 'A',
    keptBy: null,
    ...core,
    ...more,
  };
}

/** Whether small numbers of it point at people, so that they are hidden wherever they are shown. */
export function isProtected({ counts }: Pick<Definition, 'counts'>): boolean {
  return counts !== 'other';
}

/** The categories of a measure as observations name them: one without a name where it is not broken down. */
export function categoriesOf({ categories }: Pick<Definition, 'categories'>): readonly Category[] {
  return categories.length === 0 ? [{ code: '', name: '' }] : categories;
}

/** A category's name, or its code when the measure no longer has it. */
export function categoryName({ categories }: Pick<Definition, 'categories'>, code: string): string {
  return categories.find((category) => category.code === code)?.name ?? code;
}

/** The code that stands for a category's name in addresses and files: `Year 7` is `year-7`. */
export function categoryCode(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 30);
}
