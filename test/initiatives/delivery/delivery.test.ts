import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { perform } from '../../../src/audit/act.ts';
import { latestMoment, type Moment } from '../../../src/audit/moment.ts';
import { verifyChain } from '../../../src/audit/verify.ts';
import { openFigure, readValues } from '../../../src/figures/registry.ts';
import { ISSUES } from '../../../src/initiatives/delivery/issue.ts';
import { MILESTONES } from '../../../src/initiatives/delivery/milestone.ts';
import { openBooks } from '../../../src/ledger/figure.ts';
import { addMeeting } from '../../../src/meetings/meeting.store.ts';
import { addPerson } from '../../../src/people/person.store.ts';
import { addRecord, findRecord, listRecords, readVersions } from '../../../src/registers/register.store.ts';
import { fillOffice } from '../../spend/office.ts';
import { DATABASES, hiddenFields, openWorld, refusalOf, type Visitor, type World } from '../../world.ts';

type Typed = Record<string, string>;

/** A day as its three boxes are filled in. */
function day(field: string, of: string): Typed {
  const [year = '', month = '', date = ''] = of.split('-');
  return { [`${field}-day`]: date, [`${field}-month`]: month, [`${field}-year`]: year };
}

const RISK = {
  initiative: 'I-01',
  title: 'Posts stay empty',
  ...day('identified', '2015-06-01'),
  cause: 'Few apply',
  likelihood: '5',
  impact: '4',
  response: 'treat',
  mitigation: 'Ask neighbouring forces',
  likelihoodAfter: '4',
  impactAfter: '4',
  proximity: 'now',
  owner: 'Head of Safeguarding',
  state: 'open',
  ...day('nextReview', '2015-08-31'),
};
const MILESTONE = {
  initiative: 'I-01',
  title: 'All posts filled',
  evidence: 'The monthly return',
  ...day('baseline', '2015-09-30'),
  ...day('current', '2015-09-30'),
  ...day('reached', ''),
  delayReason: '',
  owner: 'Head of Safeguarding',
};
const ISSUE = {
  initiative: 'I-01',
  title: 'Vetting takes longer',
  ...day('raised', '2015-07-01'),
  risk: '',
  impact: 'People start later',
  severity: 'high',
  owner: 'Head of Safeguarding',
  action: 'Vet these first',
  ...day('due', '2015-07-30'),
  ...day('resolved', ''),
  how: '',
};
const ASSESSMENT = { initiative: 'I-01', ...day('assessed', '2015-07-01'), confidence: 'Green', reasons: '' };
const LESSON = {
  initiative: 'I-01',
  title: 'Offer part-time posts',
  happened: 'Few applied',
  again: '',
  differently: 'Offer them from the start',
  whom: 'Forces',
  kind: 'specialist-investigators',
  ...day('shared', ''),
  adopted: '',
};
const EXIT = {
  initiative: 'I-01',
  agreement: 'AG-2015-001',
  support: 'District units go on',
  data: 'The force keeps its files',
  staff: 'Terms end',
  equipment: 'None',
  ...day('notice', ''),
  ...day('lastDay', '2016-03-31'),
  handover: '',
  dataState: 'held',
  ...day('dataDone', ''),
  assets: '',
};
const CLAWBACK = {
  initiative: 'I-01',
  agreement: 'AG-2015-001',
  amount: '1,200.00',
  reason: 'Not delivered',
  basis: 'Condition 7',
  ...day('asked', '2015-07-01'),
  ...day('due', ''),
  agreedAmount: '',
  ...day('agreed', ''),
  repaidAmount: '',
  refund: '',
  ...day('withdrawn', ''),
};
const NEW: Record<string, Typed> = {
  '/risks': RISK,
  '/milestones': MILESTONE,
  '/issues': ISSUE,
  '/confidence': ASSESSMENT,
  '/lessons': LESSON,
  '/exit-plans': EXIT,
  '/clawbacks': CLAWBACK,
};

/** What a change asks: nothing of what is fixed. */
function without(typed: Typed, ...fixed: string[]): Typed {
  return Object.fromEntries(Object.entries(typed).filter(([name]) => !fixed.includes(name.split('-')[0] as string)));
}

