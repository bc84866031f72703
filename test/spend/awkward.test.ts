import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readEntries } from '../../src/ledger/entry.store.ts';
import { addYear } from '../../src/ledger/period.store.ts';
import { DATABASES, openWorld, type World } from '../world.ts';
import { Desk, P } from './desk.ts';
import { fillOffice, invoice } from './office.ts';
import { errorsOf } from './page.ts';

describe.each(DATABASES)('On %s, the awkward day of an invoice', (kind) => {
  let world: World;

  beforeAll(async () => {
    world = await openWorld(kind, fillOffice);
    // An office of today has no standing day: its today is the civil day in London.
    const desk = new Desk(world);
    await world.db('office').update({ standing_day: null });
    await desk.act('cfo', 'year', async (act) => {
      await addYear(act, 2016);
      return null;
    });
    await desk.money({ year: 2016, initiative: 'I-02', pence: 9_000_00 });
  });
  afterAll(() => world.close());

  // London is an hour ahead of UTC from the last Sunday of March: half past eleven there is half past ten in UTC.
  test.each([
    ['31 March 2016, 23:30 in London', '2016-03-31T22:30:00.000Z', ['31', '3', '2016'], 'taken'],
    ['31 March 2016, 23:30 in London, dated tomorrow', '2016-03-31T22:30:00.000Z', ['1', '4', '2016'], 'in the future'],
    [
      '1 April 2016, 00:30 in London, while UTC still says March',
      '2016-03-31T23:30:00.000Z',
      ['1', '4', '2016'],
      'taken',
    ],
    ['29 February of a leap year', '2016-03-31T22:30:00.000Z', ['29', '2', '2016'], 'taken'],
    ['29 February of a common year', '2016-03-31T22:30:00.000Z', ['29', '2', '2015'], 'no real date'],
    ['30 February', '2016-03-31T22:30:00.000Z', ['30', '2', '2016'], 'no real date'],
  ])('%s', async (_name, now, [day = '', month = '', year = ''], outcome) => {
    world.clock.set(now);
    const finance = await world.signIn('finance@demo.example');
    const typed = invoice({
      initiative: 'I-02',
      agreement: 'none',
      period: '2015-16-P12',
      net: '1.00',
      'received-day': '',
      'received-month': '',
      'received-year': '',
      'invoiced-day': day,
      'invoiced-month': month,
      'invoiced-year': year,
    });
    const said: Record<string, string[]> = {
      taken: [],
      'in the future': ['Invoice date must be today or in the past'],
      'no real date': ['Invoice date must be a real date'],
    };
    const answer = await finance.send('/spend/new', '/spend/check', typed);
    expect(errorsOf(answer.text)).toEqual(said[outcome]);
  });
});

describe.each(DATABASES)('On %s, the period decides the year, not the date', (kind) => {
  let world: World;
  let desk: Desk;

  beforeAll(async () => {
    world = await openWorld(kind, fillOffice);
    desk = new Desk(world);
    await desk.act('cfo', 'years', async (act) => {
      for (const year of [2016, 2017, 2018, 2019, 2020, 2021]) await addYear(act, year);
      return null;
    });
    for (const year of [2016, 2020, 2021]) await desk.money({ year, initiative: 'I-02', pence: 9_000_00 });
  });
  afterAll(() => world.close());

  // Each invoice is entered for a period that closes before anybody approves it, and keeps its own date.
  test.each([
    ['29 February 2016, entered for February, goes to March', '2016-02-29', P(11), P(12)],
    ['31 March 2016, entered for March, goes to the year end', '2016-03-31', P(12), P(13)],
    ['31 March 2016, entered for the year end, goes to April', '2016-03-31', P(13), P(1, 2016)],
    ['9 May 2021, entered for the month to it, goes to the year end', '2021-05-09', P(12, 2020), P(13, 2020)],
    ['9 May 2021, entered for the year end, goes to the month from 10 May', '2021-05-09', P(13, 2020), P(2, 2021)],
  ])('an invoice of %s', async (_name, invoicedOn, entered, next) => {
    await desk.closeThrough(P(entered.number - 1, entered.year));
    const ref = await desk.spend({ invoicedOn, period: entered, netPence: 1_00 });
    await desk.close(entered);
    await desk.approve(ref);
    const [entry] = await readEntries(world.db, 1, { spendRef: ref });
    expect(entry).toMatchObject({ happenedOn: invoicedOn, year: next.year, period: next.number });
    expect(entry?.to.year).toBe(next.year);
  });
});

describe.each(DATABASES)('On %s, a refund larger than its spend', (kind) => {
  let world: World;
  let desk: Desk;

  beforeAll(async () => {
    world = await openWorld(kind, fillOffice);
    desk = new Desk(world);
  });
  afterAll(() => world.close());

  // Of a spend of £300.00; each row is added to what the rows above it left.
  test.each([
    ['by one penny', 300_01, 'refused', 300_00],
    ['the first £200.00', 200_00, 'recorded', 100_00],
    ['£100.01 of the £100.00 that is left', 100_01, 'refused', 100_00],
    ['the last £100.00', 100_00, 'recorded', 0],
    ['one penny more', 1, 'refused', 0],
  ])('%s', async (_name, pence, outcome, left) => {
    const ref = 'SP-2015-16-000001';
    if ((await world.db('spend')).length === 0) await desk.approve(await desk.spend({ netPence: 300_00 }));
    const refund = desk.correct(ref, { kind: 'refund', pence });
    if (outcome === 'refused') await expect(refund).rejects.toMatchObject({ rule: 'corrected-in-full' });
    else await desk.approve(await refund);
    expect(await desk.figure('spend.to-date')).toBe(left);
  });
});
