import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { commentsDue, inspectionState } from '../../src/assurance/inspection.ts';
import { verifyChain } from '../../src/audit/verify.ts';
import { DATABASES, openWorld, type Visitor, type World } from '../world.ts';
import { boxes, fillAssurance, INSPECTION, QUESTION, RECOMMENDATION } from './office.ts';

describe('comments on a report of HM Inspectorate of Constabulary are due', () => {
  test.each([
    // Section 55(5A): 56 days beginning with the day of publication.
    ['2017-01-31', '2017-03-27', 'law'],
    ['2017-02-01', '2017-03-28', 'law'],
    ['2019-12-31', '2020-02-24', 'law'],
    ['2020-01-06', '2020-03-01', 'law'],
    ['2023-03-10', '2023-05-04', 'law'],
    // Before, the law gave no period: the office's target of 28 days.
    ['2017-01-30', '2017-02-27', 'target'],
    ['2015-07-02', '2015-07-30', 'target'],
    ['2015-01-13', '2015-02-10', 'target'],
  ])('published on %s: by %s, by %s', (published, on, basis) => {
    expect(commentsDue({ body: 'hmic', published })).toEqual({ on, basis });
  });

  test('by nobody on a report of another body, and on none that is not published', () => {
    expect(commentsDue({ body: 'college', published: '2017-06-01' })).toBeNull();
    expect(commentsDue({ body: 'ofsted', published: '2017-06-01' })).toBeNull();
    expect(commentsDue({ body: 'hmic', published: null })).toBeNull();
  });

  test('on the 56th day still, and overdue on the next', () => {
    const answers = { body: 'hmic', published: '2017-01-31' };
    const report = { ref: 'IN-001', version: 1, answers, why: null, enteredBy: 1, seq: 1, previous: null };
    expect(inspectionState(report, '2017-03-27')).toBe('due');
    expect(inspectionState(report, '2017-03-28')).toBe('overdue');
    expect(inspectionState({ ...report, beside: { commentsOn: '2017-03-29' } }, '2017-04-01')).toBe('commented');
  });
});

