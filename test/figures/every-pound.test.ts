import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import type { Knex } from 'knex';
import { seedDemonstration } from '../../seeds/demonstration.ts';
import { followPounds, LINE_FIGURES, type PoundLevel, type PoundLine } from '../../src/figures/every-pound.ts';
import { verifyEverything } from '../../src/home/verify.ts';
import { formatPounds } from '../../src/money/pence.ts';
import { listPacks } from '../../src/packs/pack.store.ts';
import { errorsOf, plain, rowsOf } from '../spend/page.ts';
import { DATABASES, openWorld, type World } from '../world.ts';

const OFFICE = 1;
const BELOW: Record<PoundLevel, PoundLevel | null> = {
  source: 'allocation',
  allocation: 'initiative',
  initiative: 'agreement',
  agreement: null,
};

describe.each(DATABASES)('Every pound, on %s', (kind) => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld(kind, seedDemonstration);
  });
  afterAll(() => world.close());

  const get = async (name: string, address: string) => (await world.signIn(`${name}@demo.example`)).get(address);
  const values = ({ figures }: PoundLine): number[] =>
    figures.map((figure) => (figure === null ? 0 : (figure.value ?? Number.NaN)));

  /** The lines one level down, up to the next line of the same level or above. */
  const partsOf = (lines: readonly PoundLine[], at: number): PoundLine[] => {
    const levels: PoundLevel[] = ['source', 'allocation', 'initiative', 'agreement'];
    const own = lines[at] as PoundLine;
    const depth = levels.indexOf(own.level);
    const rest = lines.slice(at + 1);
    const end = rest.findIndex(({ level }) => levels.indexOf(level) <= depth);
    return (end === -1 ? rest : rest.slice(0, end)).filter(({ level }) => level === BELOW[own.level]);
  };

  test.each([2014, 2015])(
    'of %d adds up: the columns to what was traced, and each level to the one above',
    async (year) => {
      const trails = await followPounds({ db: world.db, officeId: OFFICE, seesEntries: true }, year);
      expect(trails.length).toBeGreaterThan(0);
      for (const { came, lines } of trails) {
        const [awarded = 0, inward = 0, outward = 0, lapsed = 0, traced] = came.map(({ value }) => value ?? Number.NaN);
        expect(awarded + inward - outward - lapsed).toBe(traced);
        expect(values(lines[0] as PoundLine)[0]).toBe(traced);
        for (const [at, line] of lines.entries()) {
          const [whole, ...columns] = values(line);
          expect([line.ref, columns.reduce((all, column) => all + column, 0)]).toEqual([line.ref, whole]);
          const parts = partsOf(lines, at);
          if (BELOW[line.level] === null || line.ref === '') continue;
          const added = LINE_FIGURES.map((_, column) =>
            parts.map((part) => values(part)[column] as number).reduce((all, value) => all + value, 0),
          );
          expect([line.ref, added]).toEqual([line.ref, values(line)]);
        }
      }
    },
  );

  test('is shown with the decisions that it rests on, and is the same in its file', async () => {
    const page = await get('member', '/fund/every-pound?year=2015-16');
    const text = plain(page.text);
    expect(text).toContain(
      'Every pound that was allocated, budgeted, vired or carried forward rests on a recorded decision.',
    );
    const rows = rowsOf(page.text);
    const initiative = rows.find(([name]) => name?.startsWith('I-02'));
    expect(initiative?.[1]).toContain('D-2015-002');
    const csv = (await get('member', '/fund/every-pound.csv?year=2015-16')).text;
    const file: Record<string, string>[] = parse(csv, { columns: true, bom: true });
    const line = file.find((row) => row.Reference === 'I-02') ?? {};
    const columns = ['Traced', 'Unallocated', 'Not budgeted', 'Available', 'Committed', 'Paid in advance', 'Spent'];
    const amounts = columns.map((column) => line[column] ?? '');
    expect(initiative?.slice(2)).toEqual(
      amounts.map((text) => (text === '' ? '' : formatPounds(Math.round(Number(text) * 100)))),
    );
    expect(amounts.map((text) => text === '')).toEqual([false, true, true, false, false, false, false]);
    expect(plain((await get('member', '/fund')).text)).toContain('Every pound');
    expect((await get('member', '/fund/every-pound?year=2019-20')).status).toBe(404);
    expect((await get('member', '/fund/every-pound?year=x')).status).toBe(400);
  });

  test('without a recorded decision is listed, is found by verification, and stops every pack', async () => {
    const [{ id: from }] = await world.db('account').where({ kind: 'unallocated', year: 2015 }).orderBy('id');
    const [to] = await world.db('account').where({ kind: 'allocation', year: 2015 }).orderBy('id');
    await slipIn(world.db, { from, to: to.id, decision: 'D-2015-999' });
    const page = await get('auditor', '/fund/every-pound?year=2014-15');
    expect(plain(page.text)).toContain('1 entry rests on no recorded decision. No pack can be published.');
    const row = rowsOf(page.text).find((cells) => cells[5] === 'D-2015-999, which is not recorded');
    expect(row).toMatchObject([
      expect.any(String),
      '1 Apr 2015',
      'Allocation',
      expect.any(String),
      to.name,
      expect.any(String),
      '£0.01',
    ]);
    const { checks } = await verifyEverything(world.db, OFFICE);
    expect(checks.find(({ name }) => name === 'decision-trace')?.findings).toBe(1);

    const before = await listPacks(world.db, OFFICE, 'PEG-2015-03');
    const secretariat = await world.signIn('secretariat@demo.example');
    const at = '/meetings/PEG-2015-03/publication';
    const refused = await secretariat.send(at, at, {});
    expect(refused.status).toBe(422);
    expect(errorsOf(refused.text).join() || plain(refused.text)).toContain(
      `A pack is published only when every pound rests on a recorded decision. None is recorded for entry ${row?.[0]} ` +
        `(allocate, £0.01, to ${to.name}). The page Every pound lists them.`,
    );
    expect(await listPacks(world.db, OFFICE, 'PEG-2015-03')).toEqual(before);
  });
});

/** An allocation that no program would post: by a decision that nobody recorded. */
async function slipIn(db: Knex, { from, to, decision }: { from: number; to: number; decision: string }): Promise<void> {
  const { id: _id, ...like } = await db('entry').where({ kind: 'allocate' }).first();
  const made = {
    from_account_id: from,
    to_account_id: to,
    pence: 1,
    happened_on: '2015-04-01',
    decision_ref: decision,
  };
  await db('entry').insert({ ...like, ...made, fund: 'CSE' });
}
