import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { seedDemonstration } from '../../seeds/demonstration.ts';
import { perform } from '../../src/audit/act.ts';
import { readDeadlines } from '../../src/home/deadlines.ts';
import { MILESTONES } from '../../src/initiatives/delivery/milestone.ts';
import { changeRecord, findRecord } from '../../src/registers/register.store.ts';
import { DATABASES, openWorld, type World } from '../world.ts';

const TODAY = '2015-07-31';

describe.each(DATABASES)('the deadlines of an office, on %s', (kind) => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld(kind, seedDemonstration);
  });
  afterAll(() => world.close());

  const deadlines = () => readDeadlines(world.db, 1, TODAY);

  test('come from every room, each leading somewhere for a role that may go there', async () => {
    const found = await deadlines();
    expect([...new Set(found.map((deadline) => deadline.kind))].toSorted()).toEqual([
      'answer',
      'data-return',
      'meeting-action',
      'meeting-notice',
      'milestone',
      'monitoring-return',
      'provider-check',
      'publication',
      'return-filing',
      'sharing-review',
      'step-consider',
      'step-end',
    ]);
    const visitors = {
      'commissioning-officer': await world.signIn('commissioning@demo.example'),
      coordinator: await world.signIn('coordinator@demo.example'),
      secretariat: await world.signIn('secretariat@demo.example'),
      'peg-member': await world.signIn('member@demo.example'),
      'finance-manager': await world.signIn('manager@demo.example'),
    };
    const member = await world.person('member@demo.example');
    for (const { to, path, what } of found) {
      const isTheirs = 'people' in to && to.people.includes(member.id);
      const roles = 'roles' in to ? to.roles : isTheirs ? member.roles : [];
      const [visitor] = Object.entries(visitors).flatMap(([role, of]) => (roles.includes(role as never) ? [of] : []));
      expect([what, (await visitor?.get(path))?.status]).toEqual([what, 200]);
    }
  });

  test('say what is late and what is to come, and name no figure and no person', async () => {
    const found = await deadlines();
    expect(found).toContainEqual(expect.objectContaining({ kind: 'provider-check', dueOn: '2015-08-20' }));
    expect(found).toContainEqual(expect.objectContaining({ kind: 'sharing-review', ref: 'ISA-002' }));
    expect(found).toContainEqual(expect.objectContaining({ kind: 'answer', ref: 'Q-003', dueOn: '2015-07-24' }));
    for (const { what } of found) expect(what).not.toMatch(/£|@|\d{3},\d{3}/);
  });

  test('that a provider missed are said on the page of its initiative, and on no other', async () => {
    const commissioning = await world.signIn('commissioning@demo.example');
    const said = 'AG-2015-004 owes its monitoring return for 1 Apr 2015 to 30 Jun 2015, due on 21 July 2015.';
    expect((await commissioning.get('/initiatives/I-03')).text).toContain(said);
    expect((await commissioning.get('/initiatives/I-02')).text).not.toContain('owes its monitoring return');
  });

  test('end when what they ask for is done', async () => {
    const of = async (ref: string) => (await deadlines()).filter((deadline) => deadline.ref === ref);
    expect(await of('M-004')).toHaveLength(1);
    const doer = await world.doer('commissioning@demo.example');
    await perform(world.site, doer, 'milestone.change', null, async (act) => {
      const { version, answers } = await findRecord(act.trx, 1, MILESTONES, 'M-004');
      const reached = { ...answers, reached: '2015-07-30' };
      await changeRecord(act, MILESTONES, { ref: 'M-004', basedOn: version, answers: reached, why: null });
      return { subject: { kind: 'milestone', ref: 'M-004' }, result: null };
    });
    expect(await of('M-004')).toEqual([]);
  });
});
