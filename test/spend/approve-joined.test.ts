import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { attach } from '../../src/documents/attachment.store.ts';
import { checkFile } from '../../src/documents/file-kind.ts';
import { ATTACHMENT_SUBJECTS } from '../../src/home/attachment-subjects.ts';
import { verifyEverything } from '../../src/home/verify.ts';
import type { Shares } from '../../src/spend/split.ts';
import { DATABASES, openWorld, refusalOf, type Visitor, type World } from '../world.ts';
import { BRADFORD, CALDERDALE, CorrectionDesk, LEEDS, TOUR } from './correction-desk.ts';
import { Desk, INVOICE } from './desk.ts';
import { fillOffice } from './office.ts';
import { errorsOf, hiddenOf, plain, rowsOf, typedIn } from './page.ts';

const HALVES: Shares = {
  by: 'parts',
  places: [BRADFORD, LEEDS].map((place) => ({ place: place as string, share: 1_00 })),
};

describe.each(DATABASES)('What is decided together, on %s,', (kind) => {
  let world: World;
  let desk: Desk;
  let corrections: CorrectionDesk;
  let finance: Visitor;
  let finance2: Visitor;
  let manager: Visitor;
  let cfo: Visitor;

  beforeAll(async () => {
    world = await openWorld(kind, fillOffice);
    desk = new Desk(world);
    corrections = new CorrectionDesk(desk);
    await desk.money({ year: 2015, initiative: 'I-02', pence: 300_000_00 });
    finance = await world.signIn('finance@demo.example');
    finance2 = await world.signIn('finance2@demo.example');
    manager = await world.signIn('manager@demo.example');
    cfo = await world.signIn('cfo@demo.example');
  }, 60_000);
  afterAll(async () => {
    expect((await verifyEverything(world.db, 1)).findings).toEqual([]);
    await world.close();
  });

  /** An invoice shared evenly between Bradford and Leeds, by its two references. */
  const share = async (netPence: number, supplier = 'Theatre Company'): Promise<[string, string]> => {
    await corrections.split({ ...INVOICE, supplier, netPence }, HALVES);
    return (await corrections.newest(2)) as [string, string];
  };
  const pick = (...refs: string[]) => Object.fromEntries(refs.map((ref) => [`pick-${ref}`, 'yes']));
  const check = (visitor: Visitor, ...refs: string[]) => visitor.send('/approvals', '/approvals/check', pick(...refs));
  const post = (visitor: Visitor, to: string, form: Record<string, string>) =>
    visitor.agent.post(to).type('form').send(form);
  const outcomesOf = async (...refs: string[]): Promise<string[]> =>
    (await world.db('spend_outcome').whereIn('spend_ref', refs).orderBy('id')).map(({ outcome }) => outcome);
  const queued = async (visitor: Visitor, query: string): Promise<string[]> => {
    const { text } = await visitor.get(`/approvals?${query}`);
    const rows = text.slice(text.indexOf('id="waiting"'), text.indexOf('Imported batches'));
    return [...rows.matchAll(/class="govuk-link app-number" href="\/spend\/([^"]+)"/g)].map(([, ref = '']) => ref);
  };
  const toApprove = async (visitor: Visitor): Promise<number> =>
    Number(/(\d+) spends? to approve/.exec(plain((await visitor.get('/')).text))?.[1] ?? 0);
  const returnIt = (visitor: Visitor, ref: string, reason: string) =>
    visitor.send(`/spend/${ref}`, `/spend/${ref}/return`, { 'return-reason': reason });
  const attachInvoice = async (subjectRef: string) => {
    const file = await checkFile('invoice.csv', Buffer.from('line,amount\n1,10000\n'));
    const about = { title: 'Invoice of the tour', forMembers: false, replaces: null, attachedOn: '2015-07-31' };
    await desk.act('finance', 'attachment.add', (act) =>
      attach(act, ATTACHMENT_SUBJECTS, { subjectKind: 'spend', subjectRef, kind: 'invoice', ...about, file }),
    );
  };
  const refIn = (answer: { headers: Record<string, string> }) =>
    String(answer.headers.location).split('/').at(-1) ?? '';

  test('is mine to decide, and over an amount, by the whole of it, in the queue and on the home page', async () => {
    const [first, second] = await share(30_000_00);
    const within = await desk.spend({ netPence: 24_000_00 });
    expect(await queued(finance2, 'show=mine')).toEqual([within]);
    expect(await toApprove(finance2)).toBe(1);
    expect(await queued(manager, 'show=mine')).toEqual([first, within]);
    expect(await toApprove(manager)).toBe(2);
    expect(await queued(finance, 'show=mine')).toEqual([]);
    expect(await toApprove(finance)).toBe(0);
    expect(await queued(cfo, 'over=29,999.99')).toEqual([first]);
    expect(await queued(cfo, 'over=30,000')).toEqual([]);
    expect(plain((await cfo.get('/approvals?over=1')).text)).toContain('They come to £54,000.00.');
    // Each share is within the limit, all of it is not.
    for (const ref of [first, second]) {
      expect((await finance2.send('/spend/new', `/spend/${ref}/approval`, {})).status).toBe(403);
      expect((await finance2.send('/spend/new', '/approvals', pick(ref))).status).toBe(403);
    }
    expect((await manager.send(`/spend/${second}`, `/spend/${second}/approval`, {})).status).toBe(303);
    expect(await outcomesOf(first, second)).toEqual(['approved', 'approved']);
    await desk.approve(within);
  });

  test('is found under each initiative that it touches', async () => {
    const ref = await desk.approve(await desk.spend({ netPence: 1_000_00 }));
    const back = await corrections.recode(ref, [{ ...TOUR, initiative: 'I-01', category: '1', pence: 1_000_00 }]);
    expect(await queued(cfo, 'initiative=I-01')).toEqual([back]);
    expect(await queued(cfo, 'initiative=I-02')).toEqual([back]);
    await desk.approve(back);
  });

  test('is approved from the queue: a recoding and a shared invoice in one act, and never by whoever entered them', async () => {
    const stands = async () => [
      (await desk.figure('spend.to-date', { place: LEEDS })) ?? 0,
      (await desk.figure('spend.to-date', { place: BRADFORD })) ?? 0,
    ];
    const ref = await desk.approve(await desk.spend({ netPence: 8_000_00 }));
    await attachInvoice(ref);
    const back = await corrections.recode(ref, [{ pence: 8_000_00, place: LEEDS }]);
    const [, anew = ''] = await corrections.newest(2);
    const [first, second] = await share(26_000_00);
    const all = [back, anew, first, second];
    const [leeds = 0, bradford = 0] = await stands();

    const rows = rowsOf((await cfo.get('/approvals')).text);
    const rowOf = (lead: string) => rows.find(([entry]) => entry?.includes(lead));
    expect(rowOf(back)?.slice(0, 2)).toEqual([
      expect.stringMatching(
        new RegExp(`Recoding .*From All West Yorkshire to Leeds With ${anew}: all of it or nothing`),
      ),
      '£8,000.00',
    ]);
    expect(rowOf(back)?.[5]).toContain(`Invoice of the tour (CSV file, 20 bytes, of ${ref})`);
    expect(plain((await cfo.get(`/spend/${anew}`)).text)).toContain(`Documents of ${ref}`);
    expect(rowOf(first)?.slice(0, 2)).toEqual([
      expect.stringMatching(
        new RegExp(`Bradford £13,000.00, Leeds £13,000.00, .*With ${second}: all of it or nothing`),
      ),
      '£26,000.00',
    ]);

    // Not by whoever entered them, by whichever reference; nor by somebody beyond whose limit one of them is.
    for (const chosen of [[back, first], [anew, second], [second]]) {
      const own = await finance.send('/spend/new', '/approvals', pick(...chosen));
      expect([own.status, plain(own.text).includes('You entered this')]).toEqual([403, true]);
    }
    const beyond = await finance2.send('/spend/new', '/approvals', pick(back, first));
    expect([beyond.status, plain(beyond.text).includes('None was approved')]).toEqual([403, true]);
    const left = plain((await check(finance2, back, first)).text);
    expect(left).toMatch(new RegExp(`${first} is left out. .*limit`));
    expect(await outcomesOf(...all)).toEqual([]);

    const checked = await check(cfo, back, first);
    expect(plain(checked.text)).toContain('Approve 2 entries of £34,000.00');
    expect(rowsOf(checked.text)).toContainEqual([
      'Spend to date of I-02 in 2015/16',
      expect.stringMatching(/^£/),
      expect.stringMatching(/^£/),
    ]);
    const form = { ...hiddenOf(checked.text), ...pick(back, first) };
    const events = () => world.db('audit_event').where({ action: 'spend.approve' });
    const before = (await events()).length;
    const answers = await Promise.all([post(cfo, '/approvals', form), post(cfo, '/approvals', form)]);
    answers.push(await post(cfo, '/approvals', form));
    expect(answers.map(({ status }) => status)).toEqual([303, 303, 303]);
    expect((await events()).length).toBe(before + 1);
    expect(await outcomesOf(...all)).toEqual(['approved', 'approved', 'approved', 'approved']);
    expect(await stands()).toEqual([leeds + 21_000_00, bradford + 13_000_00]);
    expect(plain((await cfo.get('/approvals')).text)).toContain('Nothing entered by hand awaits approval.');
  });

  test('is refused together when somebody returned one share of it meanwhile', async () => {
    const ref = await desk.approve(await desk.spend({ netPence: 500_00 }));
    const back = await corrections.recode(ref, [{ pence: 500_00, place: LEEDS }]);
    const [first, second] = await share(700_00);
    const checked = await check(cfo, back, first);
    await returnIt(manager, second, 'Whose invoice is it?');
    const refused = await post(cfo, '/approvals', { ...hiddenOf(checked.text), ...pick(back, first) });
    expect([refused.status, errorsOf(refused.text)]).toEqual([
      422,
      [expect.stringContaining(`${first} was returned by manager`)],
    ]);
    expect(await outcomesOf(back)).toEqual([]);
    await desk.approve(back);
    await post(finance, `/spend/${first}/left`, hiddenOf((await finance.get(`/spend/${first}`)).text));
  });

  test('is entered again with every share once it was returned, and keeps its authors', async () => {
    const [first, second] = await share(3_000_01, 'Two Halves Ltd');
    await returnIt(manager, second, 'Leeds bears a third');
    const listed = plain((await finance.get('/approvals')).text);
    expect(listed).toContain(`${first} Shares of one invoice Two Halves Ltd manager Leeds bears a third £3,000.01`);
    expect(listed).not.toContain(second);
    expect(plain((await finance.get(`/spend/${second}`)).text)).toContain('Correct the invoice with its shares');

    const form = await finance2.get(`/spend/${second}/again`);
    const typed = typedIn(form.text);
    expect(typed).toMatchObject({
      supplier: 'Two Halves Ltd',
      net: '3000.01',
      by: 'amounts',
      [`share-${BRADFORD}`]: '1500.01',
      [`share-${LEEDS}`]: '1500.00',
    });
    const wrong = await post(finance2, `/spend/${second}/again`, { ...typed, [`share-${LEEDS}`]: '1000.00' });
    expect([wrong.status, errorsOf(wrong.text)]).toEqual([
      422,
      ['The amounts come to £2,500.01: £500.00 too little for £3,000.01.'],
    ]);
    expect(typedIn(wrong.text)[`share-${LEEDS}`]).toBe('1000.00');
    const thirds = {
      ...typed,
      by: 'parts',
      [`share-${BRADFORD}`]: '1',
      [`share-${CALDERDALE}`]: '1',
      [`share-${LEEDS}`]: '1',
    };
    const sent = await post(finance2, `/spend/${second}/again`, thirds);
    expect([errorsOf(sent.text), sent.status]).toEqual([[], 303]);
    const shares = await corrections.newest(3);
    expect(refIn(sent)).toBe(shares[0]);
    const twice = await post(finance, `/spend/${first}/again`, {
      ...thirds,
      ...hiddenOf((await finance.get('/spend/new')).text),
    });
    expect([twice.status, errorsOf(twice.text)]).toEqual([422, [expect.stringContaining('was entered again as')]]);
    expect(plain((await finance.get('/approvals')).text)).not.toContain('Leeds bears a third');

    // Finance entered the first version and finance2 this one: neither decides any share of it, and the database agrees.
    const { id } = await world.person('finance@demo.example');
    for (const ref of shares) {
      for (const visitor of [finance, finance2]) {
        expect((await visitor.send('/spend/new', `/spend/${ref}/approval`, {})).status).toBe(403);
        expect((await visitor.send('/spend/new', '/approvals', pick(ref))).status).toBe(403);
      }
      const direct = {
        office_id: 1,
        spend_ref: ref,
        outcome: 'approved',
        year: 2015,
        period: 4,
        decided_by: id,
        act_seq: 1,
      };
      expect(await refusalOf(world.db('spend_outcome').insert(direct))).toContain('who entered it never approves it');
    }
    const page = await cfo.get(`/spend/${shares[2]}`);
    expect(plain(page.text)).toContain('Leeds bears a third');
    expect(rowsOf(page.text)).toContainEqual([expect.stringMatching(/^Share: I-02, Leeds/), '£1,500.00', '£1,000.00']);
    expect(rowsOf(page.text)).toContainEqual([
      expect.stringMatching(/^Share: I-02, Calderdale/),
      'Not given',
      '£1,000.00',
    ]);
    expect((await check(cfo, shares[0] as string)).status).toBe(200);
    await desk.approve(shares[1] as string);
    expect(await outcomesOf(...shares)).toEqual(['approved', 'approved', 'approved']);
  });

  test('is entered again for one place that bears all of it', async () => {
    const [first] = await share(600_00);
    await returnIt(manager, first, 'All of it is for Leeds');
    const typed = typedIn((await finance.get(`/spend/${first}/again`)).text);
    const alone = { ...typed, by: 'parts', [`share-${BRADFORD}`]: '', [`share-${LEEDS}`]: '1' };
    const ref = refIn(await post(finance, `/spend/${first}/again`, alone));
    expect(await world.db('spend').where({ ref }).first('place', 'pence')).toEqual({ place: LEEDS, pence: 600_00 });
    expect(await world.db('joint_spend').where({ spend_ref: ref })).toEqual([]);
    await desk.approve(ref);
  });

  test('is coded anew again as the original stands then, whole or divided', async () => {
    const ref = await desk.approve(await desk.spend({ netPence: 900_00 }));
    const wrong = await corrections.recode(ref, [{ pence: 900_00, place: LEEDS }], { reason: 'It was for Leeds' });
    await returnIt(manager, wrong, 'It was for Bradford');
    const form = await finance.get(`/spend/${wrong}/again`);
    const typed = typedIn(form.text);
    expect(typed).toMatchObject({ place: LEEDS, why: 'It was for Leeds', initiative: 'I-02' });
    const sent = { ...typed, place: BRADFORD as string };
    const back = refIn(await post(finance, `/spend/${wrong}/again`, sent));
    expect(refIn(await post(finance, `/spend/${wrong}/again`, sent))).toBe(back);
    expect(await world.db('spend').where({ corrects_ref: ref })).toHaveLength(2);
    const page = await cfo.get(`/spend/${back}`);
    expect(plain(page.text)).toContain('It was for Bradford');
    const changed = (place: string) => expect.stringMatching(new RegExp(`^Share: I-02, ${place}`));
    expect(rowsOf(page.text)).toContainEqual([changed('Leeds'), '£900.00', 'Not given']);
    expect(rowsOf(page.text)).toContainEqual([changed('Bradford'), 'Not given', '£900.00']);
    await desk.approve(back);

    const [, anew = ''] = await corrections.newest(2);
    const halves = [BRADFORD, LEEDS].map((place) => ({ pence: 450_00, place: place as string }));
    const divided = await corrections.recode(anew, halves, { reason: 'Both' });
    await returnIt(manager, divided, 'Leeds bears more');
    const again = typedIn((await finance.get(`/spend/${divided}/again`)).text);
    expect(again).toMatchObject({ by: 'amounts', [`share-${LEEDS}`]: '450.00', why: 'Both' });
    const shares = { ...again, [`share-${BRADFORD}`]: '300.00', [`share-${LEEDS}`]: '600.00' };
    const third = refIn(await post(finance, `/spend/${divided}/again`, shares));
    await desk.approve(third);
    const parts = await corrections.newest(2);
    expect((await world.db('spend').whereIn('ref', parts).orderBy('id')).map(({ pence }) => pence)).toEqual([
      300_00, 600_00,
    ]);
  });

  test('is left as it was returned by whoever entered it, and is asked for no more', async () => {
    const [first, second] = await share(50_00);
    await returnIt(manager, first, 'It was paid by the council');
    expect(plain((await finance.get('/')).text)).toContain('1 entry returned to you');
    const leave = (visitor: Visitor) => visitor.send('/spend/new', `/spend/${second}/left`, {});
    expect((await leave(finance2)).status).toBe(422);
    expect((await leave(manager)).status).toBe(422);
    const form = hiddenOf((await finance.get(`/spend/${second}`)).text);
    const answers = await Promise.all([1, 2].map(() => post(finance, `/spend/${second}/left`, form)));
    expect(answers.map(({ status }) => status)).toEqual([303, 303]);
    expect(await world.db('left_returned').where({ spend_ref: first })).toHaveLength(1);
    expect(plain((await finance.get('/')).text)).not.toContain('returned to you');
    expect(plain((await finance.get('/approvals')).text)).not.toContain('Returned to you');
    const text = plain((await finance.get(`/spend/${first}`)).text);
    expect(text).toContain('Whoever entered it left it as it is.');
    expect(text).toContain('It was paid by the council');
    expect((await leave(finance)).status).toBe(422);
  });
});
