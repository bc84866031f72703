import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { verifyChain } from '../../../src/audit/verify.ts';
import { addLifeEvent } from '../../../src/initiatives/life/life.store.ts';
import { addAlias } from '../../../src/partners/alias.store.ts';
import { mergeOrganisations } from '../../../src/partners/merge.store.ts';
import { addOrganisation } from '../../../src/partners/organisation.store.ts';
import type { Table } from '../../../src/platform/table.ts';
import { changeRule, findRule, moveRule, readRules, retireRule } from '../../../src/spend/coding/coding-rule.store.ts';
import type { CodingRule } from '../../../src/spend/coding/coding-rule.ts';
import { rulePage } from '../../../src/spend/coding/rule.pages.ts';
import { readRuleVersions } from '../../../src/spend/coding/rule-version.store.ts';
import { type RuleUse, rulesPage } from '../../../src/spend/coding/rules.pages.ts';
import { rulesFileTable } from '../../../src/spend/coding/rules-file.pages.ts';
import { DATABASES, openWorld, refusalOf, type Visitor, type World } from '../../world.ts';
import { fillOffice } from '../office.ts';
import { errorsOf, plain, rowsOf } from '../page.ts';
import { CodingDesk, CSE01, FROM_41, TO_I01, TO_I02, TO_I03, typedRule } from './coding-desk.ts';
import { rule, WORDING } from './lines.ts';

test('how often each rule decided lately stands in the list, the file and on its page, where the import tells it', () => {
  const rules = [rule(1), rule(2, { conditions: [FROM_41] })];
  const names = new Map([[1, 'Priya Shah']]);
  const recordedAt = new Map([[1, '2015-07-01T09:00:00.000Z']]);
  const shown = { rules, wording: WORDING, never: new Map(), suggestions: [], names, recordedAt };
  const use = { of: 'the last 6 batches', lines: new Map([['CR-002', 1200]]) };
  const tableOf = (told: RuleUse | null) =>
    rulesPage({ ...shown, use: told }, {}, { initiatives: [], mayRule: false }).table as Table;
  const told = tableOf(use);
  expect(told.columns[3]).toEqual({ text: 'Lines decided', numeric: true });
  expect(told.rows.map((row) => row[3]?.text)).toEqual(['0', '1,200']);
  expect(told.notes).toEqual(['Lines decided are those of the last 6 batches.']);
  expect(tableOf(null).columns.map(({ text }) => text)).not.toContain('Lines decided');
  const file = rulesFileTable({ ...shown, use }, rules);
  expect(file.rows[1]?.[file.columns.findIndex(({ text }) => text === 'Lines decided')]?.file).toBe(1200);
  const page = rulePage(rules[1] as CodingRule, { ...shown, use }, { versions: [], mayRule: false });
  expect(JSON.stringify(page.summary)).toContain('1,200 lines of the last 6 batches');
});

