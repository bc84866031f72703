import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Act, perform } from '../../../src/audit/act.ts';
import { latestMoment } from '../../../src/audit/moment.ts';
import { verifyChain } from '../../../src/audit/verify.ts';
import {
  readConditionChanges,
  readConditions,
  setConditions,
} from '../../../src/initiatives/agreements/condition.store.ts';
import { CONDITION_KINDS, eligibleCategories, hasCondition } from '../../../src/initiatives/agreements/condition.ts';
import { fillOffice } from '../../spend/office.ts';
import { errorsOf, rowsOf } from '../../spend/page.ts';
import { DATABASES, openWorld, type Visitor, type World } from '../../world.ts';

const REF = 'AG-2015-001';

test('the file names every condition with what it means, and the kinds of agreement it is usual for', () => {
  expect(CONDITION_KINDS.map(({ code }) => code)).toEqual([
    'eligible-spend',
    'records',
    'audit-access',
    'safeguarding-policy',
    'data-protection',
    'unspent-returned',
    'no-promise-of-renewal',
    'exit-plan',
  ]);
  expect(CONDITION_KINDS.every(({ label, means }) => label !== '' && means.endsWith('.'))).toBe(true);
  expect(CONDITION_KINDS.find(({ code }) => code === 'unspent-returned')?.usualFor).toEqual(['grant', 'transfer']);
});

