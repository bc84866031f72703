import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { makeChecks } from '../../src/audit/check.ts';
import { latestMoment } from '../../src/audit/moment.ts';
import { openFigure } from '../../src/figures/registry.ts';
import { readPosted } from '../../src/home/reconciliation-posted.ts';
import { verifyEverything } from '../../src/home/verify.ts';
import { openBooks } from '../../src/ledger/figure.ts';
import { findCorrectable } from '../../src/spend/correctable.ts';
import { readHistory } from '../../src/spend/history.store.ts';
import { readStanding } from '../../src/spend/import/match/standing.store.ts';
import { IMPORT_CHECKS } from '../../src/spend/import/verify-import.ts';
import { findSpend, listSpend } from '../../src/spend/spend.store.ts';
import { DATABASES, openWorld, type Visitor, type World } from '../world.ts';
import { ruleOf } from './claim-desk.ts';
import { BRADFORD, CorrectionDesk, LEEDS } from './correction-desk.ts';
import { Desk, P } from './desk.ts';
import { importFile, ownFile, upload } from './import-desk.ts';
import { fillOffice } from './office.ts';
import { errorsOf, plain, rowsOf, typedIn } from './page.ts';

describe.each(DATABASES)('A line of an accepted batch that is wrong by itself, on %s', (kind) => {
  let world: World;
  let desk: Desk;
  let corrections: CorrectionDesk;
  let finance: Visitor;
  let manager: Visitor;
  let count = 0;
  beforeAll(async () => {
    world = await openWorld(kind, fillOffice);
    desk = new Desk(world);
    corrections = new CorrectionDesk(desk);
    finance = await world.signIn('finance@demo.example');
    manager = await world.signIn('manager@demo.example');
    await desk.money({ year: 2015, initiative: 'I-02', pence: 90_000_00 });
    // Two sources pay, so that one movement of the batch is several entries.
    await desk.money({ year: 2015, initiative: 'I-02', pence: 1_000_00, source: 'HO' });
  }, 60_000);
  afterAll(async () => {
    expect((await verifyEverything(world.db, 1)).findings).toEqual([]);
    await world.close();
  });

  /** Three lines of one coding, the second of £400, which somebody else accepted; answers the batch. */
  async function batch(credit = 0): Promise<string> {
    count += 1;
    const lines = [
      `01/07/2015,Theatre Company ${count},,600.00,4,C${count}A`,
      `02/07/2015,Theatre Company ${count},,400.00,4,C${count}B`,
      `03/07/2015,Printer ${count},,250.00,4,C${count}C`,
      ...(credit === 0 ? [] : [`06/07/2015,Printer ${count},,-${credit}.00,4,C${count}D`]),
    ];
    const address = await importFile(finance, ownFile(...lines), { initiative: 'I-02' });
    const accepted = await manager.send(address, `${address}/acceptance`, { control: `${1250 - credit}.00` });
    expect(accepted.status).toBe(303);
    return address.split('/').at(-1) as string;
  }
  const spent = async (scope = {}) => (await desk.figure('spend.to-date', { initiative: 'I-02', ...scope })) ?? 0;
  /** What stands behind the figure adds up to it, and the page of every entry of a batch has lines. */
  async function traced(): Promise<string[]> {
    const books = openBooks(world.db, 1, await latestMoment(world.db, 1));
    const { value, rows } = await openFigure(books, 'spend.to-date', { initiative: 'I-02' });
    expect(rows.reduce((sum, row) => sum + (row.value ?? 0), 0)).toBe(value.value);
    for (const { href } of rows.filter((row) => row.href?.startsWith('/imports/'))) {
      expect(rowsOf((await finance.get(href as string)).text).length).toBeGreaterThan(0);
    }
    return rows.map(({ label }) => label);
  }

  test('has a correction that was returned entered again, a refund and a recoding alike', async () => {
    const line = `${await batch()}/3`;
    const refund = await desk.correct(line, { kind: 'refund', pence: 150_00, reason: 'Half a day was cancelled' });
    const enteredAgain = async (ref: string, changes: Record<string, string>): Promise<string> => {
      await desk.sendBack(ref);
      const typed = typedIn((await finance.get(`/spend/${ref}/again`)).text);
      const sent = await finance.agent
        .post(`/spend/${ref}/again`)
        .type('form')
        .send({ ...typed, ...changes });
      expect([errorsOf(sent.text), sent.status]).toEqual([[], 303]);
      return desk.approve(String(sent.headers.location).split('/').at(-1) as string);
    };
    const anew = await enteredAgain(refund, { amount: '160.00' });
    expect(await findSpend(world.db, 1, anew)).toMatchObject({ corrects: line, pence: 160_00, status: 'approved' });
    const recoding = await corrections.recode(line, [{ pence: 240_00, place: LEEDS }]);
    expect(plain((await manager.get('/approvals')).text)).toContain('From All West Yorkshire to Leeds');
    const back = await enteredAgain(recoding, { place: BRADFORD as string });
    expect(await findSpend(world.db, 1, back)).toMatchObject({ corrects: line, pence: 240_00, kind: 'reversal' });
  });

  test('gets a refund with its comment, in the agreement and the place of the line, and its history', async () => {
    const ref = await batch();
    const before = await spent();
    const line = `${ref}/3`;
    const refund = await desk.correct(line, { kind: 'refund', pence: 150_00, reason: 'Half a day was cancelled' });
    expect(await spent()).toBe(before);
    expect(await ruleOf(desk.correct(line, { kind: 'refund', pence: 250_01 }))).toBe('corrected-in-full');
    await desk.approve(refund);
    expect(await spent()).toBe(before - 150_00);
    expect(await findSpend(world.db, 1, refund)).toMatchObject({
      corrects: line,
      correctsKind: 'spend',
      category: '4',
    });
    expect(await ruleOf(desk.correct(line))).toBe('corrected-in-full');
    const history = await readHistory(world.db, 1, refund);
    expect(history.map(({ spend, what, left }) => [spend.ref, what, left])).toEqual([
      [line, 'recorded', 0],
      [line, 'approved', 400_00],
      [refund, 'recorded', 400_00],
      [refund, 'approved', 250_00],
    ]);
    const page = await finance.get(`/imports/${ref}?row=3`);
    expect(plain(page.text)).toContain(`Refund of ${line}: approved`);
    expect(linksOf((await finance.get(`/spend/${refund}`)).text)).toContainEqual([line, `/imports/${ref}?row=3`]);
    // A refund taken back never came in: all of the line is left again.
    await desk.approve(await desk.correct(refund));
    expect(await spent()).toBe(before);
    await desk.approve(await desk.correct(line));
    expect(await spent()).toBe(before - 400_00);
    expect((await findCorrectable(world.db, 1, line)).status).toBe('reversed');
    expect(await ruleOf(desk.correct(line))).toBe('not-correctable');
    await traced();
  });

  test('is coded anew and shared by place, approved once by somebody else, every penny of it', async () => {
    const ref = await batch();
    const [all, leeds, bradford] = [await spent(), await spent({ place: LEEDS }), await spent({ place: BRADFORD })];
    const source = await corrections.stands('source');
    const back = await corrections.recode(`${ref}/2`, [
      { pence: 200_01, place: LEEDS },
      { pence: 399_99, place: BRADFORD },
    ]);
    expect(await ruleOf(corrections.recode(`${ref}/2`, [{ pence: 600_00, place: LEEDS }]))).toBe('correction-awaits');
    await desk.approve(back);
    expect(await spent()).toBe(all);
    expect(await spent({ place: LEEDS })).toBe(leeds + 200_01);
    expect(await spent({ place: BRADFORD })).toBe(bradford + 399_99);
    expect(await corrections.stands('source')).toEqual(source);
    // Another line of the same movement, after the first.
    await desk.approve(await corrections.recode(`${ref}/4`, [{ pence: 250_00, category: '5' }]));
    await desk.approve(await desk.correct(`${ref}/3`));
    expect(await spent()).toBe(all - 400_00);
    expect(await ruleOf(corrections.recode(`${ref}/2`, [{ pence: 600_00, place: LEEDS }]))).toBe('not-correctable');
    const [, ...parts] = await corrections.newest(6);
    // What was posted anew for a line is nothing that the ledger still owes a line for.
    const standing = (await readStanding(world.db, 1)).map((one) => one.ref);
    for (const part of parts) expect(standing).not.toContain(part);
    await traced();
  });

  test('is left alone by a batch that is reversed, once nothing that came of it stands', async () => {
    const ref = await batch();
    const before = await spent();
    const back = await corrections.recode(`${ref}/2`, [{ pence: 600_00, place: LEEDS }]);
    const [, anew = ''] = await corrections.newest(2);
    const reverse = async () => {
      const asked = await finance.get(`/imports/${ref}`);
      if (asked.text.includes(`/imports/${ref}/reversal"`)) {
        await finance.send(`/imports/${ref}`, `/imports/${ref}/reversal`, { why: 'The wrong extract' });
      }
      return manager.send(`/imports/${ref}`, `/imports/${ref}/reversal-decision`, { act: 'approve' });
    };
    expect(errorsOf((await reverse()).text)).toEqual([expect.stringContaining(`${back} came of a line`)]);
    await desk.approve(back);
    expect(errorsOf((await reverse()).text)).toEqual([
      expect.stringContaining(`${anew} came of a line of ${ref} and stands`),
    ]);
    await desk.approve(await desk.correct(anew));
    expect((await reverse()).status).toBe(303);
    expect(await spent()).toBe(before - 1250_00);
    await traced();
    const posted = await readPosted(world.db, 1, P(4), new Set(['I-02']));
    const ofBatch = posted.filter(({ spendRef }) => spendRef.startsWith(`${ref}/`)).map(({ pence }) => pence);
    // Two lines were taken back with the batch; the third had been taken back before.
    expect(ofBatch.toSorted((a, b) => a - b)).toEqual([-400_00, -250_00, 250_00, 400_00, 600_00]);
  });

  test('that is a credit is taken back alone, and nothing else is done to it', async () => {
    const ref = await batch(30);
    const before = await spent();
    expect(await ruleOf(desk.correct(`${ref}/5`, { kind: 'refund', pence: 1_00 }))).toBe('not-correctable');
    expect(await ruleOf(corrections.recode(`${ref}/5`, [{ pence: 30_00, place: LEEDS }]))).toBe('not-correctable');
    await desk.approve(await desk.correct(`${ref}/5`));
    expect(await spent()).toBe(before + 30_00);
  });

  test('is not corrected before acceptance, nor where it is recorded as a spend', async () => {
    const address = await importFile(finance, ownFile('08/07/2015,Hall,,5.00,4,N1'), { initiative: 'I-02' });
    const ref = address.split('/').at(-1) as string;
    expect(await ruleOf(desk.correct(`${ref}/2`))).toBe('not-correctable');
    await manager.send(address, `${address}/rejection`, { reason: 'Not ours' });
    const hand = await desk.approve(await desk.spend({ netPence: 77_00, invoicedOn: '2015-07-06' }));
    const plan = await upload(
      finance,
      ownFile('08/07/2015,Theatre Company,,77.00,4,N2', '09/07/2015,Hall,,5.00,4,N3'),
      {
        initiative: 'I-02',
      },
    );
    await finance.send(`${plan.href}/matching`, `${plan.href}/matching`, { act: 'same', [`m-2-${hand}`]: 'yes' });
    expect((await listSpend(world.db, 1, { corrects: `${ref}/2` })).length).toBe(0);
  });

  test('is corrected on pages, from the line to the entry, without JavaScript', async () => {
    const ref = await batch();
    const page = await finance.get(`/imports/${ref}?row=3`);
    expect(linksOf(page.text)).toContainEqual(['Recode it', `/spend/${encodeURIComponent(`${ref}/3`)}/recode/new`]);
    expect(linksOf((await manager.get(`/imports/${ref}?row=3`)).text).map(([text]) => text)).toContain('Recode it');
    const form = `/spend/${encodeURIComponent(`${ref}/3`)}/correction`;
    const sent = await finance.send(form, form, {
      kind: 'refund',
      amount: '10.00',
      'happened-day': '20',
      'happened-month': '7',
      'happened-year': '2015',
      period: '2015-16-P04',
      reason: 'Two tickets came back',
    });
    expect(sent.status).toBe(303);
    const shares = `/spend/${encodeURIComponent(`${ref}/2`)}/split`;
    const check = await finance.send(`${shares}/new`, `${shares}/check`, {
      by: 'parts',
      'share-E08000035': '1',
      'share-E08000032': '1',
      why: 'For both districts',
    });
    expect([check.status, errorsOf(check.text)]).toEqual([200, []]);
    const approval = await manager.get(sent.headers.location as string);
    expect(plain(approval.text)).toContain(`Corrects ${ref}/3`);
  });

  test('is found by verification when more is taken back of it than it was', async () => {
    const ref = await batch();
    const hand = await desk.approve(await desk.spend({ netPence: 500_00, invoicedOn: '2015-07-06' }));
    const refund = await desk.approve(await desk.correct(hand, { kind: 'refund', pence: 300_00 }));
    const { act_seq } = await world.db('spend').where({ ref: refund }).first('act_seq');
    const bound = { office_id: 1, spend_ref: refund, batch_ref: ref, row_number: 4, line_kind: 'spend', act_seq };
    const undone = world.db.transaction(async (trx) => {
      await trx('line_correction').insert(bound);
      const found = (await makeChecks(trx, 1, IMPORT_CHECKS)).flatMap(({ findings }) => findings);
      throw new Error(found.map(({ sentence }) => sentence).join(' '));
    });
    await expect(undone).rejects.toThrow(`${ref}/4 was £250.00, and £300.00 of it was taken back.`);
  });

  test('in a period that has closed since restates it', async () => {
    const ref = await batch();
    await desk.closeThrough(P(4));
    const before = (await corrections.stands('period'))['2015 4'] ?? 0;
    await desk.approve(await desk.correct(`${ref}/3`, { period: P(5) }));
    expect((await corrections.stands('period'))['2015 4']).toBe(before - 400_00);
    const leeds = await spent({ place: LEEDS });
    await desk.approve(await corrections.recode(`${ref}/2`, [{ pence: 600_00, place: LEEDS }]));
    expect((await corrections.stands('period'))['2015 4']).toBe(before - 400_00);
    expect(await spent({ place: LEEDS })).toBe(leeds + 600_00);
  });
});

function linksOf(text: string): string[][] {
  return [...text.matchAll(/<a [^>]*href="([^"]*)"[^>]*>([^<]*)<\/a>/g)].map(([, href = '', words = '']) => [
    words.trim(),
    href.replaceAll('&amp;', '&'),
  ]);
}
