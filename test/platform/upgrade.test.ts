import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import knexModule, { type Knex } from 'knex';
import { migrationSource } from '../../migrations/index.ts';
import { type Act, perform, type Site } from '../../src/audit/act.ts';
import { fillSearch } from '../../src/audit/search/search-index.ts';
import { verifyChain } from '../../src/audit/verify.ts';
import { addDecision } from '../../src/funds/decision.store.ts';
import { addFund } from '../../src/funds/fund.store.ts';
import { addSource } from '../../src/funds/source.store.ts';
import { addInitiative } from '../../src/initiatives/initiative.store.ts';
import { findAccounts } from '../../src/ledger/account.store.ts';
import { readCells, readPeriodCells } from '../../src/ledger/balance.store.ts';
import { type Cell, total } from '../../src/ledger/balance.ts';
import { addYear } from '../../src/ledger/period.store.ts';
import { post } from '../../src/ledger/post.ts';
import { verifyLedger } from '../../src/ledger/verify.ts';
import { addOffice } from '../../src/people/office.store.ts';
import { settableClock } from '../../src/platform/clock.ts';
import type { DatabaseConfig } from '../../src/platform/config.ts';
import { openDatabase, openToRead } from '../../src/platform/database.ts';
import { openSqlite } from '../../src/platform/sqlite.ts';
import { SPEND_CHECKS } from '../../src/spend/verify.ts';
import { DATABASES, type Kind, refusalOf } from '../world.ts';

/** The database as the program of before the books made it: its first seven migrations and no more. */
const BEFORE: Knex.MigrationSource<string> = {
  ...migrationSource,
  getMigrations: async (loaders) => (await migrationSource.getMigrations(loaders)).slice(0, 7),
};

interface Place {
  config: DatabaseConfig;
  remove(): Promise<void>;
}

async function emptyPlace(kind: Kind): Promise<Place> {
  if (kind === 'sqlite') {
    const folder = mkdtempSync(path.join(tmpdir(), 'cse-'));
    const file = path.join(folder, 'fund.sqlite');
    const made = openSqlite(file, true);
    await made.raw('SELECT 1');
    await made.destroy();
    return { config: { kind, file }, remove: async () => rmSync(folder, { recursive: true }) };
  }
  const admin = process.env.CSE_TEST_POSTGRES as string;
  const name = `cse_${randomBytes(6).toString('hex')}`;
  const onAdmin = async (sql: string): Promise<void> => {
    const db = knexModule.knex({ client: 'pg', connection: admin, pool: { min: 0, max: 1 } });
    await db.raw(sql);
    await db.destroy();
  };
  await onAdmin(`CREATE DATABASE ${name}`);
  const url = new URL(admin);
  url.pathname = `/${name}`;
  return { config: { kind, url: url.href }, remove: () => onAdmin(`DROP DATABASE ${name} WITH (FORCE)`) };
}

const STORY: [kind: string, from: string, to: string, pence: number, coding?: { place: string; category: string }][][] =
  [
    [['award', 'source', 'unallocated', 75_000_000]],
    [['allocate', 'unallocated', 'allocation', 60_000_000]],
    [
      ['budget', 'allocation', 'initiative', 40_000_000],
      ['commit', 'initiative', 'agreement', 25_000_000],
    ],
    [
      ['spend', 'agreement', 'spent', 1_000_001, { place: 'E08000035', category: '4' }],
      ['spend', 'agreement', 'spent', 2_000_002, { place: 'E08000032', category: '4' }],
    ],
    [['spend', 'agreement', 'spent', 333, { place: 'E08000035', category: '4' }]],
    [['budget-revision', 'allocation', 'initiative', 5_000_000]],
  ];

const PERIOD = { year: 2014, period: 1 };
const BALANCES = (cells: readonly Cell[]): Record<string, number> => {
  const names = [...new Set(cells.map(({ account }) => account.name))].toSorted();
  return Object.fromEntries(
    names.map((name) => [
      name,
      total(
        cells.filter(({ account }) => account.name === name),
        {},
      ),
    ]),
  );
};

