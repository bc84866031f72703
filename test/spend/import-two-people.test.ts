import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { perform } from '../../src/audit/act.ts';
import { makeChecks } from '../../src/audit/check.ts';
import { doer } from '../../src/people/person.ts';
import { write } from '../../src/platform/database.ts';
import { leaveLineOut } from '../../src/spend/import/choose.ts';
import { readCodings } from '../../src/spend/import/coding.store.ts';
import { confirmPlan } from '../../src/spend/import/confirm.ts';
import { overviewDigest, readOverview } from '../../src/spend/import/overview.ts';
import { lockPlan, readPlan, touchPlan } from '../../src/spend/import/plan.store.ts';
import { FLAGS, type Flag } from '../../src/spend/import/stage/staged-line.ts';
import { SPEND_CHECKS } from '../../src/spend/verify.ts';
import { DATABASES, openWorld, type Visitor, type World } from '../world.ts';
import { CorrectionDesk } from './correction-desk.ts';
import { Desk } from './desk.ts';
import { confirm, ownFile, upload } from './import-desk.ts';
import { fillOffice } from './office.ts';
import { errorsOf, hiddenOf, plain, rowsOf } from './page.ts';

const SCHOOLS = { initiative: 'I-02' };
/** Sends a request at once, instead of when its answer is waited for. */
function begin<T>(request: PromiseLike<T>): Promise<T> {
  return Promise.resolve(request);
}

/** Long enough for a request that was sent to come as far as it gets. */
function aWhile(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 500));
}

const STALE = 'What may be chosen has changed since this page was shown. Nothing was changed. Choose again';

