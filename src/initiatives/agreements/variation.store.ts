import { spellOut } from '../../audit/words.ts';
import type { Db, Row } from '../../platform/database.ts';
import type { Variation } from './variation.ts';

/** The variations of all agreements, or of one, up to an act, in the order in which they were recorded. */
export async function listVariations(
  db: Db,
  officeId: number,
  where: { agreement?: string; upToSeq?: number } = {},
): Promise<Variation[]> {
  const { upToSeq = Number.MAX_SAFE_INTEGER, ...one } = where;
  const read = (table: string): Promise<Row[]> =>
    db(table)
      .where({ office_id: officeId, ...one })
      .where('act_seq', '<=', upToSeq)
      .orderBy('id');
  const rows = await read('agreement_variation');
  if (rows.length === 0) return [];
  const years = await read('agreement_variation_year');
  return (await spellOut(db, rows)).map((row) => ({
    agreement: row.agreement,
    number: row.number,
    agreedOn: row.agreed_on,
    years: years
      .filter(({ agreement, variation }) => agreement === row.agreement && variation === row.number)
      .map(({ year, pence }) => ({ year, pence })),
    endsOn: row.ends_on,
    purpose: row.purpose as string | null,
    terms: row.terms as string | null,
    reason: row.reason as string,
    decisionRef: row.decision_ref,
    enteredBy: row.entered_by,
    seq: row.act_seq,
  }));
}
