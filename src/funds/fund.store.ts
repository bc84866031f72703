import type { Act } from '../audit/act.ts';
import { spellOut } from '../audit/words.ts';
import type { Db } from '../platform/database.ts';
import { demandFreeCode } from './code.ts';

/** The whole budget of an office for one end, with the day on which it starts. */
export interface Fund {
  code: string;
  name: string;
  startsOn: string;
}

/** Makes a fund. Refused as `code-used` when the office has one of this code. */
export async function addFund(act: Act, fund: Fund): Promise<void> {
  await demandFreeCode(act, 'fund', fund.code);
  await act.add('fund', { code: fund.code, name_words: await act.words(fund.name), starts_on: fund.startsOn });
}

/** The office's funds, in the order they were made; an installation may hold several. */
export async function listFunds(db: Db, officeId: number): Promise<Fund[]> {
  const rows = await spellOut(db, await db('fund').where({ office_id: officeId }).orderBy('id'));
  return rows.map((row) => ({ code: row.code, name: row.name as string, startsOn: row.starts_on }));
}
