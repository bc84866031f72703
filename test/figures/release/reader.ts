import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** What a reader finds of one number in a published paper: where it stands, and its text there. */
export interface ReadNumber {
  measure: string;
  place: string;
  category: string;
  /** As the paper says it: `2015/16 Q1`. */
  quarter: string;
  text: string;
  kind: 'count' | 'share';
}

/** A table of a paper, in words. */
export interface ReadTable {
  caption: string;
  columns: string[];
  rows: string[][];
}

/** A paper's tables as somebody reads them who has the page and nothing else. */
export function readTables(html: string): ReadTable[] {
  return [...html.matchAll(/<table[^>]*>(.*?)<\/table>/gs)].map(([, table = '']) => ({
    caption: plain(/<caption[^>]*>(.*?)<\/caption>/s.exec(table)?.[1] ?? ''),
    columns: cells(/<thead>(.*?)<\/thead>/s.exec(table)?.[1] ?? ''),
    rows: [...table.replace(/<thead>.*?<\/thead>/s, '').matchAll(/<tr[^>]*>(.*?)<\/tr>/gs)].map(([, row = '']) =>
      cells(row),
    ),
  }));
}

function cells(row: string): string[] {
  return [...row.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/gs)].map(([, cell = '']) => plain(cell));
}

function plain(markup: string): string {
  return (
    markup
      .replaceAll('<wbr>', '')
      .replace(/<[^>]*>/g, ' ')
      .replaceAll('&#39;', "'")
      .replace(/\s+/g, ' ')
      // Where a line may end within a word, one of the two shows it.
      .replace(/([-/]) /g, '$1')
      .trim()
      // The page says where the PDF's pages begin.
      .replace(/^Page \d+ of \d+ /, '')
  );
}

/** Every number of the named measures that a pack's tables say. */
export function readPack(tables: readonly ReadTable[], names: readonly string[], county: string): ReadNumber[] {
  const found: ReadNumber[] = [];
  for (const { caption, columns, rows } of tables) {
    for (const [head = '', ...values] of rows) {
      const own = names.find((name) => head.startsWith(`${name} (`));
      const share = names.find((name) => head.startsWith(`${name}, as a share of `));
      const measure = own ?? share;
      if (caption.startsWith(`${county}: `) && measure !== undefined) {
        const kind = share === undefined ? 'count' : 'share';
        for (const [at, text] of values.entries()) {
          const quarter = columns[at + 1] ?? '';
          if (/^\d/.test(quarter)) found.push({ measure, place: county, category: '', quarter, text, kind });
        }
      }
      const districts = names.find((name) => head.startsWith(`${name}, 20`));
      if (caption.startsWith('By district: ') && districts !== undefined) {
        const quarter = head.slice(districts.length + 2);
        for (const [at, text] of values.entries()) {
          found.push({ measure: districts, place: columns[at + 1] ?? '', category: '', quarter, text, kind: 'count' });
        }
      }
      const broken = names.find((name) => caption.includes(`: ${name}, 20`));
      if (caption.startsWith('By ') && broken !== undefined) {
        const quarter = caption.slice(caption.indexOf(`: ${broken}, `) + broken.length + 4);
        found.push({ measure: broken, place: county, category: head, quarter, text: values[0] ?? '', kind: 'count' });
      }
    }
  }
  return found;
}

/** What a PDF says, as poppler reads it aloud; null where the machine has none. */
export function readPdf(pdf: Uint8Array): string | null {
  return byPoppler('pdftotext', (file) => ['-layout', file, '-'], pdf);
}

/** A PDF's tables, as a program reads them aloud that goes by its tags; null where the machine has none. */
export function readPdfTables(pdf: Uint8Array): ReadTable[] | null {
  const said = byPoppler('pdfinfo', (file) => ['-struct-text', file], pdf);
  if (said === null) return null;
  const tables: ReadTable[] = [];
  let [part, row] = ['', [] as string[]];
  let depth = Infinity;
  for (const line of said.split('\n')) {
    const [, indent = '', tag = '', words] = /^( *)(?:([A-Z][A-Za-z0-9]*)\b|"(.*)")/.exec(line) ?? [];
    if (tag !== '' && indent.length <= depth && tag !== 'Table') depth = Infinity;
    if (tag === 'Table') {
      tables.push({ caption: '', columns: [], rows: [] });
      depth = indent.length;
    }
    const table = tables.at(-1);
    if (table === undefined || depth === Infinity) continue;
    if (['Caption', 'THead', 'TBody', 'TFoot'].includes(tag)) part = tag;
    if (tag === 'TR') {
      row = [];
      if (part === 'THead') table.columns = row;
      else table.rows.push(row);
    }
    if (tag === 'TH' || tag === 'TD') row.push('');
    if (words === undefined) continue;
    if (part === 'Caption') table.caption = plain(`${table.caption} ${words}`);
    else row.push(plain(`${row.pop() ?? ''} ${words}`));
  }
  return tables;
}

function byPoppler(program: string, args: (file: string) => string[], pdf: Uint8Array): string | null {
  const folder = mkdtempSync(path.join(tmpdir(), 'paper-'));
  const file = path.join(folder, 'paper.pdf');
  try {
    writeFileSync(file, pdf);
    return execFileSync(program, args(file), {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      maxBuffer: 64e6,
    });
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return null;
    throw error;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The number of a text such as `1,420 [r]`; null for a marker. */
export function numberIn(text: string): number | null {
  const match = /^([\d,]+)%?( \[[pr]\])?$/.exec(text);
  return match === null ? null : Number((match[1] as string).replaceAll(',', ''));
}
