import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { closeRecommendation } from '../../src/assurance/close-recommendation.ts';
import { type Progress, progressOf } from '../../src/assurance/recommendation-state.ts';
import { perform } from '../../src/audit/act.ts';
import { verifyChain } from '../../src/audit/verify.ts';
import type { Answers } from '../../src/registers/field.ts';
import { DATABASES, openWorld, refusalOf, type Visitor, type World } from '../world.ts';
import { ACTION, boxes, fillAssurance, INSPECTION, LINK, RECOMMENDATION } from './office.ts';

describe('how far a recommendation is follows from its actions', () => {
  const none = { actions: 0, undone: 0, unevidenced: 0, earliestDue: null, closed: 0 };
  test.each<[Progress, Answers, Answers]>([
    ['not-started', {}, none],
    ['not-started', { responseDue: '2015-07-31' }, none],
    ['overdue', { responseDue: '2015-07-30' }, none],
    ['not-started', { responseDue: '2015-07-30', response: 'We will' }, none],
    ['under-way', {}, { ...none, actions: 2, undone: 1, earliestDue: '2015-07-31' }],
    ['overdue', {}, { ...none, actions: 2, undone: 1, earliestDue: '2015-07-30' }],
    ['awaiting-evidence', {}, { ...none, actions: 2, unevidenced: 1 }],
    ['evidenced', {}, { ...none, actions: 2 }],
    ['closed', {}, { ...none, actions: 2, closed: 1 }],
    ['rejected', { stance: 'rejected', responseDue: '2015-07-01' }, none],
  ])('%s', (progress, answers, beside) => {
    const whole = { stance: 'accepted', response: null, responseDue: null, ...answers };
    expect(progressOf({ answers: whole, beside }, '2015-07-31')).toBe(progress);
  });
});