/** An office with some history, each row in the shape in which the program before wrote it. */
class OldOffice {
  readonly remembered: { seq: number; balances: Record<string, number> }[] = [];
  readonly site: Site;
  readonly officeId: number;
  private readonly accounts = new Map<string, { id: number; name: string }>();
  private readonly cells = new Map<string, { id: number; in: number; out: number }>();
  private readonly held = new Map<string, number>();
  private readonly personId: number;
  private readonly approverId: number;

  private constructor(site: Site, officeId: number, [personId, approverId]: [number, number]) {
    this.site = site;
    this.officeId = officeId;
    this.personId = personId;
    this.approverId = approverId;
  }

  static async open(db: Knex): Promise<OldOffice> {
    const officeId = await addOffice(db, {
      code: 'WY',
      name: 'Office of the Commissioner',
      areaCode: 'E23000010',
      commissionerTitle: 'Police and Crime Commissioner',
      standingDay: null,
      demonstration: false,
    });
    const person = { office_id: officeId, email: 'a@b.example', name: 'A', password_hash: 'x', active: 1, version: 1 };
    const [{ id }] = await db('person').insert(person).returning('id');
    const other = { ...person, email: 'b@b.example', name: 'B' };
    const [{ id: approver }] = await db('person').insert(other).returning('id');
    const clock = settableClock('2014-05-01T09:00:00.000Z');
    return new OldOffice({ db, clock }, officeId, [id, approver]);
  }

  async live(): Promise<void> {
    await this.act(async (act) => {
      await addYear(act, 2014);
      await addFund(act, { code: 'CSE', name: 'CSE fund', startsOn: '2014-04-01' });
      const source = { fund: 'CSE', code: 'PCC', name: 'The Commissioner', funder: 'The Commissioner' };
      await addSource(act, { ...source, restriction: 'none', conditions: null });
      const decision = {
        decidedOn: '2014-03-01',
        title: 'Budget',
        summary: 'The budget',
        decidedBy: 'The Commissioner',
      };
      const decisionRef = await addDecision(act, { ...decision, headlinePence: null, invented: true });
      const initiative = { fund: 'CSE', kind: 'school-awareness', name: 'I', purpose: 'P', basis: 'B' };
      await addInitiative(act, { ...initiative, amountPublished: true });
      const purpose = await act.words('To protect');
      const allocation = {
        fund: 'CSE',
        ref: 'AL-2014-001',
        year: 2014,
        purpose_words: purpose,
        decision_ref: decisionRef,
      };
      await act.add('allocation', allocation);
    });
    for (const entries of STORY) await this.act((act) => this.post(act, entries));
    await this.act((act) => this.enter(act, 'SP-2014-15-000001', 700));
    await this.act((act) => this.enter(act, 'SP-2014-15-000002', 900));
    await this.act(async (act) => {
      const approved = { spend_ref: 'SP-2014-15-000001', outcome: 'approved', ...PERIOD, reason_words: null };
      await act.add('spend_outcome', { ...approved, decided_by: this.approverId });
    });
  }

  async act(work: (act: Act) => Promise<unknown>): Promise<void> {
    const doer = { officeId: this.officeId, personId: this.personId, role: 'finance-manager' };
    await perform(this.site, doer, 'old', null, async (act) => {
      await work(act);
      this.remembered.push({ seq: act.seq, balances: Object.fromEntries([...this.held].toSorted()) });
      return { subject: { kind: 'story', ref: 'old' }, result: null };
    });
  }

