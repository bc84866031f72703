import { LINE_WORDS } from './line-digest.ts';

/** Has SQLite's search find lines between two numbers that are added already, as `soughtBy` says it of plain letters. */
export const SEARCH_PLAIN = `INSERT INTO import_line_search (rowid, words)
  SELECT l.id, s.name || ' ' || l.words || ' ${LINE_WORDS.coding}' || l.coding_id || ' ${LINE_WORDS.supplier}'
    || l.supplier_id
  FROM import_line l JOIN import_supplier s ON s.id = l.supplier_id WHERE l.id BETWEEN ? AND ?`;

/** The numbers of lines that follow one another, from the first to the last. */
export type Range = [first: number, last: number];
