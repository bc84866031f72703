import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { type Pence, parsePounds } from '../money/pence.ts';
import { inProject } from '../platform/root.ts';
import type { Role } from './role.ts';

const LIMITS: Map<string, Pence> = readLimits();

/** Reads `data/authority-limits.csv`: up to how many pounds a role may do an act. An empty limit means any amount. */
function readLimits(): Map<string, Pence> {
  const rows: { role: string; act: string; limit: string }[] = parse(
    readFileSync(inProject('data', 'authority-limits.csv')),
    { columns: true, bom: true },
  );
  return new Map(
    rows.map(({ role, act, limit }) => {
      if (limit === '') return [`${role} ${act}`, Number.MAX_SAFE_INTEGER];
      const amount = parsePounds(limit);
      if (!amount.ok) throw new Error(`authority-limits.csv: the limit of ${role} for ${act} ${amount.reason}.`);
      return [`${role} ${act}`, amount.pence];
    }),
  );
}

/** The limit in pence; below zero when the role has none for this act. */
export function limitOf(role: Role, act: string): Pence {
  return LIMITS.get(`${role} ${act}`) ?? -1;
}
