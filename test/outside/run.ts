import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inProject } from '../../src/platform/root.ts';

/**
 * Checks with programs that none of us wrote. An absent program is reported as 'not run', never as passed. A folder
 * of published spend files may be named: each is read and its total compared with a separate script's.
 */
const results = { passed: 0, failed: 0, notRun: 0 };
const folder = mkdtempSync(path.join(tmpdir(), 'cse-outside-'));
const env = { ...process.env, DATABASE_FILE: path.join(folder, 'fund.sqlite'), NODE_ENV: 'test' };

function check(what: string, needs: string[], work: () => string | null): void {
  const absent = needs.filter((name) => spawnSync('which', [name]).status !== 0);
  if (absent.length > 0) {
    results.notRun += 1;
    console.log(`not run  ${what}: ${absent.join(' and ')} not installed`);
    return;
  }
  const fault = work();
  if (fault === null) results.passed += 1;
  else results.failed += 1;
  console.log(fault === null ? `passed   ${what}` : `FAILED   ${what}: ${fault}`);
}

function run(program: string, args: string[], { input, most = 0 }: { input?: string; most?: number } = {}): string {
  const answer = spawnSync(program, args, { encoding: 'utf8', input, env, cwd: inProject(), maxBuffer: 2 ** 28 });
  if (answer.status === null || answer.status > most)
    throw new Error(`${program} ${args[0]} answered ${answer.status}: ${answer.stderr}${answer.stdout}`);
  return answer.stdout;
}

const CSE = ['--import', 'tsx', inProject('src', 'cli.ts')];

function cse(...args: string[]): string {
  return run(process.execPath, [...CSE, ...args]);
}

/** As `cse`, also where it refuses: a file may hold what looks like something recorded, and is read all the same. */
function cseRefusing(...args: string[]): string {
  return run(process.execPath, [...CSE, ...args], { most: 1 });
}

interface Answer {
  id: string;
  scope: Record<string, string>;
  value: number | null;
}

function figureFinder(): (id: string, year: string) => number {
  const { figures } = JSON.parse(cse('figures', '--json')) as { figures: Answer[] };
  return (id, year) => {
    const found = figures.find((f) => f.id === id && f.scope.year === year && Object.keys(f.scope).length === 2);
    if (found?.value === null || found?.value === undefined) throw new Error(`There is no ${id} of ${year}.`);
    return found.value;
  };
}

function poundsToPence(text: string): number {
  const plain = text.replace(/[£,]/g, '').trim();
  const sign = plain.startsWith('-') ? -1 : 1;
  const [pounds = '0', pence = '00'] = plain.replace('-', '').split('.');
  return sign * (Number(pounds) * 100 + Number(pence.padEnd(2, '0')));
}

function balancesByHledger(journal: string, pattern: string): number {
  const answer = run('hledger', ['-f', '-', 'bal', pattern, '--flat', '-N', '-O', 'csv'], { input: journal });
  const rows = answer
    .trim()
    .split('\n')
    .slice(1)
    .filter((line) => line !== '');
  return rows.map((line) => poundsToPence(line.slice(line.lastIndexOf('","') + 3, -1))).reduce((a, b) => a + b, 0);
}

/** What each account holds by hledger, in pence; accounts at nothing may be left out. */
function accountsByHledger(file: string): Map<string, number> {
  const answer = run('hledger', ['-f', file, 'bal', '--flat', '-N', '-O', 'csv']);
  const rows = answer.trim().split('\n').slice(1);
  return new Map(
    rows.map((line) => {
      const [account = '', amount = ''] = line.slice(1, -1).split('","');
      return [account, poundsToPence(amount)];
    }),
  );
}

