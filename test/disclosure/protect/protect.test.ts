import { describe, expect, test } from '@jest/globals';
import {
  intervalsFor,
  openGroups,
  type ProtectedRelease,
  protectRelease,
  type Request,
  withholdRelease,
} from '../../../src/disclosure/protect.ts';
import {
  type Adds,
  type Earlier,
  type Fact,
  factKey,
  type Measure,
  type Ratio,
  type Reader,
  type Release,
  ratioKey,
  readersOf,
  type Tree,
} from '../../../src/disclosure/release.ts';
import { type Rule, ruleA, ruleB, ruleExact, ruleWords } from '../../../src/disclosure/rule.ts';
import { COUNTY, Counts, measureOf, releaseOf, wholeTable } from './counts.ts';

const Q1 = '2014-15-Q1';
const Q2 = '2014-15-Q2';
const DISTRICTS = ['Leeds', 'Bradford', 'Calderdale', 'Kirklees', 'Wakefield'];
const PUBLIC: Reader = { name: 'public', readsPeg: false, readsAs: null, knows: { places: [], measures: [] } };
const HIDDEN = { value: null, marker: 'c' };

function requestOf(release: Release, more: Partial<Request> = {}): Request {
  return { release, readers: [PUBLIC], earlier: [], decisions: {}, secret: 'of the test', kept: [], ...more };
}

async function published(release: Release, more: Partial<Request> = {}): Promise<ProtectedRelease> {
  return protectRelease(requestOf(release, more));
}

function asEarlier(release: Release, { hidden, withheld }: ProtectedRelease): Earlier {
  return { release, hidden, withheld };
}

/** A row of districts in one quarter. */
function row(
  values: Record<string, number>,
  rule?: Rule,
): { release: Release; counts: Counts; key: Record<string, string> } {
  const districts = Object.keys(values);
  const counts = new Counts({ districts, quarters: [Q1], categories: [], isToDate: false }, Object.values(values));
  const release = wholeTable(counts, rule);
  return { release, counts, key: Object.fromEntries(release.facts.map((fact) => [fact.place, factKey(fact)])) };
}

function shownBy(answer: ProtectedRelease, key: Record<string, string>): Record<string, number | string> {
  return Object.fromEntries(
    Object.entries(key).map(([place, of]) => {
      const { value, marker } = answer.facts[of] as { value: number | null; marker: string };
      return [place, value ?? `[${marker}]`];
    }),
  );
}

function tree(name: string, parts: string[]): Tree {
  return { name, parts: parts.map((part) => ({ name: part })) };
}

function fact(measure: string, place: string, value: number, more: Partial<Fact> = {}): Fact {
  return { measure, place, category: 'all', time: { from: Q1, through: Q1 }, version: 1, value, ...more };
}

function measure(code: string, counts: Measure['counts'], more: Partial<Measure> = {}): Measure {
  const adds: Adds = 'adds';
  return {
    code,
    counts,
    rule: ruleA(),
    places: tree(COUNTY, DISTRICTS.slice(0, 2)),
    categories: { name: 'all' },
    adds: { places: adds, categories: adds, time: adds },
    ...more,
  };
}

