import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { verifyChain } from '../../../src/audit/verify.ts';
import { addAlias } from '../../../src/partners/alias.store.ts';
import { addOrganisation } from '../../../src/partners/organisation.store.ts';
import {
  acceptSuggestion,
  declineSuggestion,
  recordChoices,
  suggestRules,
} from '../../../src/spend/coding/choice.store.ts';
import { readRules } from '../../../src/spend/coding/coding-rule.store.ts';
import { SUGGEST_AFTER } from '../../../src/spend/coding/suggestion.ts';
import { DATABASES, openWorld, refusalOf, type Visitor, type World } from '../../world.ts';
import { fillOffice } from '../office.ts';
import { errorsOf, plain, rowsOf } from '../page.ts';
import { CodingDesk, TO_I01, TO_I02 } from './coding-desk.ts';

describe.each(DATABASES)('Rules suggested from what was coded by hand (%s)', (kind) => {
  let world: World;
  let desk: CodingDesk;
  let officeId: number;
  let finance: Visitor;

  beforeEach(async () => {
    world = await openWorld(kind, fillOffice);
    desk = new CodingDesk(world);
    officeId = await desk.officeId();
    finance = await world.signIn('finance@demo.example');
  });

  afterEach(() => world.close());

  const suggested = () => suggestRules(world.db, officeId);
  const three = async (): Promise<number> => {
    await desk.chooses('finance', 'Print & Design Ltd', TO_I02, {}, 9);
    await desk.chooses('finance2', 'PRINT & DESIGN  LTD', TO_I02, {}, 12);
    await desk.chooses('finance', 'print & design ltd', TO_I02, { account: ' 5300 ' }, 16);
    const [first] = await suggested();
    return first?.id as number;
  };

  test('the same choice made three times, however it is spelt, is offered with what it rests on', async () => {
    expect(SUGGEST_AFTER).toBe(3);
    await desk.chooses('finance', 'Print & Design Ltd');
    await desk.chooses('finance', 'Print & Design Ltd');
    expect(await suggested()).toEqual([]);
    await desk.chooses('finance2', 'Print & Design Ltd', TO_I02, {}, 29);
    expect(await suggested()).toMatchObject([
      { times: 3, people: 2, lines: 37, result: TO_I02, profiles: ['own-template'] },
    ]);
    const list = await finance.get('/coding-rules');
    expect(rowsOf(list.text).at(-1)?.slice(0, 2)).toEqual([
      'In files of “Our own spend template (CSV)”, when the account is 5300 and the cost centre is CSE02 and the supplier is Print & Design Ltd, it is I-02 without an agreement, All West Yorkshire, 4 Supplies and services.',
      '3 times since 31 July 2015, by 2 people, 37 lines',
    ]);
    expect((await (await world.signIn('auditor@demo.example')).get('/coding-rules')).text).not.toContain('Answer it');
  });

  test('many lines coded in one go are one choice', async () => {
    const signature = {
      profile: 'own-template',
      supplier: 'A',
      account: '5300',
      costCentre: null,
      project: null,
      area: null,
      categoryText: null,
    };
    await desk.does('finance', (act) =>
      recordChoices(
        act,
        Array.from({ length: 5 }, () => ({ signature, result: TO_I02, lines: 2 })),
      ),
    );
    await desk.does('finance', (act) => recordChoices(act, []));
    expect(await suggested()).toEqual([]);
    expect(await world.db('coding_choice').select('lines')).toEqual([{ lines: 10 }]);
  });

  test('a choice made otherwise even once is no rule; other suppliers and files are other choices', async () => {
    await three();
    await desk.chooses('finance', 'Somebody else');
    await desk.chooses('finance', 'Print & Design Ltd', TO_I01, { profile: 'council-spend' });
    expect(await suggested()).toHaveLength(1);
    await desk.chooses('manager', 'Print & Design Ltd', { ...TO_I02, category: '3' });
    expect(await suggested()).toEqual([]);
  });

  test('a known supplier is kept by its organisation alone, and its names are one', async () => {
    let id = 0;
    await desk.does('commissioning', async (act) => {
      id = await addOrganisation(act, { name: 'Print and Design Limited', kind: 'company' });
    });
    await desk.chooses('finance', 'PD Printers');
    await desk.does('commissioning', (act) => addAlias(act, id, 'PD Printers'));
    await desk.chooses('finance', 'PD PRINTERS');
    await desk.chooses('finance', 'Print & Design Ltd');
    const [offer] = await suggested();
    expect(offer?.conditions).toContainEqual({ field: 'supplier', test: 'organisation', values: [String(id)] });
    const kept = await world.db('coding_choice').orderBy('id').select('organisation_id');
    expect(kept).toEqual([{ organisation_id: null }, { organisation_id: id }, { organisation_id: id }]);
    const texts = (await world.db('words').whereIn('digest', world.db('coding_choice').select('signature_words'))).map(
      ({ text }) => JSON.parse(text).supplier,
    );
    expect(texts.sort()).toEqual(['PD Printers', null, null]);
  });

  test('no recorded row holds a supplier or a code as text, and every row is bound to the chain', async () => {
    const id = await three();
    await desk.does('manager', (act) => declineSuggestion(act, { suggestion: id, why: 'Differs by job' }));
    const tables = ['coding_choice', 'coding_suggestion_answer'];
    const rows = JSON.stringify(await Promise.all(tables.map((table) => world.db(table))));
    expect(rows).not.toMatch(/print|design|5300|CSE02|Differs/i);
    expect(JSON.stringify(await world.db('audit_event').select('body'))).not.toMatch(/print/i);
    expect(await verifyChain(world.db, officeId)).toEqual([]);
    for (const table of tables) {
      expect(await refusalOf(world.db(table).update({ act_seq: 1 }))).toContain('append-only');
      expect(await refusalOf(world.db(table).delete())).toContain('append-only');
    }
  });

  test('somebody accepts it: the rule is made, decides such lines, and is offered no more', async () => {
    const id = await three();
    const path = `/coding-rules/suggestions/${id}`;
    const page = plain((await finance.get(path)).text);
    expect(page).toContain('coded so by hand 3 times since 31 July 2015, by 2 people, 37 lines, and never otherwise');
    const short = await finance.send(path, path, { reply: 'accept', why: '' });
    expect(errorsOf(short.text)).toEqual(['Enter the reason']);
    const made = await finance.send(path, path, { reply: 'accept', why: 'Leaflets for schools' });
    expect(made.headers.location).toBe('/coding-rules/CR-001');
    const line = { profile: 'own-template', account: '5300', costCentre: 'cse02', supplier: 'print &  design ltd' };
    expect(await desk.decides(line)).toMatchObject({ rule: 'CR-001', ...TO_I02 });
    expect(await desk.decides({ ...line, profile: 'ledger' })).toBeNull();
    expect(await suggested()).toEqual([]);
    expect((await finance.get(path)).status).toBe(404);
    expect(await world.db('coding_suggestion_answer').select('answer', 'rule')).toEqual([
      { answer: 'accepted', rule: 'CR-001' },
    ]);
    await desk.chooses('finance', 'Print & Design Ltd');
    expect(await suggested()).toEqual([]);
  });

  test('somebody changes it first, and the suggestion is answered with what was made of it', async () => {
    const id = await three();
    const path = `/coding-rules/suggestions/${id}`;
    const changes = await finance.send(path, path, { reply: 'change' });
    expect(changes.headers.location).toBe(`/coding-rules/new?suggestion=${id}`);
    const form = await finance.get(`/coding-rules/new?suggestion=${id}`);
    expect(form.text).toContain(`name="suggestion" value="${id}"`);
    expect(form.text).toContain('>print &amp; design ltd</textarea>');
    const wanted = {
      ...{
        'field-1': 'account',
        'test-1': 'startsWith',
        'values-1': '53',
        'field-2': 'costCentre',
        'test-2': 'is',
        'values-2': 'CSE02',
      },
      ...{ initiative: 'I-02', place: 'E23000010', category: '4', why: 'All print', suggestion: String(id) },
    };
    const made = await finance.send(`/coding-rules/new?suggestion=${id}`, '/coding-rules/new', wanted);
    expect(made.headers.location).toBe('/coding-rules/CR-001');
    expect(await world.db('coding_suggestion_answer').select('choice_id', 'rule')).toEqual([
      { choice_id: id, rule: 'CR-001' },
    ]);
    expect(await suggested()).toEqual([]);
  });

  test('somebody declines it with a reason: it comes back only after three more', async () => {
    const id = await three();
    const path = `/coding-rules/suggestions/${id}`;
    expect((await finance.send(path, path, { reply: 'decline', why: '' })).status).toBe(400);
    const done = await finance.send(path, path, { reply: 'decline', why: 'It differs by job' });
    expect(done.headers.location).toBe('/coding-rules');
    expect(await suggested()).toEqual([]);
    await desk.chooses('finance', 'Print & Design Ltd');
    await desk.chooses('finance', 'Print & Design Ltd');
    expect(await suggested()).toEqual([]);
    await desk.chooses('finance', 'Print & Design Ltd');
    expect(await suggested()).toMatchObject([{ id, times: 6 }]);
    expect(await readRules(world.db, officeId)).toEqual([]);
  });

  test('two people answer at once: the second is told', async () => {
    const id = await three();
    const [offer] = await suggested();
    const { conditions = [], result = TO_I02, profiles = [] } = offer ?? {};
    await desk.does('manager', (act) => declineSuggestion(act, { suggestion: id, why: 'No' }));
    const accept = desk.does('finance', (act) =>
      acceptSuggestion(act, { suggestion: id, conditions, result, profiles, why: 'Yes' }),
    );
    await expect(accept).rejects.toMatchObject({ rule: 'suggestion-answered' });
    expect(await readRules(world.db, officeId)).toEqual([]);
  });

  test('what a rule decides already, or would, is not offered; what was known then is', async () => {
    const ref = await desk.makes('finance', [{ field: 'account', test: 'startsWith', values: ['53'] }], TO_I02);
    const id = await three();
    expect(id).toBeUndefined();
    expect(ref).toBe('CR-001');
    const { act_seq: made } = await world.db('coding_rule').first('act_seq');
    const last = await world.db('coding_choice').orderBy('id', 'desc').first('act_seq');
    expect(await suggestRules(world.db, officeId, last.act_seq)).toEqual([]);
    expect(made).toBeLessThan(last.act_seq);
    await desk.chooses('finance', 'Other', TO_I02, { account: '7100' });
    await desk.chooses('finance', 'Other', TO_I02, { account: '7100' });
    const third = await desk.chooses('finance', 'Other', TO_I02, { account: '7100' });
    expect(await suggestRules(world.db, officeId, third - 1)).toEqual([]);
    expect(await suggestRules(world.db, officeId, third)).toHaveLength(1);
  });

  test('a choice whose words two people removed counts no more', async () => {
    await three();
    const { signature_words: digest } = await world.db('coding_choice').orderBy('id', 'desc').first('signature_words');
    await world.db('words').where({ digest }).update({ salt: null, text: null });
    expect(await suggested()).toEqual([]);
  });

  test('nobody who only reads answers one', async () => {
    const id = await three();
    const auditor = await world.signIn('auditor@demo.example');
    expect((await auditor.get(`/coding-rules/suggestions/${id}`)).status).toBe(403);
    const path = `/coding-rules/suggestions/${id}`;
    expect((await auditor.send('/coding-rules', path, { reply: 'accept', why: 'x' })).status).toBe(403);
    expect((await finance.get('/coding-rules/suggestions/999')).status).toBe(404);
    expect((await finance.get('/coding-rules/suggestions/x')).status).toBe(404);
  });
});
