import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { attach } from '../../src/documents/attachment.store.ts';
import { checkFile } from '../../src/documents/file-kind.ts';
import { ATTACHMENT_SUBJECTS } from '../../src/home/attachment-subjects.ts';
import { moveAwaiting } from '../../src/spend/awaiting.store.ts';
import { enterForecasts } from '../../src/spend/forecast.store.ts';
import { SPEND_CHECKS } from '../../src/spend/verify.ts';
import { DATABASES, hiddenFields, openWorld, refusalOf, type Visitor, type World } from '../world.ts';
import { Desk, P } from './desk.ts';
import { fillOffice, invoice } from './office.ts';
import { errorsOf, hiddenOf, plain, rowsOf, typedIn } from './page.ts';

describe.each(DATABASES)('On %s, the office approves', (kind) => {
  let world: World;
  let desk: Desk;
  let finance: Visitor;
  let finance2: Visitor;
  let manager: Visitor;
  let cfo: Visitor;

  beforeAll(async () => {
    world = await openWorld(kind, fillOffice);
    desk = new Desk(world);
    finance = await world.signIn('finance@demo.example');
    finance2 = await world.signIn('finance2@demo.example');
    manager = await world.signIn('manager@demo.example');
    cfo = await world.signIn('cfo@demo.example');
  });
  afterAll(() => world.close());

  const forecast = async (initiative: string, pence: number): Promise<null> => {
    const { id } = await world.person('commissioning@demo.example');
    return desk.act('commissioning', 'forecast.enter', async (act) => {
      await enterForecasts(act, initiative, [{ period: P(4), pence }], id);
      return null;
    });
  };
  const events = async (action: string): Promise<number> =>
    Number((await world.db('audit_event').where({ action }).count({ n: '*' }))[0]?.n);
  const outcomes = async (ref: string): Promise<string[]> =>
    (await world.db('spend_outcome').where({ spend_ref: ref }).select('outcome')).map(({ outcome }) => outcome);
  const pick = (...refs: string[]) => Object.fromEntries(refs.map((ref) => [`pick-${ref}`, 'yes']));
  const returnIt = (visitor: Visitor, ref: string, reason = 'The invoice is for August') =>
    visitor.send(`/spend/${ref}`, `/spend/${ref}/return`, { 'return-reason': reason });

  /** Ticks entries in the queue, and answers the page that says what they do together. */
  const check = (visitor: Visitor, ...refs: string[]) => visitor.send('/approvals', '/approvals/check', pick(...refs));

  test('with what an entry does to agreement, budget and forecast in sight, and its evidence beside it', async () => {
    await forecast('I-01', 12_000_00);
    const ref = await desk.spend({ initiative: 'I-01', agreement: 'AG-2015-001', netPence: 10_000_00 });
    const file = await checkFile('invoice.csv', Buffer.from('line,amount\n1,10000\n'));
    await desk.act('finance', 'attachment.add', (act) =>
      attach(act, ATTACHMENT_SUBJECTS, {
        subjectKind: 'spend',
        subjectRef: ref,
        kind: 'invoice',
        title: 'Invoice of July',
        forMembers: false,
        replaces: null,
        file,
        attachedOn: '2015-07-31',
      }),
    );
    const listed = (await finance2.get('/approvals')).text;
    const asFile = /href="(\/spend\.csv[^"]*)"/.exec(listed)?.[1] ?? 'none';
    expect((await finance2.get(asFile)).text).toContain(ref);
    const queue = plain(listed);
    for (const line of [
      'Left of AG-2015-001: £50,000.00',
      'Left of the revenue budget of I-01 for 2015/16: £40,000.00',
      'Spend of I-01 in Period 4 (July 2015), forecast £12,000.00: £10,000.00',
      'Spend to date of I-01 in 2015/16: £10,000.00; outturn £12,000.00, unchanged',
      'Invoice of July (CSV file, 20 bytes)',
    ]) {
      expect(queue).toContain(line);
    }
    const page = await finance2.get(`/spend/${ref}`);
    expect(page.text).toContain('href="/attachments/AT-2015-0001/file"');
    expect(page.text).toContain(`href="/attachments/new?kind=spend&amp;ref=${ref}"`);
    expect(rowsOf(page.text)).toContainEqual(['Outturn of I-01 in 2015/16', '£12,000.00', '£12,000.00']);
    expect((await finance2.get('/attachments/AT-2015-0001/file')).status).toBe(200);
    await desk.approve(ref);
  });

  test('what the books then show, whatever kind of entry it is', async () => {
    await desk.agree({ 2015: 5_000_00 });
    const agreement = 'AG-2015-002';
    const scope = { initiative: 'I-02', year: 2015 };
    const expectForeseen = async (ref: string): Promise<string> => {
      const rows = rowsOf((await cfo.get(`/spend/${ref}`)).text);
      const foreseen = (label: string) => rows.find(([first]) => first === label)?.[2];
      await desk.approve(ref, 'It is owed');
      const shown = async (id: string, of: Record<string, unknown>) => {
        const pence = (await desk.figure(id, of)) as number;
        const pounds = `£${(Math.abs(pence) / 100).toLocaleString('en-GB', { minimumFractionDigits: 2 })}`;
        return pence < 0 ? `-${pounds}` : pounds;
      };
      expect(foreseen('Spend to date of I-02 in 2015/16') ?? 'unchanged').toBe(
        foreseen('Spend to date of I-02 in 2015/16') === undefined ? 'unchanged' : await shown('spend.to-date', scope),
      );
      expect(foreseen('Left of the revenue budget of I-02 for 2015/16')).toBe(
        await shown('budget.available', { ...scope, nature: 'revenue' }),
      );
      if (foreseen('Outturn of I-02 in 2015/16') !== undefined) {
        expect(foreseen('Outturn of I-02 in 2015/16')).toBe(await shown('outturn', scope));
      }
      const left = foreseen(`Left of ${agreement}`);
      if (left !== undefined) expect(left).toBe(await shown('commitment.outstanding', { agreement, year: 2015 }));
      return ref;
    };
    await forecast('I-02', 9_000_00);
    const spend = await expectForeseen(await desk.spend({ agreement, netPence: 6_000_00 }));
    await expectForeseen(await desk.correct(spend, { kind: 'refund', pence: 1_500_00 }));
    await expectForeseen(await desk.accrue({ pence: 2_000_00 }));
    const ahead = await expectForeseen(await desk.prepay({ netPence: 900_00 }));
    await expectForeseen(await desk.correct(ahead));
    await expectForeseen(await desk.adjust({ pence: 800_00 }));
    await expectForeseen(await desk.adjust({ kind: 'adjustment-credit', pence: 300_00 }));
    const mistake = await expectForeseen(await desk.spend({ netPence: 700_00 }));
    await expectForeseen(await desk.correct(mistake));
  });

  test('several together, with what all of them leave, in one act; a reason where they pass the budget', async () => {
    const left = (await desk.figure('budget.available', {
      initiative: 'I-02',
      year: 2015,
      nature: 'revenue',
    })) as number;
    const [first, second, third] = [
      await desk.spend({ netPence: left - 10_000_00 }),
      await desk.spend({ netPence: 8_000_00 }),
      await desk.spend({ netPence: 6_000_00 }),
    ];
    const queue = await cfo.get('/approvals?select=all');
    expect(queue.text).toMatch(new RegExp(`name="pick-${third}" value="yes" checked`));
    expect((await cfo.get('/approvals')).text).not.toContain('value="yes" checked');
    const none = await cfo.send('/approvals', '/approvals/check', {});
    expect([none.status, errorsOf(none.text)]).toEqual([400, ['Select at least one entry to approve']]);

    const checked = await check(cfo, first, second, third);
    const text = plain(checked.text);
    expect(text).toContain('Nothing is approved yet');
    expect(text).toContain('Together they pass what is left by £4,000.00');
    expect(rowsOf(checked.text)).toContainEqual([
      'Left of the revenue budget of I-02 for 2015/16',
      expect.stringMatching(/^£/),
      '-£4,000.00',
    ]);
    expect(checked.text).toContain(`name="reason-${third}"`);
    expect(checked.text).not.toContain(`name="reason-${second}"`);

    const before = await events('spend.approve');
    const form = { ...hiddenOf(checked.text), ...pick(first, second, third) };
    const bare = await cfo.agent.post('/approvals').type('form').send(form);
    expect(bare.status).toBe(422);
    expect(errorsOf(bare.text)).toEqual([expect.stringMatching(new RegExp(`^${third}: This passes what is left by`))]);
    expect(bare.text).toContain(`href="#reason-${third}"`);
    expect([await outcomes(first), await outcomes(second), await outcomes(third)]).toEqual([[], [], []]);

    const whole = { ...hiddenOf(bare.text), ...pick(first, second, third), [`reason-${third}`]: 'Two more schools' };
    const done = await cfo.agent.post('/approvals').type('form').send(whole);
    expect([done.status, done.headers.location]).toEqual([303, '/approvals']);
    expect(await events('spend.approve')).toBe(before + 1);
    expect([await outcomes(first), await outcomes(second), await outcomes(third)]).toEqual([
      ['approved'],
      ['approved'],
      ['approved'],
    ]);
    expect(await desk.figure('budget.available', { initiative: 'I-02', year: 2015, nature: 'revenue' })).toBe(
      -4_000_00,
    );
    const again = await cfo.agent.post('/approvals').type('form').send(whole);
    expect([again.status, await events('spend.approve')]).toEqual([303, before + 1]);
  });

  test('none of several when one of them is refused, and says which, who was first and why', async () => {
    const [first, second] = [
      await desk.spend({ netPence: 11_00, reason: 'A' }),
      await desk.spend({ netPence: 12_00, reason: 'B' }),
    ];
    const checked = await check(cfo, first, second);
    await returnIt(manager, second);
    const form = { ...hiddenOf(checked.text), ...pick(first, second) };
    const refused = await cfo.agent.post('/approvals').type('form').send(form);
    expect(refused.status).toBe(422);
    expect(errorsOf(refused.text)).toEqual([
      expect.stringMatching(new RegExp(`^${second} was returned by manager on 31 July 2015 .*Nothing was changed.$`)),
    ]);
    expect(plain(refused.text)).toContain(`${second} is left out. It is returned.`);
    expect(await outcomes(first)).toEqual([]);
    const rest = await cfo.agent
      .post('/approvals')
      .type('form')
      .send({ ...hiddenOf(refused.text), ...pick(first) });
    expect([rest.status, await outcomes(first), await outcomes(second)]).toEqual([303, ['approved'], ['returned']]);
  });

  test('never what they entered, not hidden among others either', async () => {
    const theirs = await desk.spend({ netPence: 13_00, reason: 'C' });
    const own = String((await record(cfo)).headers.location)
      .split('/')
      .at(-1) as string;
    const checked = plain((await check(cfo, theirs, own)).text);
    expect(checked).toContain(`${own} is left out. You entered this, so somebody else decides it.`);
    const forged = await cfo.send('/spend/new', '/approvals', pick(theirs, own));
    expect([forged.status, plain(forged.text).includes('None was approved')]).toEqual([403, true]);
    expect([await outcomes(theirs), await outcomes(own)]).toEqual([[], []]);
    expect((await finance.send('/spend/new', '/approvals', pick(theirs))).status).toBe(403);
    const large = await desk.spend({ netPence: 25_000_01, reason: 'D' });
    expect((await finance2.send('/spend/new', '/approvals', pick(theirs, large))).status).toBe(403);
    expect(plain((await finance2.get('/approvals')).text)).toContain('Could approve it: cfo, manager.');
    await expect(returnIt(finance, theirs)).resolves.toMatchObject({ status: 403 });
    expect(await outcomes(theirs)).toEqual([]);
  });

  test('only what they saw: when something else moved meanwhile they are told, and look again', async () => {
    const ref = await desk.spend({ initiative: 'I-01', agreement: 'AG-2015-001', netPence: 100_00 });
    const page = await finance2.get(`/spend/${ref}`);
    await forecast('I-01', 13_000_00);
    const late = await finance2.agent.post(`/spend/${ref}/approval`).type('form').send(hiddenOf(page.text));
    expect([late.status, errorsOf(late.text)]).toEqual([
      422,
      [expect.stringContaining('What this does has changed since you looked')],
    ]);
    expect(await outcomes(ref)).toEqual([]);
    const again = await finance2.agent.post(`/spend/${ref}/approval`).type('form').send(hiddenOf(late.text));
    expect([again.status, await outcomes(ref)]).toEqual([303, ['approved']]);

    const [first, second] = [
      await desk.spend({ netPence: 14_00, reason: 'E' }),
      await desk.spend({ netPence: 15_00, reason: 'F' }),
    ];
    const checked = await check(cfo, first);
    await desk.approve(second);
    const form = { ...hiddenOf(checked.text), ...pick(first) };
    const moved = await cfo.agent.post('/approvals').type('form').send(form);
    expect([moved.status, await outcomes(first)]).toEqual([422, []]);
  });

  test('once, however often and by however many at the same moment', async () => {
    const send = (visitor: Visitor, to: string, form: Record<string, string>) =>
      visitor.agent.post(to).type('form').send(form);
    for (let round = 0; round < 4; round += 1) {
      const ref = await desk.spend({ netPence: 20_00 + round, reason: 'G' });
      const pages = await Promise.all([cfo.get(`/spend/${ref}`), manager.get(`/spend/${ref}`)]);
      const [byCfo = {}, byManager = {}] = pages.map(({ text }) => hiddenOf(text));
      const before = await events('spend.approve');
      const answers = await Promise.all([
        send(cfo, `/spend/${ref}/approval`, byCfo),
        send(manager, `/spend/${ref}/approval`, byManager),
        send(cfo, `/spend/${ref}/approval`, byCfo),
        send(manager, `/spend/${ref}/approval`, byManager),
      ]);
      const statuses = answers.map(({ status }) => status);
      expect([...statuses].sort()).toEqual([303, 303, 422, 422]);
      // The same form answers the same, whoever was first.
      expect([statuses[0], statuses[1]]).toEqual([statuses[2], statuses[3]]);
      const told = answers.find(({ status }) => status === 422)?.text ?? '';
      expect(errorsOf(told)[0]).toMatch(
        new RegExp(`^${ref} was approved by ${statuses[0] === 303 ? 'cfo' : 'manager'} `),
      );
      expect([await outcomes(ref), await events('spend.approve')]).toEqual([['approved'], before + 1]);
    }
    for (let round = 0; round < 4; round += 1) {
      const ref = await desk.spend({ netPence: 30_00 + round, reason: 'H' });
      const form = hiddenOf((await cfo.get(`/spend/${ref}`)).text);
      const returning = { ...hiddenFields((await manager.get(`/spend/${ref}`)).text), 'return-reason': 'Twice' };
      const together = { ...hiddenOf((await check(cfo, ref)).text), ...pick(ref) };
      const answers = await Promise.all([
        send(cfo, `/spend/${ref}/approval`, form),
        send(manager, `/spend/${ref}/return`, returning),
        send(cfo, '/approvals', together),
      ]);
      expect(answers.map(({ status }) => status).sort()).toEqual([303, 422, 422]);
      expect(await outcomes(ref)).toHaveLength(1);
    }
  });

  test('nothing that they entered in any version: what is returned is corrected, entered again, and keeps its reason', async () => {
    const first = await desk.spend({ initiative: 'I-01', agreement: 'AG-2015-001', netPence: 200_00 });
    expect((await finance.get(`/spend/${first}/again`)).status).toBe(422);
    await returnIt(manager, first, 'The amount is wrong');
    const own = plain((await finance.get('/approvals')).text);
    expect(own).toContain('Returned to you');
    expect(own).toContain('The amount is wrong');
    const form = await finance2.get(`/spend/${first}/again`);
    expect(plain(form.text)).toContain('manager returned it: The amount is wrong');
    expect(form.text).toContain('value="200.00"');
    expect(form.text).toContain('<option value="AG-2015-001" selected>');

    const typed = { ...invoice({ net: '210.00' }), ...hiddenFields(form.text) };
    const wrong = await finance2.agent
      .post(`/spend/${first}/again`)
      .type('form')
      .send({ ...typed, net: 'much' });
    expect([wrong.status, wrong.text.includes('value="much"')]).toEqual([400, true]);
    const sent = await finance2.agent.post(`/spend/${first}/again`).type('form').send(typed);
    expect(sent.status).toBe(303);
    const second = String(sent.headers.location).split('/').at(-1) as string;
    const doubled = await finance2.agent.post(`/spend/${first}/again`).type('form').send(typed);
    expect(doubled.headers.location).toBe(`/spend/${second}`);
    const twice = await finance2.send('/spend/new', `/spend/${first}/again`, invoice());
    expect([twice.status, errorsOf(twice.text)]).toEqual([
      422,
      [`${first} was entered again as ${second}. Nothing more was recorded.`],
    ]);
    expect(plain((await finance.get('/approvals')).text)).not.toContain('The amount is wrong');

    await returnIt(cfo, second, 'And the supplier');
    const third = String(
      (await manager.send(`/spend/${second}/again`, `/spend/${second}/again`, invoice({ net: '220.00' }))).headers
        .location,
    )
      .split('/')
      .at(-1) as string;
    // Finance entered the first version, finance2 the second, the manager the third.
    for (const visitor of [finance, finance2, manager]) {
      expect((await visitor.send('/spend/new', `/spend/${third}/approval`, {})).status).toBe(403);
      expect((await visitor.send('/spend/new', '/approvals', pick(third))).status).toBe(403);
    }
    expect(plain((await finance.get(`/spend/${third}`)).text)).toContain('You entered an earlier version of this');
    expect((await finance.get('/approvals?show=mine')).text).not.toContain(third);
    const page = await cfo.get(`/spend/${third}`);
    const text = plain(page.text);
    for (const kept of ['The amount is wrong', 'And the supplier', 'Only one person in the office can approve this']) {
      expect(text).toContain(kept);
    }
    expect(rowsOf(page.text)).toContainEqual(['Net amount', '£210.00', '£220.00']);
    expect((await cfo.send(`/spend/${third}`, `/spend/${third}/approval`, {})).status).toBe(303);
    expect(plain((await finance.get(`/spend/${first}`)).text)).toContain(`It was entered again as ${second}.`);
  });

  test('what is entered again of every kind', async () => {
    const spend = await desk.approve(await desk.spend({ netPence: 400_00, reason: 'I' }));
    const entered: [ref: string, changes: Record<string, string>][] = [
      [await desk.accrue({ pence: 1_500_00, reason: 'J' }), { amount: '1,600.00' }],
      [await desk.adjust({ pence: 500_00, reason: 'K' }), { amount: '510.00' }],
      [await desk.correct(spend, { kind: 'refund', pence: 50_00 }), { amount: '60.00' }],
      [await desk.prepay({ netPence: 300_00, reason: 'L' }), { net: '330.00', 'share-2015-16-P04': '130.00' }],
    ];
    for (const [ref, changes] of entered) {
      await desk.sendBack(ref);
      const form = await finance.get(`/spend/${ref}/again`);
      const sent = await finance.agent
        .post(`/spend/${ref}/again`)
        .type('form')
        .send({ ...typedIn(form.text), ...changes });
      expect([errorsOf(sent.text), sent.status]).toEqual([[], 303]);
      const again = String(sent.headers.location).split('/').at(-1) as string;
      const [row] = await world.db('spend').where({ ref: again }).select('kind', 'pence', 'corrects_ref');
      const [old] = await world.db('spend').where({ ref }).select('kind', 'corrects_ref');
      expect(row).toMatchObject(old);
      expect((await cfo.send(`/spend/${again}`, `/spend/${again}/approval`, { reason: 'It is owed' })).status).toBe(
        303,
      );
    }
  });

  test('by identity: neither other roles nor another address open a door, and the database itself holds it', async () => {
    const ref = await desk.spend({ netPence: 16_00, reason: 'M' });
    const { id, officeId } = await world.person('finance@demo.example');
    await desk.act('cfo', 'role.grant', async (act) => {
      for (const role of ['finance-manager', 'chief-finance-officer', 'deputy-chief-finance-officer']) {
        await act.add('role_grant', { person_id: id, role, held: 1 });
      }
      await act.add('role_grant', { person_id: id, role: 'finance-officer', held: 0 });
      return null;
    });
    await world.db('person').where({ id }).update({ email: 'renamed@demo.example' });
    const renamed = await world.signIn('renamed@demo.example');
    for (const visitor of [finance, renamed]) {
      expect((await visitor.send('/spend/new', `/spend/${ref}/approval`, {})).status).toBe(403);
      expect((await visitor.send('/spend/new', '/approvals', pick(ref))).status).toBe(403);
    }
    const direct = world.db('spend_outcome').insert({
      office_id: officeId,
      spend_ref: ref,
      outcome: 'approved',
      year: 2015,
      period: 4,
      decided_by: id,
      act_seq: 1,
    });
    expect(await refusalOf(direct)).toContain('who entered it never approves it');
    const batch = await desk.act('cfo', 'import', async (act) => {
      const words = await act.words('lines.csv');
      await act.add('import_batch', {
        ...{ fund: 'CSE', ref: 'IB-2015-16-900', file_digest: 'x', file_name_words: words, profile: 'x' },
        ...{ initiative: 'I-02', place: 'E23000010', year: 2015, period: 4, lines: 1, known: 0, skipped: 0 },
        ...{ charge_pence: 1, pence: 1, overspend_words: null, entered_by: id },
      });
      return 'IB-2015-16-900';
    });
    const accepted = { office_id: officeId, batch_ref: batch, outcome: 'accepted', decided_by: id, act_seq: 1 };
    expect(await refusalOf(world.db('import_outcome').insert(accepted))).toContain('who entered it never approves it');
    await desk.act('cfo', 'import', async (act) => {
      const reason_words = await act.words('Sent twice');
      await act.add('import_reversal', { batch_ref: batch, number: 1, reason_words, entered_by: id });
      return null;
    });
    const reversed = {
      office_id: officeId,
      batch_ref: batch,
      number: 1,
      outcome: 'approved',
      decided_by: id,
      act_seq: 1,
    };
    expect(await refusalOf(world.db('import_reversal_outcome').insert(reversed))).toContain(
      'who entered it never approves it',
    );
    await desk.act('cfo', 'import', async (act) => {
      const reason = await act.words('Made for a story');
      const by = act.doer.personId;
      await act.add('import_outcome', { batch_ref: batch, outcome: 'rejected', reason_words: reason, decided_by: by });
      return null;
    });
    await world.db('person').where({ id }).update({ email: 'finance@demo.example' });
    await desk.act('cfo', 'role.grant', async (act) => {
      await act.add('role_grant', { person_id: id, role: 'finance-officer', held: 1 });
      for (const role of ['finance-manager', 'chief-finance-officer', 'deputy-chief-finance-officer']) {
        await act.add('role_grant', { person_id: id, role, held: 0 });
      }
      return null;
    });
    expect(await outcomes(ref)).toEqual([]);
  });

  test('from a queue that is narrowed, says how long each has waited, and shows everybody’s limit', async () => {
    const { id } = await world.person('finance@demo.example');
    const big = await desk.spend({ initiative: 'I-01', netPence: 90_000_00, reason: 'N' });
    world.clock.set('2015-08-03T09:00:00.000Z');
    const [cfo, manager, finance2] = [
      await world.signIn('cfo@demo.example'),
      await world.signIn('manager@demo.example'),
      await world.signIn('finance2@demo.example'),
    ];
    expect((await cfo.get(`/approvals?initiative=I-01&by=${id}&over=50,000`)).text).toContain(big);
    expect((await cfo.get('/approvals?over=90,000')).text).not.toContain(`/spend/${big}"`);
    expect((await cfo.get('/approvals?initiative=I-02')).text).not.toContain(`/spend/${big}"`);
    expect((await finance2.get('/approvals?show=mine')).text).not.toContain(`/spend/${big}"`);
    expect((await manager.get('/approvals?show=mine')).text).toContain(`/spend/${big}"`);
    for (const wrong of ['show=other', 'over=much', 'by=me', 'initiative=x', 'select=1', 'colour=red']) {
      expect((await cfo.get(`/approvals?${wrong}`)).status).toBe(400);
    }
    const limits = await finance2.get('/approvals/limits');
    expect(rowsOf(limits.text)).toContainEqual([
      'manager',
      'Finance manager',
      '£100,000.00',
      '£100,000.00',
      '£25,000.00',
    ]);
    expect(rowsOf(limits.text)).toContainEqual(['Finance officer', '£25,000.00', '£25,000.00', 'None']);
    expect(plain(limits.text)).toContain('Fewer than two people may approve spend of more than £100,000.00.');
  });

  test('so that verifying the record finds nothing, and finds what was forced past the database', async () => {
    const { officeId, id } = await world.person('finance@demo.example');
    const check = SPEND_CHECKS.find(({ name }) => name === 'approvers');
    expect(await check?.find(world.db, officeId)).toEqual([]);
    const ref = await desk.spend({ netPence: 18_00, reason: 'O' });
    const remove =
      kind === 'sqlite'
        ? 'DROP TRIGGER spend_outcome_by_another'
        : 'DROP TRIGGER spend_outcome_by_another ON spend_outcome';
    await world.db.raw(remove);
    await desk.act('cfo', 'spend.approve', async (act) => {
      const row = { spend_ref: ref, outcome: 'approved', year: 2015, period: 4, reason_words: null, decided_by: id };
      await act.add('spend_outcome', row);
      return null;
    });
    expect(await check?.find(world.db, officeId)).toMatchObject([{ sentence: expect.stringContaining(ref) }]);
  });

  test('as quickly where 2,000 entries wait as where few do: no question is asked for each', async () => {
    const asked = async (work: () => Promise<unknown>): Promise<number> => {
      let queries = 0;
      const count = () => {
        queries += 1;
      };
      world.db.on('query', count);
      await work();
      world.db.off('query', count);
      return queries;
    };
    const cfo = await world.signIn('cfo@demo.example');
    // The page holds some of each kind, so that each kind's own reading is in the count.
    const few = await asked(() => cfo.get('/approvals'));
    const { id } = await world.person('finance@demo.example');
    await desk.act('finance', 'spend.enter', async (act) => {
      const numbers = await act.nextNumbers('spend', 2015, 2000);
      const supplier = await act.words('Many Ltd');
      const rows = numbers.map((number) => ({
        fund: 'CSE',
        ref: `SP-2015-16-${String(number).padStart(6, '0')}`,
        kind: 'spend',
        initiative: number % 2 === 0 ? 'I-01' : 'I-02',
        agreement: number % 2 === 0 ? 'AG-2015-001' : '',
        nature: 'revenue',
        place: 'E23000010',
        category: '4',
        supplier_words: supplier,
        invoiced_on: '2015-07-03',
        year: 2015,
        period: 4,
        net_pence: 100 + number,
        vat_pence: 0,
        pence: 100 + number,
        entered_by: id,
      }));
      await act.addMany('spend', rows);
      await moveAwaiting(
        act,
        rows.map((row) => ({
          fund: row.fund,
          initiative: row.initiative,
          agreement: row.agreement,
          nature: 'revenue',
          period: P(4),
          concerns: null,
          kind: 'spend',
          correctsKind: null,
          pence: row.pence,
        })),
        'entered',
      );
      return null;
    });
    const before = Date.now();
    let page = '';
    const many = await asked(async () => {
      page = (await cfo.get('/approvals?page=3')).text;
    });
    expect(Date.now() - before).toBeLessThan(3_000);
    expect(page).toMatch(/Rows 101 to 150 of 2,0\d\d, oldest first/);
    expect(page.match(/name="pick-/g)).toHaveLength(50);
    expect(many - few).toBeLessThanOrEqual(10);
    expect(await asked(() => cfo.get('/approvals?show=mine&over=1'))).toBeLessThanOrEqual(many + 10);
  });

  async function record(visitor: Visitor) {
    const checked = await visitor.send('/spend/new', '/spend/check', invoice({ net: '17.00' }));
    return visitor.agent.post('/spend').type('form').send(hiddenOf(checked.text));
  }
});