describe('known hard tables', () => {
  const rows = ['w', 'x', 'y', 'z'];
  const columns = ['a', 'b', 'c', 'd'];
  const inner = [30, 47, 64, 89, 90, 124, 5, 31, 92, 100, 59, 85, 800, 991, 651, 685];
  const hidden = ['w a', 'w b', 'w c', 'x a', 'x c', 'y b', 'y d', 'z b', 'z d'];
  const table = (): Release => {
    const value = (at: string, of: string): number => inner[rows.indexOf(at) * 4 + columns.indexOf(of)] as number;
    const facts = [...rows, 'total'].flatMap((at) =>
      [...columns, 'total'].map((of) => {
        let all = 0;
        for (const one of at === 'total' ? rows : [at])
          for (const other of of === 'total' ? columns : [of]) all += value(one, other);
        return fact('M', at, all, { category: of, hide: hidden.includes(`${at} ${of}`) });
      }),
    );
    const apart: Adds = 'apart';
    const trees = { places: tree('total', rows), categories: tree('total', columns) };
    return releaseOf(facts, [
      measure('M', 'people', { ...trees, adds: { places: 'adds', categories: 'adds', time: apart } }),
    ]);
  };
  const keyOf = (name: string): string => `M|${name.split(' ')[0]}|${Q1}|${name.split(' ')[1]}@1`;

  test('two hidden in every line of sdcTable’s table leave one exactly 47, until another is hidden', async () => {
    const request = requestOf(table());
    const before = await intervalsFor(request, { hidden: hidden.map(keyOf), withheld: [] }, PUBLIC);
    expect(before[keyOf('w b')]).toEqual({ least: 47, most: 47 });
    const after = await intervalsFor(request, { hidden: [...hidden, 'x b'].map(keyOf), withheld: [] }, PUBLIC);
    expect(after[keyOf('w b')]).toEqual({ least: 0, most: 141 });
  });

  test('so protecting it hides that one too', async () => {
    const answer = await published(table());
    expect(answer.hidden).toEqual(expect.arrayContaining([...hidden, 'x b'].map(keyOf)));
    const { least, most } = answer.intervals[keyOf('w b')] as { least: number; most: number };
    expect(least).toBeLessThanOrEqual(23);
    expect(most).toBeGreaterThanOrEqual(71);
  });

  test('the first example of GaussSuppression, where none and one are hidden, hides the same four', async () => {
    const rule: Rule = { ...ruleA({ zeroIsSensitive: true }), hides: { least: 0, most: 1 } };
    const counts = new Counts(
      { districts: ['young', 'old'], quarters: [Q1], categories: ['Spain', 'Iceland', 'Portugal'], isToDate: false },
      [5, 2, 0, 6, 3, 4],
    );
    const answer = await published(wholeTable(counts, rule));
    const names = ['Iceland', 'Portugal'].flatMap((of) => ['old', 'young'].map((at) => `M|${at}|${Q1}|${of}@1`));
    expect(answer.hidden.toSorted()).toEqual(names.toSorted());
  });

  test('two ones are not given away by zeros that are never hidden', async () => {
    const { release, key } = row(
      { Leeds: 1, Bradford: 1, Calderdale: 7, Kirklees: 0 },
      ruleA({ zeros: 'never-hidden' }),
    );
    const answer = await published(release);
    expect(shownBy(answer, key)).toEqual({ county: 9, Leeds: '[c]', Bradford: '[c]', Calderdale: '[c]', Kirklees: 0 });
  });
});

