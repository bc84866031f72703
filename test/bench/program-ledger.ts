import { spawnSync } from 'node:child_process';
import { appendFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readPeriodCells } from '../../src/ledger/balance.store.ts';
import { total } from '../../src/ledger/balance.ts';
import { readEntries } from '../../src/ledger/entry.store.ts';
import { journal } from '../../src/ledger/journal.ts';
import type { BenchLedger } from './ledger.ts';

/** Whether the program `ledger` is installed. */
export function isInstalled(): boolean {
  return spawnSync('ledger', ['--version']).status === 0;
}

const SLICE = 20_000;

/** Writes the journal as the program exports it, in portions, since a million entries are more than one text holds well. */
export async function exportJournal({ db, officeId, entries }: BenchLedger): Promise<string> {
  const file = path.join(tmpdir(), `cse-bench-${process.pid}.journal`);
  writeFileSync(file, '');
  for (let first = 1; first <= entries; first += SLICE) {
    const ids = Array.from({ length: Math.min(SLICE, entries - first + 1) }, (_, index) => first + index);
    appendFileSync(file, journal(await readEntries(db, officeId, { ids })));
  }
  return file;
}

/** What `ledger bal` answers, in pence by account; an account at nothing is left out. Throws when it refuses. */
export function balancesByLedger(file: string): Map<string, number> {
  const form = '%(scrub(display_amount))\t%(account)\n';
  const args = ['-f', file, 'bal', '--flat', '--no-total', '--format', form];
  const answer = spawnSync('ledger', args, { encoding: 'utf8', maxBuffer: 2 ** 28 });
  if (answer.status !== 0) throw new Error(`ledger refused the journal: ${answer.stderr.slice(0, 500)}`);
  const lines = answer.stdout.split('\n').filter((line) => line !== '');
  return new Map(
    lines.map((line) => {
      const [amount = '', account = ''] = line.split('\t');
      return [account, Math.round(Number(amount.replace(/[£,\s]/g, '')) * 100)];
    }),
  );
}

/** The accounts whose balance here is not the one that `ledger` gave. */
export async function differences({ db, officeId }: BenchLedger, theirs: Map<string, number>): Promise<string[]> {
  const cells = await readPeriodCells(db, officeId);
  const accounts = new Map(cells.map(({ account }) => [account.name, account.id]));
  return [...accounts].flatMap(([name, accountId]) => {
    const ours = total(cells, { accountId });
    return ours === (theirs.get(name) ?? 0) ? [] : [`${name}: ${ours} here, ${theirs.get(name) ?? 0} there`];
  });
}

export function forget(file: string): void {
  rmSync(file, { force: true });
}
