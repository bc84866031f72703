import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { latestMoment } from '../../../src/audit/moment.ts';
import { verifyChain } from '../../../src/audit/verify.ts';
import { type NewLifeEvent, readLife } from '../../../src/initiatives/life/life.store.ts';
import { type Life, type LifeEvent, lifeOf } from '../../../src/initiatives/life/life.ts';
import { disagreements, standsToRecommendation } from '../../../src/initiatives/life/life-check.ts';
import type { MoveName } from '../../../src/initiatives/life/life-machine.ts';
import { moveOn, takeBack } from '../../../src/initiatives/life/life-move.ts';
import { daysOverdue, nextStep } from '../../../src/initiatives/life/life-next.ts';
import { Refusal } from '../../../src/platform/refusal.ts';
import { errorsOf, plain, rowsOf } from '../../spend/page.ts';
import { DATABASES, openWorld, refusalOf, type Visitor, type World } from '../../world.ts';
import {
  addAgreementTo,
  addWithAgreement,
  DECISION,
  fillLifeOffice,
  LATER_DECISION,
  moveWith,
  TODAY,
  told,
  walk,
} from './life-office.ts';

const DAY = (day: string): Record<string, string> => {
  const [year = '', month = '', date = ''] = day.split('-');
  return { 'happened-day': date, 'happened-month': month, 'happened-year': year };
};

