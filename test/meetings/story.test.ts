import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { verifyChain } from '../../src/audit/verify.ts';
import { boxes } from '../assurance/office.ts';
import { DATABASES, hiddenFields, openWorld, PASSWORD, Visitor, type World } from '../world.ts';
import { fillMeetings } from './office.ts';

const COVER = {
  meeting: 'PEG-2015-02',
  item: '1',
  title: 'Money for awareness',
  ...boxes('dated', '2015-07-20'),
  author: 'Commissioning officer',
  sponsor: '',
  purpose: 'decision',
  summary: 'More schools ask for sessions',
  recommendation: 'To recommend £12,000',
  background: '',
  content: '',
  finance: 'From what is unallocated',
  legal: '',
  staff: '',
  technology: '',
  communications: '',
  equality: '',
  dataProtection: '',
  contact: 'Commissioning officer',
  marking: 'OFFICIAL',
  originator: 'The Commissioner’s office',
  handling: '',
  distribution: 'all',
  ...boxes('circulated', '2015-07-31'),
  late: '',
  consent: '',
  standing: 'stands',
};

import { findDecisionAsked } from '../../src/meetings/decision-asked.store.ts';
import { enactmentBegun } from '../../src/meetings/enactment.routes.ts';
import { listPapers } from '../../src/meetings/paper.store.ts';
import type { Paper } from '../../src/meetings/paper.ts';

