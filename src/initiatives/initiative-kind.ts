import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import type { Choice } from '../platform/form.ts';
import { inProject } from '../platform/root.ts';

/** The kinds of initiative (`data/initiative-kinds.csv`), in the order in which forms list them. */
export const INITIATIVE_KINDS: readonly Choice[] = readKinds();

function readKinds(): Choice[] {
  const rows: { code: string; label: string }[] = parse(readFileSync(inProject('data', 'initiative-kinds.csv')), {
    columns: true,
    bom: true,
  });
  return rows.map(({ code, label }) => ({ value: code, text: label }));
}

/** The kind in words, or its code when it is not one of ours. */
export function kindShown(code: string): string {
  return INITIATIVE_KINDS.find(({ value }) => value === code)?.text ?? code;
}