describe('the edges of the rule', () => {
  test('hide one and five, show none, six and 138, and hide only what is needed', async () => {
    const { release, key } = row({ Leeds: 0, Bradford: 1, Calderdale: 5, Kirklees: 6, Wakefield: 138 });
    expect(shownBy(await published(release), key)).toEqual({
      county: 150,
      Leeds: 0,
      Bradford: '[c]',
      Calderdale: '[c]',
      Kirklees: 6,
      Wakefield: 138,
    });
  });

  test.each([
    [
      'a district of zeros beside large numbers is shown',
      { Leeds: 0, Bradford: 20, Calderdale: 30 },
      { county: 50, Leeds: 0, Bradford: 20, Calderdale: 30 },
    ],
    ['nothing anywhere is shown', { Leeds: 0, Bradford: 0 }, { county: 0, Leeds: 0, Bradford: 0 }],
    [
      'a total that is one small number is hidden with it',
      { Leeds: 3, Bradford: 0 },
      { county: '[c]', Leeds: '[c]', Bradford: 0 },
    ],
    [
      'a small number beside one large takes the large with it',
      { Leeds: 3, Bradford: 40 },
      { county: 43, Leeds: '[c]', Bradford: '[c]' },
    ],
    ['one district alone with a small number hides the county too', { Leeds: 4 }, { county: '[c]', Leeds: '[c]' }],
    [
      'a small number among zeros of a larger total hides one zero',
      { Leeds: 5, Bradford: 0, Calderdale: 3 },
      { county: 8, Leeds: '[c]', Bradford: 0, Calderdale: '[c]' },
    ],
  ])('%s', async (_name, values, shown) => {
    const { release, key } = row(values as Record<string, number>);
    expect(shownBy(await published(release), key)).toEqual(shown);
  });

  test('a zero is hidden where nothing else protects its neighbour', async () => {
    const { release, key } = row({ Leeds: 3, Bradford: 0, Calderdale: 0 });
    const known = { ...release, facts: release.facts.map((of) => ({ ...of, fixed: of.place === COUNTY })) };
    const shown = shownBy(await published(known), key);
    expect([shown.Bradford, shown.Calderdale].filter((value) => value === '[c]')).toHaveLength(1);
  });

  test('by rule B one to seven are hidden and the rest rounded', async () => {
    const { release, key } = row({ Leeds: 7, Bradford: 8, Calderdale: 12, Kirklees: 138 }, ruleB());
    // Rounding alone leaves the seven open.
    expect(shownBy(await published(release), key)).toEqual({
      county: 165,
      Leeds: '[c]',
      Bradford: 10,
      Calderdale: 10,
      Kirklees: 140,
    });
    const few = row({ Leeds: 7, Bradford: 0 }, ruleB());
    expect(shownBy(await published(few.release), few.key)).toMatchObject({ county: '[c]', Leeds: '[c]' });
  });

  test('a figure of the county alone is hidden when it is small', async () => {
    const { release, key } = row({ Leeds: 3, Bradford: 1 });
    const facts = release.facts.filter(({ place }) => place === COUNTY);
    const answer = await published(releaseOf(facts, release.measures));
    expect(answer.facts[key.county as string]).toEqual(HIDDEN);
  });

  test('what is hidden looks the same whatever made it hidden', async () => {
    const { release, key } = row({ Leeds: 3, Bradford: 40, Calderdale: 60 });
    const answer = await published(release);
    const hidden = Object.values(key)
      .map((of) => answer.facts[of])
      .filter((shown) => shown?.value === null);
    expect(hidden).toHaveLength(2);
    expect(new Set(hidden.map((shown) => JSON.stringify(shown)))).toEqual(new Set([JSON.stringify(HIDDEN)]));
  });

  test('the largest hidden count is 3 to 10, and exact counts need an authority', () => {
    expect(() => ruleA({ most: 2 })).toThrow(RangeError);
    expect(() => ruleA({ most: 11 })).toThrow(RangeError);
    expect(() => ruleExact('  ')).toThrow(RangeError);
    expect(ruleWords(ruleA())).toContain('from 1 to 5 are shown as [c]');
    expect(ruleWords(ruleB())).toContain('rounded to the nearest 5');
    expect(ruleWords(ruleExact('sharing agreement IS-003'))).toContain('sharing agreement IS-003');
  });
});

