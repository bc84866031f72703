import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { seedDemonstration } from '../../seeds/demonstration.ts';
import { latestMoment, type Moment } from '../../src/audit/moment.ts';
import { openFigure, shownFigure } from '../../src/figures/registry.ts';
import { hideAsKnown } from '../../src/figures/stand-in.ts';
import { release } from '../../src/initiatives/agreements/agreement.store.ts';
import { openBooks } from '../../src/ledger/figure.ts';
import type { Scope } from '../../src/ledger/scope.ts';
import { addMeeting } from '../../src/meetings/meeting.store.ts';
import { addMeasure, changeMeasure } from '../../src/outcomes/measure.store.ts';
import { type Definition, definitionOf } from '../../src/outcomes/measure.ts';
import { publishPack } from '../../src/packs/publish.ts';
import { COUNTY, DISTRICTS } from '../../src/partners/place.ts';
import { fillYearEndOffice } from '../funds/year-end-office.ts';
import { observe } from '../outcomes/observed.ts';
import { signSections } from '../packs/signed.ts';
import { Desk, P } from '../spend/desk.ts';
import { plain, rowsOf } from '../spend/page.ts';
import { DATABASES, openWorld, type World } from '../world.ts';

const [BRADFORD, , , LEEDS, WAKEFIELD] = DISTRICTS.map(({ code }) => code) as [string, string, string, string, string];
const Q2 = { year: 2015, quarter: 2 } as const;