describe.each(DATABASES)('recommendations, on %s', (kind) => {
  let world: World;
  let coordinator: Visitor;
  let commissioning: Visitor;
  let chief: Visitor;
  let auditor: Visitor;
  beforeAll(async () => {
    world = await openWorld(kind, fillAssurance);
    coordinator = await world.signIn('coordinator@demo.example');
    commissioning = await world.signIn('commissioning@demo.example');
    chief = await world.signIn('chief@demo.example');
    auditor = await world.signIn('auditor@demo.example');
    await add(coordinator, '/inspections', INSPECTION);
    await add(coordinator, '/recommendations', RECOMMENDATION);
    await add(coordinator, '/recommendations', { ...RECOMMENDATION, number: '4', title: 'Another' });
  }, 60_000);
  afterAll(() => world.close());

  const add = (visitor: Visitor, path: string, fields: Record<string, string>) =>
    visitor.send(`${path}/new`, `${path}/new`, fields);
  const change = async (visitor: Visitor, path: string, fields: Record<string, string>) => {
    const page = (await visitor.get(`${path}/change`)).text;
    const version = /name="version" value="(\d+)"/.exec(page)?.[1] ?? '';
    const { recommendation, inspection, initiative, ...rest } = fields;
    return visitor.send(`${path}/change`, `${path}/change`, { ...rest, version, why: '' });
  };
  const close = (visitor: Visitor, reason = 'I saw the list', ref = 'RC-001') =>
    visitor.send(`/recommendations/${ref}/closing`, `/recommendations/${ref}/closing`, { reason });
  const page = async (ref = 'RC-001') => (await auditor.get(`/recommendations/${ref}`)).text;

  test('one that is not accepted whole says why', async () => {
    const answer = await add(coordinator, '/recommendations', { ...RECOMMENDATION, stance: 'partly' });
    expect(answer.status).toBe(400);
    expect(answer.text).toContain('Say why it is not accepted whole');
    expect((await add(auditor, '/recommendations', RECOMMENDATION)).status).toBe(403);
  });

  test('evidence comes with what was done', async () => {
    expect((await add(commissioning, '/recommendation-actions', ACTION)).status).toBe(303);
    const answer = await add(commissioning, '/recommendation-actions', { ...ACTION, evidence: 'A list' });
    expect(answer.text).toContain('Evidence is of what is done');
    expect(await page()).toContain('Under way');
    expect((await auditor.get('/recommendations.csv?progress=under-way')).text).toContain('RC-001');
    expect((await auditor.get('/recommendations.csv?progress=closed')).text).not.toContain('RC-001');
  });

  test('is closed by evidence alone, and by somebody who recorded none of its actions', async () => {
    expect((await close(chief)).text).toContain('closed when every action is done and evidenced. Not yet: RA-001');
    const done = { ...ACTION, ...boxes('done', '2015-07-30') };
    await change(commissioning, '/recommendation-actions/RA-001', done);
    expect(await page()).toContain('Done, awaiting evidence');
    expect((await close(chief)).status).toBe(422);
    await change(coordinator, '/recommendation-actions/RA-001', { ...done, evidence: 'The list of cases' });
    expect(await page()).toContain('Evidenced');
    const own = await close(coordinator);
    expect(own.status).toBe(422);
    expect(own.text).toContain('You recorded RA-001 of RC-001, so somebody else decides that it is done');
    expect(own.text).toContain('I saw the list');
    expect((await close(commissioning)).status).toBe(403);
    expect((await close(chief, '')).status).toBe(400);
    expect(await world.db('recommendation_closing').select('id')).toEqual([]);
    const doer = await world.doer('coordinator@demo.example');
    const person = await world.person('coordinator@demo.example');
    const directly = perform(world.site, doer, 'recommendation.close', null, async (act) => {
      await closeRecommendation(act, person, '2015-07-31', { recommendation: 'RC-001', reason: 'x' });
      return { subject: { kind: 'recommendation', ref: 'RC-001' }, result: null };
    });
    expect(await refusalOf(directly)).toContain('somebody else');
    expect((await close(chief)).headers.location).toBe('/recommendations/RC-001');
    expect(await page()).toContain('I saw the list');
    expect((await close(chief)).text).toContain('RC-001 is closed already');
    expect((await close(chief, 'x', 'RC-002')).text).toContain('RC-002 has no action that shows it is done');
  });

  test('stays as it was closed until somebody reopens it', async () => {
    const sentence = 'RC-001 is closed. Reopen it on its page first';
    expect((await add(commissioning, '/recommendation-actions', ACTION)).text).toContain(sentence);
    expect((await change(commissioning, '/recommendation-actions/RA-001', ACTION)).text).toContain(sentence);
    expect((await change(coordinator, '/recommendations/RC-001', { ...RECOMMENDATION, title: 'x' })).text).toContain(
      sentence,
    );
    const path = '/recommendations/RC-001/reopening';
    expect((await commissioning.send(path, path, { reason: 'New case' })).status).toBe(403);
    expect((await chief.send(path, path, { reason: 'A new case came to light' })).status).toBe(303);
    expect((await chief.send(path, path, { reason: 'x' })).text).toContain('RC-001 is open already');
    expect(await page()).toContain('A new case came to light');
    expect(await page()).toContain('Evidenced');
    expect(await refusalOf(world.db('recommendation_closing').delete())).toMatch(/append-only/);
    expect(await refusalOf(world.db('recommendation_closing').update({ kind: 'closed' }))).toMatch(/append-only/);
  });

  test('warns when no money answers it, and names what does without dividing it', async () => {
    expect(await page()).toContain('No money answers RC-001: no initiative is linked to it.');
    const foreign = await add(commissioning, '/recommendation-links', {
      ...LINK,
      initiative: 'I-02',
      agreement: 'AG-2015-001',
    });
    expect(foreign.text).toContain('AG-2015-001 is an agreement of I-01, not of I-02');
    await add(commissioning, '/recommendation-links', { ...LINK, initiative: 'I-03' });
    expect(await page()).toContain('No published money answers RC-001: the amount of I-03 was never published.');
    await add(commissioning, '/recommendation-links', { ...LINK, agreement: 'AG-2015-001' });
    expect((await add(commissioning, '/recommendation-links', { ...LINK, agreement: 'AG-2015-001' })).text).toContain(
      'RL-002 says the same already',
    );
    await add(commissioning, '/recommendation-links', { ...LINK, recommendation: 'RC-002' });
    expect(await page()).not.toContain('money answers RC-001');
    expect(await page()).toContain('£100,000.00');
    expect(await page()).toContain('href="/figures/budget.current?initiative=I-01&amp;year=2015-16"');
    expect(await page('RC-002')).toContain('£100,000.00');
    const initiative = (await auditor.get('/initiatives/I-01')).text;
    expect(initiative).toContain('Recommendations it answers');
    expect(initiative).toContain('href="/recommendations/RC-002"');
    expect((await auditor.get('/initiatives/I-02')).text).toContain('It is linked to no recommendation');
  });

  test('shows each pound once from reports to money, on the page and in the file', async () => {
    const text = (await auditor.get('/assurance?year=2015-16')).text;
    expect(text.match(/£100,000\.00/g)).toHaveLength(1);
    expect(text).toContain('with RC-001');
    const file = (await auditor.get('/assurance.csv?year=2015-16')).text.split('\r\n');
    expect(file[0]).toContain('Current budget, 2015/16');
    expect(file.filter((row) => row.includes('100000.00'))).toHaveLength(1);
    expect(file.find((row) => row.includes('RC-002'))).toContain('with RC-001,with RC-001');
    expect((await auditor.get('/assurance?inspection=IN-009')).status).toBe(404);
    expect((await auditor.get('/assurance?district=x')).status).toBe(400);
    await change(commissioning, '/recommendation-links/RL-003', { ...LINK, standing: 'withdrawn' });
    expect((await auditor.get('/assurance')).text).toContain('No money answers this');
    expect(await verifyChain(world.db, 1)).toEqual([]);
  });
});
