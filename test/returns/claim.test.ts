import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { seedDemonstration } from '../../seeds/demonstration.ts';
import { latestMoment } from '../../src/audit/moment.ts';
import { readFigures } from '../../src/figures/registry.ts';
import type { Scope } from '../../src/ledger/scope.ts';
import { DATABASES, openWorld, type World } from '../world.ts';
import { type Desk, download, openDesk, plain, prepare, press, rowsOf, submit, unpacked } from './filing-desk.ts';

const SOURCE = 'PEG-INNOVATION';
const Q1: Scope = { source: SOURCE, year: 2015, through: { year: 2015, number: 3 } };

describe.each(DATABASES)('grants received on %s', (kind) => {
  let world: World;
  let desk: Desk;
  beforeAll(async () => {
    world = await openWorld(kind, seedDemonstration);
    desk = await openDesk(world);
  });
  afterAll(() => world.close());

  const figure = async (id: string, scope: Scope): Promise<number | string | null> => {
    const moment = await latestMoment(world.db, 1);
    const [shown] = await readFigures({ db: world.db, officeId: 1, moment }, [{ figure: id, scope }]);
    return shown?.value ?? shown?.marker ?? null;
  };
  const cost = (fields: Record<string, string>) =>
    desk.manager.send('/eligible-costs/new', '/eligible-costs/new', {
      source: SOURCE,
      quarter: '2015-16-Q1',
      cost: 'overtime',
      grounds: 'Sessions in the evening that would not have been held.',
      ...fields,
    });

  test('a share of eligible cost above the threshold can be claimed, and own money claims nothing', async () => {
    expect(await figure('grant.claimable', Q1)).toBe(400_000);
    const terms = (await desk.manager.get('/grant-terms/GT-001/change')).text;
    const version = /name="version" value="(\d+)"/.exec(terms)?.[1] ?? '1';
    const changed = await desk.manager.send('/grant-terms/GT-001/change', '/grant-terms/GT-001/change', {
      version,
      threshold: '1,000.00',
      share: '75',
      authority: 'A letter of July (invented)',
      why: 'The letter states both.',
    });
    expect(plain(changed.text)).not.toContain('There is a problem');
    expect((await cost({ amount: '333.33' })).status).toBe(303);
    expect(await figure('grant.eligible', Q1)).toBe(433_333);
    expect(await figure('grant.eligible', { ...Q1, cost: 'overtime' })).toBe(33_333);
    // 75% of £3,333.33 is £2,499.9975.
    expect(await figure('grant.claimable', Q1)).toBe(250_000);
    expect(await figure('grant.claimable', { ...Q1, source: 'PCC' })).toBe('z');
    expect(await figure('grant.claim', { ...Q1, nature: 'capital' })).toBe('z');
    const second = await desk.manager.send('/grant-terms/new', '/grant-terms/new', {
      source: SOURCE,
      year: '2015-16',
      threshold: '0',
      share: '50',
    });
    expect(second.text).toContain('GT-001 has the terms of PEG-INNOVATION');
    const auditor = await world.signIn('auditor@demo.example');
    expect((await auditor.get('/eligible-costs/new')).status).toBe(403);
  });

  let draft: string;

  test('more eligible cost than the source spent is a fault, by one penny', async () => {
    const spent = (await figure('spend.to-date', Q1)) as number;
    const room = spent - 433_333;
    const pounds = (pence: number) => `${Math.trunc(pence / 100)}.${String(pence % 100).padStart(2, '0')}`;
    expect((await cost({ amount: pounds(room + 1), cost: 'hire' })).status).toBe(303);
    const wanted = { template: 'special-grant', year: '2015-16', quarter: '1' };
    const whole = await desk.finance.send('/returns/new', '/returns/new', { ...wanted, standing: 'final' });
    expect(whole.text).toContain('is filed for one funding source. Select the source.');
    const over = await prepare(desk, { ...wanted, source: SOURCE });
    expect(over).toBe('/returns/SG-PEG-INNOVATION-2015-16-Q1/1');
    expect(plain((await desk.finance.get(over)).text)).toContain('is £0.01 more than spend to date');
    expect((await press(desk.finance, over, 'review')).status).toBe(422);
    const { ref } = await world.db('eligible_cost').orderBy('id', 'desc').first('ref');
    const page = (await desk.manager.get(`/eligible-costs/${ref}/change`)).text;
    await desk.manager.send(`/eligible-costs/${ref}/change`, `/eligible-costs/${ref}/change`, {
      version: /name="version" value="(\d+)"/.exec(page)?.[1] ?? '1',
      cost: 'hire',
      amount: '0.00',
      grounds: 'None after all.',
      why: 'Counted twice.',
    });
    draft = await prepare(desk, { ...wanted, source: SOURCE });
    expect(plain((await desk.finance.get(draft)).text)).not.toContain('more than spend to date');
  });

  test('a claim is recorded with the return that makes it, and the next one claims what is left', async () => {
    expect(await figure('grant.claimed', Q1)).toBe(0);
    await submit(desk, draft);
    expect(await figure('grant.claimed', Q1)).toBe(250_000);
    // The quarter's own claim is what it was; the next quarter counts it as claimed before.
    expect(await figure('grant.claim', Q1)).toBe(250_000);
    const next: Scope = { ...Q1, through: { year: 2015, number: 6 } };
    expect(await figure('grant.claimed-before', next)).toBe(250_000);
    expect(await figure('grant.claim', next)).toBe(0);
    const files = unpacked(await download(desk.finance, `${draft}/package.zip`));
    const claims = rowsOf(files.get('CSE-SG-PEG-INNOVATION-2015-16-Q1-claim.csv') as Buffer);
    expect(claims).toEqual([
      expect.objectContaining({ eligible: '4333.33', threshold: '1000.00', share: '75', claim: '2500.00' }),
    ]);
    const [signOff] = rowsOf(files.get('CSE-SG-PEG-INNOVATION-2015-16-Q1-sign-off.csv') as Buffer);
    expect(signOff?.control_total).toBe(claims[0]?.outturn);
    const costs = rowsOf(files.get('CSE-SG-PEG-INNOVATION-2015-16-Q1-costs.csv') as Buffer);
    expect(costs.map(({ cost_type, eligible_quarter }) => [cost_type, eligible_quarter])).toContainEqual([
      'overtime',
      '333.33',
    ]);
    const opened = await desk.finance.get(
      '/figures/grant.claim?source=PEG-INNOVATION&year=2015-16&through=2015-16-P06',
    );
    expect(plain(opened.text)).toContain('SG-PEG-INNOVATION-2015-16-Q1');
  });

  test('filed again, the claim of the quarter takes the place of the one before', async () => {
    await press(desk.finance, draft, 'changes', { 'row-0': 'yes', reason: 'The overtime is not eligible.' });
    expect((await cost({ amount: '100.00', cost: 'backfill' })).status).toBe(303);
    const again = await prepare(desk, { template: 'special-grant', year: '2015-16', quarter: '1', source: SOURCE });
    await submit(desk, again);
    expect(await figure('grant.claimed', Q1)).toBe(257_500);
    expect(await world.db('grant_claim').pluck('pence')).toEqual([250_000, 257_500]);
  });

  test('a statement of usage says what was awarded, received, spent and left, of one source and year', async () => {
    const statement = await prepare(desk, { template: 'statement-of-grant-usage', year: '2014-15', source: 'PCC' });
    expect(statement).toBe('/returns/SGU-PCC-2014-15/1');
    const [row] = rowsOf(await download(desk.finance, `${statement}/files/usage.csv`));
    expect(row).toMatchObject({ awarded: '750000.00', received: '750000.00', spent: '141800.50' });
    const left = ['carried_out', 'lapsed', 'unspent'].map((name) => Number(row?.[name]));
    expect(left.reduce((total, amount) => total + amount, 0)).toBeCloseTo(750_000 - 141_800.5, 2);
    await submit(desk, statement);
    const [signOff] = rowsOf(await download(desk.finance, `${statement}/files/sign-off.csv`));
    expect(signOff?.declaration).toContain('used for the purposes for which this grant was given');
    expect(signOff?.control_total).toBe('141800.50');
  });

  test('what is owed is data: own money owes none until somebody says so', async () => {
    const list = plain((await desk.finance.get('/returns')).text);
    expect(list).toContain('Home Office quarterly return, 2015/16 quarter 1');
    expect(list).not.toContain('SGU-PEG-INNOVATION');
    const whole = await desk.finance.send('/return-duties/new', '/return-duties/new', {
      template: 'special-grant',
      source: 'fund',
      fromQuarter: '2015-16-Q1',
      daysAfter: '30',
    });
    expect(whole.text).toContain('This return is of one source. Select it.');
    const added = await desk.finance.send('/return-duties/new', '/return-duties/new', {
      template: 'statement-of-grant-usage',
      source: SOURCE,
      fromQuarter: '2014-15-Q4',
      daysAfter: '30',
    });
    expect(added.status).toBe(303);
    expect(plain((await desk.finance.get('/returns')).text)).toMatch(
      /SGU-PEG-INNOVATION-2014-15 Statement of grant usage, 2014\/15 30 Apr\w* 2015 Overdue/,
    );
  });
});
