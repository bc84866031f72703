import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Knex } from 'knex';
import { makeChecks } from '../../src/audit/check.ts';
import { readFigures } from '../../src/figures/registry.ts';
import { approveCarryForward, requestCarryForward } from '../../src/funds/carry-forward.store.ts';
import { approveVirement, requestVirement } from '../../src/funds/virement.store.ts';
import { CHECKS, type Verification, verifyEverything } from '../../src/home/verify.ts';
import { listInitiatives } from '../../src/initiatives/initiative.store.ts';
import { setProfile } from '../../src/initiatives/profile.store.ts';
import { enterForecasts } from '../../src/spend/forecast.store.ts';
import { DECISION, fillYearEndOffice } from '../funds/year-end-office.ts';
import { Desk, P } from '../spend/desk.ts';
import { DATABASES, type Kind, openWorld, type World } from '../world.ts';

const OFFICE = 1;

/**
 * Something of everything that verification looks at: July 2015 is closed with an accrual and a payment in advance,
 * June is restated, money was vired and carried forward, a forecast and a profile were set, and something awaits.
 */
async function live(world: World): Promise<void> {
  const desk = new Desk(world);
  const [finance, commissioning, cfo] = await Promise.all(
    ['finance', 'commissioning', 'cfo'].map((name) => world.person(`${name}@demo.example`)),
  );
  if (finance === undefined || commissioning === undefined || cfo === undefined)
    throw new Error('Somebody is missing.');
  const spent = await desk.approve(
    await desk.spend({ initiative: 'I-01', agreement: 'AG-2015-001', netPence: 1_000_000 }),
  );
  await desk.approve(await desk.correct(spent, { kind: 'refund', pence: 100_000 }));
  await desk.approve(await desk.spend({ initiative: 'I-01', agreement: 'AG-2015-001', netPence: 2_000 }));
  await desk.approve(await desk.accrue({}));
  await desk.approve(await desk.prepay({}));
  await desk.act('finance', 'forecast', (act) =>
    enterForecasts(act, 'I-01', [{ period: P(6), pence: 900_000 }], finance.id),
  );
  await desk.act('finance', 'profile', (act) =>
    setProfile(act, { initiative: 'I-02', year: 2015 }, { method: 'even' }),
  );
  await desk.close(P(4));
  await desk.approve(await desk.spend({ period: P(5), initiative: 'I-02', netPence: 55_555 }));
  await desk.approve(await desk.adjust({ concerns: P(3), period: P(5) }));
  const vired = await desk.act('commissioning', 'virement', (act) =>
    requestVirement(
      act,
      {
        level: 'initiative',
        source: 'PCC',
        year: 2015,
        nature: 'revenue',
        from: 'I-01',
        to: 'I-02',
        pence: 50_000,
        decisionRef: DECISION,
        reason: 'More schools',
        consent: null,
        override: null,
      },
      commissioning.id,
      listInitiatives,
    ),
  );
  await desk.act('cfo', 'virement', async (act) => {
    await approveVirement(act, cfo, vired, { seen: null, override: null, on: '2015-08-31' }, readFigures);
    return null;
  });
  const carried = await desk.act('commissioning', 'carry', (act) =>
    requestCarryForward(
      act,
      {
        source: 'PCC',
        year: 2015,
        nature: 'revenue',
        head: { level: 'initiative', ref: 'I-02' },
        pence: 20_000,
        decisionRef: DECISION,
        reason: 'It will be late',
        consent: null,
        late: null,
        askedOn: '2015-08-31',
      },
      commissioning.id,
    ),
  );
  await desk.act('cfo', 'carry', async (act) => {
    await approveCarryForward(act, cfo, carried, '2015-08-31');
    return null;
  });
  await desk.spend({ period: P(5), netPence: 77_700 });
}

const ENTRY = 'SELECT min(id) FROM entry WHERE kind =';

