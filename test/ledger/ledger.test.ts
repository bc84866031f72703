import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Knex } from 'knex';
import { seedDemonstration } from '../../seeds/demonstration.ts';
import { type Act, perform } from '../../src/audit/act.ts';
import { latestMoment, momentAt } from '../../src/audit/moment.ts';
import { RECORDED } from '../../src/audit/record.ts';
import { readFigures } from '../../src/figures/registry.ts';
import { drawInOrder } from '../../src/funds/budget-head.ts';
import { findAccounts } from '../../src/ledger/account.store.ts';
import { readEntries } from '../../src/ledger/entry.store.ts';
import type { NewEntry } from '../../src/ledger/entry.ts';
import { journal } from '../../src/ledger/journal.ts';
import { post } from '../../src/ledger/post.ts';
import { verifyLedger } from '../../src/ledger/verify.ts';
import { approveSpend } from '../../src/spend/decide.ts';
import { enterSpend } from '../../src/spend/enter.ts';
import { draw, overspend } from '../../src/spend/spend.ts';
import { DATABASES, freshDatabase, openWorld, refusalOf, type World } from '../world.ts';

const OPEN = { year: 2015, number: 4 };

describe.each(DATABASES)('the books, on %s', (kind) => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld(kind, seedDemonstration);
  });
  afterAll(() => world.close());

  const officeId = 1;
  const acting = async <T extends null | number[]>(work: (act: Act) => Promise<T>) =>
    perform(world.site, await world.doer('cfo@demo.example'), 'test', null, async (act) => ({
      subject: { kind: 'test', ref: '' },
      result: await work(act),
    }));
  const accounts = async () => {
    const of = async (where: object) => (await findAccounts(world.db, officeId, where))[0] as NewEntry['from'];
    const money = { source: 'PCC', year: 2015 };
    return {
      allocation: await of({ kind: 'allocation', ...money }),
      initiative: await of({ kind: 'initiative', ...money }),
      agreement: await of({ kind: 'agreement', ...money }),
      spent: await of({ kind: 'spent', ...money, initiative: 'I-01' }),
      otherYear: await of({ kind: 'initiative', source: 'PCC', year: 2014 }),
    };
  };
  const posting = async (change: (accounts: Awaited<ReturnType<typeof accountsOf>>) => Partial<NewEntry>) => {
    const held = await accountsOf();
    const entry = {
      kind: 'spend',
      from: held.initiative,
      to: held.spent,
      pence: 100,
      happenedOn: '2015-07-31',
      period: OPEN,
    };
    return acting((act) => post(act, [{ ...entry, ...change(held) } as NewEntry]));
  };
  const accountsOf = accounts;

  test.each([
    ['to the account it came from', 'same-account', (a) => ({ to: a.initiative })],
    ['from one financial year to another', 'illegal-way', (a) => ({ from: a.otherYear })],
    ['backwards', 'illegal-way', (a) => ({ from: a.spent, to: a.initiative })],
    ['of nothing', 'amount', () => ({ pence: 0 })],
    ['of less than nothing', 'amount', () => ({ pence: -1 })],
    ['of half a penny', 'amount', () => ({ pence: 0.5 })],
    ['of more than a billion pounds', 'amount', () => ({ pence: 100_000_000_001 })],
    ['into a closed period', 'period-closed', () => ({ period: { year: 2015, number: 3 } })],
    ['into a period that does not exist', 'no-such-period', () => ({ period: { year: 2030, number: 1 } })],
    [
      'that budgets without a decision',
      'no-decision',
      (a) => ({ kind: 'budget', from: a.allocation, to: a.initiative }),
    ],
    [
      'that refunds nothing in particular',
      'not-an-entry',
      (a) => ({ kind: 'refund', from: a.spent, to: a.initiative }),
    ],
    [
      'that corrects an entry of nobody',
      'not-an-entry',
      (a) => ({ kind: 'refund', from: a.spent, to: a.initiative, corrects: 9999 }),
    ],
    ['that is a virement between an allocation and an initiative', 'illegal-way', () => ({ kind: 'virement' })],
    [
      'that adjusts a period which is still open',
      'not-closed',
      () => ({ kind: 'adjustment', concerns: { year: 2015, number: 4 } }),
    ],
  ] as [string, string, (a: Awaited<ReturnType<typeof accounts>>) => Partial<NewEntry>][])(
    'an entry %s is refused',
    async (_what, rule, change) => {
      const before = await world.db('entry').count({ n: '*' }).first();
      await expect(posting(change)).rejects.toMatchObject({ rule });
      expect(await world.db('entry').count({ n: '*' }).first()).toEqual(before);
    },
  );

  test('a correction may take back all of an entry, and not a penny more', async () => {
    const held = await accounts();
    const [id] = await acting((act) =>
      post(act, [
        { kind: 'spend', from: held.initiative, to: held.spent, pence: 1000, happenedOn: '2015-07-31', period: OPEN },
      ]),
    );
    const back = (pence: number, kind: 'refund' | 'reversal' = 'refund') =>
      acting((act) =>
        post(act, [
          {
            kind,
            from: held.spent,
            to: held.initiative,
            pence,
            happenedOn: '2015-07-31',
            period: OPEN,
            corrects: id as number,
          },
        ]),
      );
    await expect(back(1001)).rejects.toMatchObject({ rule: 'corrected-in-full' });
    await back(400);
    await expect(back(601)).rejects.toMatchObject({ rule: 'corrected-in-full' });
    await expect(back(1000, 'reversal')).rejects.toMatchObject({ rule: 'corrected-in-full' });
    await back(600);
    await expect(back(1)).rejects.toMatchObject({ rule: 'corrected-in-full' });
    // Two corrections in one act are counted together.
    const [other] = await acting((act) =>
      post(act, [
        { kind: 'spend', from: held.initiative, to: held.spent, pence: 10, happenedOn: '2015-07-31', period: OPEN },
      ]),
    );
    const twice = {
      kind: 'refund' as const,
      from: held.spent,
      to: held.initiative,
      pence: 6,
      happenedOn: '2015-07-31',
      period: OPEN,
    };
    await expect(
      acting((act) =>
        post(act, [
          { ...twice, corrects: other as number },
          { ...twice, corrects: other as number },
        ]),
      ),
    ).rejects.toMatchObject({ rule: 'corrected-in-full' });
    await acting((act) => post(act, [{ ...twice, pence: 10, corrects: other as number }]));
  });

  test('the database itself refuses to change, remove, replace or empty what is recorded', async () => {
    const { db } = world;
    for (const table of [...Object.keys(RECORDED), 'audit_event']) {
      const row = await db(table).first();
      if (row === undefined) continue;
      const before = JSON.stringify(await db(table).orderBy('id'));
      const columns = Object.keys(row);
      const attacks = [
        `UPDATE ${table} SET act_seq = act_seq + 1`,
        `UPDATE ${table} SET office_id = office_id`,
        `DELETE FROM ${table}`,
        kind === 'postgres' ? `TRUNCATE ${table} CASCADE` : `REPLACE INTO ${table} SELECT * FROM ${table} LIMIT 1`,
        kind === 'postgres'
          ? `INSERT INTO ${table} SELECT * FROM ${table} LIMIT 1 ON CONFLICT (id) DO UPDATE SET office_id = 2`
          : `UPDATE OR REPLACE ${table} SET ${columns[1]} = ${columns[1]} || '1'`,
      ];
      for (const attack of table === 'audit_event' ? attacks.slice(1) : attacks) {
        expect(await refusalOf(db.raw(attack))).toMatch(/append-only|breaks the chain/);
      }
      expect(JSON.stringify(await db(table).orderBy('id'))).toBe(before);
    }
  });

  test('the database itself refuses an entry that leaves its fund', async () => {
    const entry = await world.db('entry').first();
    const { id: _id, ...copy } = entry;
    expect(await refusalOf(world.db('entry').insert({ ...copy, fund: 'OTHER' }))).toContain('leaves its fund');
  });

  test('of two people who bind the last money at the same moment, one is refused', async () => {
    const held = await accounts();
    const left = await leftOf(world, held.initiative.id);
    const bind = () =>
      acting((act) =>
        post(act, [
          {
            kind: 'commit',
            from: held.initiative,
            to: held.agreement,
            pence: left,
            happenedOn: '2015-07-31',
            period: OPEN,
          },
        ]),
      );
    const answers = await Promise.allSettled([bind(), bind(), bind()]);
    expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected']);
    const refusals = answers.filter((answer) => answer.status === 'rejected').map(({ reason }) => reason.rule);
    expect(refusals).toEqual(['below-zero', 'below-zero']);
    expect(await leftOf(world, held.initiative.id)).toBe(0);
  });

  test('of two spends that each fit and together do not, the second is told and needs a reason', async () => {
    const [one, two] = [await world.person('finance@demo.example'), await world.person('cfo@demo.example')];
    const spend = {
      initiative: 'I-02',
      agreement: '',
      nature: 'revenue' as const,
      place: 'E08000033',
      category: '4',
      supplier: 'A printer',
      reference: null,
      description: null,
      reason: null,
      invoicedOn: '2015-07-20',
      receivedOn: null,
      paidOn: null,
      period: OPEN,
      netPence: 60_000_00,
      vatPence: 0,
    };
    const enter = (site = world.site) =>
      perform(site, { officeId, personId: one.id, role: '' }, 'spend.enter', null, async (act) => {
        const ref = await enterSpend(act, spend, one.id);
        return { subject: { kind: 'spend', ref }, result: ref };
      });
    const approve = (ref: string, reason: string | null) =>
      perform(world.site, { officeId, personId: two.id, role: '' }, 'spend.approve', null, async (act) => {
        await approveSpend(act, two, ref, reason);
        return { subject: { kind: 'spend', ref }, result: ref };
      });
    const [first, second] = [await enter(), await enter()];
    const answers = await Promise.allSettled([approve(first, null), approve(second, null)]);
    const refused = answers.filter((answer) => answer.status === 'rejected');
    expect(refused.map(({ reason }) => reason.rule)).toEqual(['overspend-reason']);
    const open = answers[0]?.status === 'rejected' ? first : second;
    await approve(open, 'Both leaflets were needed');
    const excess = await world.db('entry').where({ spend_ref: open }).whereNotNull('excess');
    expect(excess.map((row) => row.excess)).toEqual(['overspend']);
    expect(await verifyLedger(world.db, officeId)).toEqual([]);
  });

  test('the answer as at a day stays the same, whatever is recorded later', async () => {
    const { db, clock } = world;
    const asked = [{ figure: 'spend.to-date', scope: { fund: 'CSE', year: 2015 } }];
    const moment = await momentAt(db, officeId, '2015-06-30', clock.now());
    const [then] = await readFigures({ db, officeId, moment }, asked);
    // April, the theatre's instalment, May, the leaflets with their VAT, Wakefield, and Leeds, less what was accrued in
    // March and turned round in April, whose invoice had not come.
    expect(then?.text).toBe('£116,616.25');
    const [now] = await readFigures({ db, officeId, moment: await latestMoment(db, officeId) }, asked);
    expect(now?.value).toBeGreaterThan(then?.value ?? 0);
    const [outturn] = await readFigures({ db, officeId, moment }, [
      { figure: 'outturn', scope: { initiative: 'I-02' } },
    ]);
    expect(outturn?.note).toBe('Leaves out the forecast of I-02 (none was made)');
    expect(await momentAt(db, officeId, '30 June 2015', clock.now())).toEqual(moment);
    expect(await momentAt(db, officeId, '30/06/2015', clock.now())).toEqual(moment);
    // The last minute is not settled, since an act under way may yet fall into it: the last act answers for it.
    const present = await momentAt(db, officeId, '2015-07-31', clock.now());
    expect(present).toEqual(await latestMoment(db, officeId));
    await expect(momentAt(db, officeId, '2099-01-01', clock.now())).rejects.toMatchObject({ rule: 'future-instant' });
    await expect(momentAt(db, officeId, '2015-02-30', clock.now())).rejects.toMatchObject({ rule: 'instant' });
  });

  test('the journal holds each entry once, balanced, and no words about people', async () => {
    const entries = await readEntries(world.db, officeId);
    const text = journal(entries);
    expect(text.match(/entry:\d+/g)).toHaveLength(entries.length);
    expect(text).toContain('CSE:PCC:2014-15:revenue:initiative:I-01');
    for (const words of ['Print works', 'Recharge', 'WYP-R']) expect(text).not.toContain(words);
  });

  test('an amount below zero that nobody accounted for is found by adding up again', async () => {
    const { db, close } = await freshDatabase(kind, seedDemonstration);
    try {
      await unguarded(db, kind, 'entry', (open) =>
        open('entry').where({ kind: 'allocate' }).update({ pence: 76_000_000 }),
      );
      const checks = (await verifyLedger(db, officeId)).map(({ check }) => check);
      expect(checks).toContain('balances');
      expect(checks).toContain('below-zero');
    } finally {
      await close();
    }
  });
});