describe.each(DATABASES)('inspections and questions, on %s', (kind) => {
  let world: World;
  let coordinator: Visitor;
  let secretariat: Visitor;
  let member: Visitor;
  beforeAll(async () => {
    world = await openWorld(kind, fillAssurance);
    coordinator = await world.signIn('coordinator@demo.example');
    secretariat = await world.signIn('secretariat@demo.example');
    member = await world.signIn('member@demo.example');
    await add(secretariat, '/inspections', INSPECTION);
    await add(secretariat, '/inspections', {
      ...INSPECTION,
      title: 'Vulnerability',
      scope: 'thematic',
      ...boxes('published'),
      expected: 'February 2016',
      link: '',
    });
  }, 60_000);
  afterAll(() => world.close());

  const add = (visitor: Visitor, path: string, fields: Record<string, string>) =>
    visitor.send(`${path}/new`, `${path}/new`, fields);
  const response = (changes: Record<string, string> = {}) => ({
    inspection: 'IN-001',
    comments: 'We accept it',
    chief: '',
    ...boxes('published', '2015-07-17'),
    ...boxes('sent', '2015-07-17'),
    link: '',
    decision: '',
    ...changes,
  });

  test('everybody reads them, and whoever has no part in them adds none', async () => {
    expect((await member.get('/inspections')).text).toContain('Child protection inspection');
    expect((await member.get('/inspections.csv')).text).toContain('2015-07-30');
    expect((await member.get('/inspections?state=overdue')).text).toContain('due by 30 July 2015 (office’s target)');
    expect((await member.get('/inspections?state=unpublished')).text).toContain('Vulnerability');
    expect((await add(member, '/inspections', INSPECTION)).status).toBe(403);
    expect((await add(member, '/questions', QUESTION)).status).toBe(403);
  });

  test.each([
    ['http://www.example.org/report'],
    ['javascript:alert(1)'],
    ['https://user:secret@example.org/'],
    ['https://localhost/report'],
    ['https:///example.org'],
    ['https://exa mple.org/'],
    ['www.example.org'],
  ])('no report stands at %j', async (link) => {
    const answer = await add(secretariat, '/inspections', { ...INSPECTION, link });
    expect(answer.status).toBe(400);
    expect(answer.text).toContain('must be a whole address that begins with https://');
  });

  test('a published report is no longer expected, and is read where it stands', async () => {
    const answer = await add(secretariat, '/inspections', { ...INSPECTION, expected: 'Soon' });
    expect(answer.text).toContain('A report that is published is no longer expected');
    expect((await member.get('/inspections/IN-001')).text).toContain('href="https://www.example.org/report"');
  });

  test('comments wait for the report, come after it, once, and are sent when they are published', async () => {
    const refusals: [Record<string, string>, string][] = [
      [{ inspection: 'IN-002' }, 'IN-002 is not published yet'],
      [boxes('published', '2015-07-01'), 'IN-001 was published on 2 July 2015; comments on it come later'],
      [boxes('published'), 'What is not published has not been sent'],
    ];
    for (const [changes, sentence] of refusals) {
      const answer = await add(secretariat, '/responses', response(changes));
      expect(answer.text).toContain(sentence);
      expect(answer.text).toContain('We accept it');
    }
    expect(await world.db('report_response').select('id')).toEqual([]);
    await add(secretariat, '/recommendations', { ...RECOMMENDATION, stance: '' });
    expect((await add(secretariat, '/responses', response())).headers.location).toBe('/responses/RS-001');
    const page = (await member.get('/inspections/IN-001')).text;
    expect(page).toContain('Comments published');
    expect(page).toContain('1 of its recommendations has no answer');
    expect((await add(secretariat, '/responses', response())).text).toContain('IN-001 has a response, RS-001');
  });

  test('a question has an answer due, whole, judged, and followed up by another', async () => {
    expect((await add(coordinator, '/questions', QUESTION)).headers.location).toBe('/questions/Q-001');
    expect((await member.get('/questions?state=overdue')).text).toContain(
      'Q-001: an answer was due by 24 July 2015 and has not come.',
    );
    const tasks = (await coordinator.get('/')).text;
    expect(tasks).toContain('1 question without an answer, 1 overdue');
    expect((await member.get('/')).text).not.toContain('question without an answer');
    expect((await secretariat.get('/')).text).not.toContain('question without an answer');
    const change = async (changes: Record<string, string>) => {
      const page = (await coordinator.get('/questions/Q-001/change')).text;
      const version = /name="version" value="(\d+)"/.exec(page)?.[1] ?? '';
      return coordinator.send('/questions/Q-001/change', '/questions/Q-001/change', {
        ...QUESTION,
        version,
        why: '',
        ...changes,
      });
    };
    const refusals: [Record<string, string>, string][] = [
      [{ answer: 'By review' }, 'An answer has its words and its day'],
      [boxes('due', '2015-07-01'), 'an answer is due later'],
      [{ answer: 'By review', ...boxes('answered', '2015-07-01') }, 'and answered later'],
      [{ outcome: 'satisfied' }, 'There is no answer yet that could satisfy'],
      [{ answer: 'By review', ...boxes('answered', '2015-07-20'), outcome: 'followed-up' }, 'Choose the question that'],
      [{ followUp: 'Q-001' }, 'Say that it was followed up'],
      [
        { answer: 'By review', ...boxes('answered', '2015-07-20'), outcome: 'followed-up', followUp: 'Q-001' },
        'A question is followed up by another one',
      ],
    ];
    for (const [changes, sentence] of refusals) expect((await change(changes)).text).toContain(sentence);
    await add(coordinator, '/questions', { ...QUESTION, question: 'And by when?', ...boxes('due', '2015-08-24') });
    const answered = { answer: 'By review', ...boxes('answered', '2015-07-20') };
    expect((await change({ ...answered, outcome: 'followed-up', followUp: 'Q-002' })).status).toBe(303);
    expect((await member.get('/questions/Q-001')).text).toContain('Followed up');
    expect((await coordinator.get('/')).text).not.toContain('1 overdue');
    expect(await verifyChain(world.db, 1)).toEqual([]);
  });
});
