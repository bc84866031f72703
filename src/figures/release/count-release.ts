import { type Quarter, quarterLabel } from '../../calendar/quarter.ts';
import {
  type Audience,
  type Fact,
  factKey,
  nameKey,
  type Measure as ProtectedMeasure,
  type Ratio,
  type Release,
  ratioKey,
  type Subset,
  type Table,
} from '../../disclosure/release.ts';
import { isSmall, type Rule, ruleA, ruleB } from '../../disclosure/rule.ts';
import { addUp } from '../../ledger/balance.ts';
import type { Marker } from '../../ledger/figure.ts';
import type { Scope } from '../../ledger/scope.ts';
import type { FigureAsked } from '../../ledger/shown-figure.ts';
import { quartersOf } from '../../outcomes/measure.form.ts';
import { isProtected, type Measure } from '../../outcomes/measure.ts';
import type { Observation } from '../../outcomes/observation.ts';
import { type Observed, type RawCount, rawCount } from '../../outcomes/observed.ts';
import { quartersOfYear } from '../../outcomes/roll-up.ts';
import { COUNTY, DISTRICTS } from '../../partners/place.ts';
import { figureKey } from '../figure-key.ts';

/** The name of all categories together, which no category has: theirs are in small letters. */
export const ALL = 'ALL';
/** What was counted before a measure was broken down. */
const UNSAID = 'NOT-SAID';

const QUARTERLY = 'outcome.observed';
const YEARLY = 'outcome.year';
const SHARE = 'outcome.share';
const YEARLY_SHARE = 'outcome.year-share';

/** The figures that are protected where their measure is. */
export const PROTECTED_FIGURES: readonly string[] = [QUARTERLY, YEARLY, SHARE, YEARLY_SHARE];

/** What a figure that was asked for is in a release: one of its numbers, or why there is none. */
export type Asked =
  | { key: string; marker: Marker; leavesOut: string[]; rows: readonly Observation[] }
  | { key: null; marker: 'x' | 'z'; leavesOut: string[]; rows: readonly Observation[] };

/** Protected numbers that are to be published together, before they are protected. */
export interface CountRelease {
  release: Release;
  /** By figure and scope, for every figure that is protected. */
  asked: ReadonlyMap<string, Asked>;
}

/** The measures whose numbers are protected, and those that are set beside them in a share. */
export function isGated(all: Observed, { figure, scope }: FigureAsked): boolean {
  if (!PROTECTED_FIGURES.includes(figure)) return false;
  const measure = all.measures.get(scope.measure ?? '');
  if (measure === undefined) return false;
  if (isProtected(measure)) return true;
  const whole = all.measures.get(measure.denominator ?? '');
  return [SHARE, YEARLY_SHARE].includes(figure) && whole !== undefined && isProtected(whole);
}

/** A rule for each measure, where it is not the one of its definition. */
export type RuleOf = (measure: Measure) => Rule;

/** The rule of a measure's definition. */
export const definedRule: RuleOf = ({ hides }) => (hides === 'B' ? ruleB() : ruleA());

/**
 * The release of what is asked: each number of people that a figure stands for, with the numbers of the districts that
 * it is made of, since each of these knows its own.
 */
export function countRelease(
  all: Observed,
  about: { id: string; audience: Audience; asked: readonly FigureAsked[]; ruleOf?: RuleOf },
): CountRelease {
  const making = new Making(all, about.ruleOf ?? definedRule);
  const asked = new Map<string, Asked>();
  for (const one of about.asked) {
    if (isGated(all, one)) asked.set(figureKey(one.figure, one.scope), making.ask(one));
  }
  return { release: { id: about.id, audience: about.audience, ...making.made() }, asked };
}

/** A stretch of quarters of a measure in one place and category, with what was approved of it. */
interface Number {
  fact: Fact;
  isRevised: boolean;
  leavesOut: string[];
  rows: readonly Observation[];
}

type Missing = Extract<Asked, { key: null }>;

class Making {
  private readonly all: Observed;
  private readonly ruleOf: RuleOf;
  private readonly facts = new Map<string, Fact>();
  private readonly ratios = new Map<string, Ratio>();
  private readonly tables = new Map<string, Table>();
  private readonly measures = new Map<string, Measure>();
  private readonly categories = new Map<string, Set<string>>();

  constructor(all: Observed, ruleOf: RuleOf) {
    this.all = all;
    this.ruleOf = ruleOf;
  }

  made(): Omit<Release, 'id' | 'audience'> {
    return {
      measures: [...this.measures.values()].map((measure) => this.protectedMeasure(measure)),
      facts: [...this.facts.values()].map((fact) => this.withRest(fact)),
      tables: [...this.tables.values()],
      ratios: [...this.ratios.values()],
      subsets: this.subsets(),
    };
  }

