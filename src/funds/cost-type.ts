import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import type { Choice } from '../platform/form.ts';
import { inProject } from '../platform/root.ts';

const COST_TYPES: readonly Choice[] = readCostTypes();

/** Additional costs that a grant may pay for (`data/cost-types.csv`), in the order in which returns list them. */
export function listCostTypes(): readonly Choice[] {
  return COST_TYPES;
}

function readCostTypes(): Choice[] {
  const rows: { code: string; label: string }[] = parse(readFileSync(inProject('data', 'cost-types.csv')), {
    columns: true,
    bom: true,
  });
  return rows.map(({ code, label }) => ({ value: code, text: label }));
}
