import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import ejs from 'ejs';
import { inProject } from '../platform/root.ts';
import type { PackModel } from './pack.ts';

const TEMPLATE = inProject('views', 'packs', 'pack.ejs');

/** Where a pack's numbers and its own links lead. */
export interface PackLinks {
  /** Where a figure opens, by its number; null for one that opens only once it is published. */
  hrefOf: (figure: number) => string | null;
  /** What stands above the pack on a screen, and not on paper. */
  links: { href: string; text: string }[];
}

/** The pack as one HTML document that needs no other file. The same model and links give the same text. */
export async function renderHtml(pack: PackModel, { hrefOf, links }: PackLinks): Promise<string> {
  const css = readFileSync(inProject('views', 'packs', 'pack.css'), 'utf8');
  const locals = { pack, css, contents: contentsOf(pack), hrefOf, links };
  return ejs.renderFile(TEMPLATE, locals, { cache: true });
}

interface Entry {
  id: string;
  number: string;
  text: string;
  parts: Entry[];
}

/** The contents list, numbered as the PDF numbers its headings, so that both can be cited alike. */
function contentsOf(pack: PackModel): Entry[] {
  return pack.sections.map(({ id, title, blocks }, index) => {
    const number = sectionNumber(pack, index);
    return {
      id,
      number,
      text: title,
      parts: blocks
        .filter((block) => block.kind === 'heading')
        .map((block, part) => ({ id: block.id, number: `${number}.${part + 1}`, text: block.text, parts: [] })),
    };
  });
}

/** Sections are numbered, and annexes are lettered from A after them. */
function sectionNumber({ sections }: PackModel, index: number): string {
  const first = sections.findIndex(({ annex }) => annex === true);
  return first === -1 || index < first ? `${index + 1}` : String.fromCharCode(65 + index - first);
}

/**
 * The content policy under which a rendered pack is served: its one style block by its own hash, so that bytes frozen
 * long ago keep the style they were frozen with, and nothing else may style, load or run.
 */
export function packPolicy(html: string): string {
  const style = /<style>([\s\S]*?)<\/style>/.exec(html)?.[1] ?? '';
  const hash = createHash('sha256').update(style).digest('base64');
  return (
    `default-src 'none'; style-src 'sha256-${hash}'; img-src 'self'; form-action 'none'; frame-ancestors 'none'; ` +
    "base-uri 'none'"
  );
}