  private async post(act: Act, entries: (typeof STORY)[number]): Promise<void> {
    const touched = new Map<string, { id: number; in: number; out: number }>();
    for (const [kind, fromKind, toKind, pence, coding = { place: '', category: '' }] of entries) {
      const [from, to] = [await this.account(act, fromKind), await this.account(act, toKind)];
      await act.add('entry', {
        fund: 'CSE',
        kind,
        from_account_id: from.id,
        to_account_id: to.id,
        pence,
        happened_on: '2014-04-20',
        ...PERIOD,
        ...coding,
        decision_ref: ['allocate', 'budget', 'budget-revision'].includes(kind) ? 'D-2014-001' : null,
      });
      for (const [account, isIn] of [
        [from, false],
        [to, true],
      ] as const) {
        this.held.set(account.name, (this.held.get(account.name) ?? 0) + (isIn ? pence : -pence));
        const where = { account_id: account.id, ...PERIOD, kind, ...coding };
        const key = JSON.stringify(where);
        const cell = this.cells.get(key) ?? {
          id: await act.add('balance_cell', { fund: 'CSE', ...where }),
          in: 0,
          out: 0,
        };
        if (isIn) cell.in += pence;
        else cell.out += pence;
        this.cells.set(key, cell);
        touched.set(key, cell);
      }
    }
    const versions = [...touched.values()].map((cell) => ({
      cell_id: cell.id,
      pence_in: cell.in,
      pence_out: cell.out,
    }));
    await act.addMany('balance_version', versions);
  }

  private async account(act: Act, kind: string): Promise<{ id: number; name: string }> {
    const known = this.accounts.get(kind);
    if (known !== undefined) return known;
    const isBelow = (...kinds: string[]): boolean => kinds.includes(kind);
    const allocation = isBelow('source', 'unallocated') ? '' : 'AL-2014-001';
    const initiative = isBelow('initiative', 'agreement', 'spent') ? 'I-01' : '';
    const agreement = isBelow('agreement', 'spent') ? 'AG-2014-001' : '';
    const money = { fund: 'CSE', source: 'PCC', year: 2014, nature: 'revenue' };
    const name = `CSE:PCC:2014-15:revenue:${kind}`;
    const made = { id: await act.add('account', { ...money, kind, name, allocation, initiative, agreement }), name };
    this.accounts.set(kind, made);
    return made;
  }

  private async enter(act: Act, ref: string, pence: number): Promise<void> {
    await act.add('spend', {
      fund: 'CSE',
      ref,
      kind: 'spend',
      initiative: 'I-01',
      agreement: '',
      nature: 'revenue',
      place: 'E08000035',
      category: '4',
      supplier_words: await act.words('A printer'),
      invoiced_on: '2014-04-20',
      ...PERIOD,
      net_pence: pence,
      vat_pence: 0,
      pence,
      entered_by: this.personId,
    });
  }
}

