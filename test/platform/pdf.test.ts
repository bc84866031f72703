import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inflateSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { groupedBars } from '../../src/platform/chart.ts';
import { printable } from '../../src/platform/glyphs.ts';
import { PdfError, type PdfJob, renderPdf } from '../../src/platform/pdf.ts';

const HEAD = `#let d = json("/data.json")
#set document(title: d.title, date: datetime(year: 2015, month: 7, day: 31))
#set text(font: json("/fonts.json"), lang: "en", region: "GB", fallback: false)
`;
const CHART = groupedBars({
  id: 'c',
  title: 'Spend',
  description: 'Spend by initiative',
  series: ['Awarded', 'Spent'],
  rows: [
    {
      label: '漢 <b> & co',
      values: [
        { value: 5, text: '£5' },
        { value: null, text: '[c]' },
      ],
    },
  ],
  axis: (amount) => `£${amount}`,
});

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'cse-pdf-'));
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function job(source: string, changes: Partial<PdfJob> = {}): PdfJob {
  const template = path.join(folder, `${Object.keys(changes).join('-')}${source.length}.typ`);
  writeFileSync(template, source);
  return { template, data: { title: 'Title', words: 'x' }, timeoutMs: 20_000, ...changes };
}

function text(pdf: Uint8Array): string {
  return Buffer.from(pdf).toString('latin1');
}

/** The names of the fonts embedded, which stand in compressed objects. */
function fontsIn(pdf: Uint8Array): string[] {
  const streams = [...text(pdf).matchAll(/stream\r?\n([\s\S]*?)\r?\nendstream/g)].map(([, stream = '']) =>
    opened(stream),
  );
  return [text(pdf), ...streams]
    .flatMap((part) => part.match(/\/FontName\s*\/[\w+-]+/g) ?? [])
    .map((name) => name.replace(/.*\+/, ''));
}

function opened(stream: string): string {
  try {
    return inflateSync(Buffer.from(stream, 'latin1')).toString('latin1');
  } catch {
    return stream;
  }
}

test('the same job gives the same bytes, tagged and with our fonts only', async () => {
  const source = `${HEAD}= #d.title\n#d.words *bold* _italic_ #image("/spend.svg", alt: "Spend by initiative")`;
  const order = job(source, { files: { 'spend.svg': Buffer.from(CHART) }, standard: 'ua-1' });
  const [first, second] = await Promise.all([renderPdf(order), renderPdf(order)]);
  expect(Buffer.from(first ?? []).equals(Buffer.from(second ?? []))).toBe(true);
  const fonts = fontsIn(first ?? new Uint8Array());
  expect(fonts.length).toBeGreaterThan(0);
  expect(fonts.filter((name) => !name.startsWith('SourceSans3-'))).toEqual([]);
});

test('hostile words stay words, whatever characters they hold', async () => {
  const words = '#read("/etc/passwd") #panic() $x$ *b* \u202e\u0000\ud800 漢字 🙂 ☐';
  const source = `${HEAD}= #d.title\n#d.words *#d.words* #emph(d.words)`;
  const pdf = await renderPdf(job(source, { data: { title: words, words }, standard: 'ua-1' }));
  expect(text(pdf)).toMatch(/^%PDF-/);
  expect(printable(words)).toBe('#read("/etc/passwd") #panic() $x$ *b*  ☐ ☐字 ☐ ☐');
  expect(printable('Zoë Łódź £5 – ‘x’ e\u0301')).toBe('Zoë Łódź £5 – ‘x’ é');
});

test('a name in another script is printed in letters of that script, and no other document carries its font', async () => {
  const names = {
    Arabic: 'عائشہ خان',
    Armenian: 'Անահիտ',
    Bengali: 'রহিমা বেগম',
    Devanagari: 'सुनीता शर्मा',
    Ethiopic: 'ሰላም ተስፋይ',
    Georgian: 'ნინო',
    Gujarati: 'મીના પટેલ',
    Gurmukhi: 'ਹਰਪ੍ਰੀਤ ਕੌਰ',
    Hebrew: 'רחל לוי',
    Tamil: 'கவிதா',
    Thai: 'สมหญิง',
  };
  const words = [...Object.values(names), '王小明', 'Ελένη', 'Наталія'].join(', ');
  expect(printable(words).replaceAll('\u200e', '')).toBe(words);
  // What follows a name that is written from right to left keeps its order.
  expect(printable('רחל לוי, 01924 123456')).toBe('רחל לוי\u200e, 01924 123456');
  // Between letters of such a script a joiner says how they are written; in Latin it says nothing.
  expect(printable('می\u200cروم x\u200dy')).toBe('می\u200cروم\u200e xy');
  const pdf = await renderPdf(
    job(`${HEAD}= #d.title\n#d.words *#d.words*`, { data: { title: 'T', words }, standard: 'ua-1' }),
  );
  const fonts = new Set(fontsIn(pdf).map((name) => name.replace(/-.*/, '')));
  expect([...fonts].sort()).toEqual(
    ['SourceSans3', 'ZCOOLXiaoWei', ...Object.keys(names).map((script) => `NotoSans${script}`)].sort(),
  );
});

test('a template reads nothing outside its own folder', async () => {
  await expect(renderPdf(job('#read("/../../../etc/passwd")'))).rejects.toThrow(/access denied/);
});

test('a figure without words for those who cannot see it is refused', async () => {
  const order = job(`${HEAD}= x\n#image("/spend.svg")`, {
    files: { 'spend.svg': Buffer.from(CHART) },
    standard: 'ua-1',
  });
  await expect(renderPdf(order)).rejects.toThrow(/PDF\/UA-1 error: missing alt text/);
});

test('a mistake in a template is told with its place', async () => {
  const failure = renderPdf(job('\n#nosuch("a")'));
  await expect(failure).rejects.toBeInstanceOf(PdfError);
  await expect(failure).rejects.toThrow(/\.typ:2:2 unknown variable: nosuch/);
});

test('a template that does not end is stopped', async () => {
  const began = Date.now();
  await expect(
    renderPdf(
      job('#for a in range(100000) { for b in range(100000) { let x = calc.sin(a * b) } }', { timeoutMs: 1500 }),
    ),
  ).rejects.toThrow(/not ready after 1500 ms/);
  expect(Date.now() - began).toBeLessThan(6000);
});

test('a file may not stand in for the data or leave the folder', async () => {
  for (const name of ['data.json', 'fonts.json', '../x.svg', '/x.svg', 'x/../../y.svg', '.hidden']) {
    await expect(renderPdf(job('x', { files: { [name]: new Uint8Array() } }))).rejects.toThrow(/cannot name a file/);
  }
});
