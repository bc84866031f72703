import { execFile, execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { createApp } from '../../src/app.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { silentLog } from '../../src/platform/log.ts';
import { hiddenFields, PASSWORD } from '../world.ts';
import { openCopy } from './ledger.ts';
import { listLedgerFile } from './list-ledger.ts';
import { inTurns, median, ownTime, type Row, shown } from './measure.ts';

const FILTERS: Record<string, string> = {
  'no filter': '',
  'an initiative': 'initiative=I-07',
  'a place': 'place=E08000035',
  'a period': 'period=2014-15-P02',
  'an initiative in a year': 'initiative=I-12&year=2015-16',
  awaiting: 'status=awaiting approval',
  'a supplier': 'supplier=supplier 5 ',
  'many suppliers': 'supplier=taxi',
  'three months': 'from=2015-04-01&to=2015-06-30',
  'an amount': 'least=5000&most=5010',
  'a rare word': 'words=4711',
  'two words': 'words=foster placement',
  'one word and an initiative': 'words=training&initiative=I-09',
  credits: 'kind=unmatched-credit',
};
/** A page takes milliseconds, and of many pages the slowest is told: one that was held up must not be it. */
const TURNS = 7;
const SORTS = ['newest', 'amount', 'earliest'];

/** A running program on an office with so many lines, and somebody of finance who asks it. */
export class ListOffice {
  readonly file: string;
  private readonly port: number;
  private readonly cookie: string;
  readonly close: () => Promise<void>;

  private constructor(file: string, port: number, cookie: string, close: () => Promise<void>) {
    this.file = file;
    this.port = port;
    this.cookie = cookie;
    this.close = close;
  }

  /** The program on a copy of a file. */
  static async open(ledger: string): Promise<ListOffice> {
    const { db, close } = await openCopy(ledger);
    const site = { db, clock: systemClock };
    const { app } = createApp({ site, log: silentLog, secret: 'a secret for the bench', production: false });
    const server = app.listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    const form = await fetch(`http://127.0.0.1:${port}/sign-in`);
    const sent = await fetch(`http://127.0.0.1:${port}/sign-in`, {
      method: 'POST',
      redirect: 'manual',
      headers: { cookie: cookieOf(form) },
      body: new URLSearchParams({
        ...hiddenFields(await form.text()),
        email: 'finance@demo.example',
        password: PASSWORD,
        return: '/',
      }),
    });
    if (sent.status !== 303) throw new Error(`Nobody could sign in: ${sent.status}`);
    const file = db.client.config.connection.filename as string;
    return new ListOffice(file, port, cookieOf(sent), async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await close();
    });
  }

  async get(path: string): Promise<string> {
    const answer = await fetch(`http://127.0.0.1:${this.port}${path}`, { headers: { cookie: this.cookie } });
    if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}`);
    return answer.text();
  }

  /** Downloads a file and forgets it; answers the bytes, what the last of them were and when the first came. */
  download(path: string): Promise<{ bytes: number; end: string; firstMs: number }> {
    return new Promise((resolve, reject) => {
      const started = performance.now();
      let [bytes, end, firstMs] = [0, '', 0];
      const options = { host: '127.0.0.1', port: this.port, path, headers: { cookie: this.cookie } };
      request(options, (answer) => {
        answer.on('data', (chunk: Buffer) => {
          if (bytes === 0) firstMs = performance.now() - started;
          bytes += chunk.length;
          end = (end + chunk.subarray(-100).toString('utf8')).slice(-100);
        });
        answer.once('end', () => resolve({ bytes, end, firstMs }));
        answer.once('error', reject);
      })
        .once('error', reject)
        .end();
    });
  }
}

function cookieOf(answer: Response): string {
  return answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ');
}

/** The list of spend and its file on a small and a large office. */
export async function benchList(
  [small, large]: [number, number],
  fresh: boolean,
): Promise<{ rows: Row[]; faults: string[] }> {
  const few = await ListOffice.open(await listLedgerFile(small, fresh));
  const many = await ListOffice.open(await listLedgerFile(large, fresh));
  try {
    const rows = [...(await timePages(few, many, [small, large])), ...(await timeFile(many, large))];
    rows.push(await timeOthers(many, large));
    return { rows, faults: [] };
  } finally {
    await few.close();
    await many.close();
  }
}

/** The first page and one from the middle, with each filter and sort; for each filter the slowest sort counts. */
async function timePages(few: ListOffice, many: ListOffice, sizes: [number, number]): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [name, filter] of Object.entries(FILTERS)) {
    let slowest: Row | null = null;
    for (const sort of SORTS) {
      const first = `/spend?${filter}${filter === '' ? '' : '&'}sort=${sort}`.replaceAll(' ', '+');
      for (const [which, pathOf] of [
        ['first page', async () => first],
        ['deep page', (office: ListOffice) => deepPage(office, first)],
        ['last page', async () => `${first}&last=yes`],
      ] as const) {
        const [there, here] = [await pathOf(many), await pathOf(few)];
        const [left, right] = await inTurns(
          TURNS,
          { run: () => many.get(there), times: 1 },
          { run: () => few.get(here), times: 1 },
          ownTime,
        );
        const ratio = left.median / right.median;
        if (slowest !== null && ratio <= (slowest.ratio ?? 0)) continue;
        slowest = {
          what: `the list with ${name}, at its slowest (${which}, ${sort}), ${sizes[1].toLocaleString('en-GB')} lines and ${sizes[0].toLocaleString('en-GB')}`,
          left: shown(left),
          right: shown(right),
          ratio,
          goal: { atMost: 3 },
        };
      }
    }
    if (slowest !== null) rows.push(slowest);
  }
  return rows;
}

/** The page two pages before the last one, as a link leads there. */
async function deepPage(office: ListOffice, first: string): Promise<string> {
  let path = `${first}&last=yes`;
  for (let turn = 0; turn < 2; turn += 1) {
    const link = /rel="prev" href="([^"]+)"/.exec(await office.get(path))?.[1];
    if (link === undefined) break;
    path = link.replaceAll('&amp;', '&');
  }
  return path;
}

const BY_SQL = `SELECT b.ref || '/' || l.row_number, CASE WHEN l.pence < 0 THEN 'unmatched-credit' ELSE 'spend' END,
  CASE WHEN o.outcome = 'accepted' THEN 'approved' ELSE 'awaiting approval' END, c.initiative, c.agreement, 'revenue',
  c.place, 'place', c.category, 'category', s.name, l.happened_on, '', '', c.year, c.period,
  substr(l.words, 1, instr(l.words, char(31)) - 1), l.pence / 100.0, 0.00, l.pence / 100.0,
  substr(l.words, instr(l.words, char(31)) + 1), '', b.ref, l.row_number, '', '',
  CASE WHEN o.outcome = 'accepted' THEN l.pence / 100.0 ELSE 0 END
FROM import_plan p JOIN import_batch b ON b.ref = p.batch_ref LEFT JOIN import_outcome o ON o.batch_ref = b.ref
JOIN import_line l ON l.plan_id = p.id JOIN import_coding c ON c.id = l.coding_id
JOIN import_supplier s ON s.id = l.supplier_id
WHERE p.state = 'confirmed' ORDER BY b.act_seq DESC, l.row_number DESC`;

async function timeFile(office: ListOffice, lines: number): Promise<Row[]> {
  const what = `the list as a file and sqlite3 -csv of the same rows, ${lines.toLocaleString('en-GB')}`;
  const memory: number[] = [];
  let first = 0;
  const watch = setInterval(() => memory.push(...childMemory()), 200);
  const ours = {
    run: async () => {
      const { end, firstMs } = await office.download('/spend.csv');
      if (!end.includes(`End of file: ${lines} rows`)) throw new Error(`The file ended with ${end}`);
      first = firstMs;
    },
    times: 1,
  };
  const rows: Row[] = [];
  if (hasSqlite()) {
    const theirs = {
      run: () => promisify(execFile)('sh', ['-c', `sqlite3 -csv "${office.file}" "${BY_SQL}" > /dev/null`]),
      times: 1,
    };
    const [left, right] = await inTurns(2, ours, theirs);
    rows.push({ what, left: shown(left), right: shown(right), ratio: left.median / right.median, goal: { atMost: 5 } });
  } else {
    await ours.run();
    rows.push({ what, left: 'not run', right: 'no sqlite3', ratio: null, goal: null });
  }
  clearInterval(watch);
  const [early, late] = [memory.slice(0, Math.ceil(memory.length / 4)), memory.slice(-Math.ceil(memory.length / 4))];
  rows.push({
    what: 'memory of the process that writes the file, in its last quarter and its first',
    left: `${Math.max(...late, 0)} MB`,
    right: `${Math.max(...early, 0)} MB`,
    ratio: memory.length === 0 ? null : Math.max(...late) / Math.max(...early),
    goal: { atMost: 1.5 },
  });
  rows.push({
    what: 'the first byte of the file',
    left: `${first.toFixed(0)} ms`,
    right: '500 ms',
    ratio: first / 500,
    goal: { atMost: 1 },
  });
  return rows;
}

/** A light page, asked every 20 ms, while a file is written and while none is. */
async function timeOthers(office: ListOffice, lines: number): Promise<Row> {
  const idle = await tail(office, async () => {
    await new Promise((resolve) => setTimeout(resolve, 8000));
  });
  const busy = await tail(office, () => office.download('/spend.csv').then(() => undefined));
  return {
    what: `p99 of a light page while ${lines.toLocaleString('en-GB')} rows are written to a file, and idle`,
    left: `${busy.toFixed(1)} ms`,
    right: `${idle.toFixed(1)} ms`,
    ratio: busy / idle,
    goal: { atMost: 5 },
  };
}

const WARMING = 60;

/**
 * The 99th percentile of a light page, asked every 20 ms while something is done. What a page costs before the program
 * runs warm is no part of it: whoever is asked first would look slow.
 */
export async function tail(office: ListOffice, meanwhile: () => Promise<void>): Promise<number> {
  for (let asked = 0; asked < WARMING; asked += 1) await office.get('/initiatives/I-01');
  let isOver = false;
  const times: number[] = [];
  const work = meanwhile().finally(() => {
    isOver = true;
  });
  while (!isOver) {
    const started = performance.now();
    await office.get('/initiatives/I-01');
    times.push(performance.now() - started);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await work;
  const sorted = times.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.99))] ?? median(sorted);
}

export function hasSqlite(): boolean {
  try {
    execFileSync('sqlite3', ['--version']);
    return true;
  } catch {
    return false;
  }
}

/** Resident memory in MB of the children of this process that write files. */
function childMemory(): number[] {
  try {
    const children = readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, 'utf8').trim().split(' ');
    return children.flatMap((pid) => {
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
      return command.includes('export-child') && kilobytes !== undefined ? [Math.round(Number(kilobytes) / 1024)] : [];
    });
  } catch {
    return [];
  }
}