describe.each(DATABASES)('a database of the program before the books, upgraded on %s', (kind) => {
  let place: Place;
  let db: Knex;
  let old: OldOffice;
  let rows: Record<string, unknown[]>;
  let triggers: string[];

  beforeAll(async () => {
    place = await emptyPlace(kind);
    const before = openToRead(place.config);
    await before.migrate.latest({ migrationSource: BEFORE });
    old = await OldOffice.open(before);
    await old.live();
    // What that program noted of its own triggers.
    await before('installation_secret').insert({ name: 'schema', value: '0001_audit:what it was' });
    rows = await everyRow(before, kind);
    triggers = await everyTrigger(before, kind);
    await before.destroy();
    db = await openDatabase(place.config, false);
    await fillSearch(db);
    old.site.db = db;
  }, 60_000);
  afterAll(async () => {
    await db.destroy();
    await place.remove();
  });

  test('holds every row that it held', async () => {
    const now = await everyRow(db, kind);
    for (const [table, before] of Object.entries(rows)) expect([table, now[table]]).toEqual([table, before]);
    expect(rows.entry?.length).toBe(STORY.flat().length);
    expect(rows.spend).toHaveLength(2);
  });

  test('keeps every guard, on the tables that were made again too', async () => {
    expect(await everyTrigger(db, kind)).toEqual(expect.arrayContaining(triggers));
    for (const table of ['account', 'spend', 'entry', 'words', 'period_cell']) {
      expect(await refusalOf(db(table).update({ act_seq: 1 }))).toContain('append-only');
      expect(await refusalOf(db(table).delete())).toContain('append-only');
    }
    if (kind === 'sqlite') {
      expect(await refusalOf(db.raw('INSERT OR REPLACE INTO spend SELECT * FROM spend'))).toContain('append-only');
      expect(await db.raw('PRAGMA foreign_key_check')).toEqual([]);
      expect((await db.raw('PRAGMA foreign_keys'))[0].foreign_keys).toBe(1);
    } else {
      expect(await refusalOf(db.raw('TRUNCATE spend CASCADE'))).toContain('append-only');
    }
  });

  test('verifies: the chain, the books as at every act, and what awaits approval', async () => {
    expect(await verifyChain(db, old.officeId)).toEqual([]);
    expect(await verifyLedger(db, old.officeId)).toEqual([]);
    for (const { find } of SPEND_CHECKS) expect(await find(db, old.officeId)).toEqual([]);
  });

  test('answers as at every past act what was so then, from balances that it never kept', async () => {
    expect(old.remembered.length).toBeGreaterThan(STORY.length);
    for (const { seq, balances } of old.remembered) {
      const moment = { seq, at: '' };
      expect(BALANCES(await readPeriodCells(db, old.officeId, { moment }))).toEqual(balances);
      expect(BALANCES(await readCells(db, old.officeId, { moment }))).toEqual(balances);
    }
  });

  test('takes what the program before could not, and still verifies', async () => {
    const [from] = await findAccounts(db, old.officeId, { kind: 'agreement' });
    const [to] = await findAccounts(db, old.officeId, { kind: 'spent' });
    if (from === undefined || to === undefined) throw new Error('An account was lost.');
    await old.act(async (act) => {
      const accrual = { kind: 'accrual', from, to, pence: 100, happenedOn: '2014-04-30' } as const;
      await post(act, [{ ...accrual, period: { year: 2014, number: 1 }, place: 'E08000035', category: '4' }]);
    });
    expect(await verifyChain(db, old.officeId)).toEqual([]);
    expect(await verifyLedger(db, old.officeId)).toEqual([]);
  });
});

/** What the program kept before a coding rule could leave lines out: the migrations up to then. */
const BEFORE_LEAVING_OUT: Knex.MigrationSource<string> = {
  ...migrationSource,
  getMigrations: async (loaders) => (await migrationSource.getMigrations(loaders)).filter((name) => name < '0027'),
};

describe.each(DATABASES)('a database of before coding rules could leave lines out, upgraded on %s', (kind) => {
  let place: Place;
  let db: Knex;
  let rules: unknown[];
  let plans: { confirmed: number; ready: number };
  let triggers: string[];

  beforeAll(async () => {
    place = await emptyPlace(kind);
    const earlier = openToRead(place.config);
    await earlier.migrate.latest({ migrationSource: BEFORE_LEAVING_OUT });
    const office = await OldOffice.open(earlier);
    await office.act(async (act) => {
      await addFund(act, { code: 'CSE', name: 'CSE fund', startsOn: '2014-04-01' });
      const initiative = { fund: 'CSE', kind: 'school-awareness', name: 'I', purpose: 'P', basis: 'B' };
      await addInitiative(act, { ...initiative, amountPublished: true });
      const to = { initiative: 'I-01', agreement: '', place: 'E23000010', category: '4' };
      const rule = { ref: 'CR-001', version: 1, state: 'active', profiles: '', entered_by: null };
      await act.add('coding_rule', { ...rule, ...to, why_words: await act.words('As agreed') });
      const choice = { profile: 'own-template', organisation_id: null, lines: 3, entered_by: null };
      await act.add('coding_choice', { ...choice, ...to, signature_words: await act.words('{}') });
    });
    rules = [await earlier('coding_rule'), await earlier('coding_choice')];
    plans = { confirmed: await keepPlan(earlier, 'confirmed'), ready: await keepPlan(earlier, 'ready') };
    triggers = (await everyTrigger(earlier, kind)).filter((trigger) => /^coding_/.test(trigger));
    await earlier.destroy();
    db = await openDatabase(place.config, false);
  }, 60_000);
  afterAll(async () => {
    await db.destroy();
    await place.remove();
  });

  test('holds its rules and choices as they were, bound to the chain, and every guard', async () => {
    expect([await db('coding_rule'), await db('coding_choice')]).toEqual(rules);
    expect(await verifyChain(db, 1)).toEqual([]);
    expect(triggers.length).toBeGreaterThan(5);
    expect(await everyTrigger(db, kind)).toEqual(expect.arrayContaining(triggers));
    expect(await refusalOf(db('coding_rule').update({ initiative: null }))).toContain('append-only');
    expect(await refusalOf(db('coding_choice').del())).toContain('append-only');
    const confirmed = db('import_coding').where({ plan_id: plans.confirmed });
    expect(await refusalOf(confirmed.clone().update({ how: 'ruled-out' }))).toContain('frozen');
    expect(await refusalOf(confirmed.clone().del())).toContain('frozen');
  });

  test('asks to have a plan read again whose unlikely lines were counted for the whole file', async () => {
    const [confirmed, ready] = await db('import_plan').orderBy('id').select('state', 'summary');
    expect([confirmed.state, confirmed.summary]).toEqual(['confirmed', '{}']);
    expect([ready.state, JSON.parse(ready.summary).problem]).toEqual([
      'failed',
      'The program was brought up to date since this file was read. Read the file again.',
    ]);
    // Its lines may now be left out by a rule.
    await db('import_coding').where({ plan_id: plans.ready }).update({ how: 'ruled-out', rule: 'CR-002' });
    expect(await refusalOf(db('import_coding').where({ plan_id: plans.ready }).update({ how: 'x' }))).toMatch(/check/i);
  });
});

