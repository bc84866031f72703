import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DATABASES, openWorld, type Visitor, type World } from '../../world.ts';
import { fillOffice } from '../office.ts';
import { errorsOf, hiddenOf, plain, rowsOf } from '../page.ts';
import { FORCE, PayrollDesk } from './payroll-desk.ts';

const JULY = '/payroll/RS-001/2015-16-P04';
const LINE = { one: 'PO-001_2015-16-P04', two: 'PO-002_2015-16-P04' };

/** What stands in the boxes of the proposal when nobody has touched it. */
function amountsOf(page: string): Record<string, string> {
  const fields = [
    ...page.matchAll(/<input class="govuk-input app-payroll__amount[^"]*" id="[^"]+" name="([^"]+)" value="([^"]*)"/g),
  ];
  return Object.fromEntries(fields.map(([, name = '', value = '']) => [name, value]));
}

describe.each(DATABASES)('On %s, at a browser without JavaScript, payroll', (kind) => {
  let world: World;
  let desk: PayrollDesk;
  let finance: Visitor;

  beforeAll(async () => {
    world = await openWorld(kind, fillOffice);
    desk = await new PayrollDesk(world).open();
    finance = await world.signIn('finance@demo.example');
    await desk.fill(await desk.post({ label: 'Investigator 01' }), '2015-05-01');
    await desk.fill(await desk.post({ label: 'Investigator 02' }), '2015-07-17');
    await desk.post({ label: 'Investigator 03', vacancy: 'no-applicant' });
  });
  afterAll(() => world.close());

  const send = async (changes: Record<string, string> = {}) => {
    const page = (await finance.get(JULY)).text;
    return finance.agent
      .post(JULY)
      .type('form')
      .send({ ...hiddenOf(page), ...amountsOf(page), ...changes });
  };

  test('has a schedule made by finance, and nobody else', async () => {
    const typed = {
      initiative: 'I-04',
      agreement: '',
      firstPeriod: '2015-16-P03',
      lastPeriod: '2015-16-P01',
      place: 'E23000010',
      category: '1',
      supplier: FORCE,
      onCost: '',
    };
    const wrong = await finance.send('/payroll/new', '/payroll/new', typed);
    expect([wrong.status, errorsOf(wrong.text)]).toEqual([400, ['Last period must not come before the first']]);
    const added = await finance.send('/payroll/new', '/payroll/new', {
      ...typed,
      firstPeriod: '2014-15-P08',
      lastPeriod: '2014-15-P12',
    });
    expect([added.status, added.headers.location]).toEqual([303, '/payroll/RS-002']);
    expect(rowsOf((await finance.get('/payroll')).text)).toContainEqual(
      expect.arrayContaining(['RS-002', 'Period 8 (November 2014) of 2014/15', 'All West Yorkshire', FORCE]),
    );
    expect(plain((await finance.get('/payroll/RS-002')).text)).toContain('Period 12 (March 2015) of 2014/15');
    const auditor = await world.signIn('auditor@demo.example');
    expect((await auditor.get('/payroll/new')).status).toBe(403);
    expect((await auditor.get(JULY)).status).toBe(200);
    expect((await auditor.get(JULY)).text).not.toContain('Record these entries');
    const commissioning = await world.signIn('commissioning@demo.example');
    expect(
      (
        await commissioning.agent
          .post(JULY)
          .type('form')
          .send(hiddenOf((await commissioning.get('/payroll')).text))
      ).status,
    ).toBe(403);
    expect((await finance.get('/payroll/RS-001/2015-16-P03')).status).toBe(404);
    expect((await finance.get('/payroll/RS-001/July')).status).toBe(404);
    expect((await finance.get('/payroll/RS-009/2015-16-P04')).status).toBe(404);
  });

  test('proposes a row for each post, with how it is found, what is vacant, and where the numbers open', async () => {
    const page = (await finance.get(JULY)).text;
    expect(amountsOf(page)).toEqual({ [`amount-${LINE.one}`]: '2600.00', [`amount-${LINE.two}`]: '1258.06' });
    expect(rowsOf(page)).toContainEqual(
      expect.arrayContaining(['PO-002 Investigator 02', '15 of 31 days £31,200.00 ÷ 12 periods × 15/31 days']),
    );
    expect(rowsOf(page)).toContainEqual([
      'PO-003',
      'Investigator 03',
      'All of its funded days',
      'No suitable applicant',
      '£0.00',
      '£2,600.00',
    ]);
    expect(plain(page)).toContain('Underspend from vacant posts £3,941.94');
    expect(plain(page)).toContain('Posts funded 3 Posts filled 2');
    expect(page).toContain('/figures/payroll.vacant?initiative=I-04&amp;period=2015-16-P04');
    expect(page).toContain('/initiatives/I-04#vacancies');
  });

  test('leads to an accrual that is filled in, for while the ledger has not brought it', async () => {
    const [, href = ''] = /href="(\/spend\/accruals\/new\?[^"]+)"/.exec((await finance.get(JULY)).text) ?? [];
    const form = (await finance.get(href.replaceAll('&amp;', '&'))).text;
    expect(form).toMatch(/name="amount"[^>]*value="3858\.06"/);
    expect(form).toMatch(/name="supplier"[^>]*value="West Yorkshire Police"/);
    expect(form).toMatch(/<option value="I-04" selected>/);
    expect(form).toContain('Recharge of 2 posts for Period 4 (July 2015), by RS-001');
  });

  test('keeps what was typed beside every mistake, and records nothing meanwhile', async () => {
    const wrong = await send({
      [`amount-${LINE.one}`]: '2,500',
      [`leave-${LINE.two}`]: 'yes',
      reference: 'WYP-R-1507',
    });
    expect(wrong.status).toBe(400);
    expect(errorsOf(wrong.text)).toEqual([
      'Say why the amount of Investigator 01, Period 4 (July 2015) is not £2,600.00',
      'Say why Investigator 02, Period 4 (July 2015) is left out',
    ]);
    expect(amountsOf(wrong.text)[`amount-${LINE.one}`]).toBe('2,500');
    expect(wrong.text).toMatch(/name="leave-PO-002_2015-16-P04" value="yes" checked/);
    expect(wrong.text).toContain(`href="#reason-${LINE.one}"`);
    expect(wrong.text).toContain('value="WYP-R-1507"');
    const nothing = await send({ [`amount-${LINE.one}`]: '', [`amount-${LINE.two}`]: '1e3' });
    expect(errorsOf(nothing.text)[0]).toBe('Enter the amount of Investigator 01, Period 4 (July 2015)');
    expect(errorsOf(nothing.text)).toHaveLength(2);
    const foreign = await send({ 'amount-x': '1' });
    expect(foreign.status).toBe(400);
    const stale = await send({ seen: '0'.repeat(64) });
    expect([stale.status, errorsOf(stale.text)[0]]).toEqual([
      422,
      expect.stringContaining('changed since you opened this page'),
    ]);
    expect(await world.db('payroll_line')).toHaveLength(0);
    expect(await world.db('spend')).toHaveLength(0);
  });

  test('is recorded in one act, once however often the form is sent', async () => {
    const page = (await finance.get(JULY)).text;
    const form = {
      ...hiddenOf(page),
      ...amountsOf(page),
      [`amount-${LINE.one}`]: '2,500',
      [`reason-${LINE.one}`]: 'Unpaid leave',
    };
    for (const _ of [1, 2]) {
      const sent = await finance.agent.post(JULY).type('form').send(form);
      expect([sent.status, sent.headers.location]).toEqual([303, JULY]);
    }
    expect(await world.db('payroll_run')).toHaveLength(1);
    expect((await world.db('spend').orderBy('id')).map(({ pence }) => pence)).toEqual([2_500_00, 1_258_06]);
    const events = await world.db('audit_event').where({ action: 'payroll.record' });
    expect(events.map(({ subject_ref: ref }) => ref)).toEqual(['RS-001']);
    const after = (await finance.get(JULY)).text;
    expect(plain(after)).toContain('Nothing more is proposed: the posts have not changed since it was recorded.');
    expect(rowsOf(after)).toContainEqual(
      expect.arrayContaining([
        'PO-001',
        'Recorded',
        'SP-2015-16-000001',
        'Awaiting approval',
        'Unpaid leave',
        '£2,600.00',
        '£2,500.00',
      ]),
    );
    expect(plain((await finance.get('/spend/SP-2015-16-000002')).text)).toContain(
      'Investigator 02: Period 4 (July 2015), 15 of 31 days.',
    );
    const months = rowsOf((await finance.get('/payroll/RS-001')).text);
    expect(months).toContainEqual(expect.arrayContaining(['Period 4 (July 2015) of 2015/16', 'Recorded', '£3,758.06']));
    expect(months).toContainEqual(expect.arrayContaining(['Period 5 (August 2015) of 2015/16', 'To come']));
  });

  test('leaves out all that is for earlier months with one reason, as when a rate changes from now on', async () => {
    await desk.approveAll();
    await desk.close({ year: 2015, number: 4 });
    await world.db('office').update({ standing_day: '2015-08-31' });
    await desk.change('post', 'PO-001', { annualCost: 32_400_00 });
    const address = '/payroll/RS-001/2015-16-P05';
    const page = (await finance.get(address)).text;
    expect(Object.keys(amountsOf(page))).toEqual([
      `amount-${LINE.one}`,
      'amount-PO-001_2015-16-P05',
      'amount-PO-002_2015-16-P05',
    ]);
    const form = { ...hiddenOf(page), ...amountsOf(page), 'leave-later': 'yes' };
    const unsaid = await finance.agent.post(address).type('form').send(form);
    expect(errorsOf(unsaid.text)).toEqual(['Say why what is for earlier months is left out']);
    const sent = await finance.agent
      .post(address)
      .type('form')
      .send({ ...form, 'later-reason': 'The award holds from August' });
    expect(sent.status).toBe(303);
    expect(rowsOf((await finance.get(address)).text)).toContainEqual(
      expect.arrayContaining([
        'PO-001',
        '2015/16 P4',
        '2015/16 P5',
        'Left out',
        'The award holds from August',
        '£100.00',
        '£0.00',
      ]),
    );
    expect((await world.db('spend').orderBy('id')).map(({ pence }) => pence)).toEqual([
      2_500_00, 1_258_06, 2_700_00, 2_600_00,
    ]);
  });
});
