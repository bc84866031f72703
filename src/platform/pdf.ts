import type { ChildProcess } from 'node:child_process';
import path from 'node:path';
import { startChild } from './child.ts';
import { fontsFor } from './fonts.ts';
import { printable } from './glyphs.ts';

export interface PdfJob {
  /** Absolute path of the Typst template. It may read what lies in its own folder, and nothing else. */
  template: string;
  /** What the template reads as `json("/data.json")`. Words in it stay words; their fonts are `json("/fonts.json")`. */
  data: unknown;
  /** More files the template reads, such as a chart, by plain name: 'spend.svg' is `/spend.svg`. */
  files?: Record<string, Uint8Array>;
  /** With 'ua-1' the document is refused unless it can be read aloud: it needs a title, and alt text on every figure. */
  standard?: 'ua-1';
  timeoutMs: number;
}

/** A document, and where what its template marked has come to stand. */
export interface MarkedPdf {
  pdf: Uint8Array;
  /** The values of the template's `metadata` elements that are labelled `<mark>`, in their order. */
  marks: unknown[];
}

/** What the child is sent; it knows nothing of where things are kept. */
export interface PdfOrder {
  workspace: string;
  main: string;
  shadows: Record<string, Uint8Array>;
  fonts: string[];
  standard: string | undefined;
}

export type PdfAnswer = MarkedPdf | { problems: string[] };

/** Raised when a document could not be made; the message carries what Typst said. */
export class PdfError extends Error {}

const OWN = ['data.json', 'fonts.json'];
const NAME = /^[a-z0-9][\w-]*(\.[\w-]+)+$/i;

/**
 * Makes a PDF in a process of its own: the compiler leaks a little with every document, a template may run for ever,
 * and neither must reach the pages that people are waiting for. The same job gives the same bytes.
 */
export async function renderPdf(job: PdfJob): Promise<Uint8Array> {
  return (await renderMarkedPdf(job)).pdf;
}

/** As `renderPdf`, with what the template marked: on which page a heading stands, say. */
export async function renderMarkedPdf(job: PdfJob): Promise<MarkedPdf> {
  const order = orderOf(job);
  const child = startChild({ beside: import.meta.url, file: 'pdf-child', reads: ['stderr'] });
  try {
    const answer = await answerOf(child, order, job.timeoutMs);
    if ('pdf' in answer) return answer;
    throw new PdfError(`The document could not be made: ${answer.problems.join('; ')}`);
  } finally {
    child.kill('SIGKILL');
  }
}

function orderOf(job: PdfJob): PdfOrder {
  const data = JSON.stringify(job.data, (_, value: unknown) => (typeof value === 'string' ? printable(value) : value));
  const shadows: Record<string, Uint8Array> = { 'data.json': Buffer.from(data) };
  let drawings = '';
  for (const [name, content] of Object.entries(job.files ?? {})) {
    if (!NAME.test(name) || OWN.includes(name)) throw new PdfError(`${JSON.stringify(name)} cannot name a file.`);
    if (!name.endsWith('.svg')) {
      shadows[name] = content;
      continue;
    }
    const drawing = printable(Buffer.from(content).toString('utf8'));
    drawings += drawing;
    shadows[name] = Buffer.from(drawing);
  }
  const fonts = fontsFor(data + drawings);
  shadows['fonts.json'] = Buffer.from(JSON.stringify(fonts.map(({ family }) => family)));
  return {
    workspace: path.dirname(job.template),
    main: path.basename(job.template),
    shadows,
    fonts: fonts.flatMap(({ folders }) => folders),
    standard: job.standard,
  };
}

function answerOf(child: ChildProcess, order: PdfOrder, timeoutMs: number): Promise<PdfAnswer> {
  return new Promise((resolve, reject) => {
    let said = '';
    const fail = (why: string): void => {
      clearTimeout(timer);
      reject(new PdfError(`The document could not be made: ${why}`));
    };
    const timer = setTimeout(() => fail(`it was not ready after ${timeoutMs} ms.`), timeoutMs);
    child.stderr?.on('data', (chunk: Buffer) => {
      if (said.length < 4000) said += chunk.toString('utf8');
    });
    child.once('error', (error) => fail(error.message));
    child.once('close', (code, signal) => fail(`its process ended (${signal ?? code}). ${said}`.trim()));
    child.once('message', (answer: PdfAnswer) => {
      clearTimeout(timer);
      resolve(answer);
    });
    child.send(order, (error) => {
      if (error) fail(error.message);
    });
  });
}