/** What somebody who holds the database could change, and what verification then says. */
const BROKEN: [what: string, check: string, says: string, table: string, sql: string][] = [
  [
    'a balance',
    'balances',
    'kept by place and category differ by',
    'balance_version',
    'UPDATE balance_version SET pence_in = pence_in + 1 WHERE id = (SELECT max(id) FROM balance_version)',
  ],
  [
    'a balance of the past',
    'balances',
    'kept by period differ by -£0.01 in',
    'period_version',
    `UPDATE period_version SET pence_in = pence_in + 1 WHERE id = (SELECT min(v.id) FROM period_version v
     WHERE EXISTS (SELECT 1 FROM period_version w WHERE w.cell_id = v.cell_id AND w.act_seq > v.act_seq))`,
  ],
  [
    'a balance that is gone',
    'balances',
    'the balance is missing',
    'period_version',
    'DELETE FROM period_version WHERE id = (SELECT max(id) FROM period_version)',
  ],
  [
    'a balance that no entry made',
    'balances',
    'no entry made the balance',
    'period_version',
    `INSERT INTO period_version (office_id, cell_id, pence_in, pence_out, act_seq)
     SELECT office_id, cell_id, pence_in, pence_out, act_seq + 1000 FROM period_version WHERE id = (SELECT max(id) FROM period_version)`,
  ],
  [
    'when a balance began',
    'balances',
    'begins at another act',
    'period_cell',
    'UPDATE period_cell SET act_seq = act_seq + 1 WHERE id = (SELECT max(id) FROM period_cell)',
  ],
  [
    'an entry into another year',
    'conservation',
    'leaves its money',
    'entry',
    `UPDATE entry SET to_account_id = (SELECT min(id) FROM account WHERE kind = 'initiative' AND year = 2016) WHERE id = (${ENTRY} 'budget')`,
  ],
  [
    'where an award went',
    'conservation',
    'what came in and what stands differ by',
    'entry',
    `UPDATE entry SET kind = 'budget' WHERE id = (${ENTRY} 'award')`,
  ],
  [
    'a budget spent twice',
    'below-zero',
    'without a recorded override',
    'entry',
    `UPDATE entry SET pence = 1 WHERE id = (${ENTRY} 'award')`,
  ],
  [
    'a refund beyond its spend',
    'corrections',
    'is corrected by',
    'entry',
    `UPDATE entry SET pence = 2000000 WHERE id = (${ENTRY} 'refund')`,
  ],
  [
    'a refund to somebody else',
    'corrections',
    'not all of it the way back',
    'entry',
    `UPDATE entry SET to_account_id = (SELECT min(id) FROM account WHERE kind = 'initiative' AND initiative = 'I-02') WHERE id = (${ENTRY} 'refund')`,
  ],
  [
    'an accrual that stays',
    'accruals',
    'went back 0 times, not once',
    'entry',
    `DELETE FROM entry WHERE kind = 'accrual-reversal'`,
  ],
  [
    'an accrual turned in another month',
    'accruals',
    'was turned round in period 6 of 2015, not in period 5 of 2015',
    'entry',
    `UPDATE entry SET period = 6 WHERE kind = 'accrual-reversal'`,
  ],
  [
    'an accrual turned with another coding',
    'accruals',
    'not turned round with its own amount and coding',
    'entry',
    `UPDATE entry SET category = '9' WHERE kind = 'accrual-reversal'`,
  ],
  [
    'an accrual turned before its period closed',
    'accruals',
    'which did not close period 4 of 2015',
    'entry',
    `UPDATE entry SET act_seq = act_seq - 1 WHERE kind = 'accrual-reversal'`,
  ],
  [
    'what a schedule comes to',
    'prepayments',
    'and its schedule comes to',
    'prepayment_share',
    'UPDATE prepayment_share SET pence = pence + 1 WHERE id = (SELECT max(id) FROM prepayment_share)',
  ],
  [
    'a share that was not spent',
    'prepayments',
    'was not spent by the closing of its period',
    'prepayment_release',
    'DELETE FROM prepayment_release WHERE id = (SELECT min(id) FROM prepayment_release)',
  ],
  [
    'a share spent at another amount',
    'prepayments',
    'was spent as',
    'entry',
    `UPDATE entry SET pence = pence + 1 WHERE id = (${ENTRY} 'prepayment-release')`,
  ],
  [
    'which period was restated',
    'restatements',
    'period 6 of 2015 was not closed',
    'restatement',
    'UPDATE restatement SET period = 6',
  ],
  [
    'an adjustment of nothing',
    'restatements',
    'is an adjustment and names no closed period',
    'restatement',
    'DELETE FROM restatement',
  ],
  [
    'a claim that is more than its lines',
    'claims',
    'Claim CL-2015-999 is of £5.00, and its lines come to £0.00',
    'claim',
    `INSERT INTO claim (office_id, ref, agreement, kind, starts_on, ends_on, received_on, pence, entered_by, act_seq)
     SELECT a.office_id, 'CL-2015-999', a.ref, 'claim', '2015-04-01', '2015-06-30', '2015-07-01', 500, p.id, a.act_seq
     FROM agreement a JOIN person p ON p.office_id = a.office_id WHERE a.ref = 'AG-2015-001' ORDER BY p.id LIMIT 1`,
  ],
  [
    'a decision that nobody took',
    'decision-trace',
    'names D-1999-001, which is not recorded',
    'entry',
    `UPDATE entry SET decision_ref = 'D-1999-001' WHERE id = (${ENTRY} 'allocate')`,
  ],
  [
    'a decision whose number leaves a gap',
    'decision-numbers',
    'Decision D-2014-003 stands where number 2 of 2014 is due',
    'decision',
    `INSERT INTO decision (office_id, ref, decided_on, title_words, summary_words, decided_by_words, headline_pence,
       invented, act_seq)
     SELECT office_id, 'D-2014-003', decided_on, title_words, summary_words, decided_by_words, headline_pence, invented,
       act_seq FROM decision WHERE ref = 'D-2014-001'`,
  ],
  [
    'a virement by no decision',
    'decision-trace',
    'names no decision',
    'entry',
    `UPDATE entry SET decision_ref = NULL WHERE kind = 'virement'`,
  ],
  [
    'what a virement moved',
    'virements',
    'and its entries move £499.99',
    'entry',
    `UPDATE entry SET pence = pence - 1 WHERE kind = 'virement'`,
  ],
  [
    'a virement that nobody approved',
    'virements',
    'that no approved virement asked for',
    'virement_outcome',
    'DELETE FROM virement_outcome',
  ],
  [
    'what was brought forward',
    'carry-forwards',
    '£199.99 was carried into 2016',
    'entry',
    `UPDATE entry SET pence = pence - 1 WHERE kind = 'carry-in'`,
  ],
  [
    'a carry-forward that nobody approved',
    'carry-forwards',
    'that no approved carry-forward asked for',
    'carry_forward_outcome',
    'DELETE FROM carry_forward_outcome',
  ],
  [
    'a lapse that nobody recorded',
    'lapses',
    'differ by',
    'entry',
    `UPDATE entry SET kind = 'lapse' WHERE id = (${ENTRY} 'budget')`,
  ],
  [
    'what awaits approval',
    'awaiting',
    'differ by',
    'awaiting_version',
    'UPDATE awaiting_version SET pence = pence + 1 WHERE id = (SELECT max(id) FROM awaiting_version)',
  ],
  [
    'a forecast of the past',
    'forecasts',
    'period 3 of 2015 was closed then',
    'forecast',
    'UPDATE forecast SET period = 3',
  ],
  [
    'when a forecast was made',
    'forecasts',
    'the current period was period 4 of 2015, not period 5 of 2015',
    'forecast',
    'UPDATE forecast SET made_in_period = 5',
  ],
  [
    'the budget that a profile spreads',
    'profiles',
    'its shares come to',
    'period_version',
    `UPDATE period_version SET pence_in = pence_in + 1 WHERE cell_id IN (SELECT c.id FROM period_cell c WHERE c.kind = 'virement')`,
  ],
  [
    'the spend that an outturn counts',
    'outturn',
    'from its rows it is',
    'period_version',
    `UPDATE period_version SET pence_in = pence_in + 1 WHERE cell_id IN (SELECT c.id FROM period_cell c WHERE c.kind = 'adjustment')`,
  ],
  [
    'spend decided together that was not',
    'recodings',
    'were not decided together',
    'joint_spend',
    `INSERT INTO joint_spend (office_id, first_ref, spend_ref, act_seq)
     SELECT office_id, (SELECT min(ref) FROM spend), ref, act_seq FROM spend`,
  ],
  [
    'a clawback whose refund is none',
    'clawbacks',
    'which is no spend of this office',
    'clawback',
    `INSERT INTO clawback (office_id, ref, version, act_seq, initiative, amount_pence, reason_words, basis_words, asked_on, refund_words)
     SELECT office_id, 'CB-009', 1, act_seq, (SELECT min(ref) FROM initiative), 100, digest, digest, '2015-07-01', digest
     FROM words WHERE text IS NOT NULL ORDER BY digest LIMIT 1`,
  ],
  [
    'an act',
    'chain',
    'its rows in entry are not those it recorded',
    'entry',
    `UPDATE entry SET happened_on = '2015-07-02' WHERE id = (${ENTRY} 'spend')`,
  ],
  [
    'a row that no act recorded',
    'strays',
    'was recorded by no event',
    'forecast',
    'UPDATE forecast SET act_seq = 99999',
  ],
];

