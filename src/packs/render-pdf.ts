import { dayParts } from '../calendar/day.ts';
import { renderPdf } from '../platform/pdf.ts';
import { inProject } from '../platform/root.ts';
import type { Block, PackModel } from './pack.ts';

const TEMPLATE = inProject('views', 'packs', 'pack.typ');
const TIMEOUT_MS = 30_000;

/** The pack as a tagged PDF (PDF/UA-1), dated by its cut-off. The same model gives the same bytes. */
export async function renderPackPdf(pack: PackModel): Promise<Uint8Array> {
  const { data, files } = pdfParts(pack);
  return renderPdf({ template: TEMPLATE, data, files, standard: 'ua-1', timeoutMs: TIMEOUT_MS });
}

/** What the template is given: the model with its charts as files, and for each table how its columns share the page. */
export function pdfParts(pack: PackModel): { data: unknown; files: Record<string, Uint8Array> } {
  const files: Record<string, Uint8Array> = {};
  const drawn = (block: Block): unknown => {
    if (block.kind === 'table') return { ...block, weights: columnWeights(block) };
    if (block.kind !== 'chart') return block;
    const file = `${block.id}.svg`;
    files[file] = Buffer.from(block.svg);
    const { kind, title, alt } = block;
    return { kind, title, alt, file };
  };
  const data = {
    ...pack,
    date: dayParts(pack.day),
    opening: pack.opening.map(drawn),
    sections: pack.sections.map((section) => ({ ...section, blocks: section.blocks.map(drawn) })),
  };
  return { data, files };
}

const CROWDED = 5;
const LONG = 24;

/**
 * How the columns share the page, by weight; 0 is as wide as it needs to be. Columns of long words share what is
 * left by their length; in a crowded table the numbers are all alike.
 */
function columnWeights({ columns, rows }: Block & { kind: 'table' }): number[] {
  const lengths = columns.map((column, index) =>
    column.numeric ? 0 : Math.max(column.label.length, ...rows.map((row) => row[index]?.text.length ?? 0)),
  );
  const longest = lengths.indexOf(Math.max(...lengths));
  if (columns.filter(({ numeric }) => numeric).length >= CROWDED) {
    return columns.map(({ numeric }, index) => (numeric ? 1.35 : index === longest ? 2.6 : 0));
  }
  return lengths.map((length, index) => {
    if (length > LONG) return Math.min(4, length / LONG);
    return index === longest ? 1 : 0;
  });
}
