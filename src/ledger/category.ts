import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { inProject } from '../platform/root.ts';

/** CIPFA's subjective group of a spend, by its number as text. */
export interface Category {
  code: string;
  label: string;
}

/** What spend is coded to (`data/categories.csv`), in CIPFA's order. */
export const CATEGORIES: readonly Category[] = parse(readFileSync(inProject('data', 'categories.csv')), {
  columns: true,
  bom: true,
});

/** The group as a page names it, `5 Third party payments`; the code alone when it is not one of ours. */
export function categoryShown(code: string): string {
  const found = CATEGORIES.find((category) => category.code === code);
  return found === undefined ? code : `${found.code} ${found.label}`;
}
