import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { seedDemonstration } from '../../seeds/demonstration.ts';
import { verifyEverything } from '../../src/home/verify.ts';
import { inProject } from '../../src/platform/root.ts';
import { DATABASES, openWorld, type Visitor, type World } from '../world.ts';
import { upload } from './import-desk.ts';
import { errorsOf, plain, rowsOf } from './page.ts';

describe.each(DATABASES)('The imports that a newcomer finds in the demonstration, on %s:', (kind) => {
  let world: World;
  let finance: Visitor;
  let manager: Visitor;
  beforeAll(async () => {
    world = await openWorld(kind, seedDemonstration);
    finance = await world.signIn('finance@demo.example');
    manager = await world.signIn('manager@demo.example');
  });
  afterAll(() => world.close());

  test('one was accepted: what it posted, what a rule left out, and what stood already', async () => {
    const page = await finance.get('/imports/IB-2015-16-001');
    expect(plain(page.text)).toContain('Import IB-2015-16-001 Accepted Its lines come to £980.00');
    const rows = rowsOf(page.text);
    expect(rows).toContainEqual(['CR-008', 'Highways, not of this fund (invented)', '2', '£2,460.25']);
    expect(rows.map((row) => [row[2], row[5]])).toEqual(
      expect.arrayContaining([
        ['880091', 'I-01, by CR-002'],
        ['880092', 'I-02, coded by hand'],
        ['880094', 'Left out by CR-008'],
        ['880101', 'Stands for SP-2015-16-000008'],
      ]),
    );
    const list = await finance.get('/spend?batch=IB-2015-16-001');
    expect(rowsOf(list.text)).toContainEqual(expect.arrayContaining(['Training provider (invented)', '£640.00']));
    expect((await finance.get('/search?q=posters%20autumn')).text).toContain('href="/imports/IB-2015-16-001?row=3"');
    const month = rowsOf((await finance.get('/month-end/2015-16-P04')).text);
    expect(month).toContainEqual(
      expect.arrayContaining(['CR-008: Highways, not of this fund (invented)', '£2,460.25']),
    );
    expect((await verifyEverything(world.db, 1)).findings).toEqual([]);
  });

  test('one awaits acceptance: not by whoever imported it, nor against another total than README’s', async () => {
    const address = '/imports/IB-2015-16-002';
    const readme = readFileSync(inProject('README.md'), 'utf8');
    expect(readme).toMatch(/accept \*IB-2015-16-002\* against what the finance system says, £412\.40;/);
    expect((await finance.get(address)).text).toContain('You entered this, so somebody else decides it.');
    const wrong = await manager.send(address, `${address}/acceptance`, { control: '412.41' });
    expect([wrong.status, errorsOf(wrong.text)]).toEqual([422, [expect.stringContaining('£0.01 apart')]]);
    expect((await manager.send(address, `${address}/acceptance`, { control: '412.40' })).status).toBe(303);
  });

  test('the whole of July shows of everything something: known, ruled, left out, waiting, alike and unlikely', async () => {
    const file = readFileSync(inProject('data', 'demonstration', 'ledger-july-2015.csv'));
    const plan = await upload(finance, file, { profile: 'unit4', initiative: '', place: '' });
    expect(errorsOf(plan.text)).toEqual([
      '2 lines are not coded. Code them or leave them out',
      '1 line looks like what is recorded already. Say of each whether it is that',
    ]);
    const said = plain(plan.text);
    expect(said).toContain('Already known 6');
    expect(said).toContain('Left out 1 £8,400.00');
    expect(said).toContain('Its lines come to £74,890.25');
    expect(said).toContain('Its own total row says £74,890.25');
    expect(said).toMatch(/\d lines to suppliers never paid before/);
    expect(rowsOf(plan.text)).toContainEqual(expect.arrayContaining(['AG-2014-002', 'CR-002']));
    await finance.send(plan.href, `${plan.href}/discarding`, {});
  });
});
