import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { perform } from '../../src/audit/act.ts';
import { findByEmail } from '../../src/people/person.store.ts';
import { doer } from '../../src/people/person.ts';
import { settableClock } from '../../src/platform/clock.ts';
import { type Db, openDatabase } from '../../src/platform/database.ts';
import { inProject } from '../../src/platform/root.ts';
import { addRule } from '../../src/spend/coding/coding-rule.store.ts';
import { fillOffice } from '../spend/office.ts';
import { dice } from './generate.ts';
import { hasSqlite, ListOffice, tail } from './list.ts';
import { inTurns, median, type Row, shown } from './measure.ts';

const FOLDER = path.join(tmpdir(), 'cse-bench');
const MOST_MB = 300;
/** Of each file, the first to warm up. */
const RUNS = 4;
const SUPPLIERS = 2000;
const COST_CENTRES = 9;
const WORDS = ['invoice', 'taxi', 'school', 'training', 'room hire', 'foster placement', 'agency staff', 'printing'];

/** What an import took: the most memory of its processes at one time, and the processor time of all of them. */
interface Used {
  megabytes: number;
  seconds: number;
}

/** A ledger extract of so many lines and `sqlite3 .import` of it, its memory, and other people's pages meanwhile. */
export async function benchImport(
  [small, large]: [number, number],
  fresh: boolean,
): Promise<{ rows: Row[]; faults: string[] }> {
  execFileSync('npm', ['run', '-s', 'build'], { cwd: inProject() });
  const office = path.join(FOLDER, `import-${process.pid}.sqlite`);
  mkdirSync(FOLDER, { recursive: true });
  try {
    await makeOffice(office);
    return {
      rows: [
        ...(await timeImport(office, [small, large], fresh)),
        await timeOthers(office, extract(large, fresh), large),
      ],
      faults: [],
    };
  } finally {
    forget(office);
  }
}

async function timeImport(office: string, [small, large]: [number, number], fresh: boolean): Promise<Row[]> {
  const used: Used[] = [];
  const ours = (lines: number) => ({
    run: async () => {
      used.push(await importInto(office, extract(lines, fresh), lines));
    },
    times: 1,
  });
  // As often as the large one, since what the collector leaves lying differs from run to run.
  for (let run = 0; run < RUNS; run += 1) await ours(small).run();
  const few = Math.max(...used.splice(0).map((one) => one.megabytes));
  const what = `${shownLines(large)} lines from a file to posted spend, and sqlite3 .import of the file`;
  const rows: Row[] = [];
  const bares: Used[] = [];
  if (hasSqlite()) {
    const bare = {
      run: async () => {
        bares.push(await importBare(extract(large, fresh)));
      },
      times: 1,
    };
    const [left, right] = await inTurns(RUNS - 1, ours(large), bare);
    rows.push({
      what,
      left: shown(left),
      right: shown(right),
      ratio: left.median / right.median,
      goal: { atMost: 10 },
    });
  } else {
    await ours(large).run();
    rows.push({ what, left: 'not run', right: 'no sqlite3', ratio: null, goal: null });
  }
  const megabytes = Math.max(...used.map((one) => one.megabytes));
  if (bares.length > 0) {
    const [ours, theirs] = [used, bares].map((all) => median(all.map(({ seconds }) => seconds))) as [number, number];
    rows.push({
      what: 'the same in processor time',
      left: `${ours.toFixed(2)} s`,
      right: `${theirs.toFixed(2)} s`,
      ratio: ours / theirs,
      // Of all threads together, for comparison: the goal is of the time that somebody waits.
      goal: null,
    });
  }
  rows.push({
    what: `memory of the processes of that import, and ${MOST_MB} MB`,
    left: `${megabytes} MB`,
    right: `${MOST_MB} MB`,
    ratio: megabytes / MOST_MB,
    goal: { atMost: 1 },
  });
  rows.push({
    what: `the same, and that of ${shownLines(small)} lines`,
    left: `${megabytes} MB`,
    right: `${few} MB`,
    ratio: megabytes / few,
    // What one run leaves lying and another does not is more than nothing, and far less than ten times the lines.
    goal: { atMost: 1.1 },
  });
  return rows;
}

/** A light page, asked every 20 ms, while a file is imported by another process and while none is. */
async function timeOthers(ledger: string, file: string, lines: number): Promise<Row> {
  const office = await ListOffice.open(ledger);
  try {
    const idle = await tail(office, () => new Promise((resolve) => setTimeout(resolve, 8000)));
    const busy = await tail(office, async () => {
      await stage(office.file, file);
    });
    return {
      what: `p99 of a light page while ${shownLines(lines)} lines are imported, and idle`,
      left: `${busy.toFixed(1)} ms`,
      right: `${idle.toFixed(1)} ms`,
      ratio: busy / idle,
      goal: { atMost: 5 },
    };
  } finally {
    await office.close();
  }
}

