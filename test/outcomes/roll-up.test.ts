import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { seedDemonstration } from '../../seeds/demonstration.ts';
import { perform } from '../../src/audit/act.ts';
import { readFigures } from '../../src/figures/registry.ts';
import { addMeasure } from '../../src/outcomes/measure.store.ts';
import { type Definition, definitionOf } from '../../src/outcomes/measure.ts';
import { yearValue } from '../../src/outcomes/roll-up.ts';
import { DISTRICTS } from '../../src/partners/place.ts';
import { publishCounts } from '../figures/release/publish-counts.ts';
import { DATABASES, openWorld, type World } from '../world.ts';
import { observe } from './observed.ts';

const COUNTY = 'E23000010';
const LEEDS = 'E08000035';

describe('A year of quarters', () => {
  const quarters = (...values: (number | 'x' | 'z' | 'c')[]) =>
    values.map((value, index) => ({
      name: `quarter ${index + 1}`,
      value: typeof value === 'number' ? value : null,
      marker: typeof value === 'number' ? ('' as const) : value,
    }));

  test('adds up what happened in each, and takes the last of what is counted up to it or as it stood', () => {
    const all = quarters(10, 12, 9, 20);
    expect(yearValue('in-period', all)).toEqual({ value: 51, marker: '', leavesOut: [] });
    expect(yearValue('cumulative', all)).toEqual({ value: 20, marker: '', leavesOut: [] });
    expect(yearValue('point-in-time', all)).toEqual({ value: 20, marker: '', leavesOut: [] });
  });

  test('is provisional while a quarter is missing, and names it; what does not apply is not missing', () => {
    const missing = quarters(10, 'x', 9, 'z');
    expect(yearValue('in-period', missing)).toEqual({ value: 19, marker: 'p', leavesOut: ['quarter 2 (no count)'] });
    // Of a cumulative number an earlier gap is filled by the later quarter.
    expect(yearValue('cumulative', missing)).toEqual({ value: 9, marker: '', leavesOut: [] });
    expect(yearValue('cumulative', quarters(10, 'x', 'x', 'x'))).toEqual({
      value: 10,
      marker: 'p',
      leavesOut: ['quarter 2 (no count)', 'quarter 3 (no count)', 'quarter 4 (no count)'],
    });
    expect(yearValue('in-period', quarters('x', 'x', 'x', 'x')).marker).toBe('x');
    expect(yearValue('in-period', quarters('z', 'z', 'z', 'z'))).toEqual({ value: null, marker: 'z', leavesOut: [] });
  });

  test('is hidden where a quarter that it is made of is, and says no more than its quarters do', () => {
    expect(yearValue('in-period', quarters(10, 'c', 9, 20))).toEqual({ value: null, marker: 'c', leavesOut: [] });
    expect(yearValue('cumulative', quarters(10, 'c', 9, 20)).value).toBe(20);
    expect(yearValue('cumulative', quarters(10, 12, 9, 'c')).marker).toBe('c');
  });
});