describe.each(DATABASES)('What one of a count cost, on %s', (kind) => {
  let world: World;
  let desk: Desk;

  beforeAll(async () => {
    world = await openWorld(kind, fillYearEndOffice, '2015-11-30T09:00:00.000Z');
    desk = new Desk(world);
    await desk.approve(await desk.spend({ period: P(4), netPence: 300_000 }));
    await desk.approve(await desk.spend({ initiative: 'I-01', place: LEEDS, period: P(5), netPence: 100_000 }));
  }, 60_000);
  afterAll(() => world.close());

  type More = { quarter?: 1 | 2; definition?: number; children?: number };
  type Row = [place: string, value: number | 'x', more?: More];
  const everywhere = (value: number | 'x', more = {}): Row[] => DISTRICTS.map(({ code }) => [code, value, more]);

  async function made(code: string, definition: Partial<Definition> & { initiative?: string }, rows: Row[]) {
    const { id } = await world.person('cfo@demo.example');
    const { initiative = 'I-02', ...wanted } = definition;
    await desk.act('cfo', 'measure.add', async (act) => {
      const core = { name: code, unit: 'pupils', direction: 'up', basis: 'in-period', counts: 'other' } as const;
      const whole = definitionOf({ ...core, ...wanted }, { level: 'districts', costEach: 'pupil', ...wanted });
      await addMeasure(act, { code, initiative, ...whole }, { on: '2015-07-31', enteredBy: id });
      for (const [place, value, { quarter = 2, definition = 1, children } = {}] of rows) {
        const said = value === 'x' ? { value: null, marker: 'x' as const } : { value, marker: null };
        await observe(act, {
          measure: code,
          place,
          quarter: { year: 2015, quarter },
          ...said,
          definition,
          children,
          source: 'Log',
          enteredBy: id,
        });
      }
      return null;
    });
  }

  async function asked(id: string, scope: Scope) {
    const books = openBooks(world.db, 1, await latestMoment(world.db, 1));
    const { value, rows } = await openFigure(books, id, scope);
    const { text, note } = shownFigure(id, value);
    return { text, note: note ?? '', behind: rows.map(({ label }) => label) };
  }
  const costOf = (measure: string, place = COUNTY.code) => asked('unit-cost', { measure, place, quarter: Q2 });

  test('is not said while the books of the time are open, and then is spend over count', async () => {
    await made('U-PUPILS', {}, everywhere(100));
    const open = await costOf('U-PUPILS');
    expect(open.text).toBe('[x] not comparable');
    expect(open.note).toBe('Not comparable: the spend of the time is not whole: Period 4 (July 2015) is still open');
    expect(open.behind).toEqual(['Spend set against the count: £3,000.00', 'Observed: 500']);
    await desk.close(P(4), P(5), P(6));
    expect(await costOf('U-PUPILS')).toEqual({
      text: '£6.00',
      note: '',
      behind: ['Spend set against the count: £3,000.00', 'Observed: 500'],
    });
    // The year is not over.
    expect((await asked('unit-cost', { measure: 'U-PUPILS', year: 2015 })).note).toContain('Period 7');
  });

  test('takes a correction of a closed period into the period that it concerns', async () => {
    await desk.approve(await desk.adjust({ concerns: P(4), period: P(7), pence: 50_000 }));
    expect((await costOf('U-PUPILS')).text).toBe('£7.00');
    expect(await desk.figure('unit-cost.spend', { measure: 'U-PUPILS', quarter: Q2 })).toBe(350_000);
  });

  test('of a district is its own spend, unless some of the money is for all of them together', async () => {
    await made('U-LEEDS', { initiative: 'I-01' }, everywhere(100));
    expect((await costOf('U-LEEDS', LEEDS)).text).toBe('£10.00');
    expect((await costOf('U-LEEDS', BRADFORD)).note).toContain('no spend was recorded in the time');
    expect((await costOf('U-PUPILS', LEEDS)).note).toContain('for all districts together');
  });

  test('is not said of a count that leaves somebody out, was made by two rules, or is of a day', async () => {
    await made('U-LESS', {}, [...everywhere(100).slice(1), [BRADFORD, 'x']]);
    expect(await costOf('U-LESS')).toMatchObject({
      text: '[x] not comparable',
      note: 'Not comparable: the count leaves out Bradford (no count)',
    });
    await made('U-NONE', {}, everywhere(0));
    expect((await costOf('U-NONE')).note).toBe('Not comparable: the count is nought');
    await made('U-DAY', { basis: 'point-in-time' }, everywhere(100));
    expect((await costOf('U-DAY')).note).toBe('Not comparable: it is counted on a day, and money is spent over a time');
    await made('U-NAMELESS', { costEach: null }, everywhere(100));
    expect((await costOf('U-NAMELESS')).text).toBe('[z] not applicable');
  });

  test('is not said of numbers that two rules made, and a new name alone is no other rule', async () => {
    const { id } = await world.person('cfo@demo.example');
    const core = { name: 'Rules', unit: 'pupils', direction: 'up', basis: 'in-period', counts: 'other' } as const;
    const first = definitionOf(core, { level: 'districts', costEach: 'pupil', rule: 'Each pupil once' });
    const change = (code: string, wanted: Definition) =>
      desk.act('cfo', 'measure.change', async (act) => {
        await changeMeasure(act, code, wanted, { on: '2015-08-01', reason: 'Asked', seen: 1, enteredBy: id });
        return null;
      });
    for (const code of ['U-RULE', 'U-NAME']) {
      await made(code, first, [...everywhere(100).slice(1), [BRADFORD, 100, { definition: 2 }]]);
    }
    await change('U-RULE', { ...first, rule: 'Each pupil each time' });
    await change('U-NAME', { ...first, name: 'Pupils' });
    expect((await costOf('U-RULE')).note).toBe('Not comparable: it was counted by different rules');
    expect((await costOf('U-NAME')).text).toBe('£7.00');
  });

  test('of a cumulative count is all that was spent up to its end', async () => {
    await desk.approve(await desk.spend({ period: P(7), netPence: 900_000 }));
    await made('U-SOFAR', { basis: 'cumulative', counts: 'other', level: 'county', unit: 'cases' }, [
      [COUNTY.code, 10, { quarter: 1 }],
      [COUNTY.code, 35],
    ]);
    expect((await costOf('U-SOFAR')).text).toBe('£100.00');
  });

  test('is hidden with a count that papers hide, and so is the spend, on every page and in every file', async () => {
    const rows: Row[] = [...everywhere(100).slice(0, 3), [LEEDS, 4], ['E08000036', 100]];
    await made('U-FEW', { initiative: 'I-01', counts: 'people' }, rows);
    expect((await costOf('U-FEW', LEEDS)).note).toContain('no count of the time is shown');
    const paper = { heldOn: '2015-12-10', startsAt: '10:00', place: 'Wakefield', chair: 'The Commissioner' };
    const meeting = await desk.act('ceo', 'meeting.add', (act) => addMeeting(act, paper));
    await signSections(world, meeting);
    await publishPack(world.site, await world.person('ceo@demo.example'), meeting, null);
    expect(await costOf('U-FEW', LEEDS)).toEqual({
      text: '[c] confidential',
      note: '',
      behind: ['Spend set against the count: [c] confidential', 'Observed: [c] confidential'],
    });
    const spent = await asked('unit-cost.spend', { measure: 'U-FEW', place: LEEDS, quarter: Q2 });
    expect(spent).toEqual({ text: '[c] confidential', note: '', behind: [] });
    const auditor = await world.signIn('auditor@demo.example');
    const file: Record<string, string>[] = parse((await auditor.get('/unit-costs.csv?time=2015-16-Q2')).text, {
      columns: true,
      bom: true,
    });
    const few = file.filter(({ Measure }) => Measure === 'U-FEW');
    const hidden = few.filter(({ Counted }) => Counted === '[c]');
    // One hidden number of a sum is no secret, so there are two.
    expect(hidden.length).toBeGreaterThan(1);
    expect(hidden.map(({ Place }) => Place)).toContain('Leeds');
    for (const row of hidden) {
      expect([row.Spend, row['Cost for each'], row['Why not comparable']]).toEqual(['[c]', '[c]', '']);
    }
    expect(few.length).toBe(6);
    for (const page of ['/unit-costs?time=2015-16-Q2', '/measures/U-FEW?year=2015-16']) {
      expect([page, (await auditor.get(page)).text.includes('£250.00')]).toEqual([page, false]);
    }
  });

  test('is shown to a district’s contact for the county and their own district alone', async () => {
    const leeds = await world.signIn('leeds@demo.example');
    const page = await leeds.get('/unit-costs?time=2015-16-Q2');
    expect(page.status).toBe(200);
    const rows = rowsOf(page.text);
    expect(rows.some(([name]) => name === 'Leeds')).toBe(true);
    expect(rows.some(([name]) => name === 'Bradford')).toBe(false);
    expect((await leeds.get(`/figures/unit-cost?measure=U-LEEDS&place=${BRADFORD}&quarter=2015-16-Q2`)).status).toBe(
      403,
    );
    expect((await leeds.get('/unit-costs?time=soon')).status).toBe(400);
    expect((await leeds.get('/unit-costs?time=2001-02')).status).toBe(404);
  });
});

