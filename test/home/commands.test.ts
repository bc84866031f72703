import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import Database from 'better-sqlite3';
import { seedDemonstration } from '../../seeds/demonstration.ts';
import { findCommand, readCommands } from '../../src/home/commands.ts';
import { openDatabase } from '../../src/platform/database.ts';
import { inProject } from '../../src/platform/root.ts';
import { DATABASES, openWorld, type World } from '../world.ts';

const FILE = [
  'Date,Supplier,Transaction,Amount,Category,Reference',
  '01/07/2015,A printer,T1,"1,200.50",4,',
  '02/07/2015,A printer,T2,-200.50,4,',
  '03/07/2015,A hall,T3,300.00,2,',
  '',
].join('\r\n');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'cse-'));
  writeFileSync(path.join(folder, 'july.csv'), FILE);
  writeFileSync(path.join(folder, 'faulty.csv'), FILE.replace('02/07/2015', '31/02/2015').replace('300.00', 'many'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The batches of the demonstration. */
const SEEDED = ['IB-2015-16-001', 'IB-2015-16-002'];

describe.each(DATABASES)('the command line, on %s', (kind) => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld(kind, seedDemonstration);
  });
  afterAll(() => world.close());

  /** Runs a command in this process, on this world's database; answers its exit code and what it printed. */
  const cse = async (line: string, values: Record<string, string | boolean> = {}) => {
    const { command, rest } = await findCommand(line.split(' '));
    if (command === null) throw new Error(`There is no command ${line}.`);
    let printed = '';
    const spy = jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
      printed += String(text);
      return true;
    });
    try {
      const code = await command.run({ site: world.site, values, positionals: rest, production: false });
      return { code, printed };
    } finally {
      spy.mockRestore();
    }
  };
  const importing = { profile: 'own-template', initiative: 'I-02', as: 'finance@demo.example', json: true };
  const july = () => path.join(folder, 'july.csv');
  const batches = () => world.db('import_batch').orderBy('id').pluck('ref');

  test('a dry run counts the lines and stores nothing', async () => {
    const { code, printed } = await cse(`import-spend ${july()}`, { ...importing, 'dry-run': true });
    expect(code).toBe(0);
    expect(JSON.parse(printed)).toMatchObject({
      new: 3,
      known: 0,
      skipped: 0,
      faults: 0,
      total_pence: 130_000,
      batch: null,
    });
    expect(await batches()).toEqual(SEEDED);
  });

  test('a ledger extract says what coding rules leave out of it, and why', async () => {
    const extract = inProject('data', 'demonstration', 'ledger-july-2015.csv');
    const reading = { profile: 'unit4', as: 'finance@demo.example', 'dry-run': true };
    const { printed } = await cse(`import-spend ${extract}`, reading);
    expect(printed).toContain('Left out by CR-008 (Highways, not of this fund (invented)): 1 line, £8,400.00.');
    expect(JSON.parse((await cse(`import-spend ${extract}`, { ...reading, json: true })).printed)).toMatchObject({
      known: 6,
      left_out: [{ rule: 'CR-008', lines: 1, pence: 840_000 }],
    });
  });

  test('a file with faults is refused whole, naming row, column, value and reason', async () => {
    const { code, printed } = await cse(`import-spend ${path.join(folder, 'faulty.csv')}`, importing);
    expect(code).toBe(1);
    const { faults, fault_list: list } = JSON.parse(printed);
    expect(faults).toBe(2);
    expect(list).toMatchObject([
      { row: 3, column: 'Date', value: '31/02/2015' },
      { row: 4, column: 'Amount', value: 'many' },
    ]);
    expect(await batches()).toEqual(SEEDED);
  });

  test('a file is stored, accepted by somebody else against its control total, and the same file changes nothing', async () => {
    await expect(cse(`import-spend ${july()}`, importing)).rejects.toMatchObject({ rule: 'not-looked-at' });
    const stored = JSON.parse((await cse(`import-spend ${july()}`, { ...importing, confirm: 'all' })).printed);
    expect(stored).toMatchObject({ new: 3, batch: 'IB-2015-16-003' });
    const before = await spent(world);
    const accept = (as: string, total: string) => cse('import-accept IB-2015-16-003', { as, 'control-total': total });
    await expect(accept('finance@demo.example', '1,300.00')).rejects.toMatchObject({ rule: 'own-entry' });
    await expect(accept('member@demo.example', '1,300.00')).rejects.toMatchObject({ rule: 'role' });
    await expect(accept('finance2@demo.example', '1,300.01')).rejects.toMatchObject({ rule: 'control-total' });
    expect(await spent(world)).toBe(before);
    await accept('finance2@demo.example', '£1,300.00');
    expect(await spent(world)).toBe(before + 130_000);
    await expect(accept('finance2@demo.example', '1,300.00')).rejects.toMatchObject({ rule: 'decided' });
    const again = JSON.parse((await cse(`import-spend ${july()}`, importing)).printed);
    expect(again).toMatchObject({ new: 0, known: 3, total_pence: 0, batch: null, same_file: 'IB-2015-16-003' });
    expect(await spent(world)).toBe(before + 130_000);
    expect((await cse('verify')).code).toBe(0);
  });

  test('a known line with another amount is told, and is no second payment', async () => {
    writeFileSync(path.join(folder, 'changed.csv'), FILE.replace('300.00', '301.00'));
    const { code, printed } = await cse(`import-spend ${path.join(folder, 'changed.csv')}`, importing);
    expect(code).toBe(1);
    expect(JSON.parse(printed).changed_list[0].reason).toContain('It stands already (IB-2015-16-003, row ');
  });

  test('figures are the same as on the pages, and say what they leave out by a marker', async () => {
    const { printed } = await cse('figures', { json: true, year: '2014-15' });
    const { figures } = JSON.parse(printed);
    const found = (id: string, scope: object) =>
      figures.find(
        (f: { id: string; scope: object }) => f.id === id && JSON.stringify(f.scope) === JSON.stringify(scope),
      );
    expect(found('spend.to-date', { fund: 'CSE', year: '2014-15' })).toMatchObject({
      value: 14_180_050,
      unit: 'pence',
    });
    expect(found('budget.current', { fund: 'CSE', initiative: 'I-04', year: '2014-15' })).toMatchObject({
      value: null,
      marker: 'x',
    });
  });

  test('the pack and the return are built into a folder', async () => {
    const out = path.join(folder, `out-${kind}`);
    await cse('pack build PEG-2015-03', { out });
    await cse('return build home-office-quarterly', { period: '2014-15-Q4', out });
    const files = readdirSync(out).sort();
    expect(files).toEqual(expect.arrayContaining(['figures.json', 'pack.html', 'pack.pdf']));
    expect(files.filter((name) => name.endsWith('.csv')).length).toBe(5);
    expect(files).toContain('CSE-HO-2014-15-Q4-draft-0.zip');
    const built = path.join(out, 'CSE-HO-2014-15-Q4-draft-0-finance.csv');
    const verified = await cse(`return verify ${built}`, {});
    expect(verified.code).toBe(1);
    expect(verified.printed).toContain('not as any submitted return sent it');
    await expect(cse(`return verify ${out}/nothing.csv`, {})).rejects.toMatchObject({ rule: 'no-file' });
    expect(readFileSync(path.join(out, 'pack.pdf')).subarray(0, 5).toString()).toBe('%PDF-');
  });

  test('a person who is added can sign in', async () => {
    await cse('user add new@office.example', {
      name: 'New',
      role: 'auditor',
      password: 'a long sentence to sign in with',
    });
    const found = await world.person('new@office.example');
    expect(found.roles).toEqual(['auditor']);
    const weak = cse('user add weak@office.example', { name: 'Weak', role: 'auditor', password: 'password1234' });
    await expect(weak).rejects.toMatchObject({ rule: 'password' });
    const odd = cse('user add odd@office.example', {
      name: 'Odd',
      role: 'king',
      password: 'a long sentence to sign in with',
    });
    await expect(odd).rejects.toThrow('is not a role');
  });
});