/** Changes rows as somebody could who holds the file: with the table's triggers taken away. */
async function unguarded(
  db: Knex,
  kind: string,
  table: string,
  change: (db: Knex) => PromiseLike<unknown>,
): Promise<void> {
  if (kind === 'postgres') await db.raw(`ALTER TABLE ${table} DISABLE TRIGGER USER`);
  else for (const suffix of ['no_update', 'no_delete']) await db.raw(`DROP TRIGGER ${table}_${suffix}`);
  await change(db);
}

async function leftOf(world: World, accountId: number): Promise<number> {
  const rows = await world.db('entry').where({ from_account_id: accountId }).orWhere({ to_account_id: accountId });
  let left = 0;
  for (const row of rows) left += row.to_account_id === accountId ? row.pence : -row.pence;
  return left;
}

describe('money of several sources', () => {
  const purse = (id: number, left: number) => ({
    account: { id, source: `S${id}`, kind: 'initiative' } as never,
    left,
  });
  test.each([
    ['fits the first source', 300, [300]],
    ['takes the first and part of the second', 700, [500, 200]],
    ['takes both to the penny', 750, [500, 250]],
    ['passes both by a penny, which falls on the last', 751, [500, 250, 1]],
  ])('spend that %s is drawn in order', (_what, pence, parts) => {
    const draws = draw('', [], [purse(1, 500), purse(2, 250)], pence);
    expect(draws.map((part) => part.pence)).toEqual(parts);
    expect(draws.filter((part) => part.over).map((part) => part.pence)).toEqual(parts.slice(2));
    expect(overspend([], [purse(1, 500), purse(2, 250)], pence)).toBe(Math.max(0, pence - 750));
  });

  test('a commitment takes from each source in order, and the last bears the rest', () => {
    expect(drawInOrder([purse(1, 500), purse(2, 250)], 600).map(({ pence }) => pence)).toEqual([500, 100]);
    expect(drawInOrder([purse(1, 500), purse(2, 250)], 800).map(({ pence }) => pence)).toEqual([500, 300]);
  });
});
