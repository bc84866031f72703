import type { Check } from '../audit/check.ts';
import { keysOf, readTexts } from '../audit/search/search-index.ts';
import { SEARCHED } from '../audit/search/searched.ts';
import type { Finding } from '../audit/verify.ts';
import type { Db, Row } from '../platform/database.ts';
import { searchOf } from '../platform/search.ts';

const NAME = 'search';

/** That the search finds each record by its own words and by no others: none that were removed, none left out. */
export const SEARCH_CHECK: Check = {
  name: NAME,
  holds: 'The search finds every record by the words that it has now, and by no others.',
  find: verifySearch,
};

/** Compares the index with the record. */
export async function verifySearch(db: Db, officeId: number): Promise<Finding[]> {
  const findings: Finding[] = [];
  const tell = (what: string) =>
    findings.push({ check: NAME, seq: null, sentence: `${what} Run: npm run -s cse -- search rebuild` });
  const kept = await searchOf(db, 'search_words').words();
  for (const source of Object.keys(SEARCHED)) {
    let records = 0;
    for await (const keys of keysOf(db, officeId, source)) {
      records += keys.length;
      const texts = await readTexts(db, officeId, source, keys);
      const entries: Row[] = await db('search_entry').where({ office_id: officeId, source }).whereIn('ref', keys);
      const idOf = new Map(entries.map(({ id, ref }) => [ref, id]));
      for (const [ref, { words }] of texts) {
        const expected = [...new Set(words)].sort().join(' ');
        const found = [...(kept.get(idOf.get(ref) ?? 0) ?? [])].sort().join(' ');
        if (expected !== found) tell(`The search does not find ${source} ${ref} by the words that it has.`);
      }
    }
    const [row] = await db('search_entry').where({ office_id: officeId, source }).count({ n: '*' });
    if (Number(row?.n) > records) tell(`The search finds ${source} records that there are not.`);
  }
  return findings;
}