describe('numbers worked out of others', () => {
  const people = measure('P', 'people');
  const pupils = measure('N', 'neither');
  const spend = measure('S', 'neither');
  const withRatio = (facts: Fact[], measures: Measure[], ratio: Ratio, hiddenParts: string[] = []): Release => {
    const keys = facts.map(factKey).filter((key) => !hiddenParts.includes(key));
    return releaseOf(facts, measures, {
      ratios: [ratio],
      tables: [{ name: 'table', facts: keys, ratios: [ratioKey(ratio)] }],
    });
  };

  test('a percentage is hidden where it would give its small numerator away', async () => {
    const facts = [fact('P', 'Leeds', 3), fact('N', 'Leeds', 30)];
    const ratio: Ratio = { kind: 'percent', of: factKey(facts[0] as Fact), per: factKey(facts[1] as Fact) };
    const answer = await published(withRatio(facts, [people, pupils], ratio));
    expect(answer.facts[ratio.of]).toEqual(HIDDEN);
    expect(answer.facts[ratio.per]).toEqual({ value: 30, marker: '' });
    expect(answer.ratios[ratioKey(ratio)]).toEqual(HIDDEN);
  });

  test('also where the numerator itself stands in no table', async () => {
    const facts = [fact('P', 'Leeds', 3), fact('N', 'Leeds', 30)];
    const ratio: Ratio = { kind: 'percent', of: factKey(facts[0] as Fact), per: factKey(facts[1] as Fact) };
    const answer = await published(withRatio(facts, [people, pupils], ratio, [ratio.of]));
    expect(answer.ratios[ratioKey(ratio)]).toEqual(HIDDEN);
    expect(answer.facts[ratio.per]).toEqual({ value: 30, marker: '' });
  });

  test('but shown where it leaves the small number open, and where both are shown', async () => {
    const facts = [fact('P', 'Leeds', 3), fact('N', 'Leeds', 3000)];
    const ratio: Ratio = { kind: 'percent', of: factKey(facts[0] as Fact), per: factKey(facts[1] as Fact) };
    const open = await published(withRatio(facts, [people, pupils], ratio, [ratio.of]));
    expect(open.ratios[ratioKey(ratio)]).toEqual({ value: 0, marker: '' });
    const large = [fact('P', 'Leeds', 30), fact('N', 'Leeds', 92)];
    const both = await published(withRatio(large, [people, pupils], ratio));
    expect(both.ratios[ratioKey(ratio)]).toEqual({ value: 33, marker: '' });
    const none = await published(withRatio([fact('P', 'Leeds', 0), fact('N', 'Leeds', 0)], [people, pupils], ratio));
    expect(none.ratios[ratioKey(ratio)]).toEqual({ value: null, marker: 'z' });
  });

  test('a percentage of nearly all gives away the few who are left out, and is hidden', async () => {
    const started = measure('started', 'people');
    const facts = [fact('P', 'Leeds', 48), fact('started', 'Leeds', 50)];
    const subsets = [{ part: 'P', whole: 'started', restIsPeople: true }];
    const release = releaseOf(facts, [people, started], { subsets });
    const answer = await published(release);
    expect(answer.hidden).toHaveLength(1);
    const apart = await published({ ...release, subsets: [{ part: 'P', whole: 'started', restIsPeople: false }] });
    expect(apart.hidden).toEqual([]);
  });

  test('a unit cost is hidden where the spend beside it gives the count away', async () => {
    const facts = [fact('S', 'Leeds', 1_234_500), fact('P', 'Leeds', 4)];
    const ratio: Ratio = { kind: 'unit-cost', of: factKey(facts[0] as Fact), per: factKey(facts[1] as Fact) };
    const answer = await published(withRatio(facts, [spend, people], ratio));
    expect(answer.facts[ratio.of]).toEqual({ value: 1_234_500, marker: '' });
    expect(answer.facts[ratio.per]).toEqual(HIDDEN);
    expect(answer.ratios[ratioKey(ratio)]).toEqual(HIDDEN);
    const many = await published(
      withRatio([fact('S', 'Leeds', 1_234_500), fact('P', 'Leeds', 40)], [spend, people], ratio),
    );
    expect(many.ratios[ratioKey(ratio)]).toEqual({ value: 30_863, marker: '' });
  });

  test('also where the spend is published elsewhere and cannot be hidden', async () => {
    const facts = [fact('S', 'Leeds', 1_234_500, { fixed: true }), fact('P', 'Leeds', 4)];
    const ratio: Ratio = { kind: 'unit-cost', of: factKey(facts[0] as Fact), per: factKey(facts[1] as Fact) };
    const answer = await published(withRatio(facts, [spend, people], ratio, [ratio.per, ratio.of]));
    expect(answer.ratios[ratioKey(ratio)]).toEqual(HIDDEN);
    expect(answer.status).toBe('protected');
  });

  test('bed nights of two children are hidden, whatever they come to, and shown for nine', async () => {
    const nights = measure('nights', 'stands-for-people');
    const facts = [
      fact('nights', COUNTY, 517, { people: 11 }),
      fact('nights', 'Leeds', 117, { people: 2 }),
      fact('nights', 'Bradford', 400, { people: 9 }),
    ];
    const answer = await published(releaseOf(facts, [nights]));
    expect(answer.facts[factKey(facts[1] as Fact)]).toEqual(HIDDEN);
    const { least, most } = answer.intervals[factKey(facts[1] as Fact)] as { least: number; most: number };
    expect(least).toBeLessThanOrEqual(58);
    expect(most ?? Number.POSITIVE_INFINITY).toBeGreaterThanOrEqual(176);
    const [, many] = [0, { ...(facts[1] as Fact), people: 9 }];
    const open = await published(releaseOf([facts[0] as Fact, many, facts[2] as Fact], [nights]));
    expect(open.hidden).toEqual([]);
    await expect(published(releaseOf([fact('nights', 'Leeds', 3)], [nights]))).rejects.toThrow(RangeError);
  });
});