describe.each(DATABASES)('the delivery of initiatives, on %s', (kind) => {
  let world: World;
  let sam: Visitor;
  let manager: Visitor;
  let auditor: Visitor;
  let asked: Moment;
  beforeAll(async () => {
    world = await openWorld(kind, fillOffice);
    const { password_hash: passwordHash } = await world.db('person').first();
    const program = { officeId: 1, personId: null, role: 'program' };
    const member = { email: 'member@demo.example', name: 'member', roles: ['peg-member'], passwordHash };
    await addPerson(world.site, program, member);
    sam = await world.signIn('commissioning@demo.example');
    manager = await world.signIn('manager@demo.example');
    auditor = await world.signIn('auditor@demo.example');
    for (const [path, typed] of Object.entries(NEW)) {
      expect([path, (await sam.send(`${path}/new`, `${path}/new`, typed)).status]).toEqual([path, 303]);
    }
    asked = await latestMoment(world.db, 1);
  }, 60_000);
  afterAll(() => world.close());

  /** A record's form as somebody has it open, and what they then send. */
  async function opened(visitor: Visitor, address: string) {
    const page = (await visitor.get(`${address}/change`)).text;
    const version = /name="version" value="(\d+)"/.exec(page)?.[1] ?? '';
    return (typed: Typed) => {
      const fields = { ...hiddenFields(page), version, why: '', ...typed };
      return visitor.agent.post(`${address}/change`).type('form').send(fields);
    };
  }

  test('auditor and PEG member read every list, file and record, and add or change nothing', async () => {
    for (const visitor of [auditor, await world.signIn('member@demo.example')]) {
      for (const [path, typed] of Object.entries(NEW)) {
        const list = await visitor.get(path);
        const first = new RegExp(`href="(${path}/[A-Z]+-001)"`).exec(list.text)?.[1] as string;
        expect(list.text).not.toContain(`${path}/new`);
        for (const address of [path, `${path}.csv`, first]) expect((await visitor.get(address)).status).toBe(200);
        for (const address of [`${path}/new`, `${first}/change`]) {
          expect([address, (await visitor.get(address)).status]).toEqual([
            address,
            address === '/confidence/DC-001/change' ? 404 : 403,
          ]);
        }
        expect((await visitor.send(path, `${path}/new`, { ...hiddenFields(list.text), ...typed })).status).toBe(403);
      }
      for (const address of ['/delivery', '/delivery.csv', '/initiatives/I-01/delivery', '/risks/matrix']) {
        expect((await visitor.get(address)).status).toBe(200);
      }
    }
    expect((await auditor.get('/initiatives/I-99/delivery')).status).toBe(404);
  });

  test('a milestone that moves later without a reason is refused beside the reason, and nothing is stored', async () => {
    const later = { ...without(MILESTONE, 'initiative', 'baseline'), ...day('current', '2015-10-31') };
    const answer = await (await opened(sam, '/milestones/M-001'))(later);
    expect(answer.status).toBe(400);
    expect(answer.text).toContain('href="#delayReason"');
    expect(answer.text).toContain('The date moves from 30 September 2015 to 31 October 2015');
    expect((await findRecord(world.db, 1, MILESTONES, 'M-001')).version).toBe(1);
    const saved = await (await opened(sam, '/milestones/M-001'))({ ...later, delayReason: 'recruitment' });
    expect(saved.status).toBe(303);
    const page = (await sam.get('/milestones/M-001')).text;
    expect(page).toContain('Current date: 30 Sep 2015 → 31 Oct 2015; Delay reason: nothing → Recruitment');
    const { answers } = await findRecord(world.db, 1, MILESTONES, 'M-001');
    expect([answers.baseline, answers.current]).toEqual(['2015-09-30', '2015-10-31']);
  });

  test('a milestone is not reached tomorrow, nor its baseline moved by a form that is made up', async () => {
    const change = without(MILESTONE, 'initiative', 'baseline');
    const tomorrow = await (await opened(sam, '/milestones/M-001'))({ ...change, ...day('reached', '2015-08-01') });
    expect(tomorrow.text).toContain('Reached on must be today or in the past');
    const made = await (await opened(sam, '/milestones/M-001'))({ ...change, ...day('baseline', '2015-12-31') });
    expect(made.status).toBe(400);
    expect((await findRecord(world.db, 1, MILESTONES, 'M-001')).answers.baseline).toBe('2015-09-30');
    const invented = await sam.send('/milestones/new', '/milestones/new', { ...MILESTONE, delayReason: 'weather' });
    expect(invented.text).toContain('Delay reason must be one of those listed');
  });

  test('the second of two people who move a milestone sees both dates, and loses neither', async () => {
    const [first, second] = [await opened(sam, '/milestones/M-001'), await opened(manager, '/milestones/M-001')];
    const change = { ...without(MILESTONE, 'initiative', 'baseline'), delayReason: 'recruitment' };
    expect((await first({ ...change, ...day('current', '2015-11-30') })).status).toBe(303);
    const answer = await second({ ...change, ...day('current', '2015-12-31'), delayReason: 'safeguarding-checks' });
    expect(answer.status).toBe(409);
    expect(answer.text).toContain('Saved by commissioning');
    for (const shown of ['30 Nov 2015', '31 Dec 2015', 'Safeguarding checks']) expect(answer.text).toContain(shown);
    expect((await findRecord(world.db, 1, MILESTONES, 'M-001')).answers.current).toBe('2015-11-30');
  });

  test('an issue comes from a risk of its own initiative; that of another, or none at all, is refused', async () => {
    const from = (changes: Typed) => sam.send('/issues/new', '/issues/new', { ...ISSUE, ...changes });
    const other = await from({ initiative: 'I-02', risk: 'R-001' });
    expect(other.status).toBe(422);
    expect(other.text).toContain('R-001 is a risk of I-01, not of I-02');
    expect(other.text).toContain('href="#risk"');
    expect((await from({ risk: 'R-999' })).text).toContain('From which risk must be one of those listed');
    const before = (await listRecords(world.db, 1, ISSUES)).length;
    expect(before).toBe(1);
    expect((await from({ risk: 'R-001', title: 'Posts stayed empty' })).status).toBe(303);
    const page = (await sam.get('/risks/R-001')).text;
    expect(page).toContain('Issues that came from it');
    expect(page).toContain('Posts stayed empty');
    const doer = await world.doer('commissioning@demo.example');
    const past = { ...(await findRecord(world.db, 1, ISSUES, 'IS-001')).answers, risk: 'R-999' };
    const straight = perform(world.site, doer, 'issue.add', null, async (act) => {
      const ref = await addRecord(act, ISSUES, past);
      return { subject: { kind: 'issue', ref }, result: ref };
    });
    expect(await refusalOf(straight)).toContain('There is no risk R-999');
  });

  test('an issue is overdue on its list until it is resolved, with the day and how', async () => {
    expect((await auditor.get('/issues')).text).toContain('IS-001 Vetting takes longer is overdue');
    expect((await auditor.get('/issues?state=overdue')).text).toContain('IS-001');
    const change = without(ISSUE, 'initiative', 'raised');
    const half = await (await opened(sam, '/issues/IS-001'))({ ...change, ...day('resolved', '2015-07-20') });
    expect(half.text).toContain('Enter how it was resolved');
    const told = { ...change, ...day('resolved', '2015-07-20'), how: 'They were vetted first' };
    expect((await (await opened(sam, '/issues/IS-001'))(told)).status).toBe(303);
    expect((await auditor.get('/issues?state=open')).text).not.toContain('IS-001');
    expect((await auditor.get('/issues?state=resolved')).text).toContain('IS-001');
    expect((await auditor.get('/issues?state=lost')).text).toContain('No issue has been recorded');
  });

  test('the matrix counts open risks in both tables, and each count leads to those that it counts', async () => {
    const closed = { ...RISK, title: 'Closed long ago', state: 'closed', ...day('nextReview', '') };
    expect((await sam.send('/risks/new', '/risks/new', closed)).status).toBe(303);
    const { text } = await auditor.get('/risks/matrix');
    const links = [...text.matchAll(/href="(\/risks\?[^"]+)"/g)].map(([, href = '']) => href.replaceAll('&amp;', '&'));
    expect(links).toEqual([
      '/risks?state=open&likelihood=5&impact=4',
      '/risks?state=open&likelihoodAfter=4&impactAfter=4',
    ]);
    for (const href of links) {
      const counted = (await auditor.get(href)).text;
      expect(counted).toContain('Posts stay empty');
      expect(counted).not.toContain('Closed long ago');
    }
    expect(text).toContain('1 risk<span class="govuk-visually-hidden">, score 16 Red</span>');
    expect((await auditor.get('/risks?state=open&likelihoodAfter=4&impactAfter=3')).text).not.toContain('Posts stay');
    expect((await auditor.get('/risks/matrix?initiative=I-02')).text).not.toContain('/risks?');
    expect((await auditor.get('/risks/matrix?initiative=I-99')).status).toBe(404);
    const rows = (await auditor.get('/risks/matrix.csv')).text.trim().split('\r\n');
    expect(rows.length).toBe(11);
    expect(rows[7]).toBe('After mitigation,4 Likely,0,0,0,1,0');
    expect((await auditor.get('/risks?rating=red')).text).toContain('Posts stay empty');
    expect((await auditor.get('/risks?rating=green')).text).not.toContain('Posts stay empty');
  });

  test('a Green assessment is let through and warned of where the record says otherwise', async () => {
    const words = 'Confidence in I-01 is Green; the record says otherwise: 1 milestone is late and 1 open risk is red.';
    for (const address of ['/initiatives/I-01', '/initiatives/I-01/delivery', '/delivery']) {
      expect((await auditor.get(address)).text).toContain(words);
    }
    const silent = { ...ASSESSMENT, ...day('assessed', '2015-07-20'), confidence: 'Amber' };
    const refused = await sam.send('/confidence/new', '/confidence/new', silent);
    expect(refused.text).toContain('Enter the reasons why confidence is Amber and not Green');
    const told = await sam.send('/confidence/new', '/confidence/new', { ...silent, reasons: 'Posts are empty' });
    expect(told.status).toBe(303);
    const page = (await auditor.get('/initiatives/I-01')).text;
    expect(page).not.toContain('says otherwise');
    expect(page).toContain('Down from Green; assessed on 20 Jul 2015');
    const list = (await auditor.get('/initiatives.csv?year=2015-16')).text;
    expect(list).toMatch(/I-01,Investigators,.*,Amber,Down from Green\r\n/);
    expect(list).toMatch(/I-02,School awareness,.*,Not assessed,\r\n/);
    const tomorrow = { ...ASSESSMENT, ...day('assessed', '2015-08-01') };
    expect((await sam.send('/confidence/new', '/confidence/new', tomorrow)).status).toBe(400);
  });

  test('an assessment never changes: there is no form, and the database takes no second version', async () => {
    expect((await sam.get('/confidence/DC-001')).text).not.toContain('Change it');
    expect((await sam.get('/confidence/DC-001/change')).status).toBe(404);
    expect((await sam.send('/confidence/new', '/confidence/DC-001/change', ASSESSMENT)).status).toBe(404);
    const { id, ...row } = await world.db('confidence').first();
    expect(await refusalOf(world.db('confidence').insert({ ...row, version: 2 }))).toMatch(/check|CHECK/);
    expect(await refusalOf(world.db('confidence').update({ confidence: 'Green' }))).toMatch(/append-only/);
  });

  test('an initiative’s own page says it in a few lines, and leads to the whole', async () => {
    const page = (await auditor.get('/initiatives/I-01')).text;
    expect(page).toContain('href="/initiatives/I-01/delivery"');
    expect(page).toContain('All posts filled: expected on 30 Nov 2015, 61 days later than its baseline');
    expect(page).toContain('1 open risk, 1 of them red');
    expect(page).not.toContain('<caption class="govuk-table__caption govuk-table__caption--m">Risks</caption>');
    const whole = (await auditor.get('/initiatives/I-01/delivery')).text;
    const captions = ['Delivery confidence', 'Milestones', 'Risks', 'Issues', 'Lessons', 'Exit plans', 'Clawback'];
    for (const caption of captions) expect(whole).toContain(`>${caption}</caption>`);
    expect(whole).not.toContain('/milestones/new');
    expect((await sam.get('/initiatives/I-01/delivery')).text).toContain('/milestones/new?initiative=I-01');
    const other = (await auditor.get('/initiatives/I-02/delivery')).text;
    expect(other).toContain('No milestone has been recorded.');
    expect(other).not.toContain('Asked back');
    const rows = (await auditor.get('/delivery.csv')).text.split('\r\n');
    expect(rows[1]).toBe('I-01,Investigators,Amber,Down from Green,All posts filled,2015-11-30,61,1,0,1,1');
    expect(rows[2]).toBe('I-02,School awareness,Not assessed,,None,,,0,0,0,0');
  });

  test('lessons are found by the kind that they help', async () => {
    expect((await auditor.get('/lessons?kind=specialist-investigators')).text).toContain('Offer part-time posts');
    expect((await auditor.get('/lessons.csv?kind=school-awareness')).text).not.toContain('Offer part-time posts');
    const empty = await sam.send('/lessons/new', '/lessons/new', { ...LESSON, differently: '' });
    expect(empty.text).toContain('Enter what we would do again, or what we would do differently, or both');
  });

  test('an exit plan is of the initiative’s own agreement, and there is one of each', async () => {
    const send = (changes: Typed) => sam.send('/exit-plans/new', '/exit-plans/new', { ...EXIT, ...changes });
    const other = await send({ initiative: 'I-02' });
    expect([other.status, other.text.includes('AG-2015-001 is an agreement of I-01, not of I-02')]).toEqual([
      422,
      true,
    ]);
    const twin = await send({});
    expect([twin.status, twin.text.includes('AG-2015-001 has the exit plan EX-001')]).toEqual([422, true]);
    expect((await send({ agreement: '' })).status).toBe(303);
    expect((await send({ agreement: '' })).text).toContain('I-01 has the exit plan EX-002');
    const change = without(EXIT, 'initiative', 'agreement');
    const returned = { ...change, dataState: 'returned' };
    expect((await (await opened(sam, '/exit-plans/EX-001'))(returned)).text).toContain(
      'Enter the day on which the data',
    );
    const done = { ...returned, ...day('dataDone', '2015-07-20') };
    expect((await (await opened(sam, '/exit-plans/EX-001'))(done)).status).toBe(303);
  });

  test('what was asked back is a figure: it opens, adds up, and answers as at any moment', async () => {
    const send = (changes: Typed) => sam.send('/clawbacks/new', '/clawbacks/new', { ...CLAWBACK, ...changes });
    expect((await send({ initiative: 'I-02' })).status).toBe(422);
    expect((await send({ initiative: 'I-02', agreement: '', amount: '300.50' })).status).toBe(303);
    const change = without(CLAWBACK, 'initiative', 'agreement', 'amount', 'asked');
    const agreed = { ...change, agreedAmount: '900', ...day('agreed', '2015-07-20') };
    const wrong = await (await opened(manager, '/clawbacks/CB-001'))({
      ...agreed,
      repaidAmount: '400',
      refund: 'SP-1',
    });
    expect(wrong.text).toContain('Refund must be the reference of a spend');
    const right = { ...agreed, repaidAmount: '400', refund: 'SP-2015-16-000001' };
    expect((await (await opened(manager, '/clawbacks/CB-001'))(right)).status).toBe(303);
    const books = openBooks(world.db, 1, await latestMoment(world.db, 1));
    const figure = async (id: string, scope = {}, at = books) => (await readValues(at, id, [scope]))[0];
    expect(await figure('clawback.asked')).toMatchObject({ value: 150_050, leavesOut: [] });
    expect(await figure('clawback.asked', { initiative: 'I-01' })).toMatchObject({ value: 120_000 });
    expect(await figure('clawback.asked', { initiative: 'I-03' })).toMatchObject({ value: 0, marker: '' });
    expect(await figure('clawback.repaid', { agreement: 'AG-2015-001' })).toMatchObject({ value: 40_000 });
    expect(await figure('clawback.outstanding')).toMatchObject({ value: 80_050 });
    expect(await figure('clawback.asked', { year: 2015 })).toMatchObject({ marker: 'z' });
    const then = openBooks(world.db, 1, asked);
    expect(await figure('clawback.outstanding', {}, then)).toMatchObject({ value: 120_000 });
    const { rows } = await openFigure(books, 'clawback.outstanding', {});
    expect(rows.map(({ href, value }) => [href, value])).toEqual([
      ['/clawbacks/CB-001', 50_000],
      ['/clawbacks/CB-002', 30_050],
    ]);
    const page = (await auditor.get('/initiatives/I-01/delivery')).text;
    expect(page).toContain('href="/figures/clawback.outstanding?initiative=I-01">£500.00<');
  });

  test('a new highlight report starts with the confidence that was assessed last', async () => {
    const doer = await world.doer('manager@demo.example');
    const ref = await perform(world.site, doer, 'meeting.add', null, async (act) => {
      const meeting = { heldOn: '2015-08-07', startsAt: '10:00', place: 'Wakefield', chair: 'The Commissioner' };
      const added = await addMeeting(act, meeting);
      return { subject: { kind: 'meeting', ref: added }, result: added };
    });
    const form = (await sam.get(`/meetings/${ref}/highlights/I-01`)).text;
    expect(form).toMatch(/value="Amber" checked/);
    expect((await sam.get(`/meetings/${ref}/highlights/I-02`)).text).not.toMatch(/name="confidence"[^>]*checked/);
  });

  test('every version stays, and the chain verifies after all of this', async () => {
    const versions = await readVersions(world.db, 1, MILESTONES, { ref: 'M-001' });
    expect(versions.map(({ answers }) => answers.current)).toEqual(['2015-09-30', '2015-10-31', '2015-11-30']);
    expect(versions.map(({ previous }) => previous?.current ?? null)).toEqual([null, '2015-09-30', '2015-10-31']);
    expect(await verifyChain(world.db, 1)).toEqual([]);
  });
});