/** Reads, confirms and accepts a file on a copy of an office, each as a command of the program. */
async function importInto(office: string, file: string, lines: number): Promise<Used> {
  const copy = `${office}.copy`;
  forget(copy);
  execFileSync('cp', [office, copy]);
  try {
    const staged = await stage(copy, file);
    const told = JSON.parse(staged.said) as { batch: string | null; new: number; total_pence: number };
    if (told.batch === null || told.new !== lines) throw new Error(`The file was not imported: ${staged.said}`);
    const total = (told.total_pence / 100).toFixed(2);
    const accepted = await watched(
      program(copy, ['import-accept', told.batch, '--control-total', total, '--as', 'cfo@demo.example']),
    );
    return {
      megabytes: Math.max(staged.used.megabytes, accepted.used.megabytes),
      seconds: staged.used.seconds + accepted.used.seconds,
    };
  } finally {
    forget(copy);
  }
}

function stage(database: string, file: string) {
  const how = ['--profile', 'unit4', '--as', 'finance@demo.example', '--confirm', 'all', '--reason', 'To measure'];
  return watched(program(database, ['import-spend', file, ...how, '--json']));
}

async function importBare(file: string): Promise<Used> {
  const bare = path.join(FOLDER, `bare-${process.pid}.sqlite`);
  try {
    const child = spawn('sqlite3', [bare, '.mode csv', `.import ${file} bare`], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    return (await watched(child)).used;
  } finally {
    forget(bare);
  }
}

function program(database: string, args: string[]): ChildProcess {
  return spawn(process.execPath, [inProject('dist', 'src', 'cli.js'), ...args], {
    env: { ...process.env, DATABASE_FILE: database },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

/** Waits for a process, looking at what it uses as it goes. */
async function watched(child: ChildProcess): Promise<{ said: string; used: Used }> {
  const used: Used = { megabytes: 0, seconds: 0 };
  const look = setInterval(() => {
    try {
      const peak = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1];
      used.megabytes = Math.max(used.megabytes, Math.round(Number(peak ?? 0) / 1024));
      const [, , , , , , , , , , , user, system] = readFileSync(`/proc/${child.pid}/stat`, 'utf8')
        .replace(/\(.*\)/, '')
        .split(/\s+/);
      used.seconds = Math.max(used.seconds, (Number(user) + Number(system)) / 100);
    } catch {
      // It has ended, or there is no /proc here.
    }
  }, 20);
  let said = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    said += chunk.toString('utf8');
  });
  const code = await new Promise((resolve) => child.once('close', resolve));
  clearInterval(look);
  if (code !== 0) throw new Error(`A process ended with ${code}: ${said.slice(0, 1000)}`);
  return { said, used };
}

async function makeOffice(file: string): Promise<void> {
  forget(file);
  const db = await openDatabase({ kind: 'sqlite', file }, true);
  try {
    await fillOffice(db);
    await addRules(db);
    await db.raw('PRAGMA wal_checkpoint(TRUNCATE)');
  } finally {
    await db.destroy();
  }
}

/** One rule for each cost centre, so that every line finds its place. */
async function addRules(db: Awaited<ReturnType<typeof openDatabase>>): Promise<void> {
  const found = await findByEmail(db as Db, 'manager@demo.example');
  if (found === null) throw new Error('The office has no manager.');
  for (let at = 0; at < COST_CENTRES; at += 1) {
    await perform(
      { db, clock: settableClock('2015-07-31T09:30:00.000Z') },
      doer(found.person),
      'rule',
      null,
      async (act) => {
        const result = { initiative: 'I-01', agreement: '', place: 'E23000010', category: String(1 + (at % 5)) };
        const conditions = [{ field: 'costCentre' as const, test: 'is' as const, values: [`CSE0${at}`] }];
        const ref = await addRule(act, { conditions, result, profiles: [], why: 'To measure' });
        return { subject: { kind: 'coding-rule', ref }, result: ref };
      },
    );
  }
}

/** A Unit4 extract of July 2015, made on the first run and kept in the temporary folder. */
function extract(lines: number, fresh: boolean): string {
  const file = path.join(FOLDER, `extract-${lines}.csv`);
  if (existsSync(file) && !fresh) return file;
  const roll = dice(lines);
  const out = openSync(`${file}.unfinished`, 'w');
  let text = 'Client,TransNo,TT,Period,Trans.date,Account,Costc,Project,Text,Ap/Ar ID,Ap/Ar ID(T),Amount\r\n';
  for (let at = 0; at < lines; at += 1) {
    const supplier = roll(SUPPLIERS);
    const day = String(1 + roll(31)).padStart(2, '0');
    const pence = 100 + roll(100) ** 2 * roll(50);
    text += `WY,${7_000_000 + Math.floor(at / 3)},AP,201504,${day}/07/2015,${4100 + (supplier % 40)},CSE0${supplier % COST_CENTRES},C${supplier % 5},`;
    text += `${WORDS[roll(WORDS.length)]} ${roll(100_000)} July,${50_000 + supplier},Supplier ${supplier} Ltd,${(pence / 100).toFixed(2)}\r\n`;
    if (text.length > 1_000_000) {
      writeSync(out, text);
      text = '';
    }
  }
  writeSync(out, text);
  closeSync(out);
  renameSync(`${file}.unfinished`, file);
  return file;
}

function shownLines(lines: number): string {
  return lines.toLocaleString('en-GB');
}

function forget(file: string): void {
  for (const end of ['', '-wal', '-shm']) rmSync(file + end, { force: true });
}
