import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type ProtectedRelease, protectRelease, type Request } from '../../../src/disclosure/protect.ts';
import {
  type Earlier,
  type Fact,
  factKey,
  type Reader,
  type Release,
  readersOf,
} from '../../../src/disclosure/release.ts';
import { isSmall, type Rule, ruleA, ruleB } from '../../../src/disclosure/rule.ts';
import { Attacker } from './attacker.ts';
import { ALL, COUNTY, Counts, measureOf, releaseOf, type Shape, wholeTable } from './counts.ts';
import { csvOf } from './published.ts';

/**
 * The promises over generated tables and histories, as a program of its own: Jest's contexts make the solver that is
 * written in JavaScript many times as slow, and these must be thousands.
 */
const [promise = '', runs = '', seed = ''] = process.argv.slice(2);
const PARAMETERS = { seed: Number(seed), numRuns: Number(runs) };

const QUARTERS = ['2014-15-Q1', '2014-15-Q2', '2014-15-Q3', '2014-15-Q4'];
const DISTRICTS = ['Leeds', 'Bradford', 'Calderdale', 'Kirklees'];
const YEARS = ['year 7', 'year 8', 'year 9'];

/** At the edges of the rules, and far from them. */
const count = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 138) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 12 }) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 400 }) },
);
const shape: fc.Arbitrary<Shape> = fc
  .record({
    districts: fc.integer({ min: 1, max: 4 }),
    quarters: fc.integer({ min: 1, max: 3 }),
    categories: fc.constantFrom(0, 0, 2, 3),
    isToDate: fc.boolean(),
  })
  // Small tables by the thousand find more than large ones by the dozen.
  .filter(({ districts, quarters, categories }) => districts * quarters * Math.max(categories, 1) <= 18)
  .map(({ districts, quarters, categories, isToDate }) => ({
    districts: DISTRICTS.slice(0, districts),
    quarters: QUARTERS.slice(0, quarters),
    categories: YEARS.slice(0, categories),
    isToDate,
  }));
const rule: fc.Arbitrary<Rule> = fc.oneof(
  { weight: 4, arbitrary: fc.constant(ruleA()) },
  { weight: 1, arbitrary: fc.constant(ruleA({ most: 3 })) },
  { weight: 1, arbitrary: fc.constant(ruleA({ most: 10 })) },
  { weight: 1, arbitrary: fc.constant(ruleA({ zeroIsSensitive: true })) },
  { weight: 1, arbitrary: fc.constant(ruleA({ zeros: 'never-hidden' })) },
  { weight: 1, arbitrary: fc.constant(ruleB()) },
);
const table = fc.record({
  shape,
  values: fc.array(count, { minLength: 18, maxLength: 18 }),
  rule,
  isForMembers: fc.constantFrom(true, false, false, false),
});

function requestOf(release: Release, readers: Reader[], more: Partial<Request> = {}): Request {
  return { release, readers, earlier: [], decisions: {}, secret: 'of the test', kept: [], ...more };
}

function geographyOf({ districts, categories, quarters }: Shape) {
  return { county: COUNTY, districts, all: ALL, categories, quarters, among: [] };
}

/** Numbers that are few children and were not shown, whichever release they stood in. */
function smallOnes(releases: readonly Release[]): Map<string, { fact: Fact; rule: Rule }> {
  const found = new Map<string, { fact: Fact; rule: Rule }>();
  for (const { facts, measures } of releases) {
    for (const fact of facts) {
      const of = measures.find(({ code }) => code === fact.measure)?.rule as Rule;
      if (isSmall(of, fact.value)) found.set(factKey(fact), { fact, rule: of });
    }
  }
  return found;
}

/** What some reader can narrow further than the rule allows, from the published text alone. */
function narrowed(attacker: Attacker, releases: readonly Release[], own: string | null): string[] {
  const faults: string[] = [];
  for (const [key, { fact, rule: of }] of smallOnes(releases)) {
    const { least, most } = of.hides as { least: number; most: number };
    if (attacker.text(key) !== '[c]') faults.push(`${key} is shown`);
    if (fact.place === own) continue;
    const [from, to] = attacker.interval(key);
    // A district knows that the county is at least itself, whatever is published; alone in it, it is the county.
    if (own !== null && fact.place === COUNTY && isAlone(releases, own)) continue;
    const known = own !== null && fact.place === COUNTY ? ownShare(releases, fact, own) : 0;
    if (from > Math.max(least, known) + 1e-6) faults.push(`${own ?? 'anybody'} finds ${key} to be ${from} or more`);
    if (to < most + 1 - 1e-6) faults.push(`${own ?? 'anybody'} finds ${key} to be ${to} or less`);
  }
  return faults;
}

