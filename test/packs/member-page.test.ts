import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { seedDemonstration } from '../../seeds/demonstration.ts';
import { plain } from '../spend/page.ts';
import { openWorld, type World } from '../world.ts';

describe('A page of somebody’s own before a meeting', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld('sqlite', seedDemonstration);
  }, 120_000);
  afterAll(() => world.close());

  const mine = async (name: string, meeting = 'PEG-2015-03'): Promise<string> => {
    const visitor = await world.signIn(`${name}@demo.example`);
    return plain((await visitor.get(`/meetings/${meeting}/mine`)).text);
  };

  test('shows a member the district of their body, what they took on and what it owes, and no other district', async () => {
    const page = await mine('member');
    expect(page).toContain('You sit for City of Bradford Metropolitan District Council, in Bradford.');
    expect(page).toContain('Where Bradford stands');
    expect(page).toContain('Your open actions');
    expect(page).toContain('Bring to the next meeting what schools of the district asked for');
    expect(page).not.toContain('specialist investigators are in post');
    expect(page).toContain('Data that your district owes');
    for (const other of ['Calderdale', 'Kirklees', 'Wakefield'])
      expect([other, page.includes(`Where ${other}`)]).toEqual([other, false]);
  });

  test('shows a district’s contact their own district, with the measures that nobody has counted there', async () => {
    const page = await mine('leeds');
    expect(page).toContain('You see what is of Leeds.');
    expect(page).not.toContain('Your open actions');
    expect(page).toContain('DR-011');
    expect(page).toContain('Measures that nobody has counted in your district');
    expect(page).toContain('SA-');
  });

  test('says so to somebody who sits on the group for no body and has no district', async () => {
    const page = await mine('finance');
    expect(page).toContain('You sit on the group for no body and have no district');
    const visitor = await world.signIn('finance@demo.example');
    expect((await visitor.get('/meetings/PEG-2099-01/mine')).status).toBe(404);
  });
});
