import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, test } from '@jest/globals';
import { inProject } from '../../../src/platform/root.ts';

const SEED = Number(process.env.CSE_SEED ?? 20150731);
const TABLES = Number(process.env.CSE_RUNS ?? 1_000);
const MINUTES = 120_000 + TABLES * 200;

const run = promisify(execFile);

/** Holds a promise over so many generated cases; the failure names the seed and the smallest case that broke it. */
async function hold(promise: string, cases: number): Promise<void> {
  const program = inProject('test', 'disclosure', 'protect', 'promise.ts');
  const { NODE_OPTIONS: _jest, ...env } = process.env;
  await run(process.execPath, ['--import', 'tsx', program, promise, String(cases), String(SEED)], {
    cwd: inProject(),
    env,
    maxBuffer: 64 * 1024 * 1024,
  });
}

describe('whatever is counted', () => {
  test(
    'nobody narrows a small number further than the rule allows, neither the public nor a district that knows its own',
    () => hold('tables', TABLES),
    MINUTES,
  );

  test(
    'the same is hidden in whatever order the facts stand, and a table of something else changes nothing',
    () => hold('orders', Math.ceil(TABLES / 20)),
    MINUTES,
  );
});

describe('whatever is published over time', () => {
  test(
    'quarters, years to date and corrections together give no small number away, and no correction of few children',
    () => hold('histories', Math.ceil(TABLES / 8)),
    MINUTES,
  );
});

describe('the attacker', () => {
  test('breaks most tables in which only small numbers are hidden', () => hold('attacks', 100), MINUTES);
});