function isAlone(releases: readonly Release[], own: string): boolean {
  return releases.every(({ facts }) => facts.every(({ place }) => place === COUNTY || place === own));
}

function ownShare(releases: readonly Release[], whole: Fact, own: string): number {
  const all = releases.flatMap(({ facts }) => facts);
  const same = all.filter(
    ({ place, category, time }) =>
      place === own &&
      category === whole.category &&
      time.from === whole.time.from &&
      time.through === whole.time.through,
  );
  return Math.max(0, ...same.map(({ value }) => value));
}

function learnOwn(attacker: Attacker, releases: readonly Release[], own: string, { categories }: Shape): void {
  const seen = new Set<string>();
  for (const { facts } of releases) {
    for (const fact of facts) {
      const isInner = fact.place === own && fact.time.from === fact.time.through;
      if (!isInner || (fact.category === ALL && categories.length > 0) || seen.has(factKey(fact))) continue;
      seen.add(factKey(fact));
      attacker.learn(fact.measure, own, fact.time.through, fact.category, fact.version, fact.value);
    }
  }
}

function expectTruth(release: Release, answer: ProtectedRelease): void {
  const rules = new Map(release.measures.map(({ code, rule: of }) => [code, of]));
  for (const fact of release.facts) {
    const shown = answer.facts[factKey(fact)];
    const { roundsTo } = rules.get(fact.measure) as Rule;
    if (shown === undefined || shown.value === null) assert.deepEqual(shown, { value: null, marker: 'c' });
    else assert.equal(shown.value, Math.round(fact.value / roundsTo) * roundsTo);
  }
}

/** Nobody narrows a small number further than the rule allows: neither the public nor a district that knows its own. */
async function tables(): Promise<void> {
  await fc.assert(
    fc.asyncProperty(table, async ({ shape: of, values, rule: by, isForMembers }) => {
      const release = wholeTable(new Counts(of, values), by);
      const all = readersOf(release.audience, { districts: of.districts, police: [] });
      const answer = await protectRelease(requestOf(release, isForMembers ? all : all.slice(0, 1)));
      expectTruth(release, answer);
      assert.equal(answer.status, 'protected');
      const csv = csvOf(release, answer);
      for (const own of [null, ...(isForMembers ? of.districts : [])]) {
        const attacker = await Attacker.with(geographyOf(of));
        attacker.read(csv);
        if (own !== null) learnOwn(attacker, [release], own, of);
        const faults = narrowed(attacker, [release], own);
        attacker.forget();
        assert.deepEqual(faults, []);
      }
    }),
    PARAMETERS,
  );
}

/** The same is hidden in whatever order facts stand; a table of something else changes nothing and is not solved again. */
async function orders(): Promise<void> {
  const unsolved = (): never => {
    throw new Error('solved again');
  };
  await fc.assert(
    fc.asyncProperty(table, fc.integer({ min: 1, max: 1000 }), async ({ shape: of, values, rule: by }, turn) => {
      const release = wholeTable(new Counts(of, values), by);
      const readers = readersOf(release.audience, { districts: [], police: [] }).slice(0, 1);
      const answer = await protectRelease(requestOf(release, readers));
      const facts = release.facts.toSorted((a, b) => mixed(factKey(a), turn) - mixed(factKey(b), turn));
      const more = facts.map((fact) => ({ ...fact, measure: 'N' }));
      const both = releaseOf([...facts, ...more], [measureOf(of, by, 'N'), ...release.measures]);
      const again = await protectRelease(requestOf(both, readers));
      for (const [key, shown] of Object.entries(answer.facts)) assert.deepEqual(again.facts[key], shown);
      const kept = await protectRelease(requestOf(release, readers, { kept: again.groups }), unsolved);
      assert.deepEqual({ ...kept, groups: [] }, { ...answer, groups: [] });
    }),
    PARAMETERS,
  );
}

function mixed(text: string, turn: number): number {
  let hash = turn;
  for (const letter of text) hash = (hash * 31 + letter.charCodeAt(0)) % 1_000_003;
  return hash;
}

const history = fc.record({
  districts: fc.integer({ min: 2, max: 3 }),
  quarters: fc.integer({ min: 2, max: 3 }),
  categories: fc.constantFrom(0, 0, 2),
  values: fc.array(count, { minLength: 18, maxLength: 18 }),
  corrections: fc.array(
    fc.record({
      after: fc.nat(2),
      district: fc.nat(2),
      quarter: fc.nat(1),
      category: fc.nat(1),
      by: fc.integer({ min: -4, max: 9 }),
    }),
    { maxLength: 2 },
  ),
});