describe('what was published before', () => {
  const shape = { districts: ['Leeds', 'Bradford'], quarters: [Q1, Q2], categories: [], isToDate: true };

  test('a quarter that was hidden is not given away by the year to date', async () => {
    const counts = new Counts(shape, [3, 40, 60, 50]);
    const first = releaseOf(counts.factsOf('M', Q1), [measureOf(shape)], { id: 'quarter 1' });
    const before = await published(first);
    expect(before.facts[`M|Leeds|${Q1}|all@1`]).toEqual(HIDDEN);
    const second = releaseOf(counts.factsOf('M', Q2), [measureOf(shape)], { id: 'quarter 2' });
    const answer = await published(second, { earlier: [asEarlier(first, before)] });
    const shown = [`M|Leeds|${Q2}|all@1`, `M|Leeds|${Q1}..${Q2}|all@1`].map((key) => answer.facts[key]?.value);
    expect(shown).toContain(null);
    expect(answer.status).toBe('protected');
  });

  test('a year to date alone gives no quarter away that it follows from, published or not', async () => {
    const counts = new Counts(shape, [20, 3, 60, 50]);
    const first = releaseOf(counts.factsOf('M', Q1), [measureOf(shape)], { id: 'quarter 1' });
    const before = await published(first);
    expect(before.hidden).toEqual([]);
    const toDate = counts.factsOf('M', Q2).filter(({ time }) => time.from !== time.through);
    const second = releaseOf(toDate, [measureOf(shape)], { id: 'to date' });
    const answer = await published(second, { earlier: [asEarlier(first, before)] });
    expect(answer.facts[`M|Leeds|${Q1}..${Q2}|all@1`]).toEqual(HIDDEN);
  });

  test('a correction of two children is held for a person, who may show or hide it; one of sixty is shown', async () => {
    const counts = new Counts(shape, [138, 40, 60, 50]);
    const first = releaseOf(counts.factsOf('M', Q1), [measureOf(shape)], { id: 'first' });
    const earlier = [asEarlier(first, await published(first))];
    counts.correct('Leeds', Q1, 'all', 140);
    const second = releaseOf(counts.factsOf('M', Q1), [measureOf(shape)], { id: 'second' });
    const [leeds, county] = [`M|Leeds|${Q1}|all@2`, `M|${COUNTY}|${Q1}|all@2`];
    const held = await published(second, { earlier });
    expect(held.status).toBe('held');
    expect(held.held.map(({ key }) => key).toSorted()).toEqual([leeds, county].toSorted());
    expect(JSON.stringify(held.held)).not.toMatch(/138|140/);
    expect(held.facts[leeds]).toEqual(HIDDEN);
    const shown = await published(second, { earlier, decisions: { [leeds]: 'show', [county]: 'show' } });
    expect(shown.status).toBe('protected');
    expect(shown.facts[leeds]).toEqual({ value: 140, marker: '' });
    const hidden = await published(second, { earlier, decisions: { [leeds]: 'hide', [county]: 'hide' } });
    expect(hidden.status).toBe('protected');
    expect(hidden.facts[leeds]).toEqual(HIDDEN);
    counts.correct('Leeds', Q1, 'all', 200);
    const large = releaseOf(counts.factsOf('M', Q1), [measureOf(shape)], { id: 'third' });
    expect((await published(large, { earlier })).hidden).toEqual([]);
  });

  test('what was shown before by a rule that hides less is said to be given away', async () => {
    const { release, key } = row({ Leeds: 4, Bradford: 40 }, ruleA({ most: 3 }));
    const before = await published(release);
    expect(before.hidden).toEqual([]);
    const now = row({ Leeds: 4, Bradford: 40 }, ruleA({ most: 5 })).release;
    const answer = await published({ ...now, id: 'now' }, { earlier: [asEarlier(release, before)] });
    expect(answer.status).toBe('given-away');
    expect(answer.givenAway.map(({ key: of }) => of)).toEqual([key.Leeds]);
    expect(answer.facts[key.Leeds as string]).toEqual(HIDDEN);
  });

  test('what an earlier rule hid stays hidden under one that hides less', async () => {
    const { release, key } = row({ Leeds: 7, Bradford: 40, Calderdale: 60 }, ruleA({ most: 10 }));
    const before = await published(release);
    const now = row({ Leeds: 7, Bradford: 40, Calderdale: 60 }).release;
    expect((await published(now)).hidden).toEqual([]);
    const answer = await published({ ...now, id: 'now' }, { earlier: [asEarlier(release, before)] });
    expect(answer.facts[key.Leeds as string]).toEqual(HIDDEN);
    expect(answer.status).toBe('protected');
  });

  test('an annex for named readers tells nobody else, and PEG’s papers nothing to the public', async () => {
    const { release, key } = row({ Leeds: 3, Bradford: 40 }, ruleExact('sharing agreement IS-003'));
    const annex: Release = { ...release, audience: { kind: 'named', readers: ['Home Office'] } };
    const own = { districts: ['Leeds', 'Bradford'], police: [] };
    const exact = await published(annex, { readers: readersOf(annex.audience, own) });
    expect(exact.facts[key.Leeds as string]).toEqual({ value: 3, marker: '' });
    expect(exact.rules.M).toContain('IS-003');
    const peg: Release = { ...row({ Leeds: 3, Bradford: 40 }).release, id: 'peg', audience: { kind: 'peg' } };
    const answer = await published(peg, {
      readers: readersOf(peg.audience, { districts: [], police: [] }),
      earlier: [asEarlier(annex, exact)],
    });
    expect(answer.status).toBe('protected');
    expect(answer.facts[key.Leeds as string]).toEqual(HIDDEN);
  });
});

