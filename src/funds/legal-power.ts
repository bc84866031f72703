import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import type { Choice } from '../platform/form.ts';
import { inProject } from '../platform/root.ts';

const POWERS: Record<string, string>[] = parse(readFileSync(inProject('data', 'legal-powers.csv')), {
  columns: true,
  bom: true,
});

/** The legal powers that decisions usually rest on (`data/legal-powers.csv`), in the order in which forms list them. */
export const LEGAL_POWERS: readonly Choice[] = POWERS.map(({ code = '', label = '' }) => ({
  value: code,
  text: label,
}));

/** A power of the list in words, or its code when the list no longer has it. */
export function powerShown(code: string): string {
  return LEGAL_POWERS.find(({ value }) => value === code)?.text ?? code;
}

/** A power of the list as a list of decisions has room for it, such as 'PRSRA 2011 s.9'. */
export function shortPower(code: string): string {
  return POWERS.find((power) => power.code === code)?.short ?? code;
}