describe.each(DATABASES)('from the agenda to the money and to confirmed notes, on %s', (kind) => {
  let world: World;
  const by = new Map<string, Visitor>();
  const as = (name: string): Visitor => by.get(name) as Visitor;
  beforeAll(async () => {
    world = await openWorld(kind, fillMeetings);
    for (const name of [
      'secretariat',
      'commissioning',
      'member',
      'councillor',
      'substitute',
      'pcc',
      'cfo',
      'auditor',
    ]) {
      by.set(name, await world.signIn(`${name}@demo.example`));
    }
  });
  afterAll(() => world.close());

  const sent = async (name: string, form: string, to: string, fields: Record<string, string>) => {
    const answer = await as(name).send(form, to, fields);
    return { status: answer.status, to: answer.headers.location, text: answer.text };
  };
  const textOf = async (name: string, path: string) => (await as(name).get(path)).text;

  test('a member begins at the next meeting; whoever came for another page gets that', async () => {
    const visitor = new Visitor(world.app);
    const member = { email: 'member@demo.example', password: PASSWORD };
    const signIn = (fields: Record<string, string>) => visitor.send('/sign-in', '/sign-in', fields);
    expect((await signIn({ ...member, return: '/' })).headers.location).toBe('/next-meeting');
    expect((await signIn({ ...member, return: '/meetings' })).headers.location).toBe('/meetings');
    expect((await signIn({ ...member, email: 'pcc@demo.example', return: '/' })).headers.location).toBe('/');
  });

  test('an officer puts a paper before the meeting; a member is shown it once it is circulated', async () => {
    const draft = { ...COVER, ...boxes('circulated') };
    const added = await sent('commissioning', '/papers/new', '/papers/new', draft);
    expect([added.status, added.to]).toEqual([303, '/papers/P-001']);
    expect((await as('member').get('/papers/P-001')).status).toBe(403);
    expect(await textOf('member', '/meetings/PEG-2015-02')).toContain('No paper has been circulated yet.');
    const { meeting, ...rest } = COVER;
    const change = { ...rest, version: '1', why: '' };
    expect((await sent('commissioning', '/papers/P-001/change', '/papers/P-001/change', change)).status).toBe(303);
    const page = await textOf('member', '/papers/P-001');
    expect(page).toContain('To recommend £12,000');
    expect(page).toContain('Mark Grey, Leeds City Council');
    expect(await textOf('member', `/meetings/${meeting}`)).toContain('Paper 1');
  });

  test('a paper for named members is a placeholder for the others, in every place', async () => {
    const named = { ...COVER, title: 'Terms of the posts', marking: 'OFFICIAL-SENSITIVE', distribution: 'named' };
    const add = (fields: Record<string, string>) => sent('secretariat', '/papers/new', '/papers/new', fields);
    expect((await add(named)).text).toContain('Name the members on the list of the paper');
    expect((await add({ ...named, 'named-PM-001': 'yes' })).to).toBe('/papers/P-002');
    for (const name of ['member', 'substitute', 'auditor']) {
      expect(await textOf(name, '/meetings/PEG-2015-02')).toContain('Terms of the posts');
      expect((await as(name).get('/papers/P-002')).status).toBe(200);
    }
    for (const path of ['/meetings/PEG-2015-02', '/next-meeting']) {
      const page = await textOf('councillor', path);
      expect(page).toContain('You are not on the list of this paper');
      expect(page).not.toContain('Terms of the posts');
    }
    expect((await as('councillor').get('/papers/P-002')).status).toBe(403);
    for (const path of ['/papers', '/papers.csv', '/declarations/new', '/decisions-asked', '/peg-members/PM-001']) {
      expect(await textOf('councillor', path)).not.toContain('Terms of the posts');
    }
    expect(await textOf('councillor', '/search?q=Terms+of+the+posts')).not.toContain('/papers/');
  });

  test('a late paper needs its reason and the chair’s consent; one in time has neither', async () => {
    const late = { ...COVER, meeting: 'PEG-2015-01', item: '', ...boxes('circulated', '2015-07-03') };
    const add = (fields: Record<string, string>) => sent('secretariat', '/papers/new', '/papers/new', fields);
    const refused = await add(late);
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('go out by 2 July 2015');
    expect((await add({ ...late, late: 'The figures came late' })).text).toContain('needs both');
    expect((await add({ ...late, late: 'Late figures', consent: 'The chair, 3 July' })).to).toBe('/papers/P-003');
    const inTime = { ...late, ...boxes('circulated', '2015-07-02'), late: 'x', consent: 'y' };
    expect((await add(inTime)).text).toContain('It was in time');
  });

  test('a member asks before the meeting, and the answer stands in the addendum and beside the figure', async () => {
    const at = '/meetings/PEG-2015-02/questions';
    const figure = '/figures/spend.to-date?year=2015-16';
    const ask = /href="(\/meetings\/PEG-2015-02\/questions\/new\?[^"]+)"/.exec(await textOf('member', figure))?.[1];
    const form = String(ask).replaceAll('&amp;', '&');
    const fields = { figure: 'spend.to-date', scope: 'year=2015-16', question: 'Why so low?' };
    expect((await sent('member', form, at, fields)).status).toBe(303);
    const about = { about: 'P-002', question: 'Which posts?' };
    expect((await sent('councillor', `${at}/new`, at, about)).text).toContain('must be one of those listed');
    expect((await sent('member', `${at}/new`, at, about)).status).toBe(303);
    expect(await textOf('councillor', at)).not.toContain('Which posts?');
    expect((await as('member').get(`${at}/1/answer`)).status).toBe(403);
    const answer = { answer: 'Posts are vacant', version: '0' };
    expect((await sent('commissioning', `${at}/1/answer`, `${at}/1/answer`, answer)).to).toBe(at);
    expect((await as('commissioning').get(`${at}/2/answer`)).status).toBe(403);
    expect(await textOf('councillor', at)).toContain('Posts are vacant');
    expect(await textOf('councillor', figure)).toContain(
      'Asked before PEG-2015-02: Why so low? Answer 1: Posts are vacant',
    );
    expect(await textOf('member', '/figures/spend.to-date?year=2014-15')).not.toContain('Why so low?');
  });

  test('notice goes to members who sign in, with a link and nothing else', async () => {
    expect((await as('member').get('/meetings/PEG-2015-02/notice')).status).toBe(403);
    const at = '/meetings/PEG-2015-02/notice';
    expect(await textOf('secretariat', at)).toContain('Notice is in time until 6 August 2015');
    expect((await sent('secretariat', at, at, { late: '', consent: '' })).status).toBe(303);
    const late = '/meetings/PEG-2015-01/notice';
    expect((await sent('secretariat', late, late, { late: 'x', consent: 'y' })).text).toContain('was held on');
    const notices = await world.db('notice').where({ deadline_kind: 'meeting' }).orderBy('id');
    const people = await Promise.all(
      ['member', 'councillor', 'substitute'].map((name) => world.person(`${name}@demo.example`)),
    );
    expect(notices.map(({ person_id }) => person_id)).toEqual(people.map(({ id }) => id));
    const bodies = await world
      .db('words')
      .whereIn(
        'digest',
        notices.map(({ body_words }) => body_words),
      )
      .pluck('text');
    for (const body of bodies) expect(body).not.toMatch(/awareness|posts|£/);
    expect(await textOf('secretariat', '/meetings/PEG-2015-02')).toContain('Notice was given on 31 July 2015');
  });

  test('a paper asks for money; the page says whose body would gain, and that they have not declared it', async () => {
    const ask = {
      paper: 'P-001',
      title: 'Awareness in Leeds',
      asked: 'That £12,000 is allocated to sessions in Leeds',
      money: 'allocation',
      amount: '',
      'gains-2': 'yes',
      standing: 'stands',
    };
    const add = (fields: Record<string, string>) =>
      sent('commissioning', '/decisions-asked/new', '/decisions-asked/new', fields);
    expect((await add(ask)).text).toContain('Enter the amount that is asked for');
    expect((await add({ ...ask, amount: '12,000' })).to).toBe('/decisions-asked/DA-001');
    expect(await textOf('member', '/decisions-asked/DA-001')).toContain(
      'Leeds City Council would gain by DA-001, and no member from there has declared it.',
    );
    expect(await textOf('councillor', '/next-meeting')).toContain('Declare it before the meeting');
    expect(await textOf('member', '/next-meeting')).not.toContain('Declare it before the meeting');
  });

  test('the member declares it before the meeting, and of nobody else; the secretariat records what they then did', async () => {
    const form = '/meetings/PEG-2015-02/interests/new';
    const declare = (name: string, fields: Record<string, string>) =>
      sent(name, form, '/meetings/PEG-2015-02/interests', fields);
    expect(await textOf('councillor', '/next-meeting')).toContain(`href="${form}"`);
    expect(await textOf('commissioning', '/next-meeting')).not.toContain(form);
    expect((await as('commissioning').get(form)).status).toBe(422);
    const own = { paper: 'P-001', interest: 'The council would gain' };
    expect((await declare('councillor', { ...own, paper: 'P-002' })).text).toContain('must be one of those listed');
    const nothing = await declare('councillor', { ...own, interest: '' });
    expect([nothing.status, nothing.text.includes('Enter the interest')]).toEqual([400, true]);
    const kept = { ...own, ...hiddenFields(await textOf('councillor', form)) };
    for (const _ of [1, 2]) {
      const sentAgain = await as('councillor').agent.post('/meetings/PEG-2015-02/interests').type('form').send(kept);
      expect([sentAgain.status, sentAgain.headers.location]).toEqual([303, '/meetings/PEG-2015-02']);
    }
    expect(await world.db('declaration').pluck('ref')).toEqual(['DI-001']);
    expect((await as('councillor').get('/meetings/PEG-2015-01/interests/new')).status).toBe(422);
    expect(await textOf('councillor', '/next-meeting')).not.toContain('Declare it before the meeting');
    expect(await textOf('member', '/declarations/DI-001')).toContain('Declared before the meeting');

    const declared = { member: 'PM-002', ...own, conduct: 'withdrew' };
    const at = '/declarations/new';
    const change = '/declarations/DI-001/change';
    expect((await as('councillor').get(at)).status).toBe(403);
    expect((await as('councillor').get(change)).status).toBe(403);
    const other = { ...declared, meeting: 'PEG-2015-02', paper: 'P-003' };
    expect((await sent('secretariat', at, at, other)).text).toContain('Choose another');
    expect((await sent('secretariat', change, change, { ...declared, version: '1', why: '' })).status).toBe(303);
    const page = await textOf('member', '/decisions-asked/DA-001');
    expect(page).toContain('Withdrew');
    expect(page).not.toContain('no member from there has declared it');
  });

  test('the group amends it; its notes say who was there and what was taken on', async () => {
    const at = '/decisions-asked/DA-001/outcome';
    const said = { meeting: 'PEG-2015-02', outcome: 'amended', amount: '10,000', text: 'Recommended: £10,000' };
    expect((await as('commissioning').get(at)).status).toBe(403);
    expect((await sent('secretariat', at, at, { ...said, outcome: 'declined' })).text).toContain(
      'Leave the amount empty',
    );
    expect((await sent('secretariat', at, at, said)).status).toBe(303);
    const change = { title: 'x', asked: 'y', money: 'none', amount: '', standing: 'stands', version: '1', why: '' };
    const again = await sent(
      'commissioning',
      '/decisions-asked/DA-001/change',
      '/decisions-asked/DA-001/change',
      change,
    );
    expect(again.text).toContain('has been answered as it stands');

    const attendance = '/meetings/PEG-2015-02/attendance';
    const came = { 'PM-001': 'PM-003', 'PM-002': 'present', others: 'Helen Cross, secretariat' };
    expect((await sent('secretariat', attendance, attendance, { ...came, 'PM-002': '' })).status).toBe(400);
    expect((await sent('secretariat', attendance, attendance, came)).status).toBe(303);
    const note = {
      meeting: 'PEG-2015-02',
      item: '1',
      title: 'Awareness',
      purpose: 'To agree',
      outcome: 'Agreed as amended',
    };
    expect((await sent('secretariat', '/meeting-notes/new', '/meeting-notes/new', note)).status).toBe(303);
    const action = { what: 'List the schools', owner: 'PM-002', who: '', item: '1', ...boxes('due', '2015-09-30') };
    const actions = '/meetings/PEG-2015-02/actions';
    expect((await sent('secretariat', `${actions}/new`, actions, { ...action, owner: '' })).status).toBe(400);
    expect((await sent('secretariat', `${actions}/new`, actions, action)).status).toBe(303);
    const notes = await textOf('member', '/meetings/PEG-2015-02/notes');
    for (const said of [
      'AP (West Yorkshire Police, for MGreen)',
      'MGrey (Leeds City Council)',
      'PEG-2015-02-A1: List the schools',
      'Recommended as amended',
      'Withdrew',
    ]) {
      expect(notes).toContain(said);
    }
  });

  test('the Commissioner decides by a power, and a draft waits that comes before the next meeting', async () => {
    const at = '/decisions-asked/DA-001/ruling';
    const form = await textOf('pcc', at);
    expect(form).toContain('A member from Leeds City Council: withdrew');
    const ruling = {
      ruling: 'approved',
      ...boxes('decided', '2015-07-31'),
      decidedBy: 'The Commissioner',
      summary: 'Agreed',
      power: '',
      ownPower: '',
      interests: 'declared',
      interestsDeclared: 'A member withdrew',
      significant: 'no',
      heldBack: '',
      heldBackReason: '',
    };
    expect((await as('member').get(at)).status).toBe(403);
    expect((await sent('pcc', at, at, ruling)).text).toContain('Select the legal power');
    expect((await sent('pcc', at, at, { ...ruling, ownPower: 'Section 143 of the 2014 Act' })).status).toBe(303);
    const page = await textOf('auditor', '/decisions-asked/DA-001');
    expect(page).toContain('Power used: Section 143 of the 2014 Act');
    expect(page).toContain('A draft allocation, which has waited for 0 days');
    expect(await textOf('auditor', '/decisions/D-2015-001')).toContain('Section 143 of the 2014 Act');
    expect(await textOf('member', '/meetings/PEG-2015-03')).toContain(
      'Decided by D-2015-001, and not enacted: 70 days by the meeting',
    );
  });

  test('finance enacts it to the penny, and nothing waits any more', async () => {
    const at = '/decisions-asked/DA-001/enactment';
    expect((await as('commissioning').get(at)).status).toBe(403);
    expect(await textOf('cfo', at)).toContain('value="10000.00"');
    const asked = await findDecisionAsked(world.db, 1, 'DA-001');
    const paper = (await listPapers(world.db, 1)).find(({ ref }) => ref === asked.paper) as Paper;
    expect(enactmentBegun(asked, { ...paper, marking: 'OFFICIAL', distribution: null }).purpose).toBe(asked.title);
    // What is enacted is read by all, and the title of a paper of few is not.
    expect(enactmentBegun(asked, { ...paper, marking: 'OFFICIAL-SENSITIVE' }).purpose).toBe('');
    expect(enactmentBegun(asked, { ...paper, distribution: ['PM-001'] }).reason).toBe('');
    const money = {
      source: 'PCC',
      year: '2015-16',
      nature: 'revenue',
      amount: '10,000.01',
      purpose: 'Awareness in Leeds',
      decision: 'D-2015-001',
      override: '',
    };
    expect((await sent('cfo', at, at, money)).text).toContain('The Commissioner approved £10,000.00');
    expect((await sent('cfo', at, at, { ...money, decision: 'D-2014-001' })).status).toBe(400);
    expect((await sent('cfo', at, at, { ...money, amount: '10,000' })).to).toBe('/decisions-asked/DA-001');
    expect(await textOf('member', '/decisions-asked/DA-001')).toContain('AL-2015-002: approved');
    expect(await textOf('member', '/allocations/AL-2015-002')).toContain('£10,000.00');
    expect(await textOf('member', '/meetings/PEG-2015-03')).not.toContain('by the meeting');
    expect((await as('cfo').get(at)).status).toBe(422);
  });

  test('the owner of an action reports on it, and nobody else but the secretariat', async () => {
    const at = '/actions/PEG-2015-02-A1/report';
    expect(await textOf('councillor', '/peg-members/PM-002')).toContain('List the schools');
    expect((await as('member').get(at)).text).toContain('Only who answers for PEG-2015-02-A1 reports on it');
    expect((await as('auditor').get(at)).status).toBe(403);
    const report = { said: 'Twelve schools are listed', ...boxes('done') };
    expect((await sent('councillor', at, at, report)).to).toBe('/actions/PEG-2015-02-A1');
    expect(await textOf('member', '/meetings/PEG-2015-03')).toContain('Twelve schools are listed');
    expect((await sent('councillor', at, at, { ...report, ...boxes('done', '2015-08-01') })).text).toContain(
      'today or in the past',
    );
    expect((await sent('councillor', at, at, { said: 'All are listed', ...boxes('done', '2015-07-31') })).status).toBe(
      303,
    );
    expect(await textOf('member', '/meetings/PEG-2015-03')).not.toContain('All are listed');
    expect(await textOf('member', '/actions?show=all')).toContain('Done on 31 Jul 2015. All are listed');
  });

  test('the next meeting confirms the notes, and they are frozen', async () => {
    expect(await textOf('member', '/meetings/PEG-2015-03')).toContain('Notes of PEG-2015-02');
    const at = '/meetings/PEG-2015-02/confirmation';
    expect((await as('member').get(at)).status).toBe(403);
    expect((await sent('secretariat', at, at, { at: 'PEG-2015-01', corrections: '' })).status).toBe(400);
    expect((await sent('secretariat', at, at, { at: 'PEG-2015-03', corrections: '' })).status).toBe(303);
    const notes = await textOf('member', '/meetings/PEG-2015-02/notes');
    expect(notes).toMatch(/Confirmed[\s\S]*At PEG-2015-03[\s\S]*Agreed as amended/);
    const change = { item: '1', title: 'Awareness', purpose: 'To agree', outcome: 'Otherwise', version: '1', why: '' };
    const again = await sent('secretariat', '/meeting-notes/N-001/change', '/meeting-notes/N-001/change', change);
    expect([again.status, again.text.includes('were confirmed at PEG-2015-03')]).toEqual([422, true]);
    expect(await textOf('member', '/meetings/PEG-2015-02/notes')).toBe(notes);
    expect(await textOf('member', '/meetings/PEG-2015-03')).not.toContain('Notes of PEG-2015-02');
  });

  test('a meeting is moved or called off with a reason, and the dates of a year are planned at once', async () => {
    const dates = { ...boxes('date1', '2016-01-15'), ...boxes('date2', '2016-03-11') };
    for (let index = 3; index <= 6; index += 1) Object.assign(dates, boxes(`date${index}`));
    const how = { starts: '10am', place: 'Wakefield', chair: 'The Commissioner' };
    const twice = { ...dates, ...how, ...boxes('date2', '2016-01-15') };
    expect((await sent('secretariat', '/meetings/dates', '/meetings/dates', twice)).text).toContain('stands twice');
    expect((await sent('secretariat', '/meetings/dates', '/meetings/dates', { ...dates, ...how })).status).toBe(303);
    expect(await textOf('member', '/meetings/PEG-2016-02')).toContain('11 March 2016');
    const at = '/meetings/PEG-2016-01/change';
    const moved = { ...boxes('held', '2016-01-22'), ...how, version: '1', reason: 'The chair is away' };
    expect((await sent('secretariat', at, at, { ...moved, reason: '' })).status).toBe(400);
    expect((await sent('secretariat', at, at, moved)).status).toBe(303);
    expect((await sent('secretariat', at, at, moved)).text).toContain('was changed meanwhile');
    const off = { ...moved, version: '2', cancelled: 'yes' };
    expect((await sent('secretariat', at, at, off)).status).toBe(303);
    expect(await textOf('member', '/meetings')).toContain('Called off');
  });

  test('every row of it is bound to the chain', async () => {
    expect(await verifyChain(world.db, 1)).toEqual([]);
  });
});