describe.each(DATABASES)('An initiative from the need to the evaluation, on %s', (kind) => {
  let world: World;
  const visitors = new Map<string, Visitor>();
  const as = (name: string): Visitor => visitors.get(name) as Visitor;
  const agreement: { ref: string } = { ref: '' };

  beforeAll(async () => {
    world = await openWorld(kind, fillLifeOffice);
    for (const name of ['commissioning', 'secretariat', 'pcc', 'both', 'manager', 'auditor', 'leeds', 'finance']) {
      visitors.set(name, await world.signIn(`${name}@demo.example`));
    }
    agreement.ref = await told(world.site, await world.doer('commissioning@demo.example'), (act) =>
      addAgreementTo(act, 'I-03'),
    );
  }, 60_000);
  afterAll(() => world.close());

  const send = (name: string, path: string, fields: Record<string, string>, ref = 'I-03') => {
    const address = `/initiatives/${ref}/life/${path}`;
    // A form that is no longer there has no key of its own; whoever still has it open sends theirs.
    return as(name).send(address, address, { _once: randomBytes(16).toString('hex'), ...fields });
  };
  const page = async (path: string, name = 'auditor'): Promise<string> => plain((await as(name).get(path)).text);

  test('stands at its need until something is recorded of it, and the record of its money is held against it', async () => {
    const shown = await page('/initiatives/I-01', 'commissioning');
    expect(shown).toContain('Need identified since');
    expect(shown).toContain('Next: Proposed , due by');
    expect(shown).toContain('owed by the Commissioning officer');
    expect(shown).toContain(
      'Money was bound on 20 April 2015, and no approval by the Commissioner and no acceptance by a provider is recorded.',
    );
    expect(shown).toContain('Propose it Withdraw it');
    expect(await page('/initiatives/I-01')).not.toContain('Propose it');
  });

  test('is proposed, and nothing is lost of what was typed wrongly', async () => {
    const early = await send('commissioning', 'offer', { ...DAY('2015-05-01'), agreement: '', why: 'Too early' });
    expect(early.status).toBe(422);
    expect(plain(early.text)).toContain('I-03 stands at “Need identified”, so “Offered” cannot be recorded.');
    expect(plain(early.text)).toContain('What can be recorded next: proposed, withdrawn.');
    const ahead = await send('commissioning', 'proposal', { ...DAY('2015-08-01'), why: 'A letter asks for it' });
    expect(ahead.status).toBe(400);
    expect(errorsOf(ahead.text)).toEqual(['Date must be today or in the past']);
    expect(ahead.text).toContain('A letter asks for it</textarea>');
    expect((await send('auditor', 'proposal', { ...DAY('2015-05-01'), why: 'No' })).status).toBe(403);
    const done = await send('commissioning', 'proposal', { ...DAY('2015-05-01'), why: 'A letter asks for it' });
    expect(done.headers.location).toBe('/initiatives/I-03');
    expect(await page('/initiatives/I-03', 'commissioning')).toContain('Recorded of I-03: Proposed.');
  });

  test('PEG recommends and the Commissioner decides: two records, one against the other in sight of all', async () => {
    const recommendation = {
      meeting: 'PEG-2015-02',
      recommendation: 'not-recommended',
      conditions: '',
      why: 'No carers',
    };
    const before = await send('secretariat', 'recommendation', { ...DAY('2015-04-30'), ...recommendation });
    expect(errorsOf(before.text)).toEqual([
      'The step before it, “Proposed”, happened on 1 May 2015. Enter that day or a later one.',
    ]);
    const loose = { ...recommendation, recommendation: 'conditions' };
    expect(errorsOf((await send('secretariat', 'recommendation', { ...DAY('2015-05-10'), ...loose })).text)).toEqual([
      'Enter the conditions',
    ]);
    expect((await send('pcc', 'recommendation', { ...DAY('2015-05-10'), ...recommendation })).status).toBe(403);
    expect((await send('secretariat', 'recommendation', { ...DAY('2015-05-10'), ...recommendation })).status).toBe(303);
    expect(await page('/initiatives/I-03')).toContain('PEG’s recommendation Not recommended, PEG-2015-02, 10 May 2015');

    const ruling = { decision: LATER_DECISION, outcome: 'approved', why: 'The need is proved' };
    expect((await send('commissioning', 'decision', { ...DAY('2015-05-20'), ...ruling })).status).toBe(403);
    const unknown = await send('pcc', 'decision', { ...DAY('2015-05-20'), ...ruling, decision: 'D-1999-001' });
    expect(errorsOf(unknown.text)).toEqual(['Decision must be one of those listed; select it again']);
    const early = await send('pcc', 'decision', { ...DAY('2015-05-19'), ...ruling });
    expect(errorsOf(early.text)[0]).toContain('Decision D-2015-001 was made on 20 May 2015.');
    expect((await send('pcc', 'decision', { ...DAY('2015-05-20'), ...ruling })).status).toBe(303);
    const shown = await page('/initiatives/I-03');
    expect(shown).toContain('Approved on 20 May 2015 D-2015-001 Decided against the recommendation of PEG.');
    const [row] = rowsOf((await as('auditor').get(`/decisions/${LATER_DECISION}`)).text).filter(
      ([ref]) => ref === 'I-03',
    );
    expect(row).toEqual(['I-03', 'Foster care', 'Approved', 'Decided against the recommendation of PEG.', 'Approved']);
  });

  test('is offered, declined by one, accepted by another, and goes live no earlier than its agreement', async () => {
    const at = (day: string, more: Record<string, string> = {}) => ({ ...DAY(day), why: 'As agreed', ...more });
    expect((await send('commissioning', 'offer', at('2015-05-22', { agreement: '' }))).status).toBe(303);
    expect((await send('commissioning', 'offer-declined', at('2015-05-23'))).status).toBe(303);
    expect((await send('commissioning', 'offer', at('2015-05-24', { agreement: agreement.ref }))).status).toBe(303);
    const form = (await as('commissioning').get('/initiatives/I-03/life/acceptance')).text;
    expect(form).toContain(agreement.ref);
    expect(form).not.toContain('AG-2015-001');
    const none = await send('commissioning', 'acceptance', at('2015-05-25', { agreement: '' }));
    expect(errorsOf(none.text)).toEqual(['Select the agreement']);
    const others = await send('commissioning', 'acceptance', at('2015-05-25', { agreement: 'AG-2015-001' }));
    expect(errorsOf(others.text)).toEqual(['Agreement must be one of those listed; select it again']);
    expect((await send('commissioning', 'acceptance', at('2015-05-25', { agreement: agreement.ref }))).status).toBe(
      303,
    );
    const early = await send('commissioning', 'start', at('2015-05-31'));
    expect(errorsOf(early.text)).toEqual([
      `${agreement.ref} starts on 1 June 2015, so it is not live before that day.`,
    ]);
    expect((await send('commissioning', 'start', at('2015-06-01'))).status).toBe(303);
  });

  test('is varied, suspended and resumed, and stays live since the day on which it became so', async () => {
    const variation = { agreement: agreement.ref, variation: 'One more carer', why: 'More need' };
    expect((await send('commissioning', 'variation', { ...DAY('2015-06-02'), ...variation })).status).toBe(303);
    expect(await page('/initiatives/I-03')).toContain('Live since 1 June 2015');
    expect((await send('commissioning', 'suspension', { ...DAY('2015-06-05'), why: 'A check is late' })).status).toBe(
      303,
    );
    const suspended = await page('/initiatives/I-03', 'commissioning');
    expect(suspended).toContain('Suspended since 5 June 2015');
    expect(suspended).toContain(
      'Next: Resumed , due by 3 July 2015, owed by the Commissioning officer. Overdue by 28 days',
    );
    expect((await send('commissioning', 'resumption', { ...DAY('2015-06-10'), why: 'It came' })).status).toBe(303);
    const live = await page('/initiatives/I-03');
    expect(live).toContain('Live since 10 June 2015');
    expect(live).toContain('Its last agreement ended on 30 June 2015, and it is still live.');
  });

  test('ends, and its closing waits for two people', async () => {
    expect((await send('commissioning', 'end', { ...DAY('2015-06-30'), why: 'As agreed' })).status).toBe(303);
    expect(await page('/initiatives/I-03')).not.toContain('and it is still live');
    expect((await send('finance', 'final-return', { ...DAY('2015-07-10'), why: 'No' })).status).toBe(403);
    expect((await send('commissioning', 'final-return', { ...DAY('2015-07-10'), why: 'It is whole' })).status).toBe(
      303,
    );
    expect((await send('commissioning', 'reconciliation', { ...DAY('2015-07-20'), why: 'No' })).status).toBe(403);
    expect((await send('both', 'reconciliation', { ...DAY('2015-07-20'), why: 'No difference' })).status).toBe(303);

    const evaluation = {
      ...DAY('2015-07-25'),
      aim: 'partly',
      achieved: 'Two carers were found',
      value: 'Half of what a residential place costs',
      lessons: 'Begin with the carers',
      evidence: 'The final return',
      why: 'Nothing is left to do',
    };
    expect(await page('/initiatives/I-03', 'both')).not.toContain('Close and evaluate it');
    const own = await send('both', 'closure', evaluation);
    expect(own.status).toBe(422);
    expect(errorsOf(own.text)).toEqual([
      'You recorded the reconciliation, so somebody else closes it. Ask a colleague.',
    ]);
    expect(own.text).toContain('Begin with the carers</textarea>');
    const bare = await send('commissioning', 'closure', { ...evaluation, aim: '', evidence: '' });
    expect(errorsOf(bare.text)).toEqual(['Select whether the aim was met', 'Enter the evidence']);
    expect((await send('commissioning', 'closure', evaluation)).status).toBe(303);

    const life = await page('/initiatives/I-03/life');
    for (const part of [
      'Partly met',
      'Two carers were found',
      'Half of what',
      'Begin with the carers',
      'The final return',
    ]) {
      expect(life).toContain(part);
    }
    expect(life).toContain('Nothing comes next.');
    expect(life).toContain('commissioning');
  });

  test('its history is the same on the page and in the file, and names no recorder to those who read no such names', async () => {
    const file = (await as('auditor').get('/initiatives/I-03/life.csv')).text;
    const rows = file.trimEnd().split('\r\n');
    expect(rows).toHaveLength(16);
    expect(rows[0]).toBe('\ufeffHappened,Step,What was recorded,Reason,Recorded,By');
    expect(rows[1]).toMatch(/^2015-05-01,Proposed,,A letter asks for it,2015-07-31T09:00:\S+Z,commissioning$/);
    expect(file).toContain('"Not recommended, PEG-2015-02",No carers');
    expect(file).toContain('Closed and evaluated,Aim: partly met,Nothing is left to do');
    expect((await as('leeds').get('/initiatives/I-03/life.csv')).text).not.toContain(',commissioning\r\n');
    const listed = rowsOf((await as('auditor').get('/life')).text).find(([ref]) => ref === 'I-03');
    expect(listed).toEqual(['I-03', 'Foster care', 'Closed and evaluated', '25 Jul 2015', 'Nothing', '', '', '']);
    expect((await as('auditor').get('/life.csv')).text).toContain(
      'I-03,Foster care,Closed and evaluated,2015-07-25,Nothing,,,\r\n',
    );
    expect((await as('auditor').get('/initiatives.csv?year=2015-16')).text).toContain(
      'I-03,Foster care,Closed and evaluated,[x]',
    );
    // Its need stands since 1 April 2014, so its proposal was due four weeks later.
    expect((await as('auditor').get('/life.csv')).text).toContain(
      'I-01,Investigators,Need identified,2014-04-01,Proposed,Commissioning officer,2014-04-29,458\r\n',
    );
    expect((await as('auditor').get('/life?status=live')).status).toBe(400);
  });

  test('what was recorded by mistake is taken back in sight of all, by whoever could have recorded it', async () => {
    const path = '/initiatives/I-02/life';
    await send('commissioning', 'proposal', { ...DAY('2015-07-01'), why: 'Meant for another' }, 'I-02');
    const [, href = ''] = /href="([^"]+\/taking-back)"/.exec((await as('commissioning').get(path)).text) ?? [];
    expect((await as('secretariat').get(path)).text).not.toContain('taking-back');
    expect((await as('secretariat').send(href, href, { why: 'Not theirs' })).status).toBe(403);
    expect(errorsOf((await as('commissioning').send(href, href, { why: '' })).text)).toEqual(['Enter the reason']);
    const done = await as('commissioning').send(href, href, { why: 'It was meant for I-01' });
    expect(done.headers.location).toBe(path);
    const shown = await page(path);
    expect(shown).toContain('Need identified since');
    expect(shown).toContain('Proposed Taken back');
    expect(shown).toContain('Meant for another Taken back: It was meant for I-01');
    expect((await as('commissioning').get(href)).status).toBe(404);
    expect((await as('auditor').get(`${path}.csv`)).text).toContain('Proposed (taken back)');
  });

  test('each role finds on the landing page the steps that it owes', async () => {
    const program = { officeId: 1, personId: null, role: 'program' };
    const of = await told(world.site, program, addWithAgreement);
    await walk(world.site, program, of, ['propose']);
    expect(await page('/', 'secretariat')).toContain(`${of.ref}: considered by PEG, overdue since 12 June 2015`);
    expect(await page('/', 'pcc')).not.toContain(`${of.ref}:`);
    await walk(world.site, program, of, ['consider']);
    expect(await page('/', 'pcc')).toContain(`${of.ref}: decided by the Commissioner, overdue since 7 June 2015`);
    expect(await page('/', 'secretariat')).not.toContain(`${of.ref}:`);
    await walk(world.site, program, of, ['decide', 'offer', 'accept', 'start', 'end', 'receive-return']);
    expect(await page('/', 'manager')).toContain(`${of.ref}: reconciled, due by 9 August 2015`);
    await walk(world.site, await world.doer('both@demo.example'), of, ['reconcile']);
    expect(await page('/', 'commissioning')).toContain(`${of.ref}: closed and evaluated, due by 14 September 2015`);
    // Whoever reconciled it is not the one it waits for, whatever roles they hold.
    expect(await page('/', 'both')).not.toContain(`${of.ref}: closed`);
    for (let count = 0; count < 6; count += 1) await told(world.site, program, addWithAgreement);
    expect(await page('/', 'commissioning')).toMatch(/\d+ steps of initiatives to record/);
  });

  test('what it was on an earlier day stays what it was', async () => {
    const program = { officeId: 1, personId: null, role: 'program' };
    const of = await told(world.site, program, addWithAgreement);
    const seen: [seq: number, status: string][] = [];
    for (const move of ['propose', 'consider', 'decide'] as const) {
      await walk(world.site, program, of, [move]);
      const { seq } = await latestMoment(world.db, 1);
      seen.push([seq, (await readLife(world.db, 1, of.ref)).status]);
    }
    const last = (await readLife(world.db, 1, of.ref)).standing.at(-1) as LifeEvent;
    expect(await told(world.site, program, (act) => takeBack(act, of.ref, last.id, 'By mistake', TODAY))).toBe(
      'considered',
    );
    expect((await readLife(world.db, 1, of.ref)).status).toBe('considered');
    expect(seen.map(([, status]) => status)).toEqual(['proposed', 'considered', 'approved']);
    for (const [seq, status] of seen) expect((await readLife(world.db, 1, of.ref, seq)).status).toBe(status);
  });

  test('a move without what it needs is refused by name, by whatever door it comes', async () => {
    const program = { officeId: 1, personId: null, role: 'program' };
    const of = await told(world.site, program, addWithAgreement);
    const other = await told(world.site, program, addWithAgreement);
    const rule = async (move: MoveName, changes: Partial<NewLifeEvent>): Promise<string> => {
      try {
        await told(world.site, program, (act) => moveOn(act, moveWith(move, of, changes), TODAY));
      } catch (error) {
        if (error instanceof Refusal) return error.rule;
        throw error;
      }
      return 'let through';
    };
    expect(await rule('propose', { happenedOn: '2015-08-01' })).toBe('future');
    expect(await rule('propose', { why: '' })).toBe('incomplete');
    await walk(world.site, program, of, ['propose']);
    expect(await rule('consider', { happenedOn: '2015-04-30' })).toBe('before-last');
    expect(await rule('consider', { recommendation: null })).toBe('incomplete');
    const open = { meeting: 'PEG-2015-02', recommendation: 'conditions', conditions: null } as const;
    expect(await rule('consider', { recommendation: open })).toBe('incomplete');
    await walk(world.site, program, of, ['consider']);
    expect(await rule('decide', { ruling: undefined })).toBe('incomplete');
    expect(await rule('decide', { ruling: { decisionRef: 'D-1999-001', outcome: 'approved' } })).toBe('no-decision');
    expect(await rule('decide', { happenedOn: '2015-05-19' })).toBe('before-decision');
    expect(await rule('decide', { ruling: { decisionRef: DECISION, outcome: 'declined' } })).toBe('let through');
    expect(await rule('offer', {})).toBe('illegal-move');
    const last = (await readLife(world.db, 1, of.ref)).standing.at(-1) as LifeEvent;
    await told(world.site, program, (act) => takeBack(act, of.ref, last.id, 'By mistake', TODAY));
    await walk(world.site, program, of, ['decide']);
    expect(await rule('offer', { agreement: other.agreement })).toBe('other-agreement');
    await walk(world.site, program, of, ['offer']);
    expect(await rule('accept', { agreement: null })).toBe('agreement-needed');
    expect(await rule('accept', { agreement: other.agreement })).toBe('other-agreement');
    await walk(world.site, program, of, ['accept']);
    expect(await rule('start', { happenedOn: '2015-05-31' })).toBe('before-start');
    await walk(world.site, program, of, ['start']);
    expect(await rule('vary', { variation: '' })).toBe('incomplete');
    await walk(world.site, program, of, ['end', 'receive-return', 'reconcile']);
    expect(await rule('close', { evaluation: undefined })).toBe('incomplete');
  });

  test('the chain and what it binds verify after all of this, and the database refuses to change any of it', async () => {
    expect(await verifyChain(world.db, 1)).toEqual([]);
    for (const table of ['life_event', 'peg_recommendation', 'life_evaluation']) {
      expect(await refusalOf(world.db(table).update({ act_seq: 1 }))).toContain('append-only');
    }
  });
});