describe('readers who know their own', () => {
  const values = { Leeds: 3, Bradford: 40, Calderdale: 60, Kirklees: 70 };

  test('a district does not learn its neighbour from its own number, as it would from what is safe for the public', async () => {
    const { release, key } = row(values);
    const own = { districts: Object.keys(values), police: [] };
    const forPublic = await published(release);
    expect(forPublic.hidden).toHaveLength(2);
    const members = readersOf(release.audience, own);
    const answer = await published(release, { readers: members });
    expect(answer.hidden).toHaveLength(3);
    for (const reader of members.filter(({ name }) => name !== 'Leeds')) {
      const { least, most } =
        (await intervalsFor(requestOf(release, { readers: members }), answer, reader))[key.Leeds as string] ?? {};
      expect(least).toBeLessThanOrEqual(1);
      expect(most).toBeGreaterThanOrEqual(6);
    }
    const bradford = members.find(({ name }) => name === 'Bradford') as Reader;
    const learnt = await intervalsFor(requestOf(release, { readers: members }), forPublic, bradford);
    expect(learnt[key.Leeds as string]).toEqual({ least: 3, most: 3 });
  });

  test('the police do not learn a count from their own measure beside it', async () => {
    const [all, seen] = [measure('all', 'people'), measure('police', 'people')];
    const facts = [fact('all', 'Leeds', 43), fact('police', 'Leeds', 40)];
    const subsets = [{ part: 'police', whole: 'all', restIsPeople: true }];
    const release = releaseOf(facts, [all, seen], { subsets });
    const readers = readersOf({ kind: 'peg' }, { districts: [], police: ['police'] }).filter(
      ({ name }) => name === 'police',
    );
    const answer = await published(release, { readers });
    expect(answer.facts[factKey(facts[0] as Fact)]).toEqual(HIDDEN);
    // Readers who do not know it are protected by hiding either.
    expect((await published(release)).hidden).toHaveLength(1);
  });
});