describe.each(DATABASES)('Two people at one ledger line, on %s:', (kind) => {
  let world: World;
  let desk: Desk;
  let finance: Visitor;
  /** The same person in another window, since a plan is its author's alone. */
  let again: Visitor;
  let finance2: Visitor;
  let manager: Visitor;

  beforeAll(async () => {
    world = await openWorld(kind, fillOffice);
    desk = new Desk(world);
    finance = await world.signIn('finance@demo.example');
    again = await world.signIn('finance@demo.example');
    finance2 = await world.signIn('finance2@demo.example');
    manager = await world.signIn('manager@demo.example');
  });
  afterAll(() => world.close());

  type Planned = Awaited<ReturnType<typeof upload>>;

  const entered = (supplier: string, pounds: number) =>
    desk.spend({ supplier, netPence: pounds * 100, invoicedOn: '2015-07-06' });
  const approved = async (supplier: string, pounds: number) => desk.approve(await entered(supplier, pounds));
  /** A file with a line for each of these, row by row from the second on, and a line that nothing stands for. */
  const fileOf = (name: string, ...lines: [supplier: string, pounds: number][]) =>
    ownFile(
      ...lines.map(([supplier, pounds], at) => `08/07/2015,${supplier},,${pounds}.00,4,${name}${at}`),
      `08/07/2015,Nothing like it ${name},,1.00,4,${name}Z`,
    );
  const post = (visitor: Visitor, path: string, page: string, fields: Record<string, string>) =>
    visitor.agent
      .post(path)
      .type('form')
      .send({ ...hiddenOf(page), ...fields });
  const same = async ({ href }: Planned, ...refs: string[]) => {
    const boxes = refs.map((ref, at) => [`m-${at + 2}-${ref}`, 'yes']);
    const done = await finance.send(`${href}/matching`, `${href}/matching`, {
      act: 'same',
      ...Object.fromEntries(boxes),
    });
    expect(done.status).toBe(303);
  };
  const confirmed = async (plan: Planned): Promise<string> => {
    const page = await finance.get(plan.href);
    const done = await confirm(finance, { ...plan, text: page.text });
    if (done.status !== 303) throw new Error(`It was not confirmed: ${errorsOf(done.text)}`);
    return done.headers.location as string;
  };
  const accept = async (address: string, control: string) =>
    expect((await manager.send(address, `${address}/acceptance`, { control })).status).toBe(303);
  const standsFor = (ref: string, address: string, row = 2) =>
    `Row ${row} of ${address.split('/').at(-1)} stands for ${ref}, so it cannot be taken away. Reverse or reject that ` +
    'batch first; where only the coding is wrong, recode it once it is approved.';
  const planIdOf = async ({ href }: Planned): Promise<number> =>
    (
      await world
        .db('import_plan')
        .where({ token: href.split('/').at(-1) })
        .first('id')
    ).id;
  const choices = async (plan: Planned) =>
    world
      .db('import_choice')
      .where({ plan_id: await planIdOf(plan) })
      .orderBy('id')
      .select('row_number', 'kind', 'stands_ref');
  const found = async () =>
    (await makeChecks(world.db, 1, SPEND_CHECKS)).flatMap(({ findings }) => findings.map(({ sentence }) => sentence));

  describe('what a line of a confirmed batch stands for', () => {
    test('is not returned while it awaits, nor reversed once approved; a part of it may be refunded', async () => {
      const [awaits, stands] = [await entered('Alder', 480), await approved('Birch', 481)];
      const plan = await upload(finance, fileOf('A', ['Alder', 480], ['Birch', 481]), SCHOOLS);
      await same(plan, awaits, stands);
      const address = await confirmed(plan);
      for (const state of ['awaiting acceptance', 'accepted']) {
        await expect([state, await desk.sendBack(awaits).catch((error) => [error.rule, error.message])]).toEqual([
          state,
          ['stood-for', standsFor(awaits, address)],
        ]);
        const correction = await desk.correct(stands).catch((error) => [error.rule, error.message]);
        expect([state, correction]).toEqual([state, ['stood-for', standsFor(stands, address, 3)]]);
        if (state === 'awaiting acceptance') await accept(address, '962.00');
      }
      const page = await manager.send(`/spend/${awaits}`, `/spend/${awaits}/return`, { 'return-reason': 'Too late' });
      expect([page.status, errorsOf(page.text)]).toEqual([422, [standsFor(awaits, address)]]);
      await desk.approve(await desk.correct(stands, { kind: 'refund', pence: 1_00 }));
      await desk.approve(awaits);
      expect(await found()).toEqual([]);
    });

    test('is returned and reversed again once its batch is rejected', async () => {
      const [awaits, stands] = [await entered('Cedar', 482), await approved('Dogwood', 483)];
      const plan = await upload(finance, fileOf('B', ['Cedar', 482], ['Dogwood', 483]), SCHOOLS);
      await same(plan, awaits, stands);
      const address = await confirmed(plan);
      await expect(desk.sendBack(awaits)).rejects.toMatchObject({ rule: 'stood-for' });
      expect((await manager.send(address, `${address}/rejection`, { reason: 'Another month' })).status).toBe(303);
      await desk.sendBack(awaits);
      await desk.approve(await desk.correct(stands));
      expect(await found()).toEqual([]);
    });

    test('is reversed again once its batch was reversed', async () => {
      const stands = await approved('Elder', 484);
      const plan = await upload(finance, fileOf('C', ['Elder', 484]), SCHOOLS);
      await same(plan, stands);
      const address = await confirmed(plan);
      await accept(address, '485.00');
      await finance2.send(address, `${address}/reversal`, { why: 'The wrong ledger' });
      await expect(desk.correct(stands)).rejects.toMatchObject({ rule: 'stood-for' });
      expect((await manager.send(address, `${address}/reversal-decision`, { act: 'approve' })).status).toBe(303);
      await desk.approve(await desk.correct(stands));
      expect(await found()).toEqual([]);
    });

    test('is not taken away by approving a reversal that was entered before the line came', async () => {
      const stands = await approved('Fir', 485);
      const reversal = await desk.correct(stands);
      const address = await confirmed(await upload(finance, fileOf('D', ['Fir', 999]), SCHOOLS));
      const ref = address.split('/').at(-1) as string;
      // No page offers what a reversal awaits for; it stands here as if both had come at one moment.
      await desk.act('finance', 'story', (act) =>
        act.add('line_match', { batch_ref: ref, row_number: 2, stands_ref: stands, pence: 485_00 }),
      );
      await expect(desk.approve(reversal)).rejects.toMatchObject({
        rule: 'stood-for',
        message: standsFor(stands, address),
      });
      expect((await manager.send(address, `${address}/rejection`, { reason: 'It was reversed' })).status).toBe(303);
      await desk.approve(reversal);
    });

    test('may be coded anew: the match goes on to its parts, and the next extract offers neither line nor parts', async () => {
      const stands = await approved('Gorse', 444);
      const plan = await upload(finance, fileOf('E', ['Gorse', 444]), SCHOOLS);
      await same(plan, stands);
      await accept(await confirmed(plan), '445.00');
      const corrections = new CorrectionDesk(desk);
      const reversal = await corrections.recode(stands, [
        { pence: 300_00, initiative: 'I-01' },
        { pence: 144_00, place: 'E08000035' },
      ]);
      const parts = (await corrections.newest(2)) as [string, string];
      await desk.approve(reversal);
      const next = ownFile(
        '08/07/2015,Gorse,,444.00,4,E0',
        '20/07/2015,Gorse,,444.00,4,E8',
        '20/07/2015,Gorse,,300.00,4,E9',
      );
      const known = await upload(finance, next, SCHOOLS);
      expect(plain(known.text)).toContain('New 2 £744.00 Already known 1');
      expect(errorsOf(known.text)).toEqual([]);
      await expect(desk.correct(parts[0])).rejects.toMatchObject({
        rule: 'stood-for',
        message: expect.stringMatching(`^A line of the ledger stands for ${parts[0]}, so it cannot be taken away`),
      });
      expect(await found()).toEqual([]);
    });
  });

  describe('a page that was shown before', () => {
    test('another window answered changes nothing, and says so', async () => {
      const [one, two] = [await approved('Hazel', 71), await approved('Ivy', 72)];
      const plan = await upload(finance, fileOf('F', ['Hazel', 71], ['Ivy', 72]), SCHOOLS);
      const path = `${plan.href}/matching`;
      const [shown, also] = [await finance.get(path), await again.get(path)];
      const answered = await post(again, path, also.text, { act: 'other', [`m-2-${one}`]: 'yes' });
      expect(answered.status).toBe(303);
      const before = await choices(plan);
      const late = await post(finance, path, shown.text, { act: 'same', [`m-2-${one}`]: 'yes', [`m-3-${two}`]: 'yes' });
      expect([late.status, errorsOf(late.text)]).toEqual([422, [STALE]]);
      expect(await choices(plan)).toEqual(before);
      expect(before).toEqual([{ row_number: 2, kind: 'new', stands_ref: one }]);
      const told = await finance.get(path);
      await post(finance, path, told.text, { act: 'same', [`m-3-${two}`]: 'yes' });
      const matched = await again.get(path);
      await post(finance, path, told.text, { act: 'take-back', r3: 'yes' });
      const gone = await post(again, path, matched.text, { act: 'take-back', r3: 'yes' });
      expect([gone.status, errorsOf(gone.text)]).toEqual([422, [STALE]]);
    });

    test('somebody else took what a line looks like changes nothing, on the matching page and on the line’s own', async () => {
      const ref = await approved('Juniper', 73);
      const plan = await upload(finance, fileOf('G', ['Juniper', 73]), SCHOOLS);
      const line = `${plan.href}/lines/2`;
      const [matching, own] = [await finance.get(`${plan.href}/matching`), await finance.get(line)];
      expect(own.text).toContain(`name="s-${ref}"`);
      const theirs = await upload(finance2, fileOf('H', ['Juniper', 73]), SCHOOLS);
      await finance2.send(`${theirs.href}/matching`, `${theirs.href}/matching`, { act: 'same', [`m-2-${ref}`]: 'yes' });
      const page = await finance2.get(theirs.href);
      expect((await confirm(finance2, { ...theirs, text: page.text })).status).toBe(303);
      const late = [
        await post(finance, `${plan.href}/matching`, matching.text, { act: 'same', [`m-2-${ref}`]: 'yes' }),
        await post(finance, line, own.text, { act: 'stands', [`s-${ref}`]: 'yes' }),
      ];
      expect(late.map(({ status, text }) => [status, errorsOf(text)])).toEqual([
        [422, [STALE]],
        [422, [STALE]],
      ]);
      expect(await choices(plan)).toEqual([]);
      // What is chosen on a page names the line and what it stands for, so a list that moved on chooses nothing else.
      const other = await entered('Juniper', 74);
      expect((await finance.get(line)).text).toContain(`name="s-${other}"`);
    });
  });

  test('two who ask at once to read a file again: one reads, the other is told, and the plan is whole', async () => {
    const lines = 4000;
    const rows = Array.from(
      { length: lines },
      (_, at) => `07/07/2015,A supplier with a long name ${at % 7},,1.00,4,R${at}`,
    );
    const plan = await upload(finance, ownFile(...rows), SCHOOLS);
    const pages = [await finance.get(plan.href), await again.get(plan.href)];
    const asked = await Promise.all(
      [finance, again].map((visitor, at) => post(visitor, `${plan.href}/reading`, pages[at]?.text ?? '', {})),
    );
    expect(asked.map(({ status }) => status).sort()).toEqual([303, 422]);
    const told = asked.find(({ status }) => status === 422);
    expect(plain(told?.text ?? '')).toContain('The file is being read already');
    let page = await finance.get(plan.href);
    while (page.text.includes('data-look-again')) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      page = await finance.get(plan.href);
    }
    expect(plain(page.text)).toContain('New 4,000 £4,000.00 Already known 0');
    expect(
      Number(
        (
          await world
            .db('import_line')
            .where({ plan_id: await planIdOf(plan) })
            .count({ n: '*' })
        )[0]?.n,
      ),
    ).toBe(lines);
    await finance.send(plan.href, `${plan.href}/discarding`, {});
  });

  describe('two choices at the same moment', () => {
    const ROWS = Array.from({ length: 8 }, (_, at) => `18/07/2015,Kale,,${10 + at}.00,4,`);
    const counted = async (plan: Planned) => {
      const id = await planIdOf(plan);
      const codings = await readCodings(world.db, id);
      const lines = await world.db('import_line').where({ plan_id: id }).orderBy('row_number');
      for (const { id: coding, chargeLines, chargePence, flagged } of codings) {
        const of = lines.filter(({ coding_id }) => coding_id === coding);
        let pence = 0;
        for (const line of of) pence += line.pence;
        // Each of them is dated on a Saturday.
        expect([chargeLines, chargePence, flagged.weekend ?? 0]).toEqual([of.length, pence, of.length]);
      }
      return readOverview(world.db, await readPlan(world.db, id));
    };

    test('at different lines both hold', async () => {
      const plan = await upload(finance, ownFile(...ROWS.map((row, at) => `${row}K${at}`)), SCHOOLS);
      const page = (await finance.get(`${plan.href}/lines`)).text;
      for (const [one, two] of [
        [2, 3],
        [4, 5],
        [6, 7],
      ]) {
        const both = await Promise.all([
          post(finance, `${plan.href}/lines`, page, { act: 'leave-out', [`r${one}`]: 'yes' }),
          post(again, `${plan.href}/lines`, (await again.get(`${plan.href}/lines`)).text, {
            act: 'leave-out',
            [`r${two}`]: 'yes',
          }),
        ]);
        expect(both.map(({ status }) => status)).toEqual([303, 303]);
      }
      const { lines, pence, flags, leftOutBy } = await counted(plan);
      expect([lines, pence, leftOutBy]).toEqual([2, 33_00, [{ rule: null, why: '', lines: 6, pence: 75_00 }]]);
      expect(flags.get('weekend')).toBe(2);
    });

    test('at the same line both are done, one after the other, and the later holds', async () => {
      const refs = [await approved('Laurel', 81), await approved('Laurel', 82)];
      const plan = await upload(
        finance,
        ownFile('18/07/2015,Laurel,,81.00,4,L1', '18/07/2015,Laurel,,82.00,4,L2'),
        SCHOOLS,
      );
      for (const [at, ref] of refs.entries()) {
        const path = `${plan.href}/lines/${at + 2}`;
        const pages = [await finance.get(path), await again.get(path)];
        const both = await Promise.all([
          post(finance, path, pages[0]?.text ?? '', { act: 'leave-out' }),
          post(again, path, pages[1]?.text ?? '', { act: 'stands', [`s-${ref}`]: 'yes' }),
        ]);
        expect(both.map(({ status }) => status)).toEqual([303, 303]);
      }
      const { leftOutBy, matches, lines } = await counted(plan);
      // Each line is left out or matched, as whoever came second said; none is both, and none is neither.
      const out = leftOutBy.map((one) => one.lines)[0] ?? 0;
      expect([out + matches.length, lines]).toEqual([2, matches.length]);
      const said = await choices(plan);
      expect(said.map(({ row_number }) => row_number)).toEqual([2, 3]);
    });

    test('a choice beside a confirmation is part of what is confirmed, or one of the two is refused', async () => {
      for (const [round, name] of ['M', 'N', 'O', 'Q'].entries()) {
        const plan = await upload(
          finance,
          ownFile(`13/07/2015,Maple,,5.00,4,${name}1`, `13/07/2015,Maple,,6.00,4,${name}2`),
          SCHOOLS,
        );
        const lines = (await again.get(`${plan.href}/lines`)).text;
        const choose = () => post(again, `${plan.href}/lines`, lines, { act: 'leave-out', r3: 'yes' });
        const both = await Promise.all(
          round % 2 === 0 ? [confirm(finance, plan), choose()] : [choose(), confirm(finance, plan)],
        );
        const [stored, chosen] = round % 2 === 0 ? both : both.toReversed();
        expect([303, 422]).toEqual([stored?.status, chosen?.status].sort());
        const { state, batch } = await readPlan(world.db, await planIdOf(plan));
        if (stored?.status === 303) {
          const address = stored.headers.location as string;
          expect([state, batch]).toEqual(['confirmed', address.split('/').at(-1)]);
          expect(plain(chosen?.text ?? '')).toContain('Nothing can be chosen here now');
          const rows = rowsOf((await finance.get(address)).text);
          expect(rows).toContainEqual(expect.arrayContaining([`${name}2`, 'I-02, as was asked for']));
        } else {
          expect([state, errorsOf(stored?.text ?? '')]).toEqual([
            'ready',
            [expect.stringMatching(/something was recorded|cannot be confirmed now/)],
          ]);
          expect((await readOverview(world.db, await readPlan(world.db, await planIdOf(plan)))).lines).toBe(1);
        }
      }
      expect(await found()).toEqual([]);
    });

    test('a choice that comes while a plan is confirmed is refused; a confirmation that comes while something is chosen is told', async () => {
      const person = await world.person('finance@demo.example');
      const rows = (name: string) => [`13/07/2015,Nutmeg,,5.00,4,${name}1`, `13/07/2015,Nutmeg,,6.00,4,${name}2`];
      const begun = await upload(finance, ownFile(...rows('S')), SCHOOLS);
      const id = await planIdOf(begun);
      const page = (await again.get(`${begun.href}/lines`)).text;
      const late: Promise<Awaited<ReturnType<typeof post>>>[] = [];
      await perform(world.site, doer(person), 'import.store', null, async (act) => {
        const { ref } = await confirmPlan(
          act,
          { id },
          {
            shown: overviewDigest(await readOverview(act.trx, await readPlan(act.trx, id))),
            lookedAt: Object.keys(FLAGS) as Flag[],
            leavesChanged: true,
            overspendReason: null,
          },
        );
        late.push(begin(post(again, `${begun.href}/lines`, page, { act: 'leave-out', r3: 'yes' })));
        await aWhile();
        return { subject: { kind: 'batch', ref }, result: ref };
      });
      const refused = await late[0];
      expect([refused?.status, plain(refused?.text ?? '')]).toEqual([
        422,
        expect.stringContaining('Nothing can be chosen here now'),
      ]);
      const chosen = await upload(finance, ownFile(...rows('T')), SCHOOLS);
      const chosenId = await planIdOf(chosen);
      await write(world.db, async (trx) => {
        const plan = await lockPlan(trx, chosenId);
        await leaveLineOut(trx, plan, 3);
        await touchPlan(trx, plan.id, world.clock.now());
        late.push(begin(confirm(finance, chosen)));
        await aWhile();
      });
      const told = await late[1];
      expect([told?.status, errorsOf(told?.text ?? '')]).toEqual([
        422,
        [expect.stringMatching(/something was recorded|cannot be confirmed now/)],
      ]);
      expect((await readPlan(world.db, chosenId)).state).toBe('ready');
      expect(await found()).toEqual([]);
    });
  });
});
