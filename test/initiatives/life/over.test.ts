import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { seedDemonstration } from '../../../seeds/demonstration.ts';
import { DATABASES, openWorld, type Visitor, type World } from '../../world.ts';

const AGREEMENT = {
  kind: 'grant',
  organisation: '5',
  nature: 'revenue',
  'signed-day': '20',
  'signed-month': '7',
  'signed-year': '2015',
  'starts-day': '20',
  'starts-month': '7',
  'starts-year': '2015',
  'ends-day': '31',
  'ends-month': '3',
  'ends-year': '2016',
  purpose: 'To go on',
  crimeReduction: 'Fewer children are exploited',
  valueForMoney: 'At cost',
  conditions: '',
};

describe.each(DATABASES)('an initiative that is over, on %s', (kind) => {
  let world: World;
  let commissioning: Visitor;
  beforeAll(async () => {
    world = await openWorld(kind, seedDemonstration);
    commissioning = await world.signIn('commissioning@demo.example');
  });
  afterAll(() => world.close());

  test('binds no more money, while one that is live does; what was typed is kept', async () => {
    const add = (initiative: string, amounts: Record<string, string>) =>
      commissioning.send('/agreements/new', '/agreements/new', { ...AGREEMENT, initiative, ...amounts });
    const amounts = { 'amount-2014-15': '', 'amount-2015-16': '100' };
    const over = await add('I-05', amounts);
    expect(over.status).toBe(422);
    expect(over.text).toContain('I-05 is over (closed and evaluated). Take its last step back first');
    expect(over.text).toContain('To go on');
    expect((await add('I-02', amounts)).status).toBe(303);
  });

  test('gets no more budget', async () => {
    const manager = await world.signIn('manager@demo.example');
    const form = '/initiatives/I-05/budgets/new';
    const sent = {
      direction: 'give',
      allocation: 'AL-2015-002:PEG-INNOVATION:revenue:2015',
      amount: '1',
      decision: 'D-2015-002',
      reason: '',
    };
    const answer = await manager.send(form, form, sent);
    expect([answer.status, answer.text.includes('I-05 is over')]).toEqual([422, true]);
  });
});