/** Quarters, years to date and corrections together give no small number away, and no correction of few children. */
async function histories(): Promise<void> {
  await fc.assert(
    fc.asyncProperty(history, async (told) => {
      const of: Shape = {
        districts: DISTRICTS.slice(0, told.districts),
        quarters: QUARTERS.slice(0, told.quarters),
        categories: YEARS.slice(0, told.categories),
        isToDate: true,
      };
      const counts = new Counts(of, told.values);
      const attacker = await Attacker.with(geographyOf(of));
      const earlier: Earlier[] = [];
      for (const [position, quarter] of of.quarters.entries()) {
        const again = new Set<string>();
        for (const correction of told.corrections.filter(({ after }) => after === position && after > 0)) {
          const place = of.districts[correction.district % told.districts] as string;
          const late = of.quarters[correction.quarter % position] as string;
          const category = counts.categories()[correction.category % counts.categories().length] as string;
          const now = counts.fact('M', place, category, { from: late, through: late }).value;
          counts.correct(place, late, category, Math.max(0, now + correction.by));
          again.add(late);
        }
        const facts = [...again, quarter].flatMap((one) => counts.factsOf('M', one));
        const release = releaseOf(facts, [measureOf(of)], { id: `release ${position}` });
        const readers = readersOf(release.audience, { districts: [], police: [] }).slice(0, 1);
        const answer = await protectRelease(requestOf(release, readers, { earlier }));
        expectTruth(release, answer);
        assert.deepEqual(answer.givenAway, []);
        attacker.read(csvOf(release, answer));
        earlier.push({ release, hidden: answer.hidden, withheld: answer.withheld });
        const releases = earlier.map((one) => one.release);
        const faults = [...narrowed(attacker, releases, null), ...knownChanges(attacker, releases)];
        attacker.forget();
        assert.deepEqual(faults, []);
      }
    }),
    PARAMETERS,
  );
}

/** Corrections of few children that readers of both versions can tell. */
function knownChanges(attacker: Attacker, releases: readonly Release[]): string[] {
  const versions = new Map<string, Fact[]>();
  for (const fact of releases.flatMap(({ facts }) => facts)) {
    const name = factKey({ ...fact, version: 0 });
    const known = versions.get(name) ?? [];
    if (!known.some(({ version }) => version === fact.version)) versions.set(name, [...known, fact]);
  }
  const faults: string[] = [];
  for (const facts of versions.values()) {
    for (const [position, after] of facts.entries()) {
      const before = facts[position - 1];
      const by = before === undefined ? 0 : after.value - before.value;
      if (before === undefined || by === 0 || Math.abs(by) > 5) continue;
      const [from, to] = attacker.interval(factKey(after), factKey(before));
      const [least, most] = by > 0 ? [from, to] : [-to, -from];
      if (least > 1 + 1e-6 || most < 6 - 1e-6) faults.push(`${factKey(after)} changed by ${from} to ${to}`);
    }
  }
  return faults;
}

/** The attacker breaks most tables in which only small numbers are hidden, and two solvers say so alike. */
async function attacks(): Promise<void> {
  let [small, exact, attacked, broken] = [0, 0, 0, 0];
  await fc.assert(
    fc.asyncProperty(table, async ({ shape: of, values }) => {
      const release = wholeTable(new Counts({ ...of, isToDate: true }, values));
      const facts = Object.fromEntries(
        release.facts.map((fact) => [
          factKey(fact),
          isSmall(ruleA(), fact.value)
            ? { value: null, marker: 'c' as const }
            : { value: fact.value, marker: '' as const },
        ]),
      );
      const attacker = await Attacker.with(geographyOf(of));
      attacker.read(csvOf(release, { facts, ratios: {}, withheld: [] }));
      const found = smallOnes([release]);
      const known = [...found.keys()].filter((key) => {
        const [from, to] = attacker.interval(key);
        const again = attacker.intervalAgain(key);
        assert.ok(Math.abs(again[0] - from) < 1e-4);
        assert.ok(to === again[1] || Math.abs(again[1] - to) < 1e-4);
        return to - from < 1e-6;
      });
      attacker.forget();
      if (found.size > 0) attacked += 1;
      if (known.length > 0) broken += 1;
      small += found.size;
      exact += known.length;
    }),
    PARAMETERS,
  );
  assert.ok(broken / attacked > 0.6, `only ${broken} of ${attacked} tables were broken`);
  assert.ok(exact / small > 0.5, `only ${exact} of ${small} small numbers were worked out`);
}

const PROMISES: Record<string, () => Promise<void>> = { tables, orders, histories, attacks };
await (PROMISES[promise] as () => Promise<void>)();
