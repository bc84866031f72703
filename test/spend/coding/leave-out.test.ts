import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { verifyChain } from '../../../src/audit/verify.ts';
import { acceptSuggestion, suggestRules } from '../../../src/spend/coding/choice.store.ts';
import { changeRule, findRule } from '../../../src/spend/coding/coding-rule.store.ts';
import type { Condition } from '../../../src/spend/coding/condition.ts';
import { DATABASES, openWorld, refusalOf, type Visitor, type World } from '../../world.ts';
import { fillOffice } from '../office.ts';
import { errorsOf, plain, rowsOf } from '../page.ts';
import { CodingDesk, TO_I01, TO_I02, typedRule } from './coding-desk.ts';

const ROADS: Condition = { field: 'costCentre', test: 'is', values: ['ROADS'] };
const OUT = { leftOut: 'Highways, not of this fund' };

/** What somebody types to have a rule leave lines out; nothing says where they go. */
function typedOut(changes: Record<string, string> = {}): Record<string, string> {
  const nowhere = { initiative: '', agreement: '', place: '', category: '' };
  const roads = { 'values-1': 'ROADS', 'field-2': '', 'test-2': '', 'values-2': '' };
  return typedRule({ ...roads, ...nowhere, outcome: 'leave-out', 'left-out': OUT.leftOut, ...changes });
}

