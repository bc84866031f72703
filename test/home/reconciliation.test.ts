import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { seedDemonstration } from '../../seeds/demonstration.ts';
import { latestMoment } from '../../src/audit/moment.ts';
import { verifyChain } from '../../src/audit/verify.ts';
import { latestTotals, listControlTotals, totalKey } from '../../src/home/reconciliation.store.ts';
import { noteDifference, readReconciliation } from '../../src/home/reconciliation.ts';
import { enterAdjustment } from '../../src/spend/adjustment.ts';
import { approveSpend } from '../../src/spend/decide.ts';
import { fillOffice } from '../spend/office.ts';
import { errorsOf, plain, rowsOf } from '../spend/page.ts';
import { DATABASES, hiddenFields, openWorld, type Visitor, type World } from '../world.ts';
import { acting, closeThrough, spendOf, submitQuarter } from './papers.ts';

const JULY = { year: 2015, number: 4 };
const AUGUST = { year: 2015, number: 5 };

describe.each(DATABASES)('reconciling with the finance system, on %s', (kind) => {
  let world: World;
  let finance: Visitor;
  let officeId: number;
  const spend: Record<string, string> = {};

  beforeAll(async () => {
    world = await openWorld(kind, fillOffice);
    finance = await world.signIn('finance@demo.example');
    officeId = (await world.person('finance@demo.example')).officeId;
    spend.first = await spendOf(world, {
      initiative: 'I-01',
      pence: 100_000,
      period: 4,
      day: '2015-07-03',
      reference: 'WYP-1',
    });
    spend.second = await spendOf(world, { initiative: 'I-01', pence: 40_000, period: 4, day: '2015-07-10' });
    spend.third = await spendOf(world, {
      initiative: 'I-01',
      pence: 3_000,
      period: 4,
      day: '2015-07-20',
      reference: 'HALL',
    });
    spend.other = await spendOf(world, { initiative: 'I-02', pence: 5_000, period: 4, day: '2015-07-21' });
  }, 120_000);
  afterAll(() => world.close());

  async function upload(text: string, period = '2015-16-P04', covers = 'period', by = finance) {
    const address = `/reconciliation/${period}/file`;
    const fields = { ...hiddenFields((await by.get(address)).text), covers };
    let request = by.agent.post(address);
    for (const [field, value] of Object.entries(fields)) request = request.field(field, value);
    return request.attach('file', Buffer.from(text), 'ledger.csv');
  }

  const explain = (period: string, initiative: string, fields: Record<string, string>, by = finance) => {
    const address = `/reconciliation/${period}/differences/ledger/${initiative}`;
    return by.get(address).then(({ text }) => {
      const seen = /name="seen" value="([^"]*)"/.exec(text)?.[1] ?? '';
      return by.agent
        .post(address)
        .type('form')
        .send({ ...hiddenFields(text), seen, ...fields });
    });
  };

  const stateOf = async (initiative: string, period = JULY) => {
    const { ledger } = await readReconciliation(world.db, officeId, period);
    const found = ledger.find((of) => of.initiative.ref === initiative);
    return [found?.tracker.value, found?.other, found?.difference, found?.state];
  };

  test('before anything is loaded, every initiative with a budget says so', async () => {
    expect(await stateOf('I-01')).toEqual([143_000, null, null, 'not loaded']);
    expect(await stateOf('I-02')).toEqual([5_000, null, null, 'not loaded']);
    const page = plain((await finance.get('/reconciliation/2015-16-P04')).text);
    expect(page).toContain('No control total of this period has been loaded, so there is nothing to compare yet.');
    expect(page).toContain('No lines of the ledger are loaded');
  });

  test('control totals are typed per initiative, and what is typed again adds a version', async () => {
    const address = '/reconciliation/2015-16-P04/totals';
    const wrong = await finance.send(address, address, { 'total-I-01': 'lots', 'total-I-02': '' });
    expect([wrong.status, errorsOf(wrong.text)]).toEqual([
      400,
      ['Control total of I-01 must be an amount in pounds, like 1,234.50'],
    ]);
    const none = await finance.send(address, address, { 'total-I-01': ' ' });
    expect(errorsOf(none.text)).toEqual(['Enter a control total of at least one initiative']);
    expect((await finance.send(address, address, { 'total-I-01': '£1,400.00' })).status).toBe(303);
    expect(await stateOf('I-01')).toEqual([143_000, 140_000, 3_000, 'unexplained']);
    expect((await finance.get(address)).text).toContain('value="£1,400.00"');
    const emptied = await finance.send(address, address, { 'total-I-01': '', 'total-I-02': '50' });
    expect(errorsOf(emptied.text)[0]).toContain('stands already; enter 0.00 if the finance system has nothing');
    const same = await finance.send(address, address, { 'total-I-01': '1400' });
    expect([same.status, errorsOf(same.text)[0]]).toEqual([422, expect.stringContaining('Nothing was changed')]);
    const before = await latestMoment(world.db, officeId);
    expect((await finance.send(address, address, { 'total-I-01': '1,410', 'total-I-02': '-5.00' })).status).toBe(303);
    const at = async (moment?: typeof before) =>
      latestTotals(await listControlTotals(world.db, officeId, { moment })).get(totalKey(JULY, 'I-01'))?.pence;
    expect([await at(before), await at()]).toEqual([140_000, 141_000]);
    expect(await stateOf('I-02')).toEqual([5_000, -500, 5_500, 'unexplained']);
  });

  test('a file with faults loads nothing, and names every row', async () => {
    const rows = await world.db('control_total').count({ n: '*' }).first();
    const answer = await upload('initiative,amount\nI-01,1000\nI-77,x\n');
    expect(answer.status).toBe(400);
    expect(errorsOf(answer.text)).toEqual([
      expect.stringContaining('Row 3, initiative: Expected an initiative of this record'),
      expect.stringContaining('Row 3, amount: Expected an amount in pounds'),
    ]);
    expect(errorsOf((await upload('')).text)[0]).toContain('Expected a header row and lines; found an empty file');
    const bare = await upload('initiative,amount\nI-01,1000\n', '2015-16-P04', '');
    expect(errorsOf(bare.text)).toEqual(['Select what the file speaks for']);
    expect(await world.db('control_total').count({ n: '*' }).first()).toEqual(rows);
  });

  test('with lines loaded, what is left over is listed both ways, and how the others were matched', async () => {
    const file =
      'Date,Reference,Initiative,Amount\n' +
      '03/07/2015,wyp-1,I-01,1000.00\n10/07/2015,,I-01,400.00\n20/07/2015,HALL,I-01,25.00\n31/07/2015,X-9,I-01,12.00\n';
    const done = await upload(file);
    expect([done.status, done.headers.location]).toEqual([303, '/reconciliation/2015-16-P04']);
    const page = (await finance.get('/reconciliation/2015-16-P04')).text;
    const text = plain(page);
    expect(text).toContain('4 rows gave the control totals of 2 initiatives.');
    expect(text).toContain('2 lines were found here: 1 by reference and amount, 1 by amount and date.');
    const rows = rowsOf(page);
    expect(rows).toContainEqual([
      'Row 4',
      'I-01',
      'HALL',
      '20 Jul 2015',
      `${spend.third}: same reference, £30.00`,
      '£25.00',
    ]);
    expect(rows).toContainEqual(['Row 5', 'I-01', 'X-9', '31 Jul 2015', '', '£12.00']);
    expect(rows).toContainEqual([spend.third, 'I-01', 'HALL', '20 Jul 2015', '£30.00']);
    // The file speaks for the whole period and does not name I-02, so the finance system has nothing of it.
    expect(rows).toContainEqual([spend.other, 'I-02', '', '21 Jul 2015', '£50.00']);
    expect(await stateOf('I-01')).toEqual([143_000, 143_700, -700, 'unexplained']);
    expect(await stateOf('I-02')).toEqual([5_000, 0, 5_000, 'unexplained']);

    const again = await upload(file);
    expect([again.status, errorsOf(again.text)[0]]).toEqual([
      422,
      'This very file is what stands for Period 4 (July 2015) already. Nothing was changed.',
    ]);
    const lines: Record<string, string>[] = parse((await finance.get('/reconciliation/2015-16-P04/lines.csv')).text, {
      bom: true,
      columns: true,
    });
    expect(lines.map((row) => [row.matched_by, row.line_amount, row.entry, row.entry_amount])).toEqual([
      ['in the finance system and not here', '25.00', '', ''],
      ['in the finance system and not here', '12.00', '', ''],
      ['here and not in the finance system', '', spend.third, '30.00'],
      ['here and not in the finance system', '', spend.other, '50.00'],
      ['reference and amount', '1000.00', spend.first, '1000.00'],
      ['amount and date', '400.00', spend.second, '400.00'],
    ]);
  });

  test('a difference is explained with a reason, and the explanation covers that amount alone', async () => {
    const bare = await explain('2015-16-P04', 'I-01', {});
    expect(errorsOf(bare.text)).toEqual(['Select what becomes of it', 'Enter the reason']);
    const stale = await explain('2015-16-P04', 'I-01', { treatment: 'explained', text: 'Bank charge', seen: '-600' });
    expect([stale.status, errorsOf(stale.text)[0]]).toEqual([
      422,
      'The difference was -£6.00 when you opened it, and is -£7.00 now. Look at it again first.',
    ]);
    const words = 'A bank charge of £12.00 less £5.00 of VAT.';
    expect((await explain('2015-16-P04', 'I-01', { treatment: 'explained', text: words })).status).toBe(303);
    expect((await stateOf('I-01'))[3]).toBe('explained');
    const page = plain((await finance.get('/reconciliation/2015-16-P04')).text);
    expect(page).toContain(`Explained ${words} (finance) Open`);

    const late = { initiative: 'I-01', pence: 1_000, period: 4, day: '2015-07-30' };
    await spendOf(world, late);
    expect(await stateOf('I-01')).toEqual([144_000, 143_700, 300, 'changed']);
    const changed = plain((await finance.get('/reconciliation/2015-16-P04')).text);
    expect(changed).toContain(`Changed since No longer covered: -£7.00 was explained by finance, “${words}”.`);
    const month = plain((await finance.get('/month-end/2015-16-P04')).text);
    expect(month).toContain('Differences without an explanation In the way 2 I-01, I-02.');
    expect(
      (await explain('2015-16-P04', 'I-01', { treatment: 'explained', text: 'The rest is a rounding.' })).status,
    ).toBe(303);
    expect((await stateOf('I-01'))[3]).toBe('explained');
    const history = rowsOf((await finance.get('/reconciliation/2015-16-P04/differences/ledger/I-01')).text);
    expect(history.filter(([, by]) => by === 'finance').map((row) => row.slice(2))).toEqual([
      ['explained', '£3.00', 'The rest is a rounding.'],
      ['explained', '-£7.00', words],
    ]);
  });

  test('a carried difference stands on the next periods until one takes it back', async () => {
    const text = 'The hall’s invoice reaches the ledger in August.';
    expect((await explain('2015-16-P04', 'I-02', { treatment: 'carried', text })).status).toBe(303);
    const august = async () => plain((await finance.get('/reconciliation/2015-16-P05')).text);
    expect(await august()).toContain(
      `Carried in from earlier periods Initiative Compared with From Difference then Why By Now I-02 Finance system 2015/16 Period 4 (July 2015) £50.00 ${text} finance Still carried`,
    );
    await closeThrough(world, 2015, 4, 4);
    const list = plain((await finance.get('/month-end/2015-16-P05')).text);
    expect(list).toContain('Differences carried from earlier periods Warning 1 I-02: not gone yet.');
    await upload('initiative,amount,reference\nI-02,50.00,HALL-2\n', '2015-16-P05');
    expect(await stateOf('I-02', AUGUST)).toEqual([0, 5_000, -5_000, 'cleared']);
    expect(await august()).toContain('Takes back what was carried £50.00 was carried in.');
    expect(await august()).toContain('finance Taken back here');
    expect(plain((await finance.get('/reconciliation/2015-16-P06')).text)).not.toContain('Carried in from');
    const then = plain((await finance.get('/month-end/2015-16-P05')).text);
    expect(then).toContain('Ledger lines not here Done 0');
    expect(then).toContain('Differences carried from earlier periods Done 0');
  });

  test('lines that differ while the totals agree are told, and explained like a difference', async () => {
    await spendOf(world, { initiative: 'I-01', pence: 3_000, period: 5, day: '2015-08-03' });
    const file = 'initiative,amount,reference\nI-01,10.00,A\nI-01,20.00,B\n';
    await upload(file, '2015-16-P05', 'named');
    expect(await stateOf('I-01', AUGUST)).toEqual([3_000, 3_000, 0, 'lines differ']);
    expect(plain((await finance.get('/reconciliation/2015-16-P05')).text)).toContain(
      'Lines differ 3 lines without a match.',
    );
    const said = { treatment: 'explained', text: 'Two lines there, one spend here.' };
    expect((await explain('2015-16-P05', 'I-01', said)).status).toBe(303);
    expect((await stateOf('I-01', AUGUST))[3]).toBe('explained');
  });

  test('a form sent twice acts once, and with another file it is another request', async () => {
    const address = '/reconciliation/2015-16-P07/file';
    const fields = { ...hiddenFields((await finance.get(address)).text), covers: 'named' };
    const send = (text: string) => {
      let request = finance.agent.post(address);
      for (const [field, value] of Object.entries(fields)) request = request.field(field, value);
      return request.attach('file', Buffer.from(text), 'ledger.csv');
    };
    expect((await send('initiative,amount\nI-01,1.00\n')).status).toBe(303);
    expect((await send('initiative,amount\nI-01,1.00\n')).status).toBe(303);
    expect((await send('initiative,amount\nI-01,2.00\n')).status).toBe(409);
    const versions = await listControlTotals(world.db, officeId, { period: { year: 2015, number: 7 } });
    expect(versions.map(({ pence }) => pence)).toEqual([100]);
  });

  test.each([
    ['I-01', 'no-difference'],
    ['I-02', 'not-loaded'],
    ['I-09', 'not-found'],
  ])('nothing is said of %s where there is no difference to speak of: %s', async (initiative, rule) => {
    const totals = '/reconciliation/2015-16-P06/totals';
    await finance.send(totals, totals, { 'total-I-01': '0.00' });
    const { id } = await world.person('finance@demo.example');
    const period = { year: 2015, number: 6 };
    const note = { period, against: 'ledger', initiative, treatment: 'explained', text: 'Because', seen: 0 } as const;
    await expect(
      acting(world, 'finance@demo.example', async (act) => {
        await noteDifference(act, note, id);
        return null;
      }),
    ).rejects.toMatchObject({ rule });
  });

  test('the whole comparison is a file, and the chain binds all of it', async () => {
    const csv = await finance.get('/reconciliation/2015-16-P04.csv');
    const rows: Record<string, string>[] = parse(csv.text, { bom: true, columns: true });
    expect(
      rows.map((row) => [row.initiative, row.recorded_here, row.other, row.difference, row.state, row.treatment]),
    ).toEqual([
      ['I-01', '1440.00', '1437.00', '3.00', 'explained', 'explained'],
      ['I-02', '50.00', '0.00', '50.00', 'carried', 'carried'],
    ]);
    expect(rows[0]).toMatchObject({
      compared_with: 'finance system',
      said_of_amount: '3.00',
      by: 'finance',
      left_over: '4',
    });
    expect(await verifyChain(world.db, officeId)).toEqual([]);
  });

  test('whoever is not in finance reads and changes nothing', async () => {
    for (const email of ['auditor', 'commissioning']) {
      const visitor = await world.signIn(`${email}@demo.example`);
      const page = await visitor.get('/reconciliation/2015-16-P04');
      expect([page.status, page.text.includes('Type control totals')]).toEqual([200, false]);
      const difference = await visitor.get('/reconciliation/2015-16-P04/differences/ledger/I-01');
      expect([difference.status, difference.text.includes('name="treatment"')]).toEqual([200, false]);
      expect((await visitor.get('/reconciliation/2015-16-P04/file')).status).toBe(403);
      const fields = hiddenFields(page.text);
      const address = '/reconciliation/2015-16-P04/differences/ledger/I-01';
      const sent = { ...fields, treatment: 'explained', text: 'x', seen: '300' };
      expect((await visitor.agent.post(address).type('form').send(sent)).status).toBe(403);
    }
    expect((await finance.get('/reconciliation/2015-16-P04/differences/return/I-01')).status).toBe(404);
    expect((await finance.get('/reconciliation/2015-16-P14')).status).toBe(404);
  });
});