describe.each(DATABASES)('Coding rules (%s)', (kind) => {
  let world: World;
  let desk: CodingDesk;
  let officeId: number;
  let finance: Visitor;
  let manager: Visitor;

  beforeAll(async () => {
    world = await openWorld(kind, fillOffice);
    desk = new CodingDesk(world);
    officeId = await desk.officeId();
    finance = await world.signIn('finance@demo.example');
    manager = await world.signIn('manager@demo.example');
  });

  afterAll(() => world.close());

  const refs = async () => (await readRules(world.db, officeId)).map(({ ref }) => ref);

  test('a finance officer makes the first by the form, and everybody of the office reads it with who made it', async () => {
    expect((await finance.get('/coding-rules')).text).toContain(
      'There is no rule yet, so every line waits for a person.',
    );
    const made = await finance.send('/coding-rules/new', '/coding-rules/new', typedRule());
    expect(made.headers.location).toBe('/coding-rules/CR-001');
    const list = await (await world.signIn('auditor@demo.example')).get('/coding-rules');
    const sentence =
      'When the cost centre is CSE01 and the account starts with 41, it is I-01 under AG-2015-001, Leeds, 5 Third party payments.';
    expect(rowsOf(list.text)[1]).toEqual(['1', 'CR-001', sentence, 'In force', 'finance']);
    expect(plain((await manager.get('/coding-rules/CR-001')).text)).toContain('Agreed with the force');
    expect(await desk.decides({})).toEqual({
      rule: 'CR-001',
      initiative: 'I-01',
      agreement: 'AG-2015-001',
      place: 'E08000035',
      category: '5',
    });
  });

  test('whoever only reads may not make one, and a district contact may not read them', async () => {
    const auditor = await world.signIn('auditor@demo.example');
    expect((await auditor.get('/coding-rules/new')).status).toBe(403);
    expect((await auditor.send('/coding-rules', '/coding-rules/CR-001/move', { before: 'last' })).status).toBe(403);
    expect((await auditor.get('/coding-rules')).text).not.toContain('Make a rule');
    const commissioning = await world.signIn('commissioning@demo.example');
    expect((await commissioning.get('/coding-rules/CR-001')).status).toBe(200);
    expect((await commissioning.send('/coding-rules', '/coding-rules/new', typedRule())).status).toBe(403);
    expect((await (await world.signIn('leeds@demo.example')).get('/coding-rules')).status).toBe(403);
  });

  test.each<[string, Record<string, string>, RegExp]>([
    [
      'no condition',
      { 'field-1': '', 'test-1': '', 'values-1': '', 'field-2': '', 'test-2': '', 'values-2': '' },
      /at least one condition/,
    ],
    ['half a condition', { 'values-2': '' }, /Enter the values of condition 2/],
    ['a range the wrong way round', { 'test-2': 'between', 'values-2': '4199\n4100' }, /Condition 2.*wrong way round/],
    ['a range of texts', { 'field-2': 'text', 'test-2': 'between', 'values-2': '1\n2' }, /only codes/],
    [
      'an organisation nobody knows',
      { 'field-2': 'supplier', 'test-2': 'organisation', 'values-2': 'Nobody Ltd' },
      /“Nobody Ltd”/,
    ],
    ['no reason', { why: '' }, /Enter the reason/],
    ['a place that is none', { place: 'E99' }, /Place must be one of those listed/],
  ])('the form refuses %s, and keeps what was typed', async (_what, changes, sentence) => {
    const before = await refs();
    const typed = typedRule({ 'values-1': 'CSE77', ...changes });
    const answer = await finance.send('/coding-rules/new', '/coding-rules/new', typed);
    expect(answer.status).toBe(400);
    expect(errorsOf(answer.text).join()).toMatch(sentence);
    if (typed['values-1'] !== '') expect(answer.text).toContain('CSE77');
    expect(await refs()).toEqual(before);
  });

  test('a rule cannot send money to an agreement of another initiative, nor ask what another asks', async () => {
    const elsewhere = await finance.send('/coding-rules/new', '/coding-rules/new', typedRule({ initiative: 'I-02' }));
    expect(elsewhere.status).toBe(422);
    expect(errorsOf(elsewhere.text)).toEqual([
      'AG-2015-001 is an agreement of I-01, not of I-02. Select one of I-02, or none.',
    ]);
    const same = typedRule({ 'values-1': ' cse01 ', initiative: 'I-02', agreement: '' });
    const again = await finance.send('/coding-rules/new', '/coding-rules/new', same);
    expect(errorsOf(again.text)).toEqual(['CR-001 asks the same already. Change that one instead.']);
    await expect(desk.makes('finance', [CSE01], { ...TO_I01, agreement: 'AG-1999-001' })).rejects.toMatchObject({
      rule: 'agreement-elsewhere',
    });
    await expect(desk.makes('finance', [CSE01], { ...TO_I01, place: 'X' })).rejects.toMatchObject({ rule: 'result' });
    await expect(desk.makes('finance', [CSE01], { ...TO_I01, category: '99' })).rejects.toMatchObject({
      rule: 'result',
    });
    await expect(desk.makes('finance', [CSE01], TO_I01, { profiles: ['x'] })).rejects.toMatchObject({
      rule: 'profile',
    });
    await expect(desk.makes('finance', [], TO_I01)).rejects.toMatchObject({ rule: 'condition' });
    expect(await refs()).toEqual(['CR-001']);
  });

  test('the same form sent twice makes one rule', async () => {
    const page = await finance.get('/coding-rules/new');
    const hidden = Object.fromEntries(
      [...page.text.matchAll(/name="(_csrf|_once)" value="([^"]*)"/g)].map(([, name, value]) => [name, value]),
    );
    const body = { ...hidden, ...typedRule({ 'values-2': '42' }) };
    const [one, two] = [
      await finance.agent.post('/coding-rules/new').type('form').send(body),
      await finance.agent.post('/coding-rules/new').type('form').send(body),
    ];
    expect([one.headers.location, two.headers.location]).toEqual(['/coding-rules/CR-002', '/coding-rules/CR-002']);
    expect(await refs()).toEqual(['CR-001', 'CR-002']);
  });

  test('the order decides, is moved from the list, and what it was stays known', async () => {
    await desk.makes('finance', [CSE01], TO_I02);
    const seq = await desk
      .makes('manager', [CSE01, { field: 'account', test: 'is', values: ['4150'] }], TO_I02)
      .then(async () => (await findRule(world.db, officeId, 'CR-004')).seq);
    expect(await desk.decides({ account: '4150' })).toMatchObject({ rule: 'CR-001' });
    expect(plain((await finance.get('/coding-rules')).text)).toContain(
      'CR-004 can never decide: every line that it fits is decided by CR-001 before it.',
    );
    for (const before of ['CR-003', 'CR-002', 'CR-001']) {
      const list = await finance.get('/coding-rules');
      const button = /action="\/coding-rules\/CR-004\/move"[\s\S]*?name="before" value="([^"]*)">Up/.exec(list.text);
      expect(button?.[1]).toBe(before);
      const moved = await finance.send('/coding-rules', '/coding-rules/CR-004/move', { before });
      expect(moved.headers.location).toBe('/coding-rules#CR-004');
    }
    expect(await refs()).toEqual(['CR-004', 'CR-001', 'CR-002', 'CR-003']);
    expect(await desk.decides({ account: '4150' })).toMatchObject({ rule: 'CR-004' });
    expect(await desk.decides({ account: '4150' }, seq)).toMatchObject({ rule: 'CR-001' });
    expect((await finance.get('/coding-rules')).text).not.toContain('can never decide');
    const same = await finance.send('/coding-rules', '/coding-rules/CR-004/move', { before: 'CR-001' });
    expect(errorsOf(same.text)).toEqual(['CR-004 stands there already. Select another place.']);
    await desk.does('manager', (act) => moveRule(act, { ref: 'CR-004', before: null }));
    expect(await refs()).toEqual(['CR-001', 'CR-002', 'CR-003', 'CR-004']);
    await desk.does('manager', (act) => moveRule(act, { ref: 'CR-004', before: 'CR-001' }));
    await desk.makes('manager', [{ field: 'project', test: 'is', values: ['P1'] }], TO_I02);
    expect((await refs()).at(-1)).toBe('CR-005');
  });

  test('a change is a new version, told beside the old one, and nobody overwrites another', async () => {
    const form = await manager.get('/coding-rules/CR-002/change');
    expect(form.text).toContain('name="version" value="1"');
    const change = typedRule({ 'values-2': '42\n43', version: '1', why: 'Codes of 2015/16' });
    const saved = await manager.send('/coding-rules/CR-002/change', '/coding-rules/CR-002/change', change);
    expect(saved.headers.location).toBe('/coding-rules/CR-002');
    const late = await finance.send('/coding-rules/CR-002/change', '/coding-rules/CR-002/change', {
      ...change,
      'values-2': '44',
    });
    expect(late.status).toBe(422);
    expect(errorsOf(late.text)[0]).toContain('CR-002 was changed while you were writing');
    expect(late.text).toContain('>44</textarea>');
    expect(late.text).toContain('name="version" value="1"');
    const nothing = await manager.send('/coding-rules/CR-002/change', '/coding-rules/CR-002/change', {
      ...change,
      version: '2',
    });
    expect(errorsOf(nothing.text)[0]).toContain('Nothing of CR-002 was changed');
    const rows = rowsOf((await finance.get('/coding-rules/CR-002')).text).slice(1);
    expect(rows.map(([version, , said, by, why]) => [version, said?.slice(0, 67), by, why])).toEqual([
      ['2', 'When the cost centre is CSE01 and the account starts with 42 or 43,', 'manager', 'Codes of 2015/16'],
      ['1', 'When the cost centre is CSE01 and the account starts with 42, it is', 'finance', 'Agreed with the force'],
    ]);
    const [first] = await readRuleVersions(world.db, officeId, 'CR-002');
    expect(await desk.decides({ account: '43' })).toMatchObject({ rule: 'CR-002' });
    expect(await desk.decides({ account: '43' }, first?.seq)).toBeNull();
  });

  test('a retired one decides nothing, and comes back to its place', async () => {
    const path = '/coding-rules/CR-001/retirement';
    expect((await finance.send(path, path, { why: '', version: '1' })).status).toBe(400);
    const done = await finance.send(path, path, { why: 'The transfer ended', version: '1' });
    expect(done.headers.location).toBe('/coding-rules/CR-001');
    expect(await desk.decides({})).toMatchObject({ rule: 'CR-003' });
    expect(await refs()).toEqual(['CR-004', 'CR-002', 'CR-003', 'CR-005', 'CR-001']);
    const list = await finance.get('/coding-rules');
    expect(rowsOf(list.text).map(([, ref]) => ref)).not.toContain('CR-001');
    expect(rowsOf((await finance.get('/coding-rules?state=retired')).text)[1]?.slice(1, 4)).toEqual(
      expect.arrayContaining(['CR-001', 'Retired']),
    );
    const again = retireRule;
    await expect(
      desk.does('finance', (act) => again(act, { ref: 'CR-001', basedOn: 2, why: 'Once more' })),
    ).rejects.toMatchObject({ rule: 'retired' });
    const change = '/coding-rules/CR-001/change';
    expect((await finance.get(change)).text).toContain('Bring CR-001 back');
    const back = await finance.send(change, change, typedRule({ version: '2', why: 'Extended' }));
    expect(back.headers.location).toBe('/coding-rules/CR-001');
    expect(await refs()).toEqual(['CR-004', 'CR-001', 'CR-002', 'CR-003', 'CR-005']);
    expect(await desk.decides({})).toMatchObject({ rule: 'CR-001' });
  });

  test('one for one kind of file decides no other', async () => {
    const area = { field: 'area', test: 'contains', values: ['SAFEGUARDING'] } as const;
    const ref = await desk.makes('finance', [area], TO_I02, { profiles: ['council-spend'] });
    const line = { costCentre: null, account: null, area: 'Childrens  Safeguarding' };
    expect(await desk.decides({ ...line, profile: 'own-template' })).toBeNull();
    expect(await desk.decides({ ...line, profile: 'council-spend' })).toMatchObject({ rule: ref });
    const page = plain((await finance.get(`/coding-rules/${ref}`)).text);
    expect(page).toContain(
      'In files of “Council spending over £500 (published monthly CSV)”, when the expense area contains SAFEGUARDING',
    );
  });

  test('a supplier is found under any name of its organisation, and what was merged into it', async () => {
    let [leeds, old] = [0, 0];
    await desk.does('commissioning', async (act) => {
      leeds = await addOrganisation(act, { name: 'Leeds City Council', kind: 'council' });
      old = await addOrganisation(act, { name: 'Leeds Youth Service', kind: 'other' });
    });
    const typed = typedRule({
      ...{ 'field-1': 'supplier', 'test-1': 'organisation', 'values-1': 'LEEDS CITY COUNCIL' },
      ...{ 'field-2': '', 'test-2': '', 'values-2': '', agreement: '' },
    });
    const made = await finance.send('/coding-rules/new', '/coding-rules/new', typed);
    const ref = String(made.headers.location).split('/').at(-1) as string;
    const from = (supplier: string) => desk.decides({ costCentre: 'X', account: '9', supplier });
    expect(await from('Leeds City  Council')).toMatchObject({ rule: ref });
    expect(await from('LEEDS CC')).toBeNull();
    expect(await from('Leeds Youth Service')).toBeNull();
    await desk.does('commissioning', (act) => addAlias(act, leeds, 'Leeds CC'));
    await desk.does('commissioning', (act) => mergeOrganisations(act, { from: old, into: leeds, reason: 'One body' }));
    expect(await from('LEEDS C.C.')).toMatchObject({ rule: ref });
    expect(await from('Leeds Youth Service')).toMatchObject({ rule: ref });
    const form = await finance.get(`/coding-rules/${ref}/change`);
    expect(form.text).toContain('>Leeds City Council</textarea>');
    const unknown = { field: 'supplier', test: 'organisation', values: ['999'] } as const;
    await expect(desk.makes('finance', [unknown])).rejects.toMatchObject({ kind: 'not-found' });
  });

  test('one whose initiative ends stops its lines instead of deciding them', async () => {
    const p3 = { field: 'project', test: 'is', values: ['P3'] } as const;
    const ref = await desk.makes('finance', [p3], TO_I03);
    await desk.makes('finance', [{ ...p3, values: ['P3', 'P4'] }], TO_I02);
    const line = { costCentre: null, account: null, project: 'p3', supplier: 'Somebody' };
    expect(await desk.decides(line)).toMatchObject({ rule: ref, initiative: 'I-03' });
    const ended = await desk.does('commissioning', (act) =>
      addLifeEvent(act, {
        initiative: 'I-03',
        move: 'withdraw',
        happenedOn: '2015-07-30',
        why: 'No provider was found',
      }),
    );
    const reason = `${ref} would decide, but I-03 is over (withdrawn)`;
    expect(await desk.decides(line)).toEqual({ stopped: ref, reason });
    expect(await desk.decides(line, ended - 1)).toMatchObject({ rule: ref });
    const list = plain((await finance.get('/coding-rules')).text);
    expect(list).toContain(`${ref} decides nothing, because I-03 is over (withdrawn). Its lines wait for a person.`);
    const stopped = rowsOf((await finance.get('/coding-rules?state=stopped')).text).slice(1);
    expect(stopped.map(([, one, , state]) => [one, state])).toEqual([[ref, 'Target over']]);
    const change = `/coding-rules/${ref}/change`;
    const kept = await finance.send(change, change, typedRule({ initiative: 'I-03', agreement: '', version: '1' }));
    expect(kept.status).toBe(422);
    expect(errorsOf(kept.text)[0]).toContain('I-03 is over (withdrawn)');
    await expect(desk.makes('finance', [{ ...p3, values: ['P9'] }], TO_I03)).rejects.toMatchObject({
      rule: 'life-over',
    });
    expect((await finance.get('/coding-rules/new')).text).not.toContain('value="I-03"');
  });

  test('somebody tries a line: which rule decides, and why those above it do not', async () => {
    const path = '/coding-rules/try';
    const auditor = await world.signIn('auditor@demo.example');
    const tried = await auditor.send(path, path, { profile: 'own-template', costCentre: 'cse01', account: '5100' });
    expect(plain(tried.text)).toContain('CR-003 decides: I-02 without an agreement');
    expect(
      rowsOf(tried.text)
        .slice(1)
        .map(([, ref, , said]) => [ref, said]),
    ).toEqual([
      ['CR-004', 'Does not fit: the account 5100 is not 4150.'],
      ['CR-001', 'Does not fit: the account 5100 does not start with 41.'],
      ['CR-002', 'Does not fit: the account 5100 does not start with 42 or 43.'],
      ['CR-003', 'Fits, and decides.'],
    ]);
    expect(tried.text).toContain('value="5100"');
    const none = await auditor.send(path, path, { profile: 'own-template' });
    expect(plain(none.text)).toContain('No rule decides this line, so it would wait for a person.');
    const stopped = await auditor.send(path, path, { profile: 'own-template', project: 'P3' });
    expect(plain(stopped.text)).toContain('but I-03 is over (withdrawn). The line would wait for a person.');
    expect((await auditor.send(path, path, { account: '1' })).status).toBe(400);
  });

  test('the list is narrowed and downloaded', async () => {
    const page = await finance.get('/coding-rules?initiative=I-02&words=safeguarding');
    expect(
      rowsOf(page.text)
        .slice(1)
        .map(([, ref]) => ref),
    ).toEqual(['CR-006']);
    expect(page.text).not.toContain('>Up<');
    const file = (await finance.get('/coding-rules.csv?initiative=I-02&words=safeguarding')).text.trim().split('\r\n');
    expect(file).toHaveLength(2);
    expect(file[1]).toContain('CR-006,"In files of');
    expect((await finance.get('/coding-rules?colour=red')).status).toBe(400);
    expect((await finance.get('/coding-rules/CR-999')).status).toBe(404);
  });

  test('codes of a line that waits fill the form of a new rule; its words never stand in an address', async () => {
    const form = await finance.get('/coding-rules/new?account=6100&costCentre=CSE09&initiative=I-02');
    expect(form.text).toContain('>6100</textarea>');
    expect(form.text).toContain('<option value="I-02" selected>');
    expect((await finance.get('/coding-rules/new?supplier=Somebody')).status).toBe(400);
  });

  test('every row is bound to the chain, holds no word that was typed, and is never changed', async () => {
    expect(await verifyChain(world.db, officeId)).toEqual([]);
    const tables = ['coding_rule', 'coding_condition', 'coding_order'];
    const rows = JSON.stringify(await Promise.all(tables.map((table) => world.db(table))));
    expect(rows).not.toMatch(/CSE01|SAFEGUARDING|Leeds|agreed/i);
    const events = JSON.stringify(await world.db('audit_event').where('subject_kind', 'coding-rule').select('body'));
    expect(events).not.toMatch(/CSE01|SAFEGUARDING|Leeds/i);
    for (const table of tables) {
      expect(await refusalOf(world.db(table).update({ act_seq: 1 }))).toContain('append-only');
      expect(await refusalOf(world.db(table).delete())).toContain('append-only');
    }
  });

  test('what is changed by its act is refused as the form refuses', async () => {
    const wanted = { ref: 'CR-001', basedOn: 3, conditions: [CSE01, FROM_41], result: TO_I01, profiles: [], why: 'x' };
    await expect(desk.does('finance', (act) => changeRule(act, { ...wanted, basedOn: 1 }))).rejects.toMatchObject({
      rule: 'changed-meanwhile',
    });
    await expect(
      desk.does('finance', (act) => changeRule(act, { ...wanted, conditions: [CSE01] })),
    ).rejects.toMatchObject({ rule: 'rule-known' });
    await expect(
      desk.does('finance', (act) => moveRule(act, { ref: 'CR-001', before: 'CR-777' })),
    ).rejects.toMatchObject({ kind: 'not-found' });
  });

  test('what two people removed from a rule fits nothing any more', async () => {
    const secret = { field: 'text', test: 'startsWith', values: ['A name that should not be here'] } as const;
    const ref = await desk.makes('finance', [secret], TO_I02);
    const line = {
      costCentre: null,
      account: null,
      supplier: 'Somebody',
      text: 'A name that should not be here, July',
    };
    expect(await desk.decides(line)).toMatchObject({ rule: ref });
    const { values_words: digest } = await world.db('coding_condition').where({ rule: ref }).first('values_words');
    await world.db('words').where({ digest }).update({ salt: null, text: null });
    expect(await desk.decides(line)).toBeNull();
    expect(await desk.decides({ ...line, text: '[removed]' })).toBeNull();
    expect(plain((await finance.get(`/coding-rules/${ref}`)).text)).toContain('is something that was removed');
    await desk.does('finance', (act) => retireRule(act, { ref, basedOn: 1, why: 'Its words were removed' }));
    expect((await findRule(world.db, officeId, ref)).conditions[0]?.values).toEqual([]);
  });
});
