import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { seedDemonstration } from '../../seeds/demonstration.ts';
import { verifyChain } from '../../src/audit/verify.ts';
import { DATABASES, openWorld, type Visitor, type World } from '../world.ts';

const DAY = (field: string, day: string): Record<string, string> => {
  const [year = '', month = '', date = ''] = day.split('-');
  return { [`${field}-day`]: date, [`${field}-month`]: month, [`${field}-year`]: year };
};

describe.each(DATABASES)('A pound on its way from a source to an agreement, on %s', (kind) => {
  let world: World;
  let manager: Visitor;
  let cfo: Visitor;
  let commissioning: Visitor;
  let pcc: Visitor;
  let auditor: Visitor;

  beforeAll(async () => {
    world = await openWorld(kind, seedDemonstration);
    manager = await world.signIn('manager@demo.example');
    cfo = await world.signIn('cfo@demo.example');
    commissioning = await world.signIn('commissioning@demo.example');
    pcc = await world.signIn('pcc@demo.example');
    auditor = await world.signIn('auditor@demo.example');
  }, 120_000);
  afterAll(() => world.close());

  const post = (visitor: Visitor, path: string, fields: Record<string, string>) => visitor.send(path, path, fields);
  const page = async (visitor: Visitor, path: string): Promise<string> => (await visitor.get(path)).text;
  const decisions = async (): Promise<number> => (await world.db('decision').select('id')).length;

  const source = { fund: 'CSE', code: 'GRANT-15', name: 'Special grant', funder: 'Home Office', restriction: 'none' };
  const award = {
    year: '2015-16',
    nature: 'revenue',
    amount: '£1,000.00',
    reference: 'Letter',
    ...DAY('awarded', '2015-05-01'),
  };
  const decision = {
    title: 'A thousand pounds for outreach',
    summary: 'Outreach in 2015/16.\nBy the third sector.',
    decidedBy: 'The Commissioner',
    headline: '5,000',
    ...DAY('decided', '2015-05-05'),
  };
  // What the demonstration's own records leave free.
  const NEXT = { decision: 'D-2015-006', allocation: 'AL-2015-003', beyond: 'AL-2015-004', agreement: 'AG-2015-006' };
  const allocation = {
    source: 'GRANT-15',
    year: '2015-16',
    nature: 'revenue',
    amount: '600',
    purpose: 'Outreach',
    decision: NEXT.decision,
  };
  const agreement = {
    initiative: 'I-07',
    kind: 'grant',
    nature: 'revenue',
    'amount-2015-16': '400.00',
    ...DAY('signed', '2015-06-01'),
    ...DAY('starts', '2015-06-01'),
    ...DAY('ends', '2016-03-31'),
    purpose: 'Outreach workers',
    crimeReduction: 'Fewer children are exploited',
    valueForMoney: 'At cost',
    conditions: '',
  };

  test('a source is added once, with a code that stays', async () => {
    const added = await post(manager, '/funding-sources/new', source);
    expect(added.status).toBe(303);
    expect(added.headers.location).toBe('/funding-sources/GRANT-15');
    expect(await page(manager, '/funding-sources/GRANT-15')).toContain('Funding source GRANT-15 was added.');
    const again = await post(manager, '/funding-sources/new', { ...source, name: 'Another' });
    expect(again.status).toBe(422);
    expect(again.text).toContain('The code GRANT-15 is already in use.');
    expect(again.text).toContain('value="Another"');
    const lower = await post(manager, '/funding-sources/new', { ...source, code: 'grant: 15' });
    expect(lower.status).toBe(400);
    expect(lower.text).toContain('Code must be 2 to 20 capital letters, digits or hyphens');
    const ringFenced = await post(manager, '/funding-sources/new', {
      ...source,
      code: 'RF',
      restriction: 'ring-fenced',
    });
    expect(ringFenced.text).toContain('Enter the conditions: what ring-fenced money may be used for');
  });

  test('nothing is allocated that was not awarded, nor without a decision', async () => {
    const early = await post(cfo, '/allocations/new', { ...allocation, decision: 'D-2014-001' });
    expect(early.status).toBe(422);
    expect(early.text).toContain('GRANT-15 has awarded no revenue money for 2015/16. Record the award first.');
    expect((await post(manager, '/funding-sources/GRANT-15/awards/new', award)).status).toBe(303);
    expect(await page(manager, '/funding-sources/GRANT-15')).toContain('£1,000.00');

    const none = await post(manager, '/allocations/new', { ...allocation, decision: '' });
    expect(none.status).toBe(400);
    expect(none.text).toContain('<a href="#decision">Select the decision</a>');
    const unknown = await post(manager, '/allocations/new', allocation);
    expect(unknown.status).toBe(400);
    expect(unknown.text).toContain('Decision must be one of those listed');
  });

  test('a decision is recorded once however often its button is pressed', async () => {
    const before = await decisions();
    const form = await pcc.get('/decisions/new');
    const once = /name="_once" value="([0-9a-f]{32})"/.exec(form.text)?.[1] ?? '';
    const first = await post(pcc, '/decisions/new', { ...decision, _once: once });
    const second = await post(pcc, '/decisions/new', { ...decision, _once: once });
    expect([first.headers.location, second.headers.location]).toEqual([
      `/decisions/${NEXT.decision}`,
      `/decisions/${NEXT.decision}`,
    ]);
    expect(await decisions()).toBe(before + 1);
    const shown = await page(auditor, `/decisions/${NEXT.decision}`);
    expect(shown).toContain('£5,000.00');
    expect(shown).toContain('No allocation and no budget cites this decision.');
    expect(shown).not.toContain('Invented');
    expect(await page(auditor, '/decisions/D-2015-002')).toContain('Invented for the demonstration');
    const tomorrow = await post(pcc, '/decisions/new', { ...decision, ...DAY('decided', '2015-08-01') });
    expect(tomorrow.status).toBe(400);
    expect(tomorrow.text).toContain('Date of the decision must be today or in the past');
  });

  test('an allocation stops at what is unallocated, to the penny, unless somebody with authority says why', async () => {
    expect((await post(manager, '/allocations/new', allocation)).headers.location).toBe(
      `/allocations/${NEXT.allocation}`,
    );
    const beyond = { ...allocation, amount: '400.01' };
    const refused = await post(manager, '/allocations/new', beyond);
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('What is left of unallocated (GRANT-15, 2015/16) is £400.00');
    expect(refused.text).toContain('value="400.01"');
    expect(await page(manager, '/allocations/new')).not.toContain('name="override"');
    const forged = await post(manager, '/allocations/new', { ...beyond, override: 'Because' });
    expect(forged.status).toBe(400);
    expect(forged.text).toContain('The form has no field');

    expect(await page(cfo, '/allocations/new')).toContain('name="override"');
    expect((await post(cfo, '/allocations/new', { ...beyond, override: '' })).status).toBe(422);
    const allowed = await post(cfo, '/allocations/new', { ...beyond, override: 'The second award is agreed' });
    expect(allowed.headers.location).toBe(`/allocations/${NEXT.beyond}`);
    const [entry] = await world.db('entry').orderBy('id', 'desc').limit(1);
    expect(entry.excess).toBe('override');
    expect(await page(auditor, '/funding-sources/GRANT-15')).toContain('-£0.01');
    expect((await auditor.get('/allocations.csv')).text).toContain(
      `${NEXT.beyond},2015/16,Outreach,${NEXT.decision},400.01,400.01`,
    );
  });

  test('the first budget of a year is the original, the next a revision', async () => {
    const initiative = {
      fund: 'CSE',
      kind: 'partnership',
      name: 'Outreach',
      purpose: 'Workers who go where children are.',
      basis: NEXT.decision,
      published: 'yes',
    };
    expect((await post(commissioning, '/initiatives/new', initiative)).headers.location).toBe('/initiatives/I-07');
    const early = await post(commissioning, '/agreements/new', { ...agreement, organisation: '1' });
    expect(early.status).toBe(422);
    expect(early.text).toContain('I-07 has no revenue budget for 2015/16. Give it one by a decision first.');
    expect((await post(commissioning, '/initiatives/I-07/budgets/new', {})).status).toBe(403);

    const wanted = {
      direction: 'give',
      allocation: `${NEXT.allocation}:GRANT-15:revenue:2015`,
      decision: NEXT.decision,
      reason: '',
    };
    const path = '/initiatives/I-07/budgets/new';
    expect((await post(manager, path, { ...wanted, amount: '500' })).status).toBe(303);
    expect(await page(manager, '/initiatives/I-07')).toContain('The original budget was recorded.');
    const silent = await post(manager, path, { ...wanted, amount: '100.00' });
    expect(silent.status).toBe(422);
    expect(silent.text).toContain(
      'I-07 has its original budget for 2015/16, so this is a revision. Say why it changes.',
    );
    const reason = 'A second worker';
    expect((await post(manager, path, { ...wanted, amount: '100.00', reason })).status).toBe(303);
    const beyond = await post(manager, path, { ...wanted, amount: '0.01', reason });
    expect(beyond.status).toBe(422);
    expect(beyond.text).toContain('is £0.00, ');
    const shown = await page(auditor, '/initiatives/I-07');
    expect(shown).toContain('+£100.00');
    expect(shown).toContain('A second worker');
    expect(shown).toMatch(/budget\.original\?[^"]*">£500\.00/);
    expect(shown).toMatch(/budget\.current\?[^"]*">£600\.00/);
    expect(await page(auditor, `/decisions/${NEXT.decision}`)).toContain(`Budget of I-07 from ${NEXT.allocation}`);
  });

  test('an agreement says what is published with it, and binds no more than the budget', async () => {
    await post(commissioning, '/organisations/new', {
      name: 'Night Outreach Trust',
      kind: 'third-sector',
      district: '',
    });
    const [trust] = await world.db('organisation').orderBy('id', 'desc').limit(1);
    const whole = { ...agreement, organisation: String(trust.id) };
    const silent = await post(commissioning, '/agreements/new', { ...whole, crimeReduction: '', valueForMoney: ' ' });
    expect(silent.status).toBe(400);
    expect(silent.text).toContain('<title>Error: Record an agreement');
    expect(silent.text).toContain('<a href="#crimeReduction">Enter how it reduces crime</a>');
    expect(silent.text).toContain('<a href="#valueForMoney">Enter why it is value for money</a>');
    expect(silent.text).toContain('Outreach workers</textarea>');
    const backwards = await post(commissioning, '/agreements/new', { ...whole, ...DAY('ends', '2015-05-31') });
    expect(backwards.text).toContain('End date must be on or after the start date');

    expect((await post(commissioning, '/agreements/new', whole)).headers.location).toBe(
      `/agreements/${NEXT.agreement}`,
    );
    const beyond = await post(commissioning, '/agreements/new', { ...whole, 'amount-2015-16': '200.01' });
    expect(beyond.status).toBe(422);
    expect(beyond.text).toContain('is £200.00, ');
    expect((await post(commissioning, '/agreements/new', { ...whole, 'amount-2015-16': '200' })).status).toBe(303);
    expect(await page(auditor, `/agreements/${NEXT.agreement}`)).toContain('Fewer children are exploited');
  });

  test('what an agreement no longer needs is released, and no more', async () => {
    const path = `/agreements/${NEXT.agreement}/releases/new`;
    const release = { year: '2015-16', amount: '50', reason: 'A post stays empty', ...DAY('released', '2015-07-01') };
    expect((await post(commissioning, path, release)).status).toBe(403);
    expect((await post(manager, path, release)).status).toBe(303);
    const beyond = await post(manager, path, { ...release, amount: '350.01' });
    expect(beyond.status).toBe(422);
    expect(beyond.text).toContain(`${NEXT.agreement} still binds £350.00 of 2015/16; £350.01 cannot be released.`);
    const shown = await page(auditor, `/agreements/${NEXT.agreement}`);
    expect(shown).toContain(`commitment.signed?agreement=${NEXT.agreement}">£400.00`);
    expect(shown).toContain(`commitment.made?agreement=${NEXT.agreement}">£350.00`);
    const opened = await page(auditor, `/figures/commitment.made?agreement=${NEXT.agreement}`);
    expect(opened).toContain('-£50.00');
    expect(opened).toContain('£400.00');
    const list = (await auditor.get('/agreements.csv')).text;
    expect(list.startsWith('\ufeffAgreement,Initiative,Provider')).toBe(true);
    expect(list).toContain(
      `${NEXT.agreement},I-07,Night Outreach Trust,Not recorded,Grant agreement,2016-03-31,Not recorded,2015/16,400.00,0.00,350.00,350.00,0.00\r\n`,
    );
  });

  test('an amount that was never published is not £0, and totals say that they leave it out', async () => {
    const list = await page(auditor, '/initiatives?year=2015-16');
    expect(list).toMatch(/budget\.current\?initiative=I-04&amp;year=2015-16">\[x\] amount not published/);
    expect(list).toContain('The total leaves out I-04 Specialist foster care (amount not published)');
    const file = (await auditor.get('/initiatives.csv?year=2015-16')).text;
    expect(file).toContain('I-04,Specialist foster care,Live,[x],[x],[x],[x],[x],Amber,First assessment\r\n');
    expect(file).toContain('I-07,Outreach,Need identified,600.00,0.00,550.00,50.00,-600.00,Not assessed,\r\n');
    expect((await auditor.get('/initiatives?year=2014-16')).status).toBe(400);
    expect((await auditor.get('/initiatives?year=2030-31')).status).toBe(404);
    expect((await auditor.get('/initiatives?years=2014-15')).status).toBe(400);
  });

  test('the chain and what it binds still verify after all of this', async () => {
    const { officeId } = await world.person('auditor@demo.example');
    expect(await verifyChain(world.db, officeId)).toEqual([]);
  });
});
