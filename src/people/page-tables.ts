import type { Table } from '../platform/table.ts';
import type { Page } from './door.ts';
import { TABLE_FORMATS, type TableFormat } from './table-address.ts';

/** A table of a page, under the name by which its files are asked for. */
export interface PageTable {
  name: string;
  table: Table;
}

const DEEPEST = 4;
/** Parts of a page that say nothing of what their table holds: its caption does. */
const UNTOLD = /^(table|tables|sections|\d+)$/;

/** The tables of a finished page, each under a name that follows from where it stands or from its caption. */
export function tablesOn(page: Page): PageTable[] {
  const found: { key: string; table: Table }[] = [];
  walk(page, '', 0, (key, table) => found.push({ key, table }));
  const names = new Map<string, number>();
  return found.map(({ key, table }) => {
    const name = UNTOLD.test(key) ? nameOf(table.caption) : nameOf(key);
    const times = (names.get(name) ?? 0) + 1;
    names.set(name, times);
    return { name: times === 1 ? name : `${name}-${times}`, table };
  });
}

function walk(value: unknown, key: string, depth: number, meet: (key: string, table: Table) => void): void {
  if (typeof value !== 'object' || value === null || depth > DEEPEST) return;
  if (isTable(value)) {
    meet(key, value);
    return;
  }
  for (const [part, inner] of Object.entries(value)) walk(inner, part, depth + 1, meet);
}

function isTable(value: object): value is Table {
  const { caption, columns, rows, notes, empty } = value as Partial<Table>;
  const isText = typeof caption === 'string' && typeof empty === 'string';
  return isText && [columns, rows, notes].every(Array.isArray);
}

function nameOf(text: string): string {
  const name = text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, ' ')
    .trim()
    .replaceAll(' ', '-');
  return name === '' ? 'table' : name;
}

const FORMAT_NAMES: Record<TableFormat, string> = { csv: 'CSV', json: 'JSON', xlsx: 'Excel', ods: 'OpenDocument' };

/** Where a table is to be had in each of its formats. */
export function fileLinks(stem: string, query: string): NonNullable<Table['files']> {
  return TABLE_FORMATS.map((format) => ({ text: FORMAT_NAMES[format], href: `${stem}.${format}${query}` }));
}

/** Where a page is, what is asked of it, and whether its address with an ending is its table already. */
export interface PageAddress {
  path: string;
  query: string;
  isStem: boolean;
}

/** Adds to each table with rows where it is to be had as a file, asking the same as the page was asked. */
export function addFileLinks(page: Page, { path, query, isStem }: PageAddress): void {
  const tables = tablesOn(page);
  for (const { name, table } of tables) {
    if (table.rows.length === 0) continue;
    const stem = isStem && tables.length === 1 ? path : `${path === '/' ? '' : path}/tables/${name}`;
    table.files = fileLinks(stem, query);
  }
}
