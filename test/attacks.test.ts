import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { seedDemonstration } from '../seeds/demonstration.ts';
import { perform } from '../src/audit/act.ts';
import { chainHead } from '../src/audit/verify.ts';
import { verifyEverything } from '../src/home/verify.ts';
import { findPerson } from '../src/people/person.store.ts';
import { canonical, sha256 } from '../src/platform/digest.ts';
import { approveSpend } from '../src/spend/decide.ts';
import { enterCorrection } from '../src/spend/enter.ts';
import { acceptBatch } from '../src/spend/import/accept.ts';
import { observe } from './outcomes/observed.ts';
import { confirmPlanned, planOf } from './spend/import-desk.ts';
import { DATABASES, hiddenFields, openWorld, type World } from './world.ts';

const PERIOD = { year: 2015, number: 4 };

describe.each(DATABASES)('somebody who tries to get round the rules, on %s', (kind) => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld(kind, seedDemonstration);
  });
  afterAll(() => world.close());

  const as = async <T extends string | null>(email: string, work: Parameters<typeof perform<T>>[4]) =>
    perform(world.site, await world.doer(email), 'test', null, work);

  test('does not get a large charge past the limit by netting it with a credit in one file', async () => {
    const finance = await world.person('finance@demo.example');
    const text =
      'Date,Supplier,Transaction,Amount,Category\r\n01/07/2015,A,N1,9000000.00,4\r\n01/07/2015,A,N2,-8990000.00,4\r\n';
    const plan = await planOf(world.site, finance, text, { initiative: 'I-02' });
    const ref = await confirmPlanned(world.site, finance, plan, 'It was said to be needed');
    const accept = async (email: string) => {
      const person = await world.person(email);
      return as(email, async (act) => {
        await acceptBatch(act, person, ref, 1_000_000);
        return { subject: { kind: 'batch', ref }, result: ref };
      });
    };
    await expect(accept('finance2@demo.example')).rejects.toMatchObject({ rule: 'limit' });
    expect(await accept('cfo@demo.example')).toBe(ref);
  });

  test('does not certify a return whose rows they explained, or that they checked, whoever prepared it', async () => {
    const [finance, cfo] = [await world.signIn('finance@demo.example'), await world.signIn('cfo@demo.example')];
    const prepare = { template: 'home-office-quarterly', year: '2014-15', quarter: '4' };
    expect((await finance.send('/returns/new', '/returns/new', prepare)).status).toBe(303);
    const draft = (number: number) => `/returns/HO-2014-15-Q4/${number}`;
    const text = 'Fewer investigators were recruited than were funded.';
    const explained = { row: 'I-01|PCC|revenue', text };
    expect((await cfo.send('/returns/new', `${draft(1)}/explanations`, explained)).status).toBe(303);
    expect((await finance.send(draft(1), `${draft(1)}/review`, {})).status).toBe(303);
    expect((await finance.send('/returns/new', `${draft(1)}/offer`, {})).status).toBe(303);
    expect((await cfo.send('/returns/new', `${draft(1)}/certification`, {})).status).toBe(403);

    // Preparing again takes the explanations over, and whose they are with them.
    expect((await finance.send('/returns/new', '/returns/new', prepare)).status).toBe(303);
    expect((await finance.send(draft(2), `${draft(2)}/review`, {})).status).toBe(303);
    expect((await finance.send('/returns/new', `${draft(2)}/offer`, {})).status).toBe(303);
    expect((await cfo.send('/returns/new', `${draft(2)}/certification`, {})).status).toBe(403);

    expect((await finance.send('/returns/new', '/returns/new', prepare)).status).toBe(303);
    expect((await finance.send('/returns/new', `${draft(3)}/explanations`, explained)).status).toBe(303);
    expect((await cfo.send('/returns/new', `${draft(3)}/review`, {})).status).toBe(303);
    expect((await finance.send('/returns/new', `${draft(3)}/offer`, {})).status).toBe(303);
    expect((await cfo.send('/returns/new', `${draft(3)}/certification`, {})).status).toBe(403);
  });

  test('may put a mistaken refund right, and then refund as much again and no more', async () => {
    const [finance, cfo] = [await world.person('finance@demo.example'), await world.person('cfo@demo.example')];
    const correct = async (how: 'refund' | 'reversal', corrects: string, pence: number) => {
      const wanted = { kind: how, corrects, pence, reason: 'A mistake', happenedOn: '2015-07-31', period: PERIOD };
      const ref = await as('finance@demo.example', async (act) => {
        const entered = await enterCorrection(act, wanted, finance.id);
        return { subject: { kind: 'spend', ref: entered }, result: entered };
      });
      await as('cfo@demo.example', async (act) => {
        await approveSpend(act, cfo, ref, null);
        return { subject: { kind: 'spend', ref }, result: ref };
      });
      return ref;
    };
    const leeds = 'SP-2015-16-000006';
    const mistaken = await correct('refund', leeds, 700_000);
    await expect(correct('refund', leeds, 550_001)).rejects.toMatchObject({ rule: 'corrected-in-full' });
    await correct('reversal', mistaken, 700_000);
    await correct('refund', leeds, 1_250_000);
    await expect(correct('refund', leeds, 1)).rejects.toMatchObject({ rule: 'corrected-in-full' });
    expect((await verifyEverything(world.db, 1)).findings).toEqual([]);
  });

  test('cannot try out from the database what a form held', async () => {
    const coordinator = await world.person('coordinator@demo.example');
    const input = { measure: 'SA-DISC', value: '3', source: 'Return of somebody' };
    const once = { key: 'b'.repeat(32), input };
    await perform(world.site, await world.doer('coordinator@demo.example'), 'observation.enter', once, async (act) => {
      const quarter = { year: 2015, quarter: 2 } as const;
      const counted = { measure: 'SA-DISC', place: 'E08000032', quarter, value: 3, marker: null, source: input.source };
      await observe(act, { ...counted, enteredBy: coordinator.id });
      return { subject: { kind: 'measure', ref: 'SA-DISC' }, result: null };
    });
    const kept = JSON.stringify([await world.db('request_key'), await world.db('audit_event')]);
    for (const guess of [once.key, input.source, sha256(canonical(input)), sha256(input.source)]) {
      expect(kept).not.toContain(guess);
    }
  });

  test('does not gain a role through a row that no act recorded, and verification finds the row', async () => {
    const finance = await world.person('finance@demo.example');
    const { id: _id, ...office } = await world.db('office').first();
    const [other] = await world
      .db('office')
      .insert({ ...office, code: 'OTHER' })
      .returning('id');
    const stray = { office_id: other.id, person_id: finance.id, role: 'chief-finance-officer', held: 1, act_seq: 1 };
    await world.db('role_grant').insert(stray);
    expect((await findPerson(world.db, finance.id))?.roles).toEqual(['finance-officer']);
    const { findings } = await verifyEverything(world.db, 1);
    expect(findings.map(({ sentence }) => sentence).join()).toContain('of role_grant was recorded by no event');
  });

  test('does not cut the end of the chain off without a printed head telling', async () => {
    const head = await chainHead(world.db, 1);
    if (head === null) throw new Error('There is no head.');
    const strays = (await verifyEverything(world.db, 1)).findings.length;
    expect((await verifyEverything(world.db, 1, head)).findings).toHaveLength(strays);
    const later = { seq: head.seq + 1, hash: head.hash };
    expect((await verifyEverything(world.db, 1, later)).findings.at(-1)).toMatchObject({ check: 'head' });
  });

  test('gets a plain answer for an address with a NUL and for half a file', async () => {
    const visitor = await world.signIn('finance@demo.example');
    for (const path of ['/spend?supplier=a%00', '/decisions/a%00b', '/audit?action=%00', '/figures/x%00']) {
      expect([path, (await visitor.get(path)).status]).toEqual([path, 400]);
    }
    const { _csrf } = hiddenFields((await visitor.get('/imports/new')).text);
    const half = await visitor.agent
      .post('/imports/plan')
      .set('Content-Type', 'multipart/form-data; boundary=x')
      .send(`--x\r\nContent-Disposition: form-data; name="_csrf"\r\n\r\n${_csrf}\r\n--x\r\nContent-Disp`);
    expect(half.status).toBe(400);
  });
});
