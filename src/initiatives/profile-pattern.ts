import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import type { Act } from '../audit/act.ts';
import { spellOut } from '../audit/words.ts';
import type { Db } from '../platform/database.ts';
import { refused } from '../platform/refusal.ts';
import { inProject } from '../platform/root.ts';

/** How much a period weighs when a budget is spread. */
export interface Weight {
  period: number;
  weight: number;
}

/** A way of spreading a budget over a year that can be chosen by name. */
export interface ProfilePattern {
  code: string;
  name: string;
  weights: Weight[];
  /** Who saved it; null for those that come with the program. */
  savedBy: number | null;
  /** The act that saved it; 0 for those that come with the program. */
  seq: number;
}

/** The patterns that come with the program (`data/profile-patterns.csv`), in the order in which forms list them. */
export const SHIPPED_PATTERNS: readonly ProfilePattern[] = readShipped();

function readShipped(): ProfilePattern[] {
  const file = inProject('data', 'profile-patterns.csv');
  const rows: Record<string, string>[] = parse(readFileSync(file), { columns: true, bom: true });
  return rows.map(({ code = '', name = '', ...months }) => {
    const weights = Object.entries(months).map(([month, weight]) => ({
      period: Number(month.slice(1)),
      weight: Number(weight),
    }));
    if (!weights.some(({ weight }) => weight > 0)) throw new Error(`profile-patterns.csv: ${code} has no weight.`);
    return { code, name, weights, savedBy: null, seq: 0 };
  });
}

/** Every pattern of the office: those that come with the program, then those that it saved. */
export async function listPatterns(db: Db, officeId: number): Promise<ProfilePattern[]> {
  const rows = await spellOut(db, await db('profile_pattern').where({ office_id: officeId }).orderBy('id'));
  const shares = await db('profile_pattern_share').where({ office_id: officeId }).orderBy('period');
  const saved = rows.map((row) => ({
    code: row.code as string,
    name: row.name as string,
    weights: shares
      .filter(({ pattern }) => pattern === row.code)
      .map(({ period, weight }) => ({ period, weight }) as Weight),
    savedBy: row.entered_by as number | null,
    seq: row.act_seq as number,
  }));
  return [...SHIPPED_PATTERNS, ...saved];
}

/**
 * Saves weights as a pattern of the office under a name, and answers its code. A pattern stays as it was saved, so
 * that what was spread by it can be explained. Refused by name: `pattern-name` when the name is taken.
 */
export async function savePattern(act: Act, wanted: { name: string; weights: readonly Weight[] }): Promise<string> {
  const known = await listPatterns(act.trx, act.doer.officeId);
  if (known.some(({ name }) => name.toLowerCase() === wanted.name.toLowerCase())) {
    throw refused('pattern-name', `There is a pattern called ${wanted.name} already. Choose another name.`, 'name');
  }
  const code = `PP-${String(await act.nextNumber('profile-pattern', 0)).padStart(2, '0')}`;
  await act.add('profile_pattern', {
    code,
    name_words: await act.words(wanted.name),
    entered_by: act.doer.personId,
  });
  await act.addMany(
    'profile_pattern_share',
    wanted.weights.map(({ period, weight }) => ({ pattern: code, period, weight })),
  );
  return code;
}
