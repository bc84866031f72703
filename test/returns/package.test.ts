import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { seedDemonstration } from '../../seeds/demonstration.ts';
import { buildReturn } from '../../src/returns/build.ts';
import { tableFile } from '../../src/returns/csv.ts';
import { listTemplateFiles, readTemplate } from '../../src/returns/template-file.ts';
import { verifyFile } from '../../src/returns/verify-file.ts';
import { publish, spendOf } from '../home/papers.ts';
import { DATABASES, openWorld, type World } from '../world.ts';
import { type Desk, download, openDesk, plain, prepare, press, rowsOf, submit, unpacked } from './filing-desk.ts';

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const HOSTILE = '=HYPERLINK("http://elsewhere.example","open")\n+two were "late",\r\n\u2028-SUM(A)';

describe.each(DATABASES)('what is sent of a return, on %s', (kind) => {
  let world: World;
  let desk: Desk;
  let draft: string;
  let files: Map<string, Buffer>;
  let sent: Buffer;

  beforeAll(async () => {
    world = await openWorld(kind, seedDemonstration);
    desk = await openDesk(world);
    await publish(world, 'PEG-2015-03');
    draft = await prepare(desk, { template: 'home-office-quarterly', year: '2015-16', quarter: '1' });
    await press(desk.finance, draft, 'explanations', { row: 'I-01|PCC|revenue', text: HOSTILE });
    await submit(desk, draft);
    sent = await download(desk.finance, `${draft}/package.zip`);
    files = unpacked(sent);
  });
  afterAll(() => world.close());

  const file = (name: string): Buffer => files.get(`CSE-HO-2015-16-Q1-${name}`) as Buffer;

  test('is one ZIP file with a CSV file for each table, the control page and what each column is', () => {
    expect([...files.keys()]).toEqual(
      ['finance.csv', 'outcomes.csv', 'changes.csv', 'sign-off.csv', 'control.csv', 'metadata.json'].map(
        (name) => `CSE-HO-2015-16-Q1-${name}`,
      ),
    );
    const metadata = JSON.parse(file('metadata.json').toString('utf8'));
    expect(metadata['@context'][0]).toBe('http://www.w3.org/ns/csvw');
    for (const { url, tableSchema } of metadata.tables) {
      const [header] = parse(files.get(url) as Buffer, { bom: true, to: 1 }) as string[][];
      expect(tableSchema.columns.flatMap(({ titles }: { titles: string[] }) => titles)).toEqual(header);
    }
  });

  test('has one line for each record, all columns in each, numbers as numbers and words in quotes', () => {
    const finance = file('finance.csv').toString('utf8');
    expect(finance.startsWith('\ufeff')).toBe(true);
    for (const [name, bytes] of files) {
      if (!name.endsWith('.csv')) continue;
      const text = bytes.toString('utf8');
      const strict = parse(text, { bom: true, relax_column_count: false }) as string[][];
      expect(text.split('\r\n')).toHaveLength(strict.length + 1);
      expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n\u0085\u2028\u2029]/);
      // A formula, and what looks like one to a spreadsheet, stands behind an apostrophe; a negative amount does not.
      for (const cell of strict.flat()) if (/^\s*[=+@-]/.test(cell)) expect(cell).toMatch(/^-\d+(\.\d\d)?$/);
    }
    const [first] = rowsOf(file('finance.csv'));
    expect(first?.explanation).toBe('\'=HYPERLINK("http://elsewhere.example","open") +two were "late", -SUM(A)');
    expect(finance).toMatch(/,-122199\.75,/);
    expect(finance).not.toMatch(/"-?\d+\.\d\d"/);
  });

  test('says on its control page what it adds up to, and what it is reconciled to', () => {
    const control = rowsOf(file('control.csv'));
    const of = (part: string, about?: string) =>
      control.filter((line) => line.part === part && (about === undefined || line.about === about));
    for (const name of ['finance', 'outcomes', 'changes', 'sign-off']) {
      const bytes = file(`${name}.csv`);
      expect(of('File', name)).toEqual([
        expect.objectContaining({ says: `SHA-256 ${sha256(bytes)}`, number: String(rowsOf(bytes).length) }),
      ]);
    }
    const [signOff] = rowsOf(file('sign-off.csv'));
    expect(of('Fingerprint')[0]?.says).toBe(`SHA-256 ${signOff?.content_sha256}`);
    expect(of('Control total', 'Finance, Spend to date')[0]?.number).toBe('166016.25');
    expect(of('Ledger')[0]?.number).toBe('166016.25');
    const pack = control.filter(({ part }) => part?.startsWith('Pack PEG-2015-03'));
    expect(pack.map(({ about }) => about)).toEqual([
      'Spend to date as the pack says',
      'Of it posted to later periods',
      'Posted to the quarter after the pack',
    ]);
    expect(pack[2]?.number).toBe('0.00');
    expect(Number(pack[0]?.number) - Number(pack[1]?.number)).toBeCloseTo(166_016.25, 2);
    expect(of('Difference')[0]?.says).toBe('It is the first filing of this return');
    expect(of('Signed', 'Certified')[0]?.says).toMatch(/^Judith Reed /);
    // The adjustments of this quarter restate earlier ones; of its own quarter it states what was restated by then.
    expect(of('Restated').every(({ says }) => /^Was £.*, is £/.test(says ?? ''))).toBe(true);
  });

  test('is the same, byte for byte, a year later', async () => {
    await spendOf(world, { initiative: 'I-03', pence: 99_999, period: 4, day: '2015-07-30' });
    world.clock.set('2016-08-01T09:00:00.000Z');
    const later = await world.signIn('auditor@demo.example');
    expect(await download(later, `${draft}/package.zip`)).toEqual(sent);
    const built = await buildReturn(world.site, 1, 'home-office-quarterly', { year: 2015, quarter: 1 });
    expect(built.files.find(({ fileName }) => fileName.endsWith('.zip'))?.content).toEqual(sent);
    const page = plain((await later.get(draft)).text);
    expect(page).toContain('Who downloaded it');
  });

  test('is recognised by its bytes, whole, packed again, and file by file; a changed one is not', async () => {
    const [whole] = await verifyFile(world.db, 1, 'sent.zip', sent);
    expect(whole?.sent).toEqual([expect.objectContaining({ ref: 'HO-2015-16-Q1', fileName: 'CSE-HO-2015-16-Q1.zip' })]);
    const [one] = await verifyFile(world.db, 1, 'finance.csv', file('finance.csv'));
    expect(one?.sent.map(({ ref, draft: number }) => [ref, number])).toEqual([['HO-2015-16-Q1', 1]]);
    const changed = Buffer.from(file('finance.csv').toString('utf8').replace('-122199.75', '-122199.76'));
    expect((await verifyFile(world.db, 1, 'finance.csv', changed))[0]?.sent).toEqual([]);
    const { zipSync } = await import('fflate');
    const again = zipSync({ 'a.csv': new Uint8Array(file('finance.csv')), 'b.csv': new Uint8Array(changed) });
    const inside = await verifyFile(world.db, 1, 'again.zip', Buffer.from(again));
    expect(inside.map(({ name, sent: found }) => [name, found.length])).toEqual([
      ['a.csv', 1],
      ['b.csv', 0],
    ]);
  });
});