async function spent(world: World): Promise<number> {
  let pence = 0;
  const rows = await world
    .db('entry as e')
    .join('account as f', 'f.id', 'e.from_account_id')
    .join('account as t', 't.id', 'e.to_account_id')
    .select('e.pence', 'f.kind as from', 't.kind as to');
  for (const row of rows) pence += row.to === 'spent' ? row.pence : row.from === 'spent' ? -row.pence : 0;
  return pence;
}

describe('the command line as a program', () => {
  const run = (args: string[], env: Record<string, string> = {}) =>
    spawnSync(process.execPath, ['--import', 'tsx', inProject('src', 'cli.ts'), ...args], {
      cwd: inProject(),
      encoding: 'utf8',
      env: { PATH: process.env.PATH ?? '', DATABASE_FILE: path.join(folder, 'fund.sqlite'), ...env },
    });

  test('explains itself, and what it does not know', () => {
    expect(run(['--help'])).toMatchObject({ status: 0 });
    const help = run(['import-spend', '--help']);
    expect(help.stdout).toContain('--dry-run');
    const wrong = run(['verify', '--loud']);
    expect(wrong).toMatchObject({ status: 2 });
    expect(wrong.stderr).toContain('Usage: verify [--head SEQ:HASH] [--removals FILE] [--json]');
    expect(run(['frobnicate']).status).toBe(2);
    expect(run(['verify'], { PORT: 'x' }).stderr).toContain('PORT');
  });

  test('makes the first administrator in production, and nothing else', async () => {
    const env = { NODE_ENV: 'production', DATABASE_FILE: path.join(folder, 'production.sqlite') };
    expect(run(['verify'], env).stderr).toContain('There is no database file');
    const password = ['--password', 'three unlikely words'];
    const officer = run(['user', 'add', 'a@b.example', '--name', 'A', '--role', 'finance-officer', ...password], env);
    expect(officer.stderr).toContain('must be an administrator');
    const weak = run(
      ['user', 'add', 'a@b.example', '--name', 'A', '--role', 'administrator', '--password', 'short'],
      env,
    );
    expect(weak.stderr).toContain('at least 12 characters');
    expect(existsSync(env.DATABASE_FILE)).toBe(false);
    expect(run(['user', 'add', 'a@b.example', '--name', 'A', '--role', 'administrator', ...password], env).status).toBe(
      0,
    );
    const db = await openDatabase({ kind: 'sqlite', file: env.DATABASE_FILE }, false);
    expect(await db('fund')).toEqual([]);
    expect(await db('person').count({ n: '*' }).first()).toEqual({ n: 1 });
    await db.destroy();
  });

  test('verify answers 1 and the first difference when a byte was changed', async () => {
    const file = path.join(folder, 'fund.sqlite');
    const db = await openDatabase({ kind: 'sqlite', file }, true);
    await seedDemonstration(db);
    await db.destroy();
    expect(run(['verify'])).toMatchObject({ status: 0 });
    const raw = new Database(file);
    const guard = raw.prepare("SELECT sql FROM sqlite_master WHERE name = 'entry_no_update'").get() as { sql: string };
    raw.exec('DROP TRIGGER entry_no_update');
    raw.exec("UPDATE entry SET pence = pence + 1 WHERE id = (SELECT max(id) FROM entry WHERE kind = 'spend')");
    raw.exec(guard.sql);
    raw.close();
    const found = run(['verify']);
    expect(found.status).toBe(1);
    expect(found.stdout).toContain('rows in entry are not those it recorded');
  });
});

test('the journal holds each entry as two lines that cancel out', async () => {
  const world = await openWorld('sqlite', seedDemonstration);
  const { command } = await findCommand(['journal']);
  let printed = '';
  const spy = jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
  await command?.run({ site: world.site, values: {}, positionals: [], production: false });
  spy.mockRestore();
  await world.close();
  expect(printed).toContain('CSE:PCC:2014-15:revenue:unallocated  £750000.00');
  expect(printed.split('\n').filter((line) => line.startsWith('2014-04-01 award'))).toHaveLength(2);
});

test('every command is called by the name that its help gives it', async () => {
  const commands = await readCommands();
  expect(commands.length).toBeGreaterThan(10);
  for (const { name, usage } of commands) {
    expect((await findCommand(name.split(' '))).command?.name).toBe(name);
    expect(usage.startsWith(name)).toBe(true);
  }
});