const event = (move: MoveName, happenedOn: string, more: Partial<LifeEvent> = {}): LifeEvent => ({
  id: 1,
  initiative: 'I-01',
  move,
  happenedOn,
  why: 'Because',
  agreement: null,
  variation: null,
  recommendation: null,
  ruling: null,
  evaluation: null,
  recordedBy: null,
  recordedAt: '',
  takenBack: null,
  ...more,
});
const approved = event('decide', '2015-05-20', { ruling: { decisionRef: 'D-2015-001', outcome: 'approved' } });
const accepted = event('accept', '2015-05-25', { agreement: 'AG-1' });
const life = (...events: LifeEvent[]): Life => lifeOf('I-01', '2015-05-01', events);
const AG = { ref: 'AG-1', startsOn: '2015-06-01', endsOn: '2016-03-31' };

describe('What comes next', () => {
  const live = life(approved, event('offer', '2015-05-22'), accepted, event('start', '2015-06-01'));
  test.each([
    ['a need is proposed within four weeks', life(), [], 'propose', '2015-05-29', '2015-05-01'],
    ['an approval is offered within two weeks', life(approved), [], 'offer', '2015-06-03', '2015-05-20'],
    [
      'an offer waits four weeks',
      life(approved, event('offer', '2015-06-01')),
      [],
      'accept',
      '2015-06-29',
      '2015-06-01',
    ],
    [
      'but no longer than the lead time',
      life(approved, event('offer', '2015-07-01')),
      [],
      'accept',
      '2015-07-15',
      '2015-07-01',
    ],
    ['it starts with its agreement', life(approved, accepted), [AG], 'start', '2015-06-01', '2015-06-01'],
    ['it ends with its agreement', live, [AG], 'end', '2016-03-31', '2016-03-31'],
    [
      'of several, with the last',
      live,
      [AG, { ...AG, ref: 'AG-2', endsOn: '2016-06-30' }],
      'end',
      '2016-06-30',
      '2016-06-30',
    ],
    ['without one nothing says when', live, [], 'end', null, '2015-06-01'],
    [
      'the return comes 30 days after the end',
      life(event('end', '2016-03-31')),
      [AG],
      'receive-return',
      '2016-04-30',
      '2016-03-31',
    ],
    ['or after an early end', life(event('end', '2015-12-01')), [AG], 'receive-return', '2015-12-31', '2015-12-01'],
    [
      'or after the agreement, ended late',
      life(event('end', '2016-04-15')),
      [AG],
      'receive-return',
      '2016-04-30',
      '2016-04-15',
    ],
  ])('%s', (_what, of, agreements, move, due, opensOn) => {
    expect(nextStep(of, 'school-awareness', agreements)).toMatchObject({ move, due, opensOn });
  });

  test('nothing, once a life is over', () => {
    for (const over of ['close', 'withdraw'] as const) {
      expect(nextStep(life(event(over, '2015-06-01')), 'school-awareness', [])).toBeNull();
    }
  });

  test('a step is overdue from the day after it was due', () => {
    expect([daysOverdue({ due: '2015-07-31' }, TODAY), daysOverdue({ due: '2015-07-30' }, TODAY)]).toEqual([0, 1]);
    expect(daysOverdue({ due: null }, TODAY)).toBe(0);
  });
});

