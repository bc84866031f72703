import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { latestMoment } from '../../../src/audit/moment.ts';
import { verifyChain } from '../../../src/audit/verify.ts';
import { openFigure, readValues } from '../../../src/figures/registry.ts';
import { addAgreementYear, commit, findAgreement } from '../../../src/initiatives/agreements/agreement.store.ts';
import { vary } from '../../../src/initiatives/agreements/vary.ts';
import { openBooks } from '../../../src/ledger/figure.ts';
import type { Scope } from '../../../src/ledger/scope.ts';
import { verifyLedger } from '../../../src/ledger/verify.ts';
import { readSpendChoices } from '../../../src/spend/spend-choices.ts';
import { Desk, P } from '../../spend/desk.ts';
import { fillOffice } from '../../spend/office.ts';
import { errorsOf, plain, rowsOf } from '../../spend/page.ts';
import { DATABASES, openWorld, type Visitor, type World } from '../../world.ts';

const DAY = (field: string, day: string): Record<string, string> => {
  const [year = '', month = '', date = ''] = day.split('-');
  return { [`${field}-day`]: date, [`${field}-month`]: month, [`${field}-year`]: year };
};

const form = {
  initiative: 'I-03',
  kind: 'contract',
  organisation: '1',
  nature: 'revenue',
  published: 'no',
  ...DAY('signed', '2015-07-20'),
  ...DAY('starts', '2015-08-01'),
  ...DAY('ends', '2016-03-31'),
  purpose: 'Specialist foster care',
  crimeReduction: 'Children are safe',
  valueForMoney: 'The framework price',
  conditions: '',
};
const REF = 'AG-2015-002';
const UNKNOWN = '[x] amount not published';

