import type { Nature } from '../../ledger/account.ts';
import type { Db, Row } from '../../platform/database.ts';

/** A spend as far as the next entry may be like it. */
export interface RecentSpend {
  ref: string;
  initiative: string;
  agreement: string;
  nature: Nature;
  place: string;
  category: string;
  supplier: string;
  reference: string | null;
  enteredBy: number;
}

/** So many entries are looked back over: enough for years of a small office, and the same work in a large one. */
const LOOKED_BACK = 2000;

/** What was entered last, the newest first, without texts that two people removed. */
export async function readRecentSpend(db: Db, officeId: number): Promise<RecentSpend[]> {
  const last = db('spend')
    .where({ office_id: officeId })
    .whereIn('kind', ['spend', 'prepayment'])
    .orderBy('id', 'desc')
    .limit(LOOKED_BACK)
    .as('s');
  const rows: Row[] = await db(last)
    .join('words as w', 'w.digest', 's.supplier_words')
    .leftJoin('words as r', 'r.digest', 's.reference_words')
    .whereNotNull('w.text')
    .orderBy('s.id', 'desc')
    .select('s.ref', 's.initiative', 's.agreement', 's.nature', 's.place', 's.category', 's.entered_by')
    .select({ supplier: 'w.text', reference: 'r.text' });
  return rows.map(({ entered_by: enteredBy, ...row }) => ({ ...row, enteredBy }) as RecentSpend);
}