describe('what cannot be protected', () => {
  test('is withheld by its breakdown, and the county’s figure stands', async () => {
    const { release, key } = row({ Leeds: 5, Bradford: 1, Calderdale: 0 }, ruleA({ zeros: 'never-hidden' }));
    const known = { ...release, facts: release.facts.map((of) => ({ ...of, fixed: of.place === COUNTY })) };
    const withheld = await published(known);
    expect(shownBy(withheld, key)).toEqual({ county: 6, Leeds: '[c]', Bradford: '[c]', Calderdale: '[c]' });
    expect(withheld.tables).toEqual([{ table: 'table', what: 'breakdown', why: expect.stringContaining('protects') }]);
    expect(JSON.stringify(withheld.tables)).not.toMatch(/\d/);
  });

  test('nor what takes too much work', async () => {
    const { release, key } = row({ Leeds: 3, Bradford: 40, Calderdale: 60, Kirklees: 70 });
    const answer = await published(release, { limits: { calls: 0, tries: 0 } });
    expect(Object.values(shownBy(answer, key))).toEqual(['[c]', '[c]', '[c]', '[c]', '[c]']);
    expect(answer.tables[0]).toMatchObject({ what: 'table' });
    const brokenOff = withholdRelease(requestOf(release), 'It took too long.');
    expect(Object.values(shownBy(brokenOff, key))).toEqual(['[c]', '[c]', '[c]', '[c]', '[c]']);
    expect(brokenOff.tables).toEqual([{ table: 'table', what: 'table', why: 'It took too long.' }]);
    expect(
      shownBy(
        withholdRelease(requestOf(row({ Leeds: 9, Bradford: 40 }).release), ''),
        row({ Leeds: 9, Bradford: 40 }).key,
      ),
    ).toMatchObject({ county: 49 });
  });

  test('numbers that contradict one another are refused without being named', async () => {
    const { release } = row({ Leeds: 43, Bradford: 77 });
    const wrong = { ...release, facts: release.facts.map((of) => (of.place === COUNTY ? { ...of, value: 119 } : of)) };
    await expect(published(wrong)).rejects.toThrow('is not what its parts add up to');
    await expect(published(wrong)).rejects.not.toThrow(/119|120|43|77/);
    await expect(published({ ...release, facts: [] })).rejects.toThrow(RangeError);
    await expect(published(release, { readers: [] })).rejects.toThrow(RangeError);
  });
});

describe('an answer', () => {
  test('can be handed to a worker and back, and is found again by its fingerprint', async () => {
    const { release } = row({ Leeds: 3, Bradford: 40, Calderdale: 60 });
    const request = requestOf(release);
    const answer = await protectRelease(structuredClone(request));
    expect(structuredClone(answer)).toEqual(answer);
    expect(openGroups(request).fingerprint).toBe(answer.fingerprint);
    const again = await protectRelease({ ...request, kept: answer.groups }, () => {
      throw new Error('solved again');
    });
    expect(again).toEqual(answer);
    const other = row({ Leeds: 4, Bradford: 39, Calderdale: 60 }).release;
    expect(openGroups(requestOf(other)).fingerprint).not.toBe(answer.fingerprint);
    expect(openGroups({ ...request, secret: 'another' }).fingerprint).not.toBe(answer.fingerprint);
    expect(
      openGroups({ ...request, readers: readersOf({ kind: 'peg' }, { districts: ['Leeds'], police: [] }) }).fingerprint,
    ).not.toBe(answer.fingerprint);
  });

  test('holds no number that is hidden', async () => {
    const { release } = row(
      { Leeds: 40_961, Bradford: 51_287, Calderdale: 900_001 },
      { ...ruleA(), hides: { least: 1, most: 50_000 } },
    );
    const answer = await published(release);
    expect(answer.hidden).toHaveLength(2);
    expect(JSON.stringify(answer)).not.toMatch(/40961|51287|40_961/);
  });
});