describe.each(DATABASES)('On %s, an agreement whose amount is not published', (kind) => {
  let world: World;
  let desk: Desk;
  let commissioning: Visitor;
  let manager: Visitor;
  let auditor: Visitor;
  let officeId: number;
  beforeAll(async () => {
    world = await openWorld(kind, fillOffice);
    desk = new Desk(world);
    commissioning = await world.signIn('commissioning@demo.example');
    manager = await world.signIn('manager@demo.example');
    auditor = await world.signIn('auditor@demo.example');
    officeId = (await world.person('cfo@demo.example')).officeId;
  }, 60_000);
  afterAll(() => world.close());

  const send = (fields: Record<string, string>) =>
    commissioning.send('/agreements/new', '/agreements/new', { ...form, ...fields });
  const read = async (figure: string, scope: Scope) => {
    const books = openBooks(world.db, officeId, await latestMoment(world.db, officeId));
    const [value] = await readValues(books, figure, [scope]);
    return value;
  };

  test('stands only under an initiative whose amount was never published, without any value', async () => {
    expect((await commissioning.get('/agreements/new')).text).toContain('No: the amount is not published');
    expect(errorsOf((await send({ initiative: 'I-01' })).text)).toEqual([
      'The amount of an agreement is left unpublished only under I-03',
    ]);
    expect(errorsOf((await send({ 'amount-2015-16': '0.00' })).text)).toEqual([
      'Leave the value empty, or select that the amount is published',
    ]);
    expect(errorsOf((await send({ published: 'yes' })).text)).toEqual([
      'Enter the value in 2015/16, 0 if nothing is due in it',
    ]);
    expect(errorsOf((await send({ published: 'yes', 'amount-2015-16': '1.00' })).text)).toEqual([
      'I-03 has no revenue budget for 2015/16. Give it one by a decision first.',
    ]);
    const bound = desk.act('commissioning', 'agreement.add', (act) =>
      commit(act, { ...AGREED, initiative: 'I-01', unpublished: true }),
    );
    await expect(bound).rejects.toMatchObject({ rule: 'amount-is-published' });
  });

  test('binds nothing, and shows that its amount is not published, never £0.00', async () => {
    const before = (await world.db('entry').select('id')).length;
    expect((await send({})).headers.location).toBe(`/agreements/${REF}`);
    expect((await world.db('entry').select('id')).length).toBe(before);
    const shown = plain((await auditor.get(`/agreements/${REF}`)).text);
    expect(shown).toContain(`Value ${UNKNOWN}`);
    expect(shown.replace('That is not £0.00', '')).not.toContain('£0.00');
    expect(shown).toContain('2015/16, revenue');
    const rows = rowsOf((await auditor.get('/agreements')).text);
    expect(rows.find(([ref]) => ref === REF)?.slice(-5)).toEqual([UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN]);
    expect((await auditor.get('/agreements.csv')).text).toMatch(
      new RegExp(`${REF},I-03,.*,\\[x\\],\\[x\\],\\[x\\],\\[x\\],\\[x\\]\r\n`),
    );
    for (const figure of ['commitment.outstanding', 'commitment.signed', 'agreement.scheduled', 'spend.to-date']) {
      expect([figure, (await read(figure, { agreement: REF }))?.marker]).toEqual([figure, 'x']);
    }
    const books = openBooks(world.db, officeId, await latestMoment(world.db, officeId));
    expect((await openFigure(books, 'commitment.outstanding', { agreement: REF })).rows).toEqual([]);
  });

  test('is left out of totals, which say so; and is offered nowhere that needs its money', async () => {
    const total = await read('commitment.outstanding', {});
    expect(total?.value).toBe(6_000_000);
    expect(total?.leavesOut).toEqual(['I-03 Foster care (amount not published)']);
    expect((await read('commitment.outstanding', { initiative: 'I-03' }))?.marker).toBe('x');
    const { agreements } = await readSpendChoices(world.db, officeId);
    expect(agreements.map(({ value }) => value)).toEqual(['AG-2015-001']);
    await expect(
      desk.spend({ initiative: 'I-03', agreement: REF, period: P(4), netPence: 100, vatPence: 0 }),
    ).rejects.toMatchObject({ rule: 'amount-not-published' });
    expect((await manager.get(`/agreements/${REF}`)).text).not.toContain('/releases/new');
    expect((await manager.get('/agreements/roll-forward?year=2015-16')).text).not.toContain(REF);
  });

  test('is paid on claim, since its payments cannot be listed; and is varied in time and words alone', async () => {
    const path = `/agreements/${REF}/payment/new?shape=up-front&payments=1`;
    const front = await commissioning.send(path, path, { held: 'none', ...DAY('due', '2015-08-01') });
    expect(errorsOf(front.text)[0]).toContain('is not published, so its payments cannot be listed');
    const arrears = path.replace('up-front', 'arrears');
    expect((await commissioning.send(arrears, arrears, { held: 'none', claimed: 'month' })).status).toBe(303);
    const to = `/agreements/${REF}/variations/new`;
    const longer = { ...DAY('agreed', '2015-07-30'), ...DAY('ends', '2016-07-31'), reason: 'A longer placement' };
    expect((await commissioning.get(to)).text).not.toContain('name="amount-2015-16"');
    expect((await commissioning.send(to, to, { ...longer, 'amount-2015-16': '1' })).status).toBe(400);
    const valued = desk.act('cfo', 'agreement.vary', (act) =>
      vary(act, { ...VARIED, agreement: REF, years: [{ year: 2015, pence: 1 }] }),
    );
    await expect(valued).rejects.toMatchObject({ rule: 'amount-not-published' });
    expect((await commissioning.send(to, to, longer)).status).toBe(303);
    expect(await findAgreement(world.db, officeId, REF)).toMatchObject({ endsOn: '2016-07-31', years: [] });
  });

  test('has a value once one is published and budgeted, and what was known before stays unknown', async () => {
    const before = await latestMoment(world.db, officeId);
    await desk.money({ year: 2015, initiative: 'I-03', pence: 50_000 });
    const budgeted = await read('commitment.outstanding', {});
    // Its initiative has money by now, so the total names the agreement itself.
    expect(budgeted?.leavesOut).toEqual([`${REF} (amount not published)`]);
    expect((await read('commitment.outstanding', { initiative: 'I-03' }))?.leavesOut).toEqual([
      `${REF} (amount not published)`,
    ]);
    await desk.act('cfo', 'agreement.add-year', async (act) => {
      const value = { agreement: REF, year: 2015, pence: 40_000, happenedOn: '2015-07-31', overrideReason: null };
      await addAgreementYear(act, value);
      return null;
    });
    expect(await desk.figure('commitment.outstanding', { agreement: REF })).toBe(40_000);
    expect((await read('commitment.outstanding', {}))?.leavesOut).toEqual([]);
    const [then] = await readValues(openBooks(world.db, officeId, before), 'commitment.outstanding', [
      { agreement: REF },
    ]);
    expect(then?.marker).toBe('x');
    expect(rowsOf((await auditor.get(`/agreements/${REF}`)).text)).toContainEqual([
      '2015/16',
      '£400.00',
      '£0.00',
      '£0.00',
      '£0.00',
      '£400.00',
    ]);
  });

  test('leaves books and chain that verify', async () => {
    expect(await verifyLedger(world.db, officeId)).toEqual([]);
    expect(await verifyChain(world.db, officeId)).toEqual([]);
  });
});

const AGREED = {
  kind: 'contract' as const,
  organisationId: 1,
  nature: 'revenue' as const,
  signedOn: '2015-07-01',
  startsOn: '2015-07-01',
  endsOn: '2016-03-31',
  purpose: 'P',
  crimeReduction: 'C',
  valueForMoney: 'V',
  conditions: null,
  overrideReason: null,
};
const VARIED = {
  agreedOn: '2015-07-30',
  endsOn: null,
  purpose: null,
  terms: null,
  reason: 'R',
  decisionRef: null,
  overrideReason: null,
};
