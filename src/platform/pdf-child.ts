import path from 'node:path';
import { NodeCompiler, type NodeError } from '@myriaddreamin/typst-ts-node-compiler';
import type { PdfAnswer, PdfOrder } from './pdf.ts';

// The child of pdf.ts: one order in, one answer out.
process.once('message', (order: PdfOrder) => {
  process.send?.(compile(order), () => process.disconnect());
});

function compile(order: PdfOrder): PdfAnswer {
  const compiler = NodeCompiler.create({ workspace: order.workspace, fontArgs: [{ fontPaths: order.fonts }] });
  for (const [name, content] of Object.entries(order.shadows)) {
    compiler.mapShadow(path.join(order.workspace, name), Buffer.from(content));
  }
  const compiled = compiler.compile({ mainFilePath: path.join(order.workspace, order.main) });
  if (compiled.hasError() || !compiled.result) return { problems: told(compiler, compiled.takeDiagnostics()) };
  try {
    const pdf = compiler.pdf(compiled.result, order.standard ? { pdfStandard: order.standard } : {});
    const marks = compiler.query(compiled.result, { selector: '<mark>', field: 'value' }) as unknown[];
    return { pdf: new Uint8Array(pdf), marks };
  } catch (error) {
    return { problems: messagesIn(error instanceof Error ? error.message : String(error)) };
  }
}

interface Diagnostic {
  message: string;
  path?: string;
  range?: { start: { line: number; character: number } };
}

function told(compiler: NodeCompiler, diagnostics: NodeError | null): string[] {
  if (!diagnostics) return ['Typst gave no reason.'];
  return (compiler.fetchDiagnostics(diagnostics) as Diagnostic[]).map(({ message, path: file, range }) => {
    const place = file && range ? `${path.basename(file)}:${range.start.line + 1}:${range.start.character + 1} ` : '';
    return place + message;
  });
}

// What is wrong with the finished document comes as a printed structure, of which only the sentences are for people.
function messagesIn(printed: string): string[] {
  const messages = [...printed.matchAll(/message: "((?:[^"\\]|\\.)*)"/g)].map(([, message = '']) => message);
  return messages.length > 0 ? messages : [printed];
}
