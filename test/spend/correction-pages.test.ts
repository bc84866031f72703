import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DATABASES, hiddenFields, openWorld, type Visitor, type World } from '../world.ts';
import { Desk } from './desk.ts';
import { fillOffice, invoice } from './office.ts';
import { errorsOf, hiddenOf, plain, rowsOf } from './page.ts';

const LEEDS = 'E08000035';

describe.each(DATABASES)('The pages that code spend anew and share it, on %s', (kind) => {
  let world: World;
  let desk: Desk;
  let finance: Visitor;
  let manager: Visitor;
  beforeAll(async () => {
    world = await openWorld(kind, fillOffice);
    desk = new Desk(world);
    finance = await world.signIn('finance@demo.example');
    manager = await world.signIn('manager@demo.example');
  }, 60_000);
  afterAll(() => world.close());

  const CODED = {
    initiative: 'I-02',
    agreement: 'none',
    nature: 'revenue',
    place: LEEDS,
    category: '4',
    why: 'It was for Leeds alone',
    reason: '',
  };

  test('show the coding as it is, what a recoding leaves before and after, and who approves it, once', async () => {
    const ref = await desk.approve(await desk.spend({ netPence: 900_00 }));
    const page = await finance.get(`/spend/${ref}`);
    expect(page.text).toContain(`/spend/${ref}/recode/new`);
    const form = `/spend/${ref}/recode/new`;
    expect((await finance.get(form)).text).toContain('<option value="I-02" selected>');
    const same = await finance.send(form, `/spend/${ref}/recode/check`, { ...CODED, place: 'E23000010' });
    expect([same.status, errorsOf(same.text)]).toEqual([422, [expect.stringContaining('coded like this already')]]);
    const elsewhere = { ...CODED, initiative: 'I-01', category: '1' };
    const check = await finance.send(form, `/spend/${ref}/recode/check`, elsewhere);
    expect(rowsOf(check.text)).toContainEqual(expect.arrayContaining(['Taken back', 'I-02', '-£900.00']));
    expect(rowsOf(check.text)).toContainEqual(expect.arrayContaining(['Posted anew', 'I-01', 'Leeds', '£900.00']));
    expect(rowsOf(check.text)).toContainEqual([
      'Left of the revenue budget of I-02 for 2015/16',
      '£19,100.00',
      '£20,000.00',
    ]);
    expect(rowsOf(check.text)).toContainEqual([
      'Left of the revenue budget of I-01 for 2015/16',
      '£40,000.00',
      '£39,100.00',
    ]);
    const { _csrf, _once, ...kept } = hiddenOf(check.text);
    expect(kept).toEqual({ ...elsewhere });
    const whole = { ...kept, ...hiddenFields((await finance.get(form)).text) };
    const sent = await finance.agent.post(`/spend/${ref}/recode`).type('form').send(whole);
    expect(sent.status).toBe(303);
    const back = String(sent.headers.location);
    const twice = await finance.agent.post(`/spend/${ref}/recode`).type('form').send(whole);
    expect([twice.status, twice.headers.location]).toEqual([303, back]);
    expect(await world.db('spend').where({ corrects_ref: ref })).toHaveLength(1);
    expect((await finance.send(back, `${back}/approval`, { reason: '' })).status).toBe(403);
    const queue = plain((await manager.get('/approvals')).text);
    expect(queue.split('900.00').length).toBeGreaterThan(1);
    const waiting = await manager.get(back);
    expect(waiting.text).toContain('Approve taking back and posting anew £900.00');
    expect((await manager.send(back, `${back}/approval`, { reason: '' })).status).toBe(303);
    expect(await desk.figure('spend.to-date', { initiative: 'I-01', place: LEEDS })).toBe(900_00);
    const old = plain((await finance.get(`/spend/${ref}`)).text);
    expect(old).toMatch(/Recoded to SP-2015-16-\d+: £900.00, Leeds/);
    const anew = /Recoded to (SP-2015-16-\d+)/.exec(old)?.[1] as string;
    const shown = await finance.get(`/spend/${anew}`);
    expect(plain(shown.text)).toContain(`Recoded from ${ref}`);
    const history = rowsOf(shown.text).filter((row) => row.length === 8);
    expect(history.slice(1).map(([, what, , , who, , amount, left]) => [what, who, amount, left])).toEqual([
      ['Spend: recorded', 'finance', '£900.00', '£0.00'],
      ['Spend: approved', 'cfo', '£900.00', '£900.00'],
      [`Reversal of ${ref}: recorded`, 'finance', '-£900.00', '£900.00'],
      [`Posted anew for ${ref}: recorded`, 'finance', '£900.00', '£900.00'],
      [`Reversal of ${ref}: approved`, 'manager', '-£900.00', '£900.00'],
      [`Posted anew for ${ref}: approved`, 'manager', '£900.00', '£900.00'],
    ]);
    expect(history[3]?.[5]).toBe('It was for Leeds alone');
  });

  const parts = { [`share-${LEEDS}`]: '2', 'share-E08000032': '1', why: 'Two thirds were for Leeds' };

  test('share approved spend to the penny, equally at the press of a button, and say what does not add up', async () => {
    const ref = await desk.approve(await desk.spend({ netPence: 100_00 }));
    const form = `/spend/${ref}/split/new`;
    const check = `/spend/${ref}/split/check`;
    const equal = await finance.send(form, form, { equally: 'yes', why: 'All districts' });
    expect(equal.text.match(/value="1"/g)).toHaveLength(5);
    expect(equal.text).toContain('All districts');
    const none = await finance.send(form, check, { by: 'parts', why: 'x' });
    expect(errorsOf(none.text)).toEqual([expect.stringContaining('two places or more')]);
    const short = await finance.send(form, check, { ...parts, by: 'percent' });
    expect(errorsOf(short.text)).toEqual(['The shares come to 3%. Change them until they come to 100%.']);
    const amounts = await finance.send(form, check, { ...parts, by: 'amounts', 'share-E08000032': '98.01' });
    expect(errorsOf(amounts.text)).toEqual(['The amounts come to £100.01: £0.01 too much for £100.00.']);
    const words = await finance.send(form, check, { ...parts, by: 'parts', 'share-E08000032': 'half' });
    expect([words.status, errorsOf(words.text)[0]]).toEqual([400, expect.stringContaining('number above 0')]);
    const shown = await finance.send(form, check, { ...parts, by: 'parts' });
    expect(rowsOf(shown.text)).toContainEqual(expect.arrayContaining(['Bradford', '£33.33']));
    expect(rowsOf(shown.text)).toContainEqual(expect.arrayContaining(['Leeds', '£66.67']));
    const sent = await finance.send(form, `/spend/${ref}/split`, { ...parts, by: 'parts' });
    const back = String(sent.headers.location);
    const leeds = (await desk.figure('spend.to-date', { initiative: 'I-02', place: LEEDS })) ?? 0;
    expect((await manager.send(back, `${back}/approval`, { reason: '' })).status).toBe(303);
    expect(await desk.figure('spend.to-date', { initiative: 'I-02', place: LEEDS })).toBe(leeds + 66_67);
    const gone = await finance.get(form);
    expect([gone.status, gone.text]).toEqual([422, expect.stringContaining('is reversed')]);
  });

  test('share an invoice while it is entered: a spend for each place, approved together', async () => {
    const typed = invoice({ initiative: 'I-02', agreement: 'none', category: '4', net: '100.00', vat: '20.00' });
    const check = await finance.send('/spend/new', '/spend/check', typed);
    expect(check.text).toContain('formaction="/spend/split/new"');
    const form = await finance.send('/spend/new', '/spend/split/new', typed);
    expect(form.text).toContain('£120.00 becomes a spend for each place');
    const { _csrf, _once, ...carried } = hiddenOf(form.text);
    const shares = { ...carried, by: 'percent', [`share-${LEEDS}`]: '66.67', 'share-E08000032': '33.33%' };
    const shown = await finance.send('/spend/new', '/spend/split/check', shares);
    expect(rowsOf(shown.text).slice(1, 3)).toEqual([
      ['Bradford', '£40.00'],
      ['Leeds', '£80.00'],
    ]);
    const sent = await finance.send('/spend/new', '/spend/split', shares);
    const first = String(sent.headers.location);
    const before = (await desk.figure('spend.to-date', {})) ?? 0;
    const page = await manager.get(first);
    expect(page.text).toContain('Approve all 2 shares, £120.00');
    expect((await manager.send(first, `${first}/approval`, { reason: '' })).status).toBe(303);
    expect(await desk.figure('spend.to-date', {})).toBe(before + 120_00);
    expect(await desk.countedInFile()).toBe(before + 120_00);
  });

  test('are for those who may record spend', async () => {
    const ref = await desk.approve(await desk.spend({ netPence: 10_00 }));
    const auditor = await world.signIn('auditor@demo.example');
    expect((await auditor.get(`/spend/${ref}/recode/new`)).status).toBe(403);
    const page = await auditor.get(`/spend/${ref}`);
    expect(page.text).toContain('History');
    expect(page.text).not.toContain('/recode/new');
  });
});
