import { parseArgs } from 'node:util';
import { MONITORING_COLUMNS, type MonitoringRow } from '../../src/figures/monitoring.ts';
import type { Row as SqlRow } from '../../src/platform/database.ts';
import { startPostgres } from '../postgres.ts';
import { benchDisclosure } from './disclosure.ts';
import { dice, REPORT_YEAR } from './generate.ts';
import { benchImport } from './import.ts';
import { BenchLedger, openCopy, openPostgresLedger, sqliteLedgerFile } from './ledger.ts';
import { benchList } from './list.ts';
import { inTurns, isMissed, median, printRows, type Row, type Side, shown } from './measure.ts';
import { benchPack } from './pack.ts';
import { balancesByLedger, differences, exportJournal, forget, isInstalled } from './program-ledger.ts';
import { reportBySql, SQL_COLUMNS } from './report-sql.ts';

/**
 * What the program must cost, as ratios of two sides measured in turns in the same run. Exits with 1 when a goal is
 * missed or two sides that must give the same numbers do not.
 */
const USAGE = `npm run bench -- [--sizes 10000,100000,1000000] [--postgres-sizes 10000,100000] [--list-lines 1000000]
  [--import-lines 1000000] [--only list|import|ledger|disclosure|pack] [--fresh]

Generates ledgers of so many entries (kept in the temporary folder, made again with --fresh) and prints what the
report, questions about the past and posting cost on them. PostgreSQL is started for the run, or is the server at
DATABASE_URL, where databases of its own are made and dropped. --postgres-sizes none leaves it out.`;

const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '10000,100000,1000000' },
    'postgres-sizes': { type: 'string', default: '10000,100000' },
    fresh: { type: 'boolean', default: false },
    only: { type: 'string' },
    'list-lines': { type: 'string', default: '1000000' },
    'import-lines': { type: 'string', default: '1000000' },
    help: { type: 'boolean', default: false },
  },
});
/** The goals against other programs are those at this size. */
const LARGEST = 1_000_000;
const INSTANTS = 12;
const POSTINGS = 400;
const rows: Row[] = [];
const faults: string[] = [];

if (values.help) {
  console.log(USAGE);
} else {
  if (isAsked('disclosure')) {
    const disclosure = await benchDisclosure();
    rows.push(...disclosure.rows);
    faults.push(...disclosure.faults);
  }
  if (isAsked('ledger')) {
    console.log('SQLite');
    await benchSqlite(sizesOf(values.sizes));
  }
  if (isAsked('import')) {
    const imported = await benchImport([100_000, Number(values['import-lines'])], values.fresh);
    rows.push(...imported.rows);
    faults.push(...imported.faults);
  }
  if (isAsked('list')) {
    const list = await benchList([10_000, Number(values['list-lines'])], values.fresh);
    rows.push(...list.rows);
    faults.push(...list.faults);
  }
  if (isAsked('pack')) {
    const pack = await benchPack(Math.max(...sizesOf(values.sizes)), values.fresh);
    rows.push(...pack.rows);
    faults.push(...pack.faults);
  }
  if (values['postgres-sizes'] !== 'none' && isAsked('ledger')) {
    console.log('PostgreSQL');
    await benchPostgres(sizesOf(values['postgres-sizes']));
  }
  console.log('');
  printRows(rows);
  for (const fault of faults) console.log(`WRONG  ${fault}`);
  process.exitCode = faults.length > 0 || rows.some(isMissed) ? 1 : 0;
}

function isAsked(part: 'list' | 'import' | 'ledger' | 'disclosure' | 'pack'): boolean {
  return values.only === undefined || values.only === part;
}

function sizesOf(text: string): number[] {
  const sizes = text.split(',').map(Number);
  if (sizes.some((size) => !Number.isSafeInteger(size) || size < 5000)) {
    throw new Error(`--sizes takes numbers of entries from 5000, separated by commas.\n\n${USAGE}`);
  }
  return [...new Set(sizes)].sort((a, b) => a - b);
}

async function benchSqlite(sizes: number[]): Promise<void> {
  const files: string[] = [];
  for (const size of sizes) files.push(await sqliteLedgerFile(size, values.fresh));
  const copies = [];
  for (const file of files) copies.push(await openCopy(file));
  try {
    const ledgers = [];
    for (const [index, copy] of copies.entries()) ledgers.push(await BenchLedger.open(sizes[index] as number, copy.db));
    await benchAll('SQLite', ledgers);
  } finally {
    for (const { close } of copies) await close();
  }
}

async function benchPostgres(sizes: number[]): Promise<void> {
  const named = process.env.DATABASE_URL;
  const server = named === undefined ? await startPostgres() : null;
  const copies = [];
  try {
    for (const size of sizes) copies.push(await openPostgresLedger(named ?? (server?.url as string), size));
    const ledgers = [];
    for (const [index, copy] of copies.entries()) ledgers.push(await BenchLedger.open(sizes[index] as number, copy.db));
    await benchAll('PostgreSQL', ledgers);
  } finally {
    for (const { close } of copies) await close();
    await server?.stop();
  }
}

/** Every comparison on the ledgers of one database, the smallest first; the postings last, since they change them. */
async function benchAll(database: string, ledgers: BenchLedger[]): Promise<void> {
  const smallest = ledgers[0] as BenchLedger;
  for (const ledger of ledgers) {
    console.log(`  ${sizeShown(ledger)} entries stand in ${sizeShown({ entries: await ledger.cells() })} cells`);
    await compareWithSql(ledger);
  }
  for (const ledger of ledgers.slice(1)) await compareSizes(database, smallest, ledger);
  const largest = ledgers.at(-1) as BenchLedger;
  await timeSql(database, largest);
  if (database === 'SQLite') await timeProgramLedger(database, largest);
  await timePast(database, largest);
  for (const ledger of ledgers.slice(1)) await timePosting(database, smallest, ledger);
}