describe.each(DATABASES)('On %s, the conditions of an agreement', (kind) => {
  let world: World;
  let officeId: number;
  beforeAll(async () => {
    world = await openWorld(kind, fillOffice);
    officeId = (await world.person('cfo@demo.example')).officeId;
  });
  afterAll(() => world.close());

  const told = async (work: (act: Act) => Promise<void>): Promise<void> => {
    await perform(world.site, await world.doer('commissioning@demo.example'), 'story', null, async (act) => {
      await work(act);
      return { subject: { kind: 'story', ref: '' }, result: null };
    });
  };
  const condition = (code: string, detail: string | null = null, categories: string[] = []) => ({
    code,
    detail,
    categories,
  });
  const read = (upToSeq?: number) => readConditions(world.db, officeId, REF, upToSeq);

  test('were never recorded for an old agreement, so nothing restricts it', async () => {
    const none = await read();
    expect(none).toEqual([]);
    expect(eligibleCategories(none)).toBeNull();
    expect(hasCondition(none, 'unspent-returned')).toBe(false);
  });

  test('are recorded with the categories that may be claimed, in the order of the file', async () => {
    await told((act) =>
      setConditions(
        act,
        REF,
        [condition('unspent-returned'), condition('eligible-spend', 'Salaries only', ['3', '1'])],
        null,
      ),
    );
    const found = await read();
    expect(found.map(({ code }) => code)).toEqual(['eligible-spend', 'unspent-returned']);
    expect(found[0]?.detail).toBe('Salaries only');
    expect(eligibleCategories(found)).toEqual(['3', '1']);
    expect(hasCondition(found, 'unspent-returned')).toBe(true);
  });

  test('change by adding, with a reason; what stood before can still be asked', async () => {
    const { seq } = await latestMoment(world.db, officeId);
    const wanted = [condition('eligible-spend'), condition('records')];
    await expect(told((act) => setConditions(act, REF, wanted, null))).rejects.toMatchObject({
      rule: 'reason-needed',
      field: 'reason',
    });
    await told((act) => setConditions(act, REF, wanted, 'Agreed with the force'));
    const now = await read();
    expect(now.map(({ code }) => code)).toEqual(['eligible-spend', 'records']);
    // Without categories the condition is in words alone: no restriction by category is recorded.
    expect(eligibleCategories(now)).toBeNull();
    expect(eligibleCategories(await read(seq))).toEqual(['3', '1']);
    expect(hasCondition(await read(seq), 'unspent-returned')).toBe(true);
    await expect(told((act) => setConditions(act, REF, wanted, 'Again'))).rejects.toMatchObject({
      rule: 'nothing-changes',
    });
    const changes = await readConditionChanges(world.db, officeId, REF);
    expect(changes.map(({ code, applies, reason }) => [code, applies, reason])).toEqual([
      ['unspent-returned', true, null],
      ['eligible-spend', true, null],
      ['eligible-spend', true, 'Agreed with the force'],
      ['records', true, 'Agreed with the force'],
      ['unspent-returned', false, 'Agreed with the force'],
    ]);
  });

  test.each([
    ['that the file does not name', [condition('no-smoking')], 'unknown-condition'],
    ['with a category that does not exist', [condition('eligible-spend', null, ['77'])], 'unknown-category'],
    ['named twice', [condition('records'), condition('records')], 'condition-twice'],
    ['with categories beside another condition', [condition('records', null, ['1'])], 'categories-elsewhere'],
  ])('are refused %s, and nothing is kept', async (_story, wanted, rule) => {
    const before = (await world.db('agreement_condition').select('id')).length;
    await expect(told((act) => setConditions(act, REF, wanted, 'Why'))).rejects.toMatchObject({ rule });
    expect((await world.db('agreement_condition').select('id')).length).toBe(before);
  });

  describe('on the form', () => {
    const path = '/agreements/AG-2015-001/conditions';
    let commissioning: Visitor;
    let auditor: Visitor;
    beforeAll(async () => {
      commissioning = await world.signIn('commissioning@demo.example');
      auditor = await world.signIn('auditor@demo.example');
    });
    const send = (fields: Record<string, string>) => commissioning.send(path, path, fields);

    test('are set by those who commission; others are neither offered them nor let', async () => {
      expect((await auditor.get('/agreements/AG-2015-001')).text).not.toContain(path);
      expect((await auditor.get(path)).status).toBe(403);
      const page = (await commissioning.get(path)).text;
      expect(page).toMatch(/name="condition-records"[^>]* checked/);
      expect(page).not.toMatch(/name="condition-exit-plan"[^>]* checked/);
    });

    test('what is said of one that is not ticked is refused, not dropped, and kept as typed', async () => {
      const typed = { 'detail-records': 'Ten years', 'category-1': 'yes', reason: 'R', 'condition-exit-plan': 'yes' };
      const answer = await send(typed);
      expect(answer.status).toBe(400);
      expect(errorsOf(answer.text)).toEqual([
        'Tick eligible spend, or empty what is said of it',
        'Tick records, or empty what is said of it',
      ]);
      expect(answer.text).toContain('value="Ten years"');
      expect(answer.text).toMatch(/name="condition-exit-plan"[^>]* checked/);
      expect((await send({ 'condition-no-smoking': 'yes', reason: 'R' })).status).toBe(400);
      expect(errorsOf((await send({ 'condition-records': 'on', reason: 'R' })).text)[0]).toContain('must be ticked');
    });

    test('stand on the page of the agreement with what is agreed besides, and with their changes', async () => {
      const wanted = { 'condition-eligible-spend': 'yes', 'category-1': 'yes', 'category-3': 'yes' };
      expect((await send({ ...wanted, 'detail-eligible-spend': 'Pay alone', reason: 'As signed' })).status).toBe(303);
      const rows = rowsOf((await auditor.get('/agreements/AG-2015-001')).text);
      expect(rows.find(([label]) => label === 'Eligible spend')?.at(-1)).toBe(
        'Only 1 Employees, 3 Transport. Pay alone',
      );
      expect(rows.filter((row) => row.includes('As signed')).map((row) => row.slice(1, 3))).toEqual([
        ['Eligible spend', 'Yes'],
        ['Records', 'No longer'],
      ]);
    });
  });

  test('are bound to the chain', async () => {
    expect(await verifyChain(world.db, officeId)).toEqual([]);
  });
});
