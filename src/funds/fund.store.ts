import type { Act } from '../audit/act.ts';
import { spellOut } from '../audit/words.ts';
import type { Db } from '../platform/database.ts';

export interface Fund {
  code: string;
  name: string;
  startsOn: string;
}

export async function addFund(act: Act, fund: Fund): Promise<void> {
  await act.add('fund', { code: fund.code, name_words: await act.words(fund.name), starts_on: fund.startsOn });
}

/** The office's funds, in the order they were made; an installation may hold several. */
export async function listFunds(db: Db, officeId: number): Promise<Fund[]> {
  const rows = await spellOut(db, await db('fund').where({ office_id: officeId }).orderBy('id'));
  return rows.map((row) => ({ code: row.code, name: row.name as string, startsOn: row.starts_on }));
}
