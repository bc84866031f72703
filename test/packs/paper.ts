import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Runs one of the programs that read a PDF over a file; null where the machine lacks it. */
function read(program: string, args: (file: string) => string[], content: Uint8Array): string | null {
  const folder = mkdtempSync(path.join(tmpdir(), 'paper-'));
  const file = path.join(folder, 'paper.pdf');
  try {
    writeFileSync(file, content);
    return execFileSync(program, args(file), { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 64e6 });
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return null;
    throw error;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Which of the programs that these tests read PDF with are not on this machine. */
export function lacking(): string[] {
  return ['qpdf', 'pdfinfo', 'pdftotext'].filter((program) => {
    try {
      execFileSync(program, [program === 'qpdf' ? '--version' : '-v'], { stdio: 'ignore' });
      return false;
    } catch {
      return true;
    }
  });
}

/** What a PDF says, page by page, as it stands on the paper. */
export function pagesOf(pdf: Uint8Array): string[] | null {
  const said = read('pdftotext', (file) => ['-layout', file, '-'], pdf);
  return said === null ? null : said.split('\f').slice(0, -1);
}

/** What a PDF says, word after word. */
export function wordsOf(pdf: Uint8Array): string | null {
  return read('pdftotext', (file) => ['-raw', file, '-'], pdf)?.replaceAll(/\s+/g, ' ') ?? null;
}

/** The tree of tags by which a PDF is read aloud. */
export function tagsOf(pdf: Uint8Array): string | null {
  return read('pdfinfo', (file) => ['-struct', file], pdf);
}

/** What a PDF tells of itself. */
export function infoOf(pdf: Uint8Array): string | null {
  return read('pdfinfo', (file) => [file], pdf);
}

/** What qpdf finds of a file's syntax; throws where it is not clean. */
export function syntaxOf(pdf: Uint8Array): string | null {
  return read('qpdf', (file) => ['--check', file], pdf);
}

/** The objects of a PDF as JSON, by qpdf. */
export function objectsOf(pdf: Uint8Array): string | null {
  return read('qpdf', (file) => ['--json', file], pdf);
}
