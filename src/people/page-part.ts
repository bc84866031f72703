import type { Cell, Table } from '../platform/table.ts';
import type { Page, Visit } from './door.ts';

/** A heading of a record's page with what stands under it. */
export interface PageSection {
  heading?: string;
  /** Where links within the page lead. */
  id?: string;
  sentences?: string[];
  table?: Table;
  svg?: string;
  label?: string;
  /** Where what stands under it goes on. */
  links?: { text: string; href: string }[];
}

/** What stands at the top of a record's page in a view of its own, such as where an initiative stands. */
export interface PagePanel {
  /** The view below `views`, which is given the panel as `panel`. */
  view: string;
  [part: string]: unknown;
}

/** What one noun says on the page of another: of its claims on an agreement's, of its risks on an initiative's. */
export interface PagePart {
  panel?: PagePanel;
  warnings?: string[];
  actions?: { text: string; href: string }[];
  summary?: { key: string; cells: Cell[] }[];
  sections?: PageSection[];
  links?: { text: string; href: string }[];
}

/** Reads what a noun says on the page of a record, for whoever looks. `app.ts` hands those of higher rooms down. */
export type ReadPart = (visit: Visit, ref: string) => Promise<PagePart>;

/** Reads the parts one after the other, in the order in which they stand on the page. */
export async function readParts(visit: Visit, ref: string, readers: readonly ReadPart[]): Promise<PagePart[]> {
  const parts: PagePart[] = [];
  for (const read of readers) parts.push(await read(visit, ref));
  return parts;
}

/** The page of a record with what other nouns say on it, each after the page's own. */
export function joinParts(page: Page, parts: readonly PagePart[]): Page {
  const own = page as Page & PagePart;
  const all = [own, ...parts];
  return {
    ...page,
    panel: all.find(({ panel }) => panel !== undefined)?.panel,
    warnings: all.flatMap(({ warnings }) => warnings ?? []),
    actions: all.flatMap(({ actions }) => actions ?? []),
    summary: all.flatMap(({ summary }) => summary ?? []),
    sections: all.flatMap(({ sections }) => sections ?? []),
    links: all.flatMap(({ links }) => links ?? []),
  };
}
