import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { seedDemonstration } from '../../../seeds/demonstration.ts';
import { type Act, perform } from '../../../src/audit/act.ts';
import { type Quarter, quarterLabel } from '../../../src/calendar/quarter.ts';
import { addMeeting } from '../../../src/meetings/meeting.store.ts';
import { addMeasure } from '../../../src/outcomes/measure.store.ts';
import { definitionOf } from '../../../src/outcomes/measure.ts';
import { COUNTY, DISTRICTS } from '../../../src/partners/place.ts';
import { Attacker } from '../../disclosure/protect/attacker.ts';
import { observe } from '../../outcomes/observed.ts';
import { signSections } from '../../packs/signed.ts';
import { download, openDesk, prepare, rowsOf, submit, unpacked } from '../../returns/filing-desk.ts';
import { openWorld, type Visitor, type World } from '../../world.ts';
import { numberIn, type ReadNumber, readPack, readPdf, readPdfTables, readTables } from './reader.ts';

const SEED = Number(process.env.CSE_SEED ?? 20150731);
const QUARTERS: Quarter[] = [
  { year: 2014, quarter: 2 },
  { year: 2014, quarter: 3 },
  { year: 2014, quarter: 4 },
  { year: 2015, quarter: 1 },
  { year: 2015, quarter: 2 },
];
const YEARS = [
  { code: 'year-7', name: 'Year 7' },
  { code: 'year-8', name: 'Year 8' },
  { code: 'year-9', name: 'Year 9' },
];
const MEASURES = ['K-CAME', 'K-STAYED', 'K-YEARS'];
const ALL = 'ALL';

/** Numbers from a seed, so that a failure can be made again. */
function numbersFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return state / 0x7fffffff;
  };
}

/** Each measure's names in papers, and what really was counted, version by version. */
class Truth {
  private readonly versions = new Map<string, number[]>();

  record(measure: string, place: string, category: string, quarter: string, value: number): void {
    const key = [measure, place, category, quarter].join('|');
    this.versions.set(key, [...(this.versions.get(key) ?? []), value]);
  }

  latest(measure: string, place: string, category: string, quarter: string): { value: number; version: number } | null {
    const found = this.versions.get([measure, place, category, quarter].join('|'));
    return found === undefined ? null : { value: found.at(-1) as number, version: found.length };
  }
}