describe.each(DATABASES)('Observations rolled up, on %s', (kind) => {
  let world: World;
  let enteredBy: number;

  beforeAll(async () => {
    world = await openWorld(kind, seedDemonstration);
    enteredBy = (await world.person('coordinator@demo.example')).id;
  }, 120_000);
  afterAll(() => world.close());

  type Row = [
    place: string,
    quarter: 1 | 2 | 3 | 4,
    value: number | 'x',
    more?: { children?: number; category?: string },
  ];
  const made = async (code: string, definition: Partial<Definition>, rows: Row[]) => {
    await perform(world.site, await world.doer('coordinator@demo.example'), 'test', null, async (act) => {
      const core = { name: code, unit: 'things', direction: 'up', basis: 'in-period', counts: 'other' } as const;
      const wanted = definitionOf({ ...core, ...definition }, { level: 'districts', ...definition });
      await addMeasure(act, { code, initiative: 'I-03', ...wanted }, { on: '2015-07-31', enteredBy });
      for (const [place, quarter, value, more = {}] of rows) {
        const found = value === 'x' ? { value: null, marker: 'x' as const } : { value, marker: null };
        await observe(act, {
          measure: code,
          place,
          quarter: { year: 2014, quarter },
          ...found,
          ...more,
          source: 'Log',
          enteredBy,
        });
      }
      return { subject: { kind: 'test', ref: '' }, result: null };
    });
  };
  const asked = async (figure: string, measure: string, place = COUNTY, quarter?: 1 | 2 | 3 | 4) => {
    const { officeId } = await world.person('auditor@demo.example');
    const scope =
      quarter === undefined ? { measure, place, year: 2014 } : { measure, place, quarter: { year: 2014, quarter } };
    const [shown] = await readFigures({ db: world.db, officeId }, [{ figure, scope }]);
    return [shown?.text, shown?.note ?? ''];
  };
  const publish = (...measures: string[]) =>
    publishCounts(
      world,
      measures,
      ([1, 2, 3, 4] as const).map((quarter) => ({ year: 2014, quarter })),
    );
  const everywhere = (quarter: 1 | 2 | 3 | 4, value: number): Row[] =>
    DISTRICTS.map(({ code }) => [code, quarter, value]);

  test('districts to the county and quarters to the year, each naming what it could not include', async () => {
    await made('R-SUM', {}, [...everywhere(1, 10), ...everywhere(2, 20).slice(1)]);
    expect(await asked('outcome.observed', 'R-SUM', COUNTY, 1)).toEqual(['50', '']);
    expect(await asked('outcome.observed', 'R-SUM', COUNTY, 2)).toEqual(['80', 'Leaves out Bradford (no count)']);
    const [text, note] = await asked('outcome.year', 'R-SUM');
    expect(text).toBe('130 [p]');
    expect(note).toContain('quarter 2: Bradford (no count)');
    expect(note).toContain('quarter 3 (no count)');
    expect((await asked('outcome.year', 'R-SUM', LEEDS))[0]).toBe('30 [p]');
  });

  test('shares by adding numerators and denominators, never by averaging percentages', async () => {
    await made('R-ALL', {}, [...everywhere(1, 10), ...everywhere(2, 90)]);
    await made('R-PART', { denominator: 'R-ALL' }, [...everywhere(1, 10), ...everywhere(2, 18)]);
    expect((await asked('outcome.share', 'R-PART', COUNTY, 1))[0]).toBe('100%');
    expect((await asked('outcome.share', 'R-PART', COUNTY, 2))[0]).toBe('20%');
    // 28 of 100 in each district; the average of 100% and 20% would be 60%.
    expect((await asked('outcome.year-share', 'R-PART'))[0]).toBe('28% [p]');
  });

  test('categories to their place, and a place whose category is missing is not told', async () => {
    const dimension = {
      dimension: 'Year group',
      categories: [
        { code: 'year-7', name: 'Year 7' },
        { code: 'year-8', name: 'Year 8' },
      ],
    };
    const both = (place: string, seven: number | 'x', eight: number | 'x'): Row[] => [
      [place, 1, seven, { category: 'year-7' }],
      [place, 1, eight, { category: 'year-8' }],
    ];
    await made('R-PUPILS', { ...dimension, counts: 'people' }, [
      ...both('E08000032', 30, 12),
      ...both('E08000033', 30, 2),
      ...both('E08000034', 30, 'x'),
      ...both(LEEDS, 30, 0),
    ]);
    await publish('R-PUPILS');
    expect((await asked('outcome.observed', 'R-PUPILS', 'E08000032', 1))[0]).toBe('42');
    // Thirty-two pupils are many, and how few of them are in year 8 stands nowhere.
    expect((await asked('outcome.observed', 'R-PUPILS', 'E08000033', 1))[0]).toBe('32');
    expect((await asked('outcome.observed', 'R-PUPILS', 'E08000034', 1))[0]).toBe('[x] not available');
    expect((await asked('outcome.observed', 'R-PUPILS', LEEDS, 1))[0]).toBe('30');
    expect((await asked('outcome.year', 'R-PUPILS', 'E08000033'))[0]).toBe('32 [p]');
  });

  test('a district of few children is hidden, and beside the county another with it', async () => {
    await made('R-NIGHTS', { counts: 'events' }, [
      ['E08000032', 1, 200, { children: 2 }],
      ...DISTRICTS.slice(1).map(({ code }): Row => [code, 1, 50, { children: 9 }]),
    ]);
    await publish('R-NIGHTS');
    expect((await asked('outcome.observed', 'R-NIGHTS', 'E08000032', 1))[0]).toBe('[c] confidential');
    const shown = await Promise.all(DISTRICTS.map(({ code }) => asked('outcome.observed', 'R-NIGHTS', code, 1)));
    expect(shown.filter(([text]) => text === '[c] confidential').length).toBeGreaterThan(1);
    expect((await asked('outcome.observed', 'R-NIGHTS', COUNTY, 1))[0]).toBe('400');
    expect((await asked('outcome.year', 'R-NIGHTS', 'E08000032'))[0]).toBe('[c] confidential');
    const opened = await (await world.signIn('auditor@demo.example')).get(
      `/figures/outcome.observed?measure=R-NIGHTS&place=${COUNTY}&quarter=2014-15-Q1`,
    );
    expect(opened.text.slice(opened.text.indexOf('<main'))).not.toMatch(/>\s*(200|50)\s*</);
  });

  test('a share of events is hidden where the rest may be of a few children', async () => {
    await made('R-ENDED', { counts: 'events', level: 'county' }, [[COUNTY, 1, 30, { children: 12 }]]);
    await made('R-PLANNED', { counts: 'events', level: 'county', denominator: 'R-ENDED' }, [
      [COUNTY, 1, 20, { children: 10 }],
    ]);
    await publish('R-ENDED', 'R-PLANNED');
    expect((await asked('outcome.share', 'R-PLANNED', COUNTY, 1))[0]).toBe('[c] confidential');
    await made('R-FEWER', { counts: 'events', level: 'county', denominator: 'R-ENDED' }, [
      [COUNTY, 1, 15, { children: 6 }],
    ]);
    await publish('R-FEWER', 'R-ENDED');
    expect((await asked('outcome.share', 'R-FEWER', COUNTY, 1))[0]).toBe('50%');
  });
});