describe.each(DATABASES)('Rules that leave lines out (%s)', (kind) => {
  let world: World;
  let desk: CodingDesk;
  let officeId: number;
  let finance: Visitor;

  beforeAll(async () => {
    world = await openWorld(kind, fillOffice);
    desk = new CodingDesk(world);
    officeId = await desk.officeId();
    finance = await world.signIn('finance@demo.example');
  });
  afterAll(() => world.close());

  test('are made by the form with why the lines are not ours, and not without', async () => {
    const bare = await finance.send('/coding-rules/new', '/coding-rules/new', typedOut({ 'left-out': ' ' }));
    expect([bare.status, errorsOf(bare.text)]).toEqual([400, ['Enter why they are not ours']]);
    expect(bare.text).toContain('ROADS</textarea>');
    expect(bare.text).toMatch(/value="leave-out" checked/);
    const made = await finance.send('/coding-rules/new', '/coding-rules/new', typedOut());
    expect(made.headers.location).toBe('/coding-rules/CR-001');
    expect(await desk.decides({ costCentre: 'roads' })).toEqual({ rule: 'CR-001', ...OUT });
    await expect(desk.makes('finance', [{ ...ROADS, values: ['X'] }], { leftOut: '  ' })).rejects.toMatchObject({
      rule: 'result',
      message: 'Say why the lines are not ours.',
    });
  });

  test('read aloud with the reason in the list, on their page, in the file and where a line is tried', async () => {
    const sentence = 'When the cost centre is ROADS, it is left out: Highways, not of this fund.';
    await desk.makes('manager', [{ field: 'account', test: 'startsWith', values: ['41'] }]);
    const list = await finance.get('/coding-rules?state=leave-out');
    expect(rowsOf(list.text).slice(1)).toEqual([['1', 'CR-001', sentence, 'In force', 'finance']]);
    expect(rowsOf((await finance.get('/coding-rules?initiative=I-01')).text)[1]?.[1]).toBe('CR-002');
    const page = plain((await finance.get('/coding-rules/CR-001')).text);
    expect(page).toContain('Lines are left out Highways, not of this fund');
    expect(page).not.toContain('As the file says');
    const [head = '', first = ''] = (await finance.get('/coding-rules.csv?state=leave-out')).text.trim().split('\r\n');
    expect(head).toContain('Category,Left out because,Files');
    expect(first).toContain(',,,,,"Highways, not of this fund",');
    const path = '/coding-rules/try';
    const tried = await finance.send(path, path, { profile: 'own-template', costCentre: 'roads', account: '4100' });
    expect(plain(tried.text)).toContain('CR-001 decides: left out: Highways, not of this fund.');
  });

  test('decide in their place in the order, before and behind those that code', async () => {
    const line = { costCentre: 'ROADS', account: '4100' };
    expect(await desk.decides(line)).toEqual({ rule: 'CR-001', ...OUT });
    await finance.send('/coding-rules', '/coding-rules/CR-001/move', { before: 'last' });
    expect(await desk.decides(line)).toMatchObject({ rule: 'CR-002', initiative: 'I-01' });
    await finance.send('/coding-rules', '/coding-rules/CR-001/move', { before: 'CR-002' });
    expect(await desk.decides(line)).toEqual({ rule: 'CR-001', ...OUT });
  });

  test('are changed to code, and back, each a version; another reason alone is a change as well', async () => {
    const before = (await findRule(world.db, officeId, 'CR-001')).seq;
    const form = await finance.get('/coding-rules/CR-001/change');
    expect(form.text).toMatch(/value="leave-out" checked/);
    expect(form.text).toContain('value="Highways, not of this fund"');
    const path = '/coding-rules/CR-001/change';
    const coded = { version: '1', outcome: 'code', initiative: 'I-02', place: 'E08000035', category: '4' };
    expect((await finance.send(path, path, typedOut(coded))).status).toBe(303);
    expect(await desk.decides({ costCentre: 'ROADS' })).toMatchObject({ rule: 'CR-001', initiative: 'I-02' });
    const again = await finance.send(path, path, typedOut({ version: '2', 'left-out': 'Roads of the council' }));
    expect(again.status).toBe(303);
    expect(await desk.decides({ costCentre: 'ROADS' }, before)).toEqual({ rule: 'CR-001', ...OUT });
    const wanted = { ref: 'CR-001', conditions: [ROADS], profiles: [], why: 'x' };
    await expect(
      desk.does('finance', (act) =>
        changeRule(act, { ...wanted, basedOn: 3, result: { leftOut: 'Roads of the council' } }),
      ),
    ).rejects.toMatchObject({ rule: 'nothing-changed' });
    await desk.does('finance', (act) => changeRule(act, { ...wanted, basedOn: 3, result: OUT }));
    const versions = rowsOf((await finance.get('/coding-rules/CR-001')).text).slice(1);
    expect(versions.map(([version, , said]) => [version, said?.slice(31)])).toEqual([
      ['4', 'it is left out: Highways, not of this fund.'],
      ['3', 'it is left out: Roads of the council.'],
      ['2', 'it is I-02 without an agreement, Leeds, 4 Supplies and services.'],
      ['1', 'it is left out: Highways, not of this fund.'],
    ]);
  });

  test('are suggested of what people keep leaving out, and one that was coded even once is not', async () => {
    for (const who of ['finance', 'finance2', 'finance']) await desk.chooses(who, 'Gardens Ltd', { leftOut: '' });
    for (const who of ['finance', 'finance2', 'finance']) await desk.chooses(who, 'Parks Ltd', { leftOut: '' });
    await desk.chooses('finance', 'Parks Ltd', TO_I02);
    const [offer, ...more] = await suggestRules(world.db, officeId);
    expect([offer?.result, offer?.times, more]).toEqual([{ leftOut: '' }, 3, []]);
    const list = await finance.get('/coding-rules');
    expect(rowsOf(list.text).at(-1)?.[0]).toMatch(/the supplier is Gardens Ltd, it is left out\.$/);
    const path = `/coding-rules/suggestions/${offer?.id}`;
    expect(plain((await finance.get(path)).text)).toContain('Such lines were left out by hand 3 times');
    const bare = await finance.send(path, path, { reply: 'accept', why: '' });
    expect(errorsOf(bare.text)).toEqual(['Enter the reason']);
    const made = await finance.send(path, path, { reply: 'accept', why: 'Gardens are not ours' });
    expect(made.headers.location).toBe('/coding-rules/CR-003');
    const line = { profile: 'own-template', account: '5300', costCentre: 'CSE02', supplier: 'GARDENS LTD' };
    expect(await desk.decides(line)).toEqual({ rule: 'CR-003', leftOut: 'Gardens are not ours' });
    expect(await suggestRules(world.db, officeId)).toEqual([]);
    const unsaid = { suggestion: 1, conditions: [ROADS], profiles: [], result: TO_I01, why: 'x' };
    await expect(desk.does('finance', (act) => acceptSuggestion(act, unsaid))).rejects.toMatchObject({
      rule: 'suggestion-answered',
    });
  });

  test('are bound to the chain with their reasons, hold no word that was typed, and are never changed', async () => {
    expect(await verifyChain(world.db, officeId)).toEqual([]);
    const rows = JSON.stringify([await world.db('coding_rule'), await world.db('coding_leaving_out')]);
    expect(rows).not.toMatch(/Highways|Roads of|Gardens/);
    expect(await refusalOf(world.db('coding_leaving_out').update({ version: 9 }))).toContain('append-only');
    expect(await refusalOf(world.db('coding_leaving_out').del())).toContain('append-only');
  });
});
