import type { Act } from '../audit/act.ts';
import { spellOut } from '../audit/words.ts';
import type { Db, Row } from '../platform/database.ts';

/** By what exact counts may leave: an information-sharing agreement, or what the funder instructed. */
export type Authority = { agreement: string; instruction: null } | { agreement: null; instruction: string };

/** An annex with exact counts that left the office. */
export interface Annex {
  returnRef: string;
  number: number;
  recipient: string;
  authority: Authority;
  sha256: string;
  rows: number;
  releasedBy: number;
  seq: number;
}

/** Records an annex. Its bytes are not kept: their fingerprint is, and what they said is in the register of releases. */
export async function addAnnex(act: Act, annex: Omit<Annex, 'seq'>): Promise<void> {
  await act.add('exact_annex', {
    return_ref: annex.returnRef,
    number: annex.number,
    recipient: annex.recipient,
    agreement: annex.authority.agreement,
    instruction_words: await act.optionalWords(annex.authority.instruction),
    sha256: annex.sha256,
    rows: annex.rows,
    released_by: annex.releasedBy,
  });
}

/** The annexes of a return, the oldest first. */
export async function listAnnexes(db: Db, officeId: number, returnRef: string): Promise<Annex[]> {
  const rows: Row[] = await db('exact_annex').where({ office_id: officeId, return_ref: returnRef }).orderBy('number');
  return (await spellOut(db, rows)).map((row: Row) => ({
    returnRef: row.return_ref,
    number: row.number,
    recipient: row.recipient,
    authority: { agreement: row.agreement, instruction: row.instruction } as Authority,
    sha256: row.sha256,
    rows: row.rows,
    releasedBy: row.released_by,
    seq: row.act_seq,
  }));
}
