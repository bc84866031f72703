import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import type { CommonNames, NameSort } from '../../disclosure/words-gate-name.ts';
import { inProject } from '../../platform/root.ts';

/** Common first names and surnames in England (`data/common-names.csv`), each with whether it is also a word. */
export const COMMON_NAMES: CommonNames = readNames();

function readNames(): CommonNames {
  const rows: Record<string, string>[] = parse(readFileSync(inProject('data', 'common-names.csv')), { columns: true });
  const names = new Map<string, Set<NameSort>>();
  for (const { name = '', kind = '', also = '' } of rows) {
    const key = name.normalize('NFKC').toLowerCase();
    const sort = (also === 'word' ? `${kind}-and-word` : kind) as NameSort;
    names.set(key, (names.get(key) ?? new Set<NameSort>()).add(sort));
  }
  return names;
}