describe('the files of a return', () => {
  test('have all their columns where there is no row at all', () => {
    for (const { tables, byteOrderMark } of listTemplateFiles()) {
      for (const { name, title, columns } of tables) {
        const bytes = tableFile({ name, title, columns, rows: [] }, byteOrderMark);
        const rows = parse(bytes, { bom: true }) as string[][];
        expect(rows).toEqual([columns.map((column) => column.heading ?? column.name)]);
      }
    }
  });

  test('begin with a byte-order mark where the template says so, and keep leading zeros and negative amounts', () => {
    const finance = readTemplate('home-office-quarterly').tables[0]?.columns ?? [];
    const columns = finance.filter(({ name }) => ['grant_ref', 'over_under_spend'].includes(name));
    const cell = (text: string, value: number | null) => ({ text, value, marker: '' as const, href: null, note: null });
    const cells = { grant_ref: cell('00123', null), over_under_spend: cell('(£0.05)', -5) };
    const row = { key: 'r', label: 'r', countsPeople: false, cells };
    const table = { name: 't', title: 'T', columns, rows: [row] };
    expect(tableFile(table, false).toString('utf8')).toBe('"grant_ref","over_under_spend"\r\n"00123",-0.05\r\n');
    expect(tableFile(table, true).subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
  });
});
