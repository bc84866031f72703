import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { perform } from '../../src/audit/act.ts';
import { verifyChain } from '../../src/audit/verify.ts';
import { RISKS } from '../../src/initiatives/delivery/risk.ts';
import { changeRecord, findRecord, listRecords, readVersions } from '../../src/registers/register.store.ts';
import { fillOffice } from '../spend/office.ts';
import { DATABASES, hiddenFields, openWorld, refusalOf, type Visitor, type World } from '../world.ts';

const RISK = {
  initiative: 'I-01',
  title: 'Posts stay empty',
  'identified-day': '1',
  'identified-month': '7',
  'identified-year': '2015',
  cause: 'Few apply',
  likelihood: '4',
  impact: '4',
  response: 'treat',
  mitigation: 'Ask neighbouring forces',
  likelihoodAfter: '3',
  impactAfter: '4',
  proximity: 'now',
  owner: 'Head of Safeguarding',
  state: 'open',
  'nextReview-day': '31',
  'nextReview-month': '8',
  'nextReview-year': '2015',
};

/** What a change asks: not what is fixed once there is a record. */
const CHANGED = Object.fromEntries(Object.entries(RISK).filter(([name]) => !/^(initiative|identified)/.test(name)));

describe.each(DATABASES)('a register, on %s', (kind) => {
  let world: World;
  let sam: Visitor;
  let manager: Visitor;
  beforeAll(async () => {
    world = await openWorld(kind, fillOffice);
    sam = await world.signIn('commissioning@demo.example');
    manager = await world.signIn('manager@demo.example');
    expect((await sam.send('/risks/new', '/risks/new', RISK)).headers.location).toBe('/risks/R-001');
  }, 60_000);
  afterAll(() => world.close());

  /** The form of a change as somebody has it open, and what they then type over it. */
  async function opened(visitor: Visitor) {
    const page = (await visitor.get('/risks/R-001/change')).text;
    const version = /name="version" value="(\d+)"/.exec(page)?.[1] ?? '';
    return (changes: Record<string, string>) => {
      const fields = { ...hiddenFields(page), ...CHANGED, version, why: '', ...changes };
      return visitor.agent.post('/risks/R-001/change').type('form').send(fields);
    };
  }

  test('shows a record, its list and its file to whoever may read, and adds to none who may not', async () => {
    const auditor = await world.signIn('auditor@demo.example');
    expect((await auditor.get('/risks/R-001')).text).toContain('12 Amber');
    expect((await auditor.get('/risks')).text).toContain('Posts stay empty');
    const file = (await auditor.get('/risks.csv?initiative=I-01')).text;
    expect(file.split('\r\n')[1]).toContain('R-001,I-01 Investigators,Posts stay empty,2015-07-01,Few apply');
    expect((await auditor.get('/risks.csv?initiative=I-02')).text).not.toContain('R-001');
    expect((await auditor.send('/risks', '/risks/new', RISK)).status).toBe(403);
    expect((await auditor.get('/initiatives/I-01/delivery')).text).toContain('Posts stay empty');
    expect((await auditor.get('/initiatives/I-02/delivery')).text).not.toContain('Posts stay empty');
  });

  test('keeps what was typed when an answer is missing or wrong, and stores nothing', async () => {
    const answer = await sam.send('/risks/new', '/risks/new', { ...RISK, cause: '', likelihood: '9' });
    expect(answer.status).toBe(400);
    expect(answer.text).toContain('Enter the cause and effect');
    expect(answer.text).toContain('Likelihood before mitigation must be one of those listed');
    expect(answer.text).toContain('value="Posts stay empty"');
    expect((await listRecords(world.db, 1, RISKS)).length).toBe(1);
    expect((await sam.send('/risks/new', '/risks/new', { ...RISK, version: '1' })).status).toBe(400);
    expect((await sam.get('/risks?owner=x')).status).toBe(400);
    expect((await sam.get('/risks/R-999')).status).toBe(404);
  });

  test('adds one record when the same form is sent twice', async () => {
    const form = hiddenFields((await sam.get('/risks/new')).text);
    const send = () =>
      sam.agent
        .post('/risks/new')
        .type('form')
        .send({ ...form, ...RISK, title: 'Sent twice' });
    const [first, second] = [await send(), await send()];
    expect(second.headers.location).toBe(first.headers.location);
    expect((await listRecords(world.db, 1, RISKS)).filter(({ answers }) => answers.title === 'Sent twice').length).toBe(
      1,
    );
  });

  test('changes by adding a version, says what changed and why, and answers as it stood before', async () => {
    const before = await findRecord(world.db, 1, RISKS, 'R-001');
    const save = await opened(sam);
    expect((await save({ likelihoodAfter: '5', why: 'Two more left' })).status).toBe(303);
    const page = (await sam.get('/risks/R-001')).text;
    expect(page).toContain('20 Red');
    expect(page).toContain('Likelihood after mitigation: 3 Possible → 5 Almost certain');
    expect(page).toContain('Two more left');
    const then = await listRecords(world.db, 1, RISKS, before.seq);
    expect(then.find(({ ref }) => ref === 'R-001')?.answers.likelihoodAfter).toBe('3');
    expect((await (await opened(sam))({ likelihoodAfter: '5' })).text).toContain('Nothing of R-001 was changed');
  });

  test('shows the second of two people both versions, loses nothing, and saves theirs when they send it again', async () => {
    const [first, second] = [await opened(sam), await opened(manager)];
    expect((await first({ likelihoodAfter: '2', owner: 'Chief Superintendent' })).status).toBe(303);
    const answer = await second({ likelihoodAfter: '5', mitigation: 'Pay a premium', owner: 'Head of Safeguarding' });
    expect(answer.status).toBe(409);
    expect(answer.text).toContain('R-001 was changed while you were writing');
    expect(answer.text).toContain('Saved by commissioning');
    expect(answer.text).toContain('Chief Superintendent');
    expect(answer.text).toContain('Pay a premium');
    expect((await findRecord(world.db, 1, RISKS, 'R-001')).answers.owner).toBe('Chief Superintendent');
    const again = /name="version" value="(\d+)"/.exec(answer.text)?.[1] as string;
    const sent = { ...hiddenFields(answer.text), ...CHANGED, mitigation: 'Pay a premium', version: again, why: '' };
    const saved = await manager.agent.post('/risks/R-001/change').type('form').send(sent);
    expect(saved.status).toBe(303);
    const versions = await readVersions(world.db, 1, RISKS, { ref: 'R-001' });
    expect(versions.map(({ answers }) => answers.owner)).toContain('Chief Superintendent');
    expect(versions.at(-1)?.answers.mitigation).toBe('Pay a premium');
  });

  test('keeps what the other person changed where the second did not touch it', async () => {
    const standing = (await findRecord(world.db, 1, RISKS, 'R-001')).answers;
    const typed = { ...CHANGED, mitigation: String(standing.mitigation), owner: String(standing.owner) };
    const [first, second] = [await opened(sam), await opened(manager)];
    const same = { ...typed, likelihoodAfter: String(standing.likelihoodAfter) };
    expect((await first({ ...same, likelihood: '5', owner: 'Deputy Chief Constable' })).status).toBe(303);
    const answer = await second({ ...same, likelihood: String(standing.likelihood), title: 'Posts stand empty' });
    expect(answer.status).toBe(409);
    expect(answer.text).toContain('Not changed by you');
    // The form itself holds the other person's owner, and the second person's title.
    expect(answer.text).toMatch(/name="owner"[^>]*value="Deputy Chief Constable"/);
    expect(answer.text).toMatch(/name="title"[^>]*value="Posts stand empty"/);
  });

  test('never changes what is fixed, and keeps every version against the database itself', async () => {
    const standing = await findRecord(world.db, 1, RISKS, 'R-001');
    const doer = await world.doer('commissioning@demo.example');
    await perform(world.site, doer, 'risk.change', null, async (act) => {
      const answers = { ...standing.answers, initiative: 'I-02', title: 'Another title' };
      await changeRecord(act, RISKS, { ref: 'R-001', basedOn: standing.version, answers, why: null });
      return { subject: { kind: 'risk', ref: 'R-001' }, result: null };
    });
    expect((await findRecord(world.db, 1, RISKS, 'R-001')).answers).toMatchObject({
      initiative: 'I-01',
      title: 'Another title',
    });
    expect(await refusalOf(world.db('risk').where({ ref: 'R-001' }).delete())).toMatch(/append-only/);
    expect(await refusalOf(world.db('risk').update({ state: 'closed' }))).toMatch(/append-only/);
    expect(await verifyChain(world.db, 1)).toEqual([]);
  });
});
