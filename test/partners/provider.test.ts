import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { addAlias } from '../../src/partners/alias.store.ts';
import { mergeOrganisations } from '../../src/partners/merge.store.ts';
import { addOrganisation, listOrganisations } from '../../src/partners/organisation.store.ts';
import { fillOffice, invoice } from '../spend/office.ts';
import { DATABASES, openWorld, type Visitor, type World } from '../world.ts';
import { done } from './partners-office.ts';

describe.each(DATABASES)('a provider that was merged, on %s', (kind) => {
  let world: World;
  let sam: Visitor;
  let police: number;
  let chief: number;
  beforeAll(async () => {
    world = await openWorld(kind, fillOffice);
    sam = await world.signIn('commissioning@demo.example');
    const doer = await world.doer('commissioning@demo.example');
    police = (await listOrganisations(world.db, 1))[0]?.id as number;
    chief = await done(world.site, doer, async (act) => {
      const id = await addOrganisation(act, { name: 'The Chief Constable', kind: 'police' });
      await addAlias(act, id, 'CC OF W YORKS');
      await mergeOrganisations(act, { from: police, into: id, reason: 'The legal body' });
      return id;
    });
  }, 60_000);
  afterAll(() => world.close());

  test('keeps its agreements, which are shown under the survivor with both names', async () => {
    expect((await sam.get('/agreements')).text).toContain('The Chief Constable (recorded as West Yorkshire Police)');
    const page = (await sam.get(`/organisations/${chief}`)).text;
    expect(page).toContain('AG-2015-001');
    expect((await sam.get(`/organisations/${police}`)).text).not.toContain('AG-2015-001');
  });

  test('is no longer offered for a new agreement, while the survivor is', async () => {
    const form = (await sam.get('/agreements/new')).text;
    expect(form).toContain(`<option value="${chief}">The Chief Constable</option>`);
    expect(form).not.toContain('West Yorkshire Police</option>');
  });

  test.each([
    ['West Yorkshire Police', true],
    ['C.C. of W Yorks', true],
    ['Somebody else', false],
  ])('is linked from a spend whose supplier is spelt %s: %s', async (supplier, isLinked) => {
    const finance = await world.signIn('finance@demo.example');
    const sent = await finance.send('/spend/new', '/spend', invoice({ supplier, net: '10.00', same: 'yes' }));
    const page = (await finance.get(sent.headers.location as string)).text;
    expect(page).toContain(supplier);
    expect(page.includes(`href="/organisations/${chief}"`)).toBe(isLinked);
  });
});