describe('the demonstration', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld('sqlite', seedDemonstration);
  }, 120_000);
  afterAll(() => world.close());

  test('has its first quarter loaded line by line, with one difference that is explained', async () => {
    const { officeId } = await world.person('auditor@demo.example');
    const differences = [];
    for (const number of [1, 2, 3]) {
      const { ledger, matching } = await readReconciliation(world.db, officeId, { year: 2015, number });
      expect(matching.pairs.length).toBeGreaterThan(1);
      expect(ledger.map(({ initiative }) => initiative.ref)).toEqual(['I-01', 'I-02', 'I-03']);
      differences.push(...ledger.filter(({ state }) => state !== 'agrees'));
    }
    expect(differences.map(({ initiative, difference, state }) => [initiative.ref, difference, state])).toEqual([
      ['I-02', 63_600, 'explained'],
    ]);
  });
});

describe.each(DATABASES)('reconciling with a submitted return, on %s', (kind) => {
  let world: World;
  let finance: Visitor;
  const JUNE = { year: 2015, number: 3 };
  const SEPTEMBER = { year: 2015, number: 6 };

  beforeAll(async () => {
    world = await openWorld(kind, fillOffice);
    finance = await world.signIn('finance@demo.example');
  }, 120_000);
  afterAll(() => world.close());

  const returned = async (period: typeof JUNE, initiative: string) => {
    const { officeId } = await world.person('finance@demo.example');
    const found = await readReconciliation(world.db, officeId, period);
    const of = found.returned?.comparisons.find((candidate) => candidate.initiative.ref === initiative);
    return of === undefined ? null : [of.tracker.value, of.other, of.difference, of.state];
  };

  test('a return is compared initiative by initiative once it is submitted, on the period that ends its quarter', async () => {
    expect(await returned(JUNE, 'I-02')).toBe(null);
    await submitQuarter(world, { year: 2015, quarter: 1 });
    expect(await returned(JUNE, 'I-02')).toEqual([0, 0, 0, 'agrees']);
    expect(await returned({ year: 2015, number: 2 }, 'I-02')).toBe(null);
    const page = plain((await finance.get('/reconciliation/2015-16-P03')).text);
    expect(page).toContain('2015/16 quarter 1 (April to June 2015): here and in the return HO-2015-16-Q1');
  });

  test('an adjustment made since is a difference, carried until the next return states it', async () => {
    const manager = await world.person('manager@demo.example');
    const { id } = await world.person('finance@demo.example');
    const ref = await acting(world, 'finance@demo.example', (act) =>
      enterAdjustment(
        act,
        {
          kind: 'adjustment',
          initiative: 'I-02',
          agreement: '',
          nature: 'revenue',
          place: 'E08000033',
          category: '4',
          supplier: 'Print works',
          concerns: JUNE,
          period: { year: 2015, number: 4 },
          comment: 'Posters of June were left out',
          reason: null,
          pence: 20_000,
          happenedOn: '2015-07-30',
        },
        id,
      ),
    );
    expect((await returned(JUNE, 'I-02'))?.[3]).toBe('agrees');
    await acting(world, manager.email, async (act) => (await approveSpend(act, manager, ref, null)).ref);
    expect(await returned(JUNE, 'I-02')).toEqual([20_000, 0, 20_000, 'unexplained']);
    await acting(world, 'finance@demo.example', async (act) => {
      const note = { treatment: 'carried', text: `${ref}: the return of quarter 2 states it.` } as const;
      await noteDifference(act, { period: JUNE, against: 'return', initiative: 'I-02', seen: 20_000, ...note }, id);
      return null;
    });
    const august = plain((await finance.get('/reconciliation/2015-16-P05')).text);
    expect(august).toContain('I-02 Return 2015/16 Period 3 (June 2015) £200.00');
    expect(august).toContain('Still carried');
    await closeThrough(world, 2015, 4, 6);
    await submitQuarter(world, { year: 2015, quarter: 2 });
    expect((await returned(SEPTEMBER, 'I-02'))?.slice(2)).toEqual([-20_000, 'cleared']);
    const september = plain((await finance.get('/reconciliation/2015-16-P06')).text);
    expect(september).toContain('Taken back here');
    expect(plain((await finance.get('/reconciliation/2015-16-P07')).text)).not.toContain('Carried in from');
  }, 60_000);
});