  ask({ figure, scope }: FigureAsked): Asked {
    const measure = this.all.measures.get(scope.measure ?? '') as Measure;
    if (figure === SHARE || figure === YEARLY_SHARE) return this.askShare(measure, scope);
    const found = this.numberOf(measure, scope);
    if ('key' in found) return found;
    const key = this.publish(measure, found.fact);
    this.addParts(measure, scope);
    return { key, marker: markerOf(found), leavesOut: found.leavesOut, rows: found.rows };
  }

  private askShare(measure: Measure, scope: Scope): Asked {
    const of = this.all.measures.get(measure.denominator ?? '');
    if (of === undefined) return { key: null, marker: 'z', leavesOut: [], rows: [] };
    const [part, whole] = [this.numberOf(measure, scope), this.numberOf(of, { ...scope, measure: of.code })];
    for (const one of [part, whole]) if ('key' in one) return { ...one, marker: 'x' };
    const [top, bottom] = [part as Number, whole as Number];
    // Both are of the same quarters, or they make no share.
    if (JSON.stringify(top.fact.time) !== JSON.stringify(bottom.fact.time) || bottom.fact.value === 0) {
      return { key: null, marker: 'x', leavesOut: [], rows: [] };
    }
    const ratio: Ratio = {
      kind: 'percent',
      of: this.note(measure, top.fact),
      per: this.note(of, bottom.fact),
    };
    const key = ratioKey(ratio);
    this.ratios.set(key, ratio);
    const table = this.tableOf(measure);
    if (!table.ratios.includes(key)) table.ratios.push(key);
    this.addParts(measure, scope);
    this.addParts(of, { ...scope, measure: of.code });
    const isRevised = top.isRevised || bottom.isRevised;
    return { key, marker: markerOf({ ...top, isRevised }), leavesOut: top.leavesOut, rows: [] };
  }

  /** What a scope stands for: a quarter, or what a year takes of its quarters. */
  private numberOf(measure: Measure, scope: Scope): Number | Missing {
    const quarters = scope.year === undefined ? [] : quartersOf([scope.year]);
    if (quarters.length === 0) return this.quarterOf(measure, scope);
    const { year: _year, ...place } = scope;
    const each = quarters.map((quarter) => rawCount(this.all, { ...place, quarter }));
    const { used, marker, leavesOut } = quartersOfYear(
      measure.basis,
      each.map(({ value, marker: why }, index) => ({
        name: `quarter ${index + 1}`,
        value,
        marker: value === null ? why : '',
      })),
    );
    const [first, last] = [used[0], used.at(-1)];
    const none: Missing = { key: null, marker: marker === 'z' ? 'z' : 'x', leavesOut, rows: [] };
    if (first === undefined || last === undefined) return none;
    const rows = used.flatMap((index) => (each[index] as RawCount).rows);
    const isRevised = used.some((index) => each[index]?.isRevised === true);
    if (first === last) {
      const fact = this.factOf(measure, place, quarters[last] as Quarter, each[last] as RawCount);
      return { fact, isRevised, leavesOut, rows };
    }
    // Quarters with a gap between them have no name that every reader would take for the same.
    if (used.length !== last - first + 1) return none;
    const counted = used.map((index) => each[index] as RawCount);
    return {
      fact: {
        ...this.factOf(measure, place, quarters[last] as Quarter, each[last] as RawCount),
        time: { from: quarterLabel(quarters[first] as Quarter), through: quarterLabel(quarters[last] as Quarter) },
        version: addUp(counted.map(({ version }) => version)),
        value: addUp(counted.map(({ value }) => value as number)),
        ...(measure.counts === 'events' ? { people: addUp(counted.map(({ people }) => people as number)) } : {}),
      },
      isRevised,
      leavesOut,
      rows,
    };
  }

  private quarterOf(measure: Measure, scope: Scope): Number | Missing {
    const raw = rawCount(this.all, scope);
    const { value, marker, leavesOut, rows, isRevised } = raw;
    const seen = this.categories.get(measure.code) ?? new Set();
    this.categories.set(measure.code, seen);
    for (const { category } of rows) seen.add(category === '' ? UNSAID : category);
    if (value === null || scope.quarter === undefined) return { key: null, marker, leavesOut, rows };
    return { fact: this.factOf(measure, scope, scope.quarter, raw), isRevised, leavesOut, rows };
  }

  private factOf(measure: Measure, scope: Scope, quarter: Quarter, raw: RawCount): Fact {
    const through = quarterLabel(quarter);
    return {
      measure: measure.code,
      place: scope.place ?? COUNTY.code,
      category: scope.category ?? ALL,
      time: { from: measure.basis === 'cumulative' ? null : through, through },
      version: raw.version,
      value: raw.value as number,
      ...(measure.counts === 'events' ? { people: raw.people as number } : {}),
    };
  }