/** Approvers, imported batches, the search and frozen papers are not part of this office's story, and are broken in theirs. */
const BROKEN_IN_TESTS_OF_THEIR_OWN = [
  'approvers',
  'imported-lines',
  'imported-groups',
  'line-corrections',
  'imported-order',
  'searched-lines',
  'observations',
  'publications',
  'search',
  'removals',
  'fingerprints',
];

describe.each(DATABASES)('Verification on %s', (kind) => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld(kind, fillYearEndOffice);
    await live(world);
  }, 60_000);
  afterAll(() => world.close());

  test('finds nothing in books that are as they were made, and names what it looked at', async () => {
    const { ok, findings, checks } = await verifyEverything(world.db, OFFICE);
    expect(findings).toEqual([]);
    expect(ok).toBe(true);
    expect(checks.map(({ name, findings: found }) => [name, found])).toEqual(CHECKS.map(({ name }) => [name, 0]));
  });

  test('breaks each thing that it looks at below, so that none is looked at in vain', () => {
    const broken = new Set(BROKEN.map(([, check]) => check));
    const rest = CHECKS.map(({ name }) => name).filter((name) => !broken.has(name));
    expect(rest).toEqual(BROKEN_IN_TESTS_OF_THEIR_OWN);
  });

  test.each(BROKEN)('finds %s by the check of %s', async (_what, check, says, table, sql) => {
    const { findings, checks } = await afterBreaking(world.db, kind, table, sql);
    expect(checks.filter(({ findings: found }) => found > 0).map(({ name }) => name)).toContain(check);
    expect(findings.map(({ sentence }) => sentence)).toEqual(expect.arrayContaining([expect.stringContaining(says)]));
    // It was undone, so that the next is broken alone.
    expect((await verifyEverything(world.db, OFFICE)).ok).toBe(true);
  });

  test('goes on after what it cannot read, and says so', async () => {
    const [made] = await makeChecks(world.db, OFFICE, [
      { name: 'odd', holds: 'Nothing', find: () => Promise.reject(new Error('it makes no sense')) },
    ]);
    expect(made?.findings).toEqual([
      { check: 'odd', seq: null, sentence: 'This could not be checked: it makes no sense' },
    ]);
  });
});

class Undone extends Error {}

/** What verification finds after a change that the database's guards were taken away for; it is undone at the end. */
async function afterBreaking(db: Knex, kind: Kind, table: string, sql: string): Promise<Verification> {
  let found: Verification | null = null;
  const undone = db.transaction(async (trx) => {
    if (kind === 'postgres') {
      await trx.raw("SET LOCAL session_replication_role = 'replica'");
    } else {
      await trx.raw('PRAGMA defer_foreign_keys = ON');
      const guards = await trx('sqlite_master').where({ type: 'trigger', tbl_name: table }).select('name');
      for (const { name } of guards) await trx.raw(`DROP TRIGGER ${name}`);
    }
    await trx.raw(sql);
    found = await verifyEverything(trx, OFFICE);
    throw new Undone();
  });
  await undone.catch((error) => {
    if (!(error instanceof Undone)) throw error;
  });
  if (found === null) throw new Error('Nothing was verified.');
  return found;
}
