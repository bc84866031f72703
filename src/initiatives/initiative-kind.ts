import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import type { Choice } from '../platform/form.ts';
import { inProject } from '../platform/root.ts';

interface Kind {
  code: string;
  label: string;
  leadTimeDays: number | null;
}

const KINDS: readonly Kind[] = readKinds();

/** The kinds of initiative (`data/initiative-kinds.csv`), in the order in which forms list them. */
export const INITIATIVE_KINDS: readonly Choice[] = KINDS.map(({ code, label }) => ({ value: code, text: label }));

function readKinds(): Kind[] {
  const file = readFileSync(inProject('data', 'initiative-kinds.csv'));
  const rows: Record<string, string>[] = parse(file, { columns: true, bom: true });
  return rows.map(({ code = '', label = '', lead_time_days: typed = '' }) => {
    if (!/^\d{0,3}$/.test(typed)) {
      throw new Error(`initiative-kinds.csv: lead_time_days of ${code} must be a whole number of days, or nothing.`);
    }
    return { code, label, leadTimeDays: typed === '' ? null : Number(typed) };
  });
}

/** How many days it takes to commission more work of this kind, from the decision to the spend; null when not set. */
export function leadTimeDays(code: string): number | null {
  return KINDS.find((kind) => kind.code === code)?.leadTimeDays ?? null;
}

/** The kind in words, or its code when it is not one of ours. */
export function kindShown(code: string): string {
  return INITIATIVE_KINDS.find(({ value }) => value === code)?.text ?? code;
}