describe('Counts of people in papers, as readers who calculate see them', () => {
  let world: World;
  let secretariat: Visitor;
  let coordinator: Visitor;
  let member: Visitor;
  const truth = new Truth();
  const random = numbersFrom(SEED);
  const papers: { html: string; pdf: Buffer; read: ReadNumber[]; truth: Map<string, number> }[] = [];
  const filed: { read: ReadNumber[]; truth: Map<string, number>; after: number }[] = [];

  const acting = (work: (act: Act, enteredBy: number) => Promise<unknown>): Promise<null> =>
    (async () => {
      const doer = await world.doer('coordinator@demo.example');
      return perform(world.site, doer, 'test.act', null, async (act) => {
        await work(act, doer.personId as number);
        return { subject: { kind: 'test', ref: '' }, result: null };
      });
    })();

  /** Few children mostly, as the subject is. */
  const few = () => (random() < 0.55 ? Math.floor(random() * 8) : Math.floor(random() * 60));

  const found = (act: Act, enteredBy: number, measure: string, place: string, quarter: Quarter, value: number) => {
    truth.record(measure, place, ALL, quarterLabel(quarter), value);
    return observe(act, { measure, place, quarter, value, marker: null, source: 'Return', enteredBy });
  };

  /** Every number of a quarter: how many came, how many of them stayed, and how many by year group. */
  const countQuarter = (quarter: Quarter) =>
    acting(async (act, enteredBy) => {
      for (const { code } of DISTRICTS) {
        // In one quarter a single small number stands beside large ones, so that it is told by what is left.
        const came = quarter !== QUARTERS[3] ? few() : code === DISTRICTS[0]?.code ? 3 : 20 + few();
        await found(act, enteredBy, 'K-CAME', code, quarter, came);
        await found(act, enteredBy, 'K-STAYED', code, quarter, Math.floor(came * random()));
        for (const { code: category } of YEARS) {
          const value = few();
          truth.record('K-YEARS', code, category, quarterLabel(quarter), value);
          const said = { measure: 'K-YEARS', place: code, quarter, category, value, marker: null };
          await observe(act, { ...said, source: 'Return', enteredBy });
        }
      }
    });

  /** What really stands behind each number that a paper could say, at the time when it came out. */
  const standing = (): Map<string, number> => {
    const all = new Map<string, number>();
    for (const measure of MEASURES) {
      const categories = measure === 'K-YEARS' ? YEARS.map(({ code }) => code) : [ALL];
      for (const quarter of QUARTERS.map(quarterLabel)) {
        let [county, isWhole] = [0, true];
        for (const category of categories) {
          let [sum, isKnown] = [0, true];
          for (const { code } of DISTRICTS) {
            const one = truth.latest(measure, code, category, quarter);
            if (one === null) isKnown = false;
            else sum += one.value;
            if (one !== null && category === ALL) all.set([measure, code, ALL, quarter].join('|'), one.value);
          }
          if (isKnown) all.set([measure, COUNTY.code, category, quarter].join('|'), sum);
          county += sum;
          isWhole &&= isKnown;
        }
        if (isWhole) all.set([measure, COUNTY.code, ALL, quarter].join('|'), county);
        for (const { code } of DISTRICTS) {
          const own = categories.map((category) => truth.latest(measure, code, category, quarter)?.value ?? 0);
          if (isWhole && measure === 'K-YEARS') {
            all.set(
              [measure, code, ALL, quarter].join('|'),
              own.reduce((a, b) => a + b, 0),
            );
          }
        }
      }
    }
    return all;
  };

  const publish = async (meeting: string): Promise<void> => {
    const at = `/meetings/${meeting}/publication`;
    await signSections(world, meeting);
    const sent = await secretariat.send(at, at, { why: 'More was counted' });
    expect([sent.status, sent.status === 303 ? '' : /error-summary.*?<\/ul>/s.exec(sent.text)?.[0]]).toEqual([303, '']);
    const [pack] = (await world.db('pack').where({ meeting_ref: meeting }).orderBy('version', 'desc')) as [
      { version: number },
    ];
    const html = (await member.get(`/packs/${meeting}/${pack.version}`)).text;
    const pdf = (await member.get(`/packs/${meeting}/${pack.version}.pdf`)).body as Buffer;
    const read = readPack(readTables(html), MEASURES, COUNTY.name);
    papers.push({ html, pdf, read, truth: standing() });
  };

  /** Files the return of a quarter, from its draft to its submission, as the office does. */
  const file = async (as: string): Promise<void> => {
    const desk = await openDesk(world);
    const draft = await prepare(desk, {
      template: 'home-office-quarterly',
      year: '2015-16',
      quarter: '1',
      standing: as,
    });
    await submit(desk, draft);
    const files = unpacked(await download(desk.finance, `${draft}/package.zip`));
    const name = [...files.keys()].find((one) => one.includes('outcomes') && one.endsWith('.csv')) as string;
    const read = rowsOf(files.get(name) as Buffer)
      .filter(({ measure_code: code = '' }) => MEASURES.slice(0, 2).includes(code))
      .map(
        (row): ReadNumber => ({
          measure: row.measure_code as string,
          place: nameOf.get(row.district_code as string) as string,
          category: '',
          quarter: '2015/16 Q1',
          text: row.actual === '' ? (row.marker as string) : (row.actual as string),
          kind: 'count',
        }),
      );
    filed.push({ read, truth: standing(), after: papers.length });
  };

  /** Decides every small correction that a paper waits for, now for hiding and now for showing. */
  const decideHeld = async (meeting: string): Promise<number> => {
    const { text } = await secretariat.get(`/meetings/${meeting}/publication`);
    const held = [...text.matchAll(/href="(\/releases\/corrections\/new\?fact=[^"]*)"/g)].map(([, href = '']) => href);
    if (held.length > 0) {
      const refused = await secretariat.send(
        `/meetings/${meeting}/publication`,
        `/meetings/${meeting}/publication`,
        {},
      );
      expect([refused.status, refused.text.includes('waits for a decision whether it may be seen')]).toEqual([
        422,
        true,
      ]);
      expect((await secretariat.get(held[0] as string)).status).toBe(403);
    }
    for (const href of held) {
      const fact = decodeURIComponent(href.split('fact=')[1] as string);
      const answer = { fact, decision: 'hide', reason: 'A child could be told' };
      expect((await coordinator.send(href, '/releases/corrections/new', answer)).status).toBe(303);
    }
    return held.length;
  };

  beforeAll(async () => {
    world = await openWorld('sqlite', seedDemonstration);
    secretariat = await world.signIn('secretariat@demo.example');
    coordinator = await world.signIn('coordinator@demo.example');
    member = await world.signIn('member@demo.example');
    const core = { unit: 'children', direction: 'none', basis: 'in-period', counts: 'people' } as const;
    await acting(async (act, enteredBy) => {
      const defined = { on: '2015-07-31', enteredBy };
      const add = (code: string, more: Parameters<typeof definitionOf>[1]) =>
        addMeasure(
          act,
          { code, initiative: 'I-03', ...definitionOf({ ...core, name: code }, { level: 'districts', ...more }) },
          defined,
        );
      await add('K-CAME', {});
      await add('K-STAYED', { denominator: 'K-CAME' });
      await add('K-YEARS', { dimension: 'Year group', categories: YEARS });
    });
    for (const quarter of QUARTERS.slice(0, 4)) await countQuarter(quarter);
    await publish('PEG-2015-03');

    // A correction by two children, and one by many.
    await acting(async (act, enteredBy) => {
      const [first, second] = DISTRICTS.map(({ code }) => ({ code })) as [{ code: string }, { code: string }];
      const quarter = QUARTERS[3] as Quarter;
      const was = truth.latest('K-CAME', first.code, ALL, quarterLabel(quarter))?.value ?? 0;
      await found(act, enteredBy, 'K-CAME', first.code, quarter, was + 2);
      const other = truth.latest('K-CAME', second.code, ALL, quarterLabel(QUARTERS[2] as Quarter))?.value ?? 0;
      await found(act, enteredBy, 'K-CAME', second.code, QUARTERS[2] as Quarter, other + 40);
    });
    await decideHeld('PEG-2015-03');
    await publish('PEG-2015-03');

    // The funder gets a return of the same quarter, and another once a number was corrected.
    await file('provisional');
    await acting(async (act, enteredBy) => {
      const { code } = DISTRICTS[2] as { code: string };
      const quarter = QUARTERS[3] as Quarter;
      const was = truth.latest('K-CAME', code, ALL, quarterLabel(quarter))?.value ?? 0;
      await found(act, enteredBy, 'K-CAME', code, quarter, was + 30);
    });
    await file('final');

    const later = { heldOn: '2015-10-16', startsAt: '10:00', place: 'Leeds', chair: 'The Chair' };
    let meeting = '';
    await countQuarter(QUARTERS[4] as Quarter);
    await acting(async (act) => {
      meeting = await addMeeting(act, later);
    });
    await decideHeld(meeting);
    await publish(meeting);
  }, 600_000);
  afterAll(() => world.close());

  const codeOf = new Map([[COUNTY.name, COUNTY.code], ...DISTRICTS.map(({ name, code }) => [name, code] as const)]);
  const nameOf = new Map([...codeOf].map(([name, code]) => [code, name]));
  const quarterOf = (shown: string) => shown.replace(/^(\d{4})\D+(\d\d)\D+(\d)$/, '$1-$2-Q$3');
  const categoryOf = (name: string) => YEARS.find((year) => year.name === name)?.code ?? ALL;

  /** What a reader of some papers knows, in the attacker's own lines. They guess right which numbers were corrected. */
  const lines = (
    numbers: readonly ReadNumber[],
    versionOf: (place: string, quarter: string, measure: string) => number,
  ) =>
    [
      'release,audience,kind,rule,measure,place,category,from,through,version,of,per,value,note',
      ...numbers.flatMap(({ measure, place, category, quarter, text, kind }) => {
        const value = text.startsWith('[c]') ? '[c]' : numberIn(text)?.toString();
        if (value === undefined) return [];
        const [code, label] = [codeOf.get(place) as string, quarterOf(quarter)];
        const version = versionOf(code, label, measure);
        const name = (of: string) => `${of}|${code}|${label}|${ALL}@${versionOf(code, label, of)}`;
        return kind === 'count'
          ? [`p,peg,count,A,${measure},${code},${categoryOf(category)},${label},${label},${version},,,${value},`]
          : [`p,peg,percent,,,,,,,,${name(measure)},${name('K-CAME')},${value},`];
      }),
    ].join('\n');

  const attackerOf = (measures: 'people' | 'years') =>
    Attacker.with({
      county: COUNTY.code,
      districts: DISTRICTS.map(({ code }) => code),
      all: ALL,
      categories: measures === 'years' ? YEARS.map(({ code }) => code) : [],
      quarters: QUARTERS.map(quarterLabel),
      among: measures === 'years' ? [] : [{ part: 'K-STAYED', whole: 'K-CAME' }],
    });

  test('the papers say numbers by district, by category and as shares, and hide some of each', () => {
    expect(papers).toHaveLength(3);
    for (const { read } of papers) {
      const kinds = new Set(
        read.map(({ measure, place, category, kind }) =>
          [measure, place === COUNTY.name, category !== '', kind].join(),
        ),
      );
      expect([...kinds].toSorted()).toEqual([
        'K-CAME,false,false,count',
        'K-CAME,true,false,count',
        'K-STAYED,false,false,count',
        'K-STAYED,true,false,count',
        'K-STAYED,true,false,share',
        'K-YEARS,false,false,count',
        'K-YEARS,true,false,count',
        'K-YEARS,true,true,count',
      ]);
      expect(read.filter(({ text }) => text.startsWith('[c]')).length).toBeGreaterThan(3);
      expect(read.filter(({ text }) => numberIn(text) !== null).length).toBeGreaterThan(3);
    }
  });

  test('every number shown is the true one, and no small one is shown in any form', () => {
    for (const { read, truth: real, pdf, html } of papers) {
      for (const { measure, place, category, quarter, text, kind } of read) {
        const shown = numberIn(text);
        if (kind !== 'count' || shown === null) continue;
        const key = [measure, codeOf.get(place), categoryOf(category), quarterOf(quarter)].join('|');
        expect([key, shown]).toEqual([key, real.get(key)]);
        expect([key, shown === 0 || shown > 5]).toEqual([key, true]);
      }
      const said = readPdf(pdf);
      if (said === null) continue;
      // The PDF says no number that the page does not.
      const numbers = (text: string) => new Set(text.replace(/<[^>]*>/g, ' ').match(/\d[\d,.]*\d|\d/g) ?? []);
      const onPage = numbers(html);
      const beyond = [...numbers(said)].filter((one) => !onPage.has(one) && !onPage.has(one.replace(/[,.]$/, '')));
      expect(beyond.filter((one) => Number(one.replaceAll(',', '')) > 40)).toEqual([]);
    }
  });

  test('who reads the PDF by its tags finds the tables of the page, to the letter, and no number more', () => {
    for (const { html, pdf, read } of papers) {
      const tables = readPdfTables(pdf);
      if (tables === null) continue;
      expect(tables).toEqual(readTables(html));
      expect(readPack(tables, MEASURES, COUNTY.name)).toEqual(read);
    }
  });

  /** Each hidden small number that a reader narrows beyond the rule, and beyond what is their own says anyway. */
  const broken = (attacker: Attacker, real: ReadonlyMap<string, number>, blind?: Attacker): string[] =>
    attacker.hidden().flatMap((key) => {
      const [measure = '', place = '', quarter = '', category = ''] = key.slice(0, key.lastIndexOf('@')).split('|');
      const value = real.get([measure, place, category, quarter].join('|'));
      if (value === undefined || value < 1 || value > 5) return [];
      const [least, most] = attacker.interval(key);
      const [from, to] = blind === undefined ? [0, Infinity] : blind.interval(key);
      const isKept = least <= Math.max(1, from) + 1e-6 && most >= Math.min(6, to) - 1e-6;
      return isKept ? [] : [`${key}: ${value} in ${least} to ${most}`];
    });

  test('nobody of the group narrows a small number, not with all papers nor with what is their own', async () => {
    const readers = [null, ...DISTRICTS.map(({ code }) => code)];
    for (const measures of ['people', 'years'] as const) {
      for (const own of measures === 'people' ? readers : [null]) {
        const [attacker, blind] = [await attackerOf(measures), await attackerOf(measures)];
        for (const [at, { read, truth: real }] of papers.entries()) {
          const mine = read.filter(({ measure }) => (measure === 'K-YEARS') === (measures === 'years'));
          const before = papers.slice(0, at + 1).map((paper) => paper.truth);
          const versionOf = (place: string, quarter: string, measure: string) =>
            measures === 'years' ? 1 : versionIn(before, measure, place, quarter);
          const all = [...unsaidBeside(mine, measures === 'years' ? [] : ['K-CAME', 'K-STAYED'], real), ...mine];
          attacker.read(lines(all, versionOf));
          const hidden = all.map((one) => ({ ...one, text: '[c]' })).filter(({ kind }) => kind === 'count');
          blind.read(lines(hidden, versionOf));
          for (const quarter of own === null ? [] : QUARTERS.map(quarterLabel)) {
            for (const measure of ['K-CAME', 'K-STAYED']) {
              const value = real.get([measure, own, ALL, quarter].join('|'));
              if (value === undefined) continue;
              for (const one of [attacker, blind]) {
                one.learn(measure, own as string, quarter, ALL, versionOf(own as string, quarter, measure), value);
              }
            }
          }
          expect([measures, own, at, broken(attacker, real, blind)]).toEqual([measures, own, at, []]);
        }
        attacker.forget();
        blind.forget();
      }
    }
  });

  /** Numbers of districts that no paper says, as hidden ones, so that each is known by its version. */
  const unsaidBeside = (
    said: readonly ReadNumber[],
    measures: string[],
    real: ReadonlyMap<string, number>,
  ): ReadNumber[] => {
    const known = new Set(said.map(({ measure, place, quarter }) => [measure, place, quarterOf(quarter)].join()));
    return measures.flatMap((measure) =>
      DISTRICTS.flatMap(({ name: place, code }) =>
        QUARTERS.map(quarterLabel)
          .filter((quarter) => real.has([measure, code, ALL, quarter].join('|')))
          .filter((quarter) => !known.has([measure, place, quarter].join()))
          .map((quarter) => ({ measure, place, category: '', quarter, text: '[c]', kind: 'count' as const })),
      ),
    );
  };

  test('the same attacker breaks papers in which only small numbers are hidden', async () => {
    const found: string[] = [];
    for (const paper of papers) {
      const attacker = await attackerOf('people');
      const bare = paper.read
        .filter(({ measure, kind }) => measure !== 'K-YEARS' && kind === 'count')
        .map((one) => {
          const key = [one.measure, codeOf.get(one.place), ALL, quarterOf(one.quarter)].join('|');
          const value = paper.truth.get(key) as number;
          return { ...one, text: value >= 1 && value <= 5 ? '[c] confidential' : String(value) };
        });
      attacker.read(lines(bare, () => 1));
      found.push(...broken(attacker, paper.truth));
      attacker.forget();
    }
    expect(found).not.toEqual([]);
  });

  test('whoever gets the returns narrows no small number either, nor does the office with the papers beside them', async () => {
    expect(filed.map(({ read }) => read.length)).toEqual([12, 12]);
    expect(filed.some(({ read }) => read.some(({ text }) => text === '[c]'))).toBe(true);
    const inOrder = [
      ...papers.map((paper, at) => ({ ...paper, at: at + 0.5, isPaper: true })),
      ...filed.map((one, at) => ({ ...one, at: one.after + at / 10, isPaper: false })),
    ].toSorted((a, b) => a.at - b.at);
    for (const kinds of [[false], [false, true]]) {
      const attacker = await attackerOf('people');
      for (const [at, { read, truth: real, isPaper }] of inOrder.entries()) {
        if (!kinds.includes(isPaper)) continue;
        const before = inOrder.slice(0, at + 1).map((one) => one.truth);
        const mine = read.filter(({ measure }) => measure !== 'K-YEARS');
        attacker.read(
          lines([...unsaidBeside(mine, ['K-CAME', 'K-STAYED'], real), ...mine], (place, quarter, measure) =>
            versionIn(before, measure, place, quarter),
          ),
        );
        expect([kinds, at, broken(attacker, real)]).toEqual([kinds, at, []]);
      }
      attacker.forget();
    }
  });
});

/** How often a number had changed by the last of some papers. */
function versionIn(
  papers: readonly ReadonlyMap<string, number>[],
  measure: string,
  place: string,
  quarter: string,
): number {
  const values = papers.map((paper) => paper.get([measure, place, ALL, quarter].join('|')));
  return 1 + values.filter((value, at) => at > 0 && values[at - 1] !== undefined && value !== values[at - 1]).length;
}