describe.each(DATABASES)('Spend that stands in for few children, on %s', (kind) => {
  let world: World;
  let desk: Desk;
  let ref = '';
  let beforeFew: Moment;

  beforeAll(async () => {
    world = await openWorld(kind, fillYearEndOffice, '2015-11-30T09:00:00.000Z');
    desk = new Desk(world);
    ref = await desk.approve(await desk.spend({ initiative: 'I-01', place: LEEDS, period: P(4), netPence: 123_400 }));
    await desk.approve(await desk.spend({ initiative: 'I-01', place: BRADFORD, period: P(4), netPence: 200_000 }));
    await desk.approve(await desk.spend({ initiative: 'I-02', place: LEEDS, period: P(4), netPence: 300_000 }));
    await desk.close(P(4), P(5), P(6));
    beforeFew = await latestMoment(world.db, 1);
  }, 60_000);
  afterAll(() => world.close());

  async function opened(id: string, scope: Scope) {
    const books = openBooks(world.db, 1, await latestMoment(world.db, 1));
    const { value, rows } = await openFigure(books, id, scope);
    return { text: shownFigure(id, value).text, behind: rows.map(({ value: row, marker }) => row ?? marker) };
  }
  const observedNights = async (children: number) => {
    const { id } = await world.person('cfo@demo.example');
    const core = { name: 'Nights', unit: 'nights', direction: 'none', basis: 'in-period', counts: 'events' } as const;
    const code = `NIGHTS-${children}`;
    await desk.act('cfo', 'measure.add', async (act) => {
      const wanted = definitionOf(core, { level: 'districts', costEach: 'night' });
      await addMeasure(act, { code, initiative: 'I-01', ...wanted }, { on: '2015-07-31', enteredBy: id });
      for (const { code: place } of DISTRICTS) {
        const of = { measure: code, place, quarter: Q2, value: 90, marker: null, source: 'Log', enteredBy: id };
        await observe(act, { ...of, children: place === LEEDS ? children : 40 });
      }
      return null;
    });
    return code;
  };

  test('is shown while there are more of them', async () => {
    await observedNights(6);
    expect(await opened('spend.to-date', { initiative: 'I-01', place: LEEDS })).toEqual({
      text: '£1,234.00',
      behind: [123_400],
    });
  });

  test('is hidden by district, alone and among others, and its amounts are in no trace', async () => {
    const code = await observedNights(3);
    const hidden = [
      { initiative: 'I-01', place: LEEDS },
      // The other district’s, taken from the whole, would be this one’s.
      { initiative: 'I-01', place: BRADFORD },
      // Nor is it said where there is none: of one that has all, the whole would be it.
      { initiative: 'I-01', place: WAKEFIELD },
      { initiative: 'I-01', place: COUNTY.code },
      { initiative: 'I-01', place: LEEDS, period: P(4) },
    ];
    for (const scope of hidden) {
      for (const id of ['spend.to-date', 'spend.in-period', 'spend.restated']) {
        const { text, behind } = await opened(id, scope);
        expect([id, scope, text, behind]).toEqual([id, scope, '[c] confidential', ['c']]);
      }
    }
    expect((await opened('unit-cost', { measure: code, place: BRADFORD, quarter: Q2 })).text).toBe('[c] confidential');
    expect((await opened('spend.to-date', { initiative: 'I-02', place: LEEDS })).text).toBe('£3,000.00');
    expect(await opened('spend.to-date', { initiative: 'I-01' })).toEqual({ text: '£3,234.00', behind: [323_400] });
    // A place's total leaves it out and says so, wherever its money is.
    for (const [place, text, behind] of [
      [LEEDS, '£3,000.00', [300_000]],
      [BRADFORD, '£0.00', []],
      [WAKEFIELD, '£0.00', []],
    ] as const) {
      expect([place, await opened('spend.to-date', { place })]).toEqual([place, { text, behind }]);
    }
    const books = openBooks(world.db, 1, await latestMoment(world.db, 1));
    const total = (await openFigure(books, 'spend.to-date', { place: WAKEFIELD })).value;
    expect(total.leavesOut).toEqual([expect.stringMatching(/^I-01 .* \(stands in for few children\)$/)]);
    expect(await opened('spend.to-date', { initiative: 'I-01', place: WAKEFIELD, period: P(3) })).toEqual({
      text: '£0.00',
      behind: [],
    });
    // What has no place has none for anybody.
    expect((await opened('commitment.outstanding', { initiative: 'I-01', place: LEEDS })).text).toMatch(/^\[z\]/);
    // A figure of all money names no entry of it either.
    expect((await opened('grant.unused', { source: 'PCC', year: 2015 })).behind).toContain(-323_400);
    expect(await opened('spend.to-date', {})).toEqual({ text: '£6,234.00', behind: [300_000, 323_400] });
    const member = await world.signIn('leeds@demo.example');
    for (const page of ['/initiatives/I-01', '/figures/spend.to-date?initiative=I-01', '/unit-costs?time=2015-16-Q2']) {
      expect([page, (await member.get(page)).text.includes('1,234.00')]).toEqual([page, false]);
    }
    // Who keeps the books sees what was entered where it was entered.
    const finance = await world.signIn('finance@demo.example');
    expect((await finance.get(`/spend/${ref}`)).text).toContain('1,234.00');
  });

  test('is not found by a day before anybody knew, nor by the entries that a total and a district have in common', async () => {
    const leeds = await world.signIn('leeds@demo.example');
    const early = encodeURIComponent(beforeFew.at);
    const figure = `/figures/spend.to-date?initiative=I-01&place=${LEEDS}`;
    for (const page of [
      `${figure}&as-at=${early}`,
      `/monitoring?year=2015-16&initiative=I-01&place=${LEEDS}&as-at=${early}`,
      `/monitoring.csv?year=2015-16&initiative=I-01&place=${LEEDS}&as-at=${early}`,
    ]) {
      const { status, text } = await leeds.get(page);
      expect([page, status, /1,?234\.00/.test(text), text.includes('[c]')]).toEqual([page, 200, false, true]);
    }
    // Listed by name, the entry that comes to a total from one day to the next would be what the total grew by.
    const total = '/figures/spend.in-period?initiative=I-01&period=2015-16-P04';
    const finance = await world.signIn('finance@demo.example');
    for (const page of [figure, total, `${total}&as-at=${early}`]) {
      expect([page, (await leeds.get(page)).text.includes(ref)]).toEqual([page, false]);
    }
    expect((await finance.get(total)).text).toContain(ref);
    expect((await finance.get(total)).text).not.toContain('1,234.00');
    const moment = await leeds.get(`/figures/spend.to-date?initiative=I-02&place=${LEEDS}&as-at=${early}`);
    expect(moment.text).toContain('£3,000.00');
  });

  test('is hidden in every paper made since, whatever its cut-off, and stays in those that were published before', async () => {
    const scope = { initiative: 'I-01', place: LEEDS };
    const made = openBooks(world.db, 1, beforeFew);
    expect((await openFigure(made, 'spend.to-date', scope)).value.marker).toBe('c');
    const again = openBooks(world.db, 1, beforeFew);
    await hideAsKnown(again, beforeFew);
    expect((await openFigure(again, 'spend.to-date', scope)).value.value).toBe(123_400);
  });

  test('keeps no pack from being published, and what came since is told to the penny', async () => {
    const paper = { heldOn: '2015-12-10', startsAt: '10:00', place: 'Wakefield', chair: 'The Commissioner' };
    const meeting = await desk.act('ceo', 'meeting.add', (act) => addMeeting(act, paper));
    await signSections(world, meeting);
    await publishPack(world.site, await world.person('ceo@demo.example'), meeting, null);
    const { id: snapshot } = await world.db('snapshot').orderBy('id', 'desc').first('id');
    await desk.approve(await desk.spend({ initiative: 'I-01', place: LEEDS, period: P(7), netPence: 55_500 }));
    const scope = { of: 'spend.to-date', since: String(snapshot), initiative: 'I-01', year: 2015 };
    expect((await opened('since.before', scope)).text).toBe('£3,234.00');
    expect(await opened('since.activity', scope)).toEqual({ text: '£555.00', behind: [55_500] });
    expect((await opened('spend.to-date', { initiative: 'I-01', year: 2015 })).text).toBe('£3,789.00');
    expect((await opened('since.activity', { ...scope, initiative: 'I-02' })).text).toBe('£0.00');
    expect((await opened('since.activity', { ...scope, place: LEEDS })).text).toMatch(/^\[[cz]\]/);
  });

  test('is hidden by agreement too, but for whoever may open each entry; and so is what is left of the agreement', async () => {
    const entered = { initiative: 'I-01', agreement: 'AG-2015-001', period: P(7) };
    await desk.approve(await desk.spend({ ...entered, place: LEEDS, netPence: 77_700 }));
    const leeds = await world.signIn('leeds@demo.example');
    const finance = await world.signIn('finance@demo.example');
    const own = '?agreement=AG-2015-001';
    const pages: [string, RegExp][] = [
      [`/figures/spend.to-date${own}`, /777\.00/],
      [`/figures/commitment.outstanding${own}`, /59,223\.00/],
      ['/agreements/AG-2015-001', /777\.00/],
      ['/agreements.csv', /777\.00/],
      ['/fund/every-pound?year=2015-16', /777\.00/],
      ['/fund/every-pound.csv?year=2015-16', /777\.00/],
    ];
    for (const [page, amount] of pages) {
      const { status, text } = await leeds.get(page);
      expect([page, status, amount.test(text), text.includes('[c]')]).toEqual([page, 200, false, true]);
      expect([page, amount.test((await finance.get(page)).text)]).toEqual([page, true]);
    }
    expect((await opened('commitment.signed', { agreement: 'AG-2015-001' })).text).toBe('£60,000.00');
    // Less what was released it would be what was spent.
    for (const id of ['commitment.made', 'commitment.outstanding']) {
      expect([id, (await opened(id, { agreement: 'AG-2015-001' })).text]).toEqual([id, '[c] confidential']);
    }
    const { behind } = await opened('commitment.outstanding', { initiative: 'I-01' });
    expect(behind).toEqual([5_922_300]);
    expect((await leeds.get('/agreements/roll-forward')).status).toBe(403);
    expect((await opened('spend.to-date', { initiative: 'I-01', year: 2015 })).text).toBe('£4,566.00');
  });

  test('is not told by what was released: neither the agreement’s, nor by name behind a whole', async () => {
    await desk.act('cfo', 'agreement.release', async (act) => {
      const wanted = { agreement: 'AG-2015-001', year: 2015, pence: 5_922_300 };
      await release(act, { ...wanted, reason: 'It has ended', happenedOn: '2015-11-30' });
      return null;
    });
    for (const id of ['commitment.made', 'commitment.released']) {
      expect([id, (await opened(id, { agreement: 'AG-2015-001' })).text]).toEqual([id, '[c] confidential']);
    }
    expect((await opened('commitment.released', { initiative: 'I-01' })).behind).toEqual([5_922_300]);
    const leeds = await world.signIn('leeds@demo.example');
    for (const id of ['commitment.released', 'commitment.made', 'budget.available']) {
      const page = plain((await leeds.get(`/figures/${id}?initiative=I-01&year=2015-16`)).text);
      expect([id, page.includes('which are not listed'), /Release: agreement/.test(page)]).toEqual([id, true, false]);
    }
  });

  test('is hidden for all districts together where that, taken from the whole, would be a district’s', async () => {
    await desk.approve(await desk.spend({ initiative: 'I-01', place: COUNTY.code, period: P(7), netPence: 10_000 }));
    expect((await opened('spend.to-date', { initiative: 'I-01', place: COUNTY.code })).text).toBe('[c] confidential');
    expect((await opened('spend.to-date', { place: COUNTY.code })).text).toBe('£0.00');
    expect((await opened('spend.to-date', { initiative: 'I-02', place: COUNTY.code })).text).toBe('£0.00');
  });
});