function sizeShown({ entries }: { entries: number }): string {
  return entries.toLocaleString('en-GB');
}

/** The live report as one side of a comparison. */
function reportOf(ledger: BenchLedger, times: number): Side {
  return { run: () => ledger.report(), times };
}

async function compareSizes(database: string, small: BenchLedger, large: BenchLedger): Promise<void> {
  const [left, right] = await inTurns(30, reportOf(large, 3), reportOf(small, 3));
  rows.push({
    what: `${database}: the report at ${sizeShown(large)} entries and at ${sizeShown(small)}`,
    left: shown(left),
    right: shown(right),
    ratio: left.median / right.median,
    goal: { atMost: 1.2 },
  });
}

/** The report and one statement over the entries must give the same numbers before their times mean anything. */
async function compareWithSql(ledger: BenchLedger): Promise<void> {
  const theirs = await reportBySql(ledger.db, ledger.officeId, REPORT_YEAR);
  const byKey = new Map(theirs.map((row) => [`${row.initiative} ${row.period}`, row]));
  const ours = await ledger.report();
  let compared = 0;
  for (const row of ours)
    compared += compareRow(ledger, row, byKey.get(`${row.initiative} ${row.span.through.number}`));
  if (compared !== ours.length * Object.keys(SQL_COLUMNS).length || compared === 0) {
    faults.push(`${sizeShown(ledger)} entries: only ${compared} numbers could be compared with the statement's`);
  }
}

function compareRow(ledger: BenchLedger, { initiative, span, values: ours }: MonitoringRow, theirs?: SqlRow): number {
  let compared = 0;
  for (const [index, { figure }] of MONITORING_COLUMNS.entries()) {
    const column = SQL_COLUMNS[figure];
    if (column === undefined || theirs === undefined) continue;
    compared += 1;
    if (ours[index]?.value === theirs[column]) continue;
    faults.push(
      `${sizeShown(ledger)} entries, ${figure} of ${initiative} in period ${span.through.number}: ` +
        `${ours[index]?.value} here, ${theirs[column]} by the statement`,
    );
  }
  return compared;
}

async function timeSql(database: string, ledger: BenchLedger): Promise<void> {
  const statement = { run: () => reportBySql(ledger.db, ledger.officeId, REPORT_YEAR), times: 1 };
  const [sql, report] = await inTurns(6, statement, reportOf(ledger, 5));
  rows.push({
    what: `${database}: one GROUP BY over ${sizeShown(ledger)} entries and the report`,
    left: shown(sql),
    right: shown(report),
    ratio: sql.median / report.median,
    goal: ledger.entries === LARGEST ? { atLeast: 20 } : null,
  });
}

async function timeProgramLedger(database: string, ledger: BenchLedger): Promise<void> {
  const what = `${database}: ledger bal on ${sizeShown(ledger)} entries and the report`;
  if (!isInstalled()) {
    rows.push({ what, left: 'not installed', right: '', ratio: null, goal: null });
    return;
  }
  const file = await exportJournal(ledger);
  try {
    faults.push(...(await differences(ledger, balancesByLedger(file))));
    const program = { run: async () => balancesByLedger(file), times: 1 };
    const [theirs, report] = await inTurns(2, program, reportOf(ledger, 9));
    rows.push({
      what,
      left: shown(theirs),
      right: shown(report),
      ratio: theirs.median / report.median,
      goal: ledger.entries === LARGEST ? { atLeast: 200 } : null,
    });
  } finally {
    forget(file);
  }
}

/** The report as at instants anywhere in the past, each against the live one; the slowest of them counts. */
async function timePast(database: string, ledger: BenchLedger): Promise<void> {
  const { seq } = (await ledger.db('audit_event').max({ seq: 'seq' }).first()) as { seq: number };
  const roll = dice(seq);
  let slowest: Row | null = null;
  for (let count = 0; count < INSTANTS; count += 1) {
    const event = await ledger
      .db('audit_event')
      .where({ seq: 1 + roll(seq) })
      .first('recorded_at');
    const asAt = { run: () => ledger.reportAsAt(event.recorded_at), times: 3 };
    const [past, live] = await inTurns(4, asAt, reportOf(ledger, 3));
    const ratio = past.median / live.median;
    if (slowest !== null && ratio <= (slowest.ratio ?? 0)) continue;
    slowest = {
      what: `${database}: as at any instant (the slowest of ${INSTANTS}) at ${sizeShown(ledger)} entries and live`,
      left: shown(past),
      right: shown(live),
      ratio,
      goal: { atMost: 3 },
    };
  }
  if (slowest !== null) rows.push(slowest);
}

/** One entry after the other, each in an act of its own, in turns on both ledgers. */
async function timePosting(database: string, small: BenchLedger, large: BenchLedger): Promise<void> {
  const times: [large: number[], small: number[]] = [[], []];
  for (let count = 0; count < POSTINGS; count += 1) {
    for (const [side, ledger] of [large, small].entries()) {
      const started = performance.now();
      await ledger.maker.postOne(count);
      // The first ones warm up.
      if (count >= POSTINGS / 10) times[side]?.push(performance.now() - started);
    }
  }
  const [left, right] = times.map((of) => ({ median: median(of), runs: of.length }));
  if (left === undefined || right === undefined) return;
  rows.push({
    what: `${database}: posting an entry after ${sizeShown(large)} and after ${sizeShown(small)}`,
    left: shown(left),
    right: shown(right),
    ratio: left.median / right.median,
    goal: { atMost: 1.3 },
  });
}
