import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import type { Choice } from '../../platform/form.ts';
import { inProject } from '../../platform/root.ts';

/** Why milestones slip (`data/delay-reasons.csv`), in the order in which forms list the reasons. */
export const DELAY_REASONS: readonly Choice[] = readReasons();

function readReasons(): Choice[] {
  const rows: { code: string; label: string }[] = parse(readFileSync(inProject('data', 'delay-reasons.csv')), {
    columns: true,
    bom: true,
  });
  return rows.map(({ code, label }) => ({ value: code, text: label }));
}