describe.each(DATABASES)('The demonstration’s outcomes against money, on %s', (kind) => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld(kind, seedDemonstration);
  }, 120_000);
  afterAll(() => world.close());

  test('say what a pupil and a case cost, and why a bed night cannot be said', async () => {
    const member = await world.signIn('member@demo.example');
    const page = await member.get('/unit-costs');
    const county = rowsOf(page.text).slice(1, 5);
    expect(county.map(([name, , ...rest]) => [name, ...rest])).toEqual([
      ['Case reviewed (INV-REVIEWED)', '£272,000.75', '88', '£3,090.92', ''],
      ['Performance or session (SA-SESSIONS)', '£24,466.00', '41', '£596.73', ''],
      ['Pupil reached (SA-PUPILS)', '£24,466.00', '4,968', '£4.92', ''],
      ['Bed night used', '[c] confidential', '[c] confidential', '[c] confidential', ''],
    ]);
    // Whoever knows one district's nights would work out the others from the county's.
    const leeds = await world.signIn('leeds@demo.example');
    expect((await leeds.get('/unit-costs')).text).not.toContain('Bed night used');
    expect((await leeds.get('/figures/bed-nights.spend?initiative=I-04&quarter=2015-16-Q1')).status).toBe(403);
    expect(plain((await member.get('/measures/SA-PUPILS?year=2015-16')).text)).toContain('Cost per pupil reached');
  });

  test('have files with the year and what was aimed at beside what was counted', async () => {
    const member = await world.signIn('member@demo.example');
    const file = (await member.get('/measures/SA-SESSIONS.csv?year=2015-16')).text;
    expect(file).toContain(',Financial year,"Target, quarter 1",');
    expect(file).toContain('Leeds,12,,,,2015-16,12,,,');
    const costs = JSON.parse((await member.get('/unit-costs.json?time=2015-16-Q1')).text);
    expect(JSON.stringify(costs)).toContain('INV-REVIEWED');
  });

  test('say which initiatives are up to date and what share of the money they carry', async () => {
    const member = await world.signIn('member@demo.example');
    const page = await member.get('/completeness');
    const rows = rowsOf(page.text);
    expect(rows.slice(1, 4)).toEqual([
      ['Up to date', '£775,000.00', '67.2%'],
      ['Stale', '£155,000.00', '13.4%'],
      ['No measures', '£224,000.00', '19.4%'],
    ]);
    const said = rows.filter(([name]) => name?.startsWith('I-'));
    const unpublished = ['[x] amount not published', '[x] not available'];
    expect(said).toEqual([
      ['I-01 Specialist investigators', 'Up to date', '5 of 5', '2015/16 quarter 1', '£775,000.00', '67.2%'],
      [
        'I-02 Awareness in schools and colleges',
        'Stale',
        '19 of 45, 2 awaiting approval, 1 returned',
        'None',
        '£155,000.00',
        '13.4%',
      ],
      [
        'I-03 Victim support, information sharing and a Safeguarding Adviser',
        'No measures',
        'Nothing is expected',
        '',
        '£224,000.00',
        '19.4%',
      ],
      ['I-04 Specialist foster care', 'Up to date', '1 of 1', '2015/16 quarter 1', ...unpublished],
      ['I-05 Awareness pilot in two districts (invented)', 'No measures', 'Nothing is expected', '', ...unpublished],
    ]);
    const scope = 'quarter=2015-16-Q1';
    const stale = rowsOf((await member.get(`/figures/completeness.stale?${scope}`)).text);
    expect(stale.slice(1).map(([name]) => name)).toEqual(['I-02 Awareness in schools and colleges', 'They add up to']);
    const expected = plain((await member.get(`/figures/completeness.expected?initiative=I-02&${scope}`)).text);
    expect(expected).toContain('45');
    // A year before there was nothing to be said of, and nobody had said it.
    expect(plain((await member.get('/completeness?quarter=2014-15-Q1')).text)).toContain('0 of 5');
    expect((await member.get('/completeness?quarter=2015-16-Q2')).status).toBe(404);
    expect((await member.get('/completeness.csv')).text).toContain('I-02 Awareness in schools and colleges,Stale,');
  });
});
