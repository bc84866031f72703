import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import ejs from 'ejs';
import { inProject } from '../platform/root.ts';
import type { Limits } from './marking.ts';
import type { Block, PackModel } from './pack.ts';
import { blockId, type PageMap } from './page-map.ts';
import { PLACEHOLDER } from './render-pdf.ts';

const TEMPLATE = inProject('views', 'packs', 'pack.ejs');

/** Where a pack's numbers and its own links lead. */
export interface PackLinks {
  /** Where a figure opens, by its number; null for one that opens only once it is published. */
  hrefOf: (figure: number) => string | null;
  /** What stands above the pack on a screen, and not on paper. */
  links: { href: string; text: string }[];
  /** The code of a published copy, and where it is checked. */
  code?: { text: string; href: string };
  /** On which page of the PDF everything stands; a draft has none yet. */
  pages?: PageMap;
  /** The sections that are left out of this copy. */
  withheld?: readonly string[];
  /** What stands after the pack, such as the rows behind each figure in a file that works without a network. */
  behind?: { figures: BehindFigure[] };
}

/** A figure with the rows behind it, as it stands at the end of a file that needs no network. */
export interface BehindFigure {
  number: number;
  label: string;
  scope: string;
  text: string;
  means: string;
  note: string | null;
  adds: boolean;
  rows: { label: string; day: string; text: string }[];
}

/** The pack as one HTML document that needs no other file. The same model and links give the same text. */
export async function renderHtml(pack: PackModel, shown: PackLinks): Promise<string> {
  const css = readFileSync(inProject('views', 'packs', 'pack.css'), 'utf8');
  const { hrefOf, links, code = null, pages, withheld = [], behind = null } = shown;
  const turn = pageTurner(pages);
  const parts = (section: string | null, blocks: Block[]) =>
    blocks.map((block, index) => {
      const id = block.kind === 'heading' ? block.id : blockId(section, index);
      return {
        block,
        page: turn(id),
        rowPage: (row: number) => turn(`${id}-${row}`),
        figurePage: (n: number) => turn(`figure-${n}`),
      };
    });
  const locals = {
    pack: {
      ...pack,
      opening: parts(null, pack.opening),
      sections: pack.sections.map((section) => {
        const isLeft = withheld.includes(section.id);
        return {
          id: section.id,
          title: section.title,
          wide: section.wide,
          page: turn(section.id),
          signed: section.signed ?? null,
          limits: (section.limits ?? null) as Limits | null,
          placeholder: isLeft ? PLACEHOLDER : null,
          blocks: isLeft ? [] : parts(section.id, section.blocks),
        };
      }),
    },
    css,
    contents: contentsOf(pack, pages, withheld),
    hrefOf,
    links,
    code,
    behind,
  };
  return ejs.renderFile(TEMPLATE, locals, { cache: true });
}

/** Answers, part by part in their order, on which page one begins where the part before stood on another. */
function pageTurner(pages: PageMap | undefined): (id: string) => { number: number; total: number } | null {
  let last = 1;
  return (id) => {
    const number = pages?.of[id];
    if (pages === undefined || number === undefined || number <= last) return null;
    last = number;
    return { number, total: pages.total };
  };
}

interface Entry {
  id: string;
  number: string;
  text: string;
  /** Its page in the PDF; null where there is none yet. */
  page: number | null;
  parts: Entry[];
}

/** The contents list, numbered as the PDF numbers its headings, so that both can be cited alike. */
function contentsOf(pack: PackModel, pages: PageMap | undefined, withheld: readonly string[]): Entry[] {
  const page = (id: string): number | null => pages?.of[id] ?? null;
  return pack.sections.map(({ id, title, blocks }, index) => {
    const number = sectionNumber(pack, index);
    return {
      id,
      number,
      text: title,
      page: page(id),
      parts: (withheld.includes(id) ? [] : blocks)
        .filter((block) => block.kind === 'heading')
        .map((block, part) => ({
          id: block.id,
          number: `${number}.${part + 1}`,
          text: block.text,
          page: page(block.id),
          parts: [],
        })),
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
