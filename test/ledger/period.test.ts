import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { seedDemonstration } from '../../seeds/demonstration.ts';
import { DATABASES, openWorld, type World } from '../world.ts';

describe.each(DATABASES)('closing a period, on %s', (kind) => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld(kind, seedDemonstration);
  });
  afterAll(() => world.close());

  const close = async (email: string, period: string) => {
    const visitor = await world.signIn(email);
    const form = `/periods/${period}/closing`;
    return visitor.send(email.startsWith('finance@') ? '/spend/new' : form, form, {});
  };

  test('is for the finance manager, in order, once; what awaited approval then goes to the next period', async () => {
    expect((await close('finance@demo.example', '2015-16-P04')).status).toBe(403);
    const early = await close('manager@demo.example', '2015-16-P05');
    expect([early.status, early.text.includes('Periods close in order')]).toEqual([422, true]);
    expect((await close('manager@demo.example', '2015-16-P14')).status).toBe(404);

    const done = await close('manager@demo.example', '2015-16-P04');
    expect([done.status, done.headers.location]).toEqual([303, '/periods']);
    expect((await close('manager@demo.example', '2015-16-P04')).status).toBe(422);

    const finance2 = await world.signIn('finance2@demo.example');
    const address = '/spend/SP-2015-16-000010';
    expect((await finance2.send(address, `${address}/approval`, {})).status).toBe(303);
    const [entry] = await world.db('entry').where({ spend_ref: 'SP-2015-16-000010' });
    expect([entry.year, entry.period, entry.happened_on]).toEqual([2015, 5, '2015-07-27']);
    expect((await finance2.get('/periods')).text).toContain('The current period is Period 5 (August 2015) of 2015/16');
  });
});