  /** The numbers that a published one is made of, and that somebody knows as their own. */
  private addParts(measure: Measure, scope: Scope): void {
    const quarters = scope.year === undefined ? [scope.quarter] : quartersOf([scope.year]);
    const places = (scope.place ?? COUNTY.code) === COUNTY.code ? [COUNTY, ...DISTRICTS] : [];
    for (const quarter of quarters) {
      for (const { code: place } of places) {
        const found = this.quarterOf(measure, { ...scope, year: undefined, place, quarter });
        if (!('key' in found)) this.note(measure, found.fact);
      }
      if (scope.category !== undefined) this.addNoughts(measure, { ...scope, quarter });
    }
  }

  /** A category that does not apply is known to be none. */
  private addNoughts(measure: Measure, scope: Scope): void {
    const { quarter } = scope;
    if (quarter === undefined) return;
    for (const { code: place } of DISTRICTS) {
      const row = this.all.counts.of(measure, place, quarter, scope.category);
      if (row?.marker !== 'z' || row.value !== null) continue;
      const none: RawCount = { ...rawCount(this.all, { ...scope, place }), value: 0, people: 0, version: row.version };
      this.note(measure, { ...this.factOf(measure, { ...scope, place }, quarter, none), fixed: true });
    }
  }

  /** Names a number without publishing it. */
  private note(measure: Measure, fact: Fact): string {
    const key = factKey(fact);
    this.measures.set(measure.code, measure);
    this.facts.set(key, this.facts.get(key) ?? fact);
    return key;
  }

  private publish(measure: Measure, fact: Fact): string {
    const key = this.note(measure, fact);
    const table = this.tableOf(measure);
    if (!table.facts.includes(key)) table.facts.push(key);
    return key;
  }

  private tableOf({ code }: Measure): Table {
    const table = this.tables.get(code) ?? { name: code, facts: [], ratios: [] };
    this.tables.set(code, table);
    return table;
  }

  private protectedMeasure(measure: Measure): ProtectedMeasure {
    const { code, level, basis, counts } = measure;
    const categories = this.categoriesOf(measure);
    return {
      code,
      counts: counts === 'people' ? 'people' : counts === 'events' ? 'stands-for-people' : 'neither',
      rule: this.ruleOf(measure),
      places: {
        name: COUNTY.code,
        ...(level === 'county' ? {} : { parts: DISTRICTS.map(({ code: name }) => ({ name })) }),
      },
      categories: {
        name: ALL,
        ...(categories.length === 0 ? {} : { parts: categories.map((name) => ({ name })) }),
      },
      adds: { places: 'adds', categories: 'adds', time: basis === 'point-in-time' ? 'apart' : 'adds' },
    };
  }

  /**
   * Where few children are behind what is left of a whole, the part is hidden too: of people the rest is a number of
   * its own, but how many children are behind the rest of some events, no number says.
   */
  private withRest(fact: Fact): Fact {
    const measure = this.measures.get(fact.measure) as Measure;
    const whole = this.measures.get(measure.denominator ?? '');
    if (whole?.counts !== 'events') return fact;
    const name = atWhole(fact, whole.code);
    const all = [...this.facts.values()].find((one) => one.measure === whole.code && nameKey(one) === name);
    if (all === undefined || all.value <= fact.value) return fact;
    const left = (all.people ?? all.value) - (fact.people ?? fact.value);
    return left > 0 && !isSmall(this.ruleOf(whole), left) ? fact : { ...fact, hide: true };
  }

  private isMore(part: Measure, whole: Measure): boolean {
    const wholes = new Map(
      [...this.facts.values()]
        .filter(({ measure }) => measure === whole.code)
        .map((fact) => [nameKey(fact), fact.value]),
    );
    return [...this.facts.values()].some(
      (fact) => fact.measure === part.code && fact.value > (wholes.get(atWhole(fact, whole.code)) ?? Infinity),
    );
  }

  /** Those of the definition and those that were counted by an older one, which are in a total all the same. */
  private categoriesOf(measure: Measure): string[] {
    const seen = this.categories.get(measure.code) ?? new Set();
    const all = new Set([...measure.categories.map(({ code }) => code), ...seen]);
    return all.size === 1 && all.has(UNSAID) ? [] : [...all];
  }

  /** Of events nobody knows how many children are behind the rest, so the events stand for them. */
  private subsets(): Subset[] {
    return [...this.measures.values()].flatMap((measure) => {
      const whole = this.measures.get(measure.denominator ?? '');
      // Where more are recorded than there are, the two are not what they say.
      if (whole === undefined || this.isMore(measure, whole)) return [];
      return [{ part: measure.code, whole: whole.code, restIsPeople: isProtected(measure) || isProtected(whole) }];
    });
  }
}

function atWhole(fact: Fact, measure: string): string {
  return nameKey({ ...fact, measure });
}

function markerOf({ isRevised, leavesOut }: Pick<Number, 'isRevised' | 'leavesOut'>): Marker {
  if (leavesOut.length > 0) return 'p';
  return isRevised ? 'r' : '';
}
