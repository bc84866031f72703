import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import knexModule, { type Knex } from 'knex';
import { latestMoment, type Moment, momentAt } from '../../src/audit/moment.ts';
import { periodsOf } from '../../src/calendar/financial-year.ts';
import { type MonitoringRow, readMonitoring } from '../../src/figures/monitoring.ts';
import { listInitiatives } from '../../src/initiatives/initiative.store.ts';
import { openBooks } from '../../src/ledger/figure.ts';
import { openDatabase } from '../../src/platform/database.ts';
import { inProject } from '../../src/platform/root.ts';
import { GENERATOR, LedgerMaker, REPORT_YEAR } from './generate.ts';

/** A generated ledger, open, with the questions that are asked of it. */
export class BenchLedger {
  readonly entries: number;
  readonly db: Knex;
  readonly maker: LedgerMaker;
  private readonly initiatives: string[];

  private constructor(entries: number, db: Knex, maker: LedgerMaker, initiatives: string[]) {
    this.entries = entries;
    this.db = db;
    this.maker = maker;
    this.initiatives = initiatives;
  }

  static async open(entries: number, db: Knex): Promise<BenchLedger> {
    const maker = await LedgerMaker.reopen(db);
    const initiatives = (await listInitiatives(db, maker.officeId)).map(({ ref }) => ref);
    return new BenchLedger(entries, db, maker, initiatives);
  }

  get officeId(): number {
    return this.maker.officeId;
  }

  /** The whole report, every initiative and period of the year, as it stands now. */
  async report(): Promise<MonitoringRow[]> {
    return this.reportAt(await latestMoment(this.db, this.officeId));
  }

  /** The same as it stood at an instant. */
  async reportAsAt(instant: string): Promise<MonitoringRow[]> {
    return this.reportAt(await momentAt(this.db, this.officeId, instant, new Date().toISOString()));
  }

  private reportAt(moment: Moment): Promise<MonitoringRow[]> {
    return readMonitoring(openBooks(this.db, this.officeId, moment), {
      year: REPORT_YEAR,
      narrowed: {},
      initiatives: this.initiatives,
      spans: periodsOf(REPORT_YEAR).map(({ year, number }) => ({ through: { year, number } })),
    });
  }

  /** How many cells the report is answered from: it is by their number that it costs. */
  async cells(): Promise<number> {
    const row = await this.db('period_cell').count({ n: '*' }).first();
    return Number(row?.n ?? 0);
  }
}

/** Fills an empty database with a ledger, saying how far it is. */
async function make(db: Knex, entries: number, what: string): Promise<void> {
  const started = Date.now();
  const maker = await LedgerMaker.open(db);
  let said = 0;
  await maker.fill(entries, (done) => {
    if (Date.now() - said < 10_000) return;
    said = Date.now();
    console.log(`  ${what}: ${done.toLocaleString('en-GB')} of ${entries.toLocaleString('en-GB')} entries`);
  });
  console.log(`  ${what}: made in ${Math.round((Date.now() - started) / 1000)} seconds`);
}

const FOLDER = path.join(tmpdir(), 'cse-bench');

/** What the ledgers kept on disk were made by: this generator, on tables of these migrations. */
export function madeBy(): string {
  const hash = createHash('sha256').update(`generator ${GENERATOR}`);
  for (const name of readdirSync(inProject('migrations')).sort()) {
    hash.update(readFileSync(inProject('migrations', name)));
  }
  return hash.digest('hex').slice(0, 12);
}

/** The file of a generated ledger, made on the first run and kept in the temporary folder; others are thrown away. */
export async function sqliteLedgerFile(entries: number, fresh: boolean): Promise<string> {
  mkdirSync(FOLDER, { recursive: true });
  const stem = `ledger-${entries}-`;
  const file = path.join(FOLDER, `${stem}${madeBy()}.sqlite`);
  for (const name of readdirSync(FOLDER)) {
    if (name.startsWith(stem) && (fresh || !name.startsWith(path.basename(file)))) rmSync(path.join(FOLDER, name));
  }
  if (existsSync(file)) return file;
  const unfinished = `${file}.unfinished`;
  for (const name of [unfinished, `${unfinished}-wal`, `${unfinished}-shm`]) rmSync(name, { force: true });
  const db = await openDatabase({ kind: 'sqlite', file: unfinished }, true);
  try {
    // What is thrown away when the power fails is made again.
    await db.raw('PRAGMA synchronous = OFF');
    await make(db, entries, 'SQLite');
    await db.raw('PRAGMA wal_checkpoint(TRUNCATE)');
  } finally {
    await db.destroy();
  }
  renameSync(unfinished, file);
  return file;
}

/** A copy of a ledger's file that may be written to, and a way to be rid of it. */
export async function openCopy(file: string): Promise<{ db: Knex; close(): Promise<void> }> {
  const copy = `${file}.copy-${process.pid}`;
  copyFileSync(file, copy);
  const db = await openDatabase({ kind: 'sqlite', file: copy }, false);
  return {
    db,
    close: async () => {
      await db.destroy();
      for (const name of [copy, `${copy}-wal`, `${copy}-shm`]) rmSync(name, { force: true });
    },
  };
}

/** A ledger in a PostgreSQL database of its own, made anew, and a way to be rid of it. */
export async function openPostgresLedger(
  admin: string,
  entries: number,
): Promise<{ db: Knex; close(): Promise<void> }> {
  const name = `cse_bench_${entries}_${process.pid}`;
  await onAdmin(admin, `CREATE DATABASE ${name}`);
  const url = new URL(admin);
  url.pathname = `/${name}`;
  const db = await openDatabase({ kind: 'postgres', url: url.href }, true);
  const close = async () => {
    await db.destroy();
    await onAdmin(admin, `DROP DATABASE ${name} WITH (FORCE)`);
  };
  try {
    await make(db, entries, 'PostgreSQL');
    await db.raw('VACUUM ANALYZE');
    return { db, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function onAdmin(url: string, statement: string): Promise<void> {
  const db = knexModule.knex({ client: 'pg', connection: url, pool: { min: 0, max: 1 } });
  try {
    await db.raw(statement);
  } finally {
    await db.destroy();
  }
}
