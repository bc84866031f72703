import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { seedDemonstration } from '../../seeds/demonstration.ts';
import { latestMoment } from '../../src/audit/moment.ts';
import { openFigure, readValues } from '../../src/figures/registry.ts';
import { addUp } from '../../src/ledger/balance.ts';
import { openBooks } from '../../src/ledger/figure.ts';
import type { Scope } from '../../src/ledger/scope.ts';
import { listAwaitingGroups } from '../../src/spend/import/batch.store.ts';
import { listAmounts } from '../../src/spend/spend.store.ts';
import { signedPence } from '../../src/spend/spend.ts';
import { SPEND_CHECKS } from '../../src/spend/verify.ts';
import { DATABASES, openWorld, type World } from '../world.ts';
import { Desk } from './desk.ts';
import { confirm, importFile, ownFile, upload } from './import-desk.ts';
import { fillOffice } from './office.ts';
import { plain } from './page.ts';

const SCOPES: Scope[] = [
  {},
  { fund: 'CSE' },
  { year: 2015 },
  { initiative: 'I-01' },
  { initiative: 'I-02', year: 2015, quarter: { year: 2015, quarter: 2 } },
  { period: { year: 2015, number: 4 } },
  { through: { year: 2015, number: 3 } },
  { nature: 'revenue' },
];

describe.each(DATABASES)('what awaits approval, on %s', (kind) => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld(kind, seedDemonstration);
  }, 60_000);
  afterAll(() => world.close());

  test('as at every moment the balances kept of it are what the list of it comes to', async () => {
    const { seq: last } = await latestMoment(world.db, 1);
    let seen = 0;
    for (let seq = 1; seq <= last; seq += 3) {
      const books = openBooks(world.db, 1, { seq, at: '2015-07-31T00:00:00.000Z' });
      const listed = await listAmounts(world.db, 1, { status: 'awaiting approval', moment: books.moment });
      const [all] = await readValues(books, 'spend.awaiting', [{}]);
      const groups = (await listAwaitingGroups(world.db, 1, books.moment)).map((group) =>
        group.kind === 'spend' ? group.pence : -group.pence,
      );
      expect([seq, all?.value]).toEqual([seq, addUp([...listed.map(signedPence), ...groups])]);
      if (listed.length > 0) seen += 1;
    }
    expect(seen).toBeGreaterThan(10);
  }, 120_000);

  test('what is behind it adds up to it, however it is asked, and by place it is read from the list itself', async () => {
    const books = openBooks(world.db, 1, await latestMoment(world.db, 1));
    for (const scope of [...SCOPES, { place: 'E08000035' }, { initiative: 'I-02', category: '4' }]) {
      const { rows, value } = await openFigure(books, 'spend.awaiting', scope);
      expect([scope, addUp(rows.map((row) => row.value ?? 0))]).toEqual([scope, value.value]);
    }
  });

  test('verification compares every version with the spend itself', async () => {
    const check = SPEND_CHECKS.find(({ name }) => name === 'awaiting');
    expect(await check?.find(world.db, 1)).toEqual([]);
  });
});

describe.each(DATABASES)('what a batch would post awaits approval, on %s', (kind) => {
  let world: World;
  let desk: Desk;
  beforeAll(async () => {
    world = await openWorld(kind, fillOffice);
    desk = new Desk(world);
  });
  afterAll(() => world.close());

  const LEEDS = 'E08000035';
  const COUNTY = 'E23000010';
  /** `figure` itself refuses a number that what is behind it does not add up to. */
  const awaiting = (scope: Scope) => desk.figure('spend.awaiting', scope);
  const all = async () => [
    await awaiting({}),
    await awaiting({ initiative: 'I-01' }),
    await awaiting({ initiative: 'I-02' }),
    await awaiting({ place: LEEDS }),
    await awaiting({ place: COUNTY }),
    await awaiting({ category: '3' }),
    await awaiting({ initiative: 'I-02', place: LEEDS, category: '4' }),
  ];

  test('until somebody accepts it or rejects it, by initiative, place and category, as what is behind it does', async () => {
    const finance = await world.signIn('finance@demo.example');
    const manager = await world.signIn('manager@demo.example');
    const matched = await desk.spend({ netPence: 90_00, supplier: 'Printer', invoicedOn: '2015-07-06' });
    await desk.approve(matched);
    await desk.spend({ initiative: 'I-01', netPence: 7_00, place: COUNTY });
    expect(await all()).toEqual([7_00, 7_00, 0, 0, 7_00, 0, 0]);
    const schools = { initiative: 'I-02', place: LEEDS };
    const rows = ['01/07/2015,Hall,,50.00,4,A1', '02/07/2015,Hall,,20.00,3,A2', '03/07/2015,Hall,,-5.00,4,A3'];
    const plan = await upload(finance, ownFile(...rows, '03/07/2015,Printer,,93.00,4,A4'), schools);
    const line = `${plan.href}/lines/5`;
    await finance.send(line, line, { act: 'stands', [`s-${matched}`]: 'yes', reason: 'More colours' });
    const page = await finance.get(plan.href);
    const address = (await confirm(finance, { ...plan, text: page.text })).headers.location as string;
    // What the matched line posts besides is a spend of the batch, coded as what it stands for.
    const whole = [75_00, 7_00, 68_00, 65_00, 10_00, 20_00, 45_00];
    expect(await all()).toEqual(whole);
    const shown = await finance.get('/figures/spend.awaiting?initiative=I-02');
    expect(plain(shown.text)).toContain(`${address.split('/').at(-1)} awaits acceptance: 1 line of I-02`);
    const { seq } = await latestMoment(world.db, 1);
    expect((await manager.send(address, `${address}/acceptance`, { control: '158.00' })).status).toBe(303);
    expect(await all()).toEqual([7_00, 7_00, 0, 0, 7_00, 0, 0]);
    const then = openBooks(world.db, 1, { seq, at: '2015-07-31T00:00:00.000Z' });
    const { value, rows: behind } = await openFigure(then, 'spend.awaiting', { place: LEEDS });
    expect([value.value, addUp(behind.map((row) => row.value ?? 0))]).toEqual([65_00, 65_00]);
    const other = await importFile(finance, ownFile('06/07/2015,Hall,,11.00,4,B1'), schools);
    expect(await awaiting({ place: LEEDS })).toBe(11_00);
    await manager.send(other, `${other}/rejection`, { reason: 'Too early' });
    expect(await all()).toEqual([7_00, 7_00, 0, 0, 7_00, 0, 0]);
  });
});