describe('Where record and life disagree', () => {
  const none = { bound: null, spent: null };
  const live = [approved, accepted, event('start', '2015-06-01')];
  test.each<[string, LifeEvent[], { bound: string | null; spent: string | null }, (typeof AG)[], string[]]>([
    ['all is in order', live, { bound: '2015-05-25', spent: '2015-06-02' }, [AG], []],
    [
      'bound before the approval',
      live,
      { bound: '2015-05-19', spent: null },
      [AG],
      [
        'Money was bound on 19 May 2015, before it was approved on 20 May 2015.',
        'Money was bound on 19 May 2015, before it was accepted on 25 May 2015.',
      ],
    ],
    [
      'spent before the acceptance',
      live,
      { bound: null, spent: '2015-05-24' },
      [AG],
      ['Money was spent on 24 May 2015, before it was accepted on 25 May 2015.'],
    ],
    [
      'bound without an acceptance',
      [approved],
      { bound: '2015-05-25', spent: null },
      [AG],
      ['Money was bound on 25 May 2015, and no acceptance by a provider is recorded.'],
    ],
    [
      'the agreement ended',
      live,
      none,
      [{ ...AG, endsOn: '2015-07-30' }],
      ['Its last agreement ended on 30 July 2015, and it is still live. Record that it ended, or an agreement.'],
    ],
    [
      'no agreement at all',
      live,
      none,
      [],
      ['It is live, and no agreement runs today. Record the agreement, or that it ended.'],
    ],
    [
      'the agreement is still to start',
      live,
      none,
      [{ ...AG, startsOn: '2015-08-01' }],
      ['It is live, and no agreement runs today. Record the agreement, or that it ended.'],
    ],
    ['it ended with its agreement', [...live, event('end', '2015-07-30')], none, [{ ...AG, endsOn: '2015-07-30' }], []],
  ])('%s', (_what, events, money, agreements, said) => {
    expect(disagreements(life(...events), agreements, money, TODAY)).toEqual(said);
  });

  test.each([
    ['recommended', 'approved', 'As PEG recommended.'],
    ['conditions', 'approved', 'As PEG recommended, with its conditions.'],
    ['not-recommended', 'approved', 'Decided against the recommendation of PEG.'],
    ['recommended', 'declined', 'Decided against the recommendation of PEG.'],
    ['not-recommended', 'declined', 'As PEG recommended.'],
  ] as const)('PEG: %s, the Commissioner: %s', (recommendation, outcome, said) => {
    const considered = event('consider', '2015-05-10', {
      recommendation: { meeting: 'PEG-2015-02', recommendation, conditions: null },
    });
    const decided = event('decide', '2015-05-20', { ruling: { decisionRef: 'D-2015-001', outcome } });
    expect(standsToRecommendation(life(considered, decided))).toBe(said);
    expect(standsToRecommendation(life(decided))).toBe('Decided without a recommendation of PEG.');
    expect(standsToRecommendation(life(considered))).toBeNull();
  });
});