try {
  run(process.execPath, ['--import', 'tsx', inProject('test', 'outside', 'seed.ts')]);

  check('hledger reads the journal and gives the balances of the dashboard', ['hledger'], () => {
    const journal = cse('journal');
    const figure = figureFinder();
    const ACCOUNTS: [figure: string, account: string][] = [
      ['spend.to-date', 'spent'],
      ['commitment.outstanding', 'agreement'],
      ['budget.available', 'initiative'],
      ['fund.unallocated', 'unallocated'],
      ['fund.unbudgeted', 'allocation'],
    ];
    for (const year of ['2014-15', '2015-16']) {
      for (const [id, account] of ACCOUNTS) {
        const theirs = balancesByHledger(journal, `:${year}:.*:${account}(:|$)`);
        const ours = figure(id, year);
        if (theirs !== ours) return `${id} of ${year} is ${ours} pence here and ${theirs} there`;
      }
    }
    run('hledger', ['-f', '-', 'check'], { input: journal });
    return null;
  });

  check(
    'hledger gives every account the balance that the second model of a generated history does',
    ['hledger'],
    () => {
      const histories = path.join(folder, 'histories');
      mkdirSync(histories);
      run(process.execPath, ['--import', 'tsx', inProject('test', 'outside', 'histories.ts'), histories, '25']);
      const names = readdirSync(histories).filter((name) => name.endsWith('.journal'));
      for (const name of names) {
        const file = path.join(histories, name);
        const expected: Record<string, number> = JSON.parse(readFileSync(file.replace('.journal', '.json'), 'utf8'));
        const found = accountsByHledger(file);
        for (const [account, pence] of Object.entries(expected)) {
          if ((found.get(account) ?? 0) !== pence)
            return `${name}: ${account} is ${pence} here, ${found.get(account)} there`;
        }
        if ([...found.keys()].some((account) => !(account in expected))) return `${name} holds an account nobody knows`;
      }
      return names.length === 25 ? null : `${names.length} histories were written`;
    },
  );

  const out = path.join(folder, 'out');
  mkdirSync(out);
  cse('pack', 'build', 'PEG-2015-03', '--out', out);
  cse('return', 'build', 'home-office-quarterly', '--period', '2014-15-Q4', '--out', out);
  const pdf = path.join(out, 'pack.pdf');

  check('qpdf finds the pack a sound PDF', ['qpdf'], () => {
    run('qpdf', ['--check', pdf]);
    return null;
  });

  check('poppler finds the pack tagged, with headings, tables and header cells', ['pdfinfo'], () => {
    if (!/Tagged:\s+yes/.test(run('pdfinfo', [pdf]))) return 'it is not tagged';
    const structure = run('pdfinfo', ['-struct', pdf]);
    const absent = ['H1', 'Table', 'TH', 'Figure', 'TOC'].filter(
      (tag) => !new RegExp(`^\\s*${tag}\\b`, 'm').test(structure),
    );
    return absent.length === 0 ? null : `it has no ${absent.join(', ')}`;
  });

  check('poppler reads in the PDF every amount of the HTML', ['pdftotext'], () => {
    const amounts = (text: string) => new Set(text.match(/\(?£[\d,]+\.\d\d\)?/g) ?? []);
    const inPdf = amounts(run('pdftotext', ['-layout', pdf, '-']));
    const inHtml = amounts(readFileSync(path.join(out, 'pack.html'), 'utf8'));
    const missing = [...inHtml].filter((amount) => !inPdf.has(amount));
    if (inHtml.size < 10) return 'the HTML holds hardly any amount';
    return missing.length === 0 ? null : `${missing.slice(0, 5).join(', ')} are missing`;
  });

  const tables = readdirSync(out).filter((name) => name.endsWith('.csv'));
  check('csvkit reads every table of the return without complaint', ['csvclean', 'csvstat'], () => {
    for (const name of tables) {
      const said = run('csvclean', ['-n', path.join(out, name)]);
      if (!said.includes('No errors')) return `${name}: ${said}`;
      run('csvstat', ['--count', path.join(out, name)]);
    }
    const written = tables.map((name) => name.replace(/^CSE-HO-2014-15-Q4-draft-0-|\.csv$/g, '')).toSorted();
    const expected = ['changes', 'control', 'finance', 'outcomes', 'sign-off'];
    return written.join() === expected.join() ? null : `it wrote ${written.join(', ')}`;
  });

  check('LibreOffice opens every table of the return', ['soffice'], () => {
    const to = path.join(folder, 'office');
    for (const name of tables)
      run('soffice', ['--headless', '--convert-to', 'ods', '--outdir', to, path.join(out, name)]);
    return readdirSync(to).length === tables.length ? null : 'a table could not be opened';
  });

  const forPublic = path.join(folder, 'published');
  mkdirSync(forPublic);
  run(process.execPath, ['--import', 'tsx', inProject('test', 'outside', 'published.ts'), forPublic]);
  const files = readdirSync(forPublic).filter((name) => name.endsWith('.csv'));

  check('csvkit reads every published file without complaint, and amounts as numbers', ['csvclean', 'csvstat'], () => {
    for (const name of files) {
      const said = run('csvclean', ['-n', path.join(forPublic, name)]);
      if (!said.includes('No errors')) return `${name}: ${said}`;
      run('csvstat', ['--count', path.join(forPublic, name)]);
    }
    const types = run('csvstat', ['--type', path.join(forPublic, 'planted.csv')]);
    if (!/Amount: Number/.test(types)) return 'a negative amount is no number';
    return files.length >= 8 ? null : `${files.length} files were written`;
  });

  check(
    'LibreOffice opens every published file, runs no formula, and has negative amounts as numbers',
    ['soffice'],
    () => {
      const to = path.join(folder, 'published-office');
      for (const name of files)
        run('soffice', ['--headless', '--convert-to', 'fods', '--outdir', to, path.join(forPublic, name)]);
      const opened = readdirSync(to).map((name) => readFileSync(path.join(to, name), 'utf8'));
      if (opened.length !== files.length) return 'a file could not be opened';
      if (opened.some((text) => /table:formula=/.test(text))) return 'a formula ran';
      const planted = readFileSync(path.join(to, 'planted.fods'), 'utf8');
      const amounts = planted.match(/office:value-type="float" office:value="-123\.45"/g) ?? [];
      return amounts.length === 10 ? null : `${amounts.length} of 10 amounts are numbers`;
    },
  );

  const published = process.argv[2];
  if (published !== undefined) {
    const spendFiles = existsSync(published) ? readdirSync(published).filter((name) => name.endsWith('.csv')) : [];
    if (spendFiles.length === 0) throw new Error(`There is no CSV file in ${published}.`);
    for (const name of spendFiles) {
      check(`${name} is read to the penny as a separate script reads it`, ['python3'], () => {
        const file = path.join(published, name);
        const theirs = JSON.parse(run('python3', [inProject('test', 'outside', 'council-spend-total.py'), file]));
        const { faults, total_pence: ours } = JSON.parse(
          cseRefusing(
            'import-spend',
            file,
            '--profile',
            'council-spend',
            '--initiative',
            'I-02',
            '--as',
            'finance@demo.example',
            '--dry-run',
            '--json',
          ),
        );
        if (faults !== 0) return `${faults} faults`;
        return theirs.total_pence === ours ? null : `${ours} pence here, ${theirs.total_pence} there`;
      });
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

console.log(`${results.passed} passed, ${results.failed} failed, ${results.notRun} not run`);
process.exitCode = results.failed === 0 ? 0 : 1;
