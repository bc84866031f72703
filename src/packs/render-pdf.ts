import { dayParts } from '../calendar/day.ts';
import { renderMarkedPdf } from '../platform/pdf.ts';
import { inProject } from '../platform/root.ts';
import type { Limits } from './marking.ts';
import type { Block, PackModel, Section } from './pack.ts';
import { blockId, type PageMap } from './page-map.ts';

const TEMPLATE = inProject('views', 'packs', 'pack.typ');
const TIMEOUT_MS = 60_000;

/** What a copy of a pack carries beside its model. */
export interface Imprint {
  /** The short code at the foot of each page; null for a draft. */
  code: string | null;
  /** Where people reach the program; null where that is not known, and then nothing leads there. */
  address: string | null;
  /** Where a figure opens, by its number, below that address; null where nobody may open it. */
  hrefOf: ((figure: number) => string) | null;
  /** The sections that are left out of this copy, and where everything stands in the whole pack. */
  withheld?: { sections: readonly string[]; pages: PageMap };
}

export const NO_IMPRINT: Imprint = { code: null, address: null, hrefOf: null };

/** A pack as a PDF, and on which page everything stands in it. */
export interface PagedPdf {
  pdf: Uint8Array;
  pages: PageMap;
}

/**
 * The pack as a tagged PDF (PDF/UA-1), dated by its cut-off. The same model and imprint give the same bytes. In a copy
 * that leaves sections out, every other page keeps its number.
 */
export async function renderPackPdf(pack: PackModel, imprint: Imprint): Promise<PagedPdf> {
  const whole = imprint.withheld?.pages;
  let padding = { front: 0, end: 0 };
  let made = await rendered(pack, imprint, padding);
  // A contents list without a withheld section's headings may be a page shorter, and so may the register.
  for (let tries = 0; whole !== undefined && tries < 2; tries += 1) {
    const first = pack.sections[0]?.id ?? '';
    const front = (whole.of[first] ?? 0) - (made.pages.of[first] ?? 0);
    const end = whole.total - made.pages.total - front;
    if (front === 0 && end === 0) break;
    padding = { front: padding.front + Math.max(0, front), end: padding.end + Math.max(0, end) };
    made = await rendered(pack, imprint, padding);
  }
  return made;
}

interface Padding {
  front: number;
  end: number;
}

async function rendered(pack: PackModel, imprint: Imprint, padding: Padding): Promise<PagedPdf> {
  const { data, files } = pdfParts(pack, imprint, padding);
  const { pdf, marks } = await renderMarkedPdf({
    template: TEMPLATE,
    data,
    files,
    standard: 'ua-1',
    timeoutMs: TIMEOUT_MS,
  });
  const of = Object.fromEntries((marks[0] as { id: string; page: number }[]).map(({ id, page }) => [id, page]));
  return { pdf, pages: { total: of.end as number, of } };
}

/** What the template is given: the model with its charts as files, and for each table how its columns share the page. */
export function pdfParts(
  pack: PackModel,
  { code, address, hrefOf, withheld }: Imprint = NO_IMPRINT,
  padding: Padding = { front: 0, end: 0 },
): { data: unknown; files: Record<string, Uint8Array> } {
  const files: Record<string, Uint8Array> = {};
  const drawn = (block: Block, id: string): unknown => {
    if (block.kind === 'table') return { ...block, id, weights: columnWeights(block) };
    if (block.kind === 'register')
      return { ...block, id, rows: block.rows.map((row) => ({ ...row, href: href(row.figure) })) };
    if (block.kind === 'heading') return block;
    if (block.kind !== 'chart') return { ...block, id };
    const file = `${block.id}.svg`;
    files[file] = Buffer.from(block.svg);
    const { kind, title, alt } = block;
    return { kind, title, alt, file, id };
  };
  const href = (figure: number): string | null =>
    address === null || hrefOf === null ? null : `${address}${hrefOf(figure)}`;
  const data = {
    ...pack,
    code,
    checkAt: address === null ? 'the office' : `${address.replace(/^https?:\/\//, '')}/check`,
    padding,
    registered: Object.fromEntries(registeredFigures(pack).map((figure) => [figure, true])),
    date: dayParts(pack.day),
    opening: pack.opening.map((block, index) => drawn(block, blockId(null, index))),
    sheets: sheetsOf(pack.sections).map((sheet) => ({
      ...sheet,
      sections: sheet.sections.map((section) => {
        const left = withheld?.sections.includes(section.id) === true ? withheld.pages : null;
        return {
          id: section.id,
          title: section.title,
          annex: section.annex === true,
          firstAnnex: section.annex === true && pack.sections.find(({ annex }) => annex === true) === section,
          compact: section.alone === true,
          signed: section.signed ?? null,
          limits: section.limits === undefined ? null : printedLimits(section.limits),
          pages: left === null ? null : pagesOf(pack, section, left),
          placeholder: PLACEHOLDER,
          blocks: left === null ? section.blocks.map((block, at) => drawn(block, blockId(section.id, at))) : [],
        };
      }),
    })),
  };
  return { data, files };
}

/** What stands in the place of a section that a reader does not get. */
export const PLACEHOLDER =
  'This paper is not in this copy: it goes to the people on its distribution list. Whoever needs it asks its originator.';

function registeredFigures({ sections }: PackModel): number[] {
  return sections.flatMap(({ blocks }) =>
    blocks.flatMap((block) => (block.kind === 'register' ? block.rows.map(({ figure }) => figure) : [])),
  );
}

/** Sections that share their pages: wide ones that follow each other, and any others as they come. */
interface Sheet {
  wide: boolean;
  /** Whether it begins and ends a page, so that it can be left out without moving any other. */
  alone: boolean;
  sections: Section[];
}

function sheetsOf(sections: readonly Section[]): Sheet[] {
  const sheets: Sheet[] = [];
  for (const section of sections) {
    const last = sheets.at(-1);
    const alone = section.alone === true || section.limits !== undefined;
    if (last !== undefined && section.wide && last.wide && !alone && !last.alone) last.sections.push(section);
    else sheets.push({ wide: section.wide, alone, sections: [section] });
  }
  return sheets;
}

function printedLimits({ marking, originator, handling }: Limits) {
  return { marking, originator, handling };
}

function pagesOf({ sections }: PackModel, section: Section, { total, of }: PageMap): number {
  const from = of[section.id] ?? 1;
  const next = sections[sections.indexOf(section) + 1];
  return Math.max(1, (next === undefined ? total + 1 : (of[next.id] ?? from + 1)) - from);
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
    return columns.map(({ numeric }, index) => (numeric ? 1.3 : index === longest ? 3.2 : 0));
  }
  return lengths.map((length, index) => {
    if (length > LONG) return Math.min(4, length / LONG);
    return index === longest ? 1 : 0;
  });
}