/** A plan with one coding, as the program of then kept it. */
async function keepPlan(db: Knex, state: 'ready' | 'confirmed'): Promise<number> {
  const [{ id }] = await db('import_plan')
    .insert({
      office_id: 1,
      token: state,
      person_id: 1,
      profile: 'own-template',
      file_name: null,
      file_digest: state,
      size: 1,
      asked: '{}',
      state: 'ready',
      rows_read: 1,
      bytes_read: 1,
      summary: '{}',
      lines_digest: null,
      books_seq: 1,
      version: 1,
      batch_ref: null,
      created_at: '2015-07-31T09:00:00.000Z',
      touched_at: '2015-07-31T09:00:00.000Z',
    })
    .returning('id');
  await db('import_coding').insert({
    plan_id: id,
    signature: 'any',
    fields: '{}',
    supplier_id: null,
    how: 'left-out',
    rule: null,
    stopped: null,
    initiative: '',
    agreement: '',
    place: '',
    category: '',
    year: 2015,
    period: 4,
    charge_lines: 1,
    charge_pence: 100,
    credit_lines: 0,
    credit_pence: 0,
    first_on: '2015-07-01',
    last_on: '2015-07-01',
  });
  if (state === 'confirmed') await db('import_plan').where({ id }).update({ state });
  return id;
}

/** The rows of every table that holds any, except what migrations themselves write. */
async function everyRow(db: Knex, kind: Kind): Promise<Record<string, unknown[]>> {
  const names: { name: string }[] =
    kind === 'sqlite'
      ? await db.raw("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
      : (await db.raw('SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema()')).rows;
  const found: Record<string, unknown[]> = {};
  for (const { name } of names) {
    if (name.startsWith('knex_') || name === 'installation_secret' || name === 'entry_kind') continue;
    const rows = await db(name);
    if (rows.length > 0) found[name] = rows;
  }
  return found;
}

async function everyTrigger(db: Knex, kind: Kind): Promise<string[]> {
  if (kind === 'sqlite') {
    const rows = await db('sqlite_master').where({ type: 'trigger' }).select('name', 'sql');
    return rows.map(({ name, sql }) => `${name} ${sql}`);
  }
  const { rows } = await db.raw(
    "SELECT tgname AS name, pg_get_triggerdef(oid) AS sql FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'",
  );
  return rows.map((row: { name: string; sql: string }) => `${row.name} ${row.sql}`);
}
