import type { Act } from '../audit/act.ts';
import { spellOut } from '../audit/words.ts';
import type { Db } from '../platform/database.ts';
import { refused } from '../platform/refusal.ts';

/** That a recommendation was closed, or opened again, and why. */
export interface Closing {
  recommendation: string;
  kind: 'closed' | 'reopened';
  reason: string;
  enteredBy: number | null;
  seq: number;
}

/** Every closing and reopening of the office, or of one recommendation, the oldest first. */
export async function listClosings(db: Db, officeId: number, recommendation?: string): Promise<Closing[]> {
  const rows = await db('recommendation_closing')
    .where({ office_id: officeId, ...(recommendation === undefined ? {} : { recommendation }) })
    .orderBy('id');
  return (await spellOut(db, rows)).map((row) => ({
    recommendation: row.recommendation,
    kind: row.kind,
    reason: row.reason as string,
    enteredBy: row.entered_by,
    seq: row.act_seq,
  }));
}

/** Whether the recommendation is closed as it stands. */
export async function isClosed(db: Db, officeId: number, recommendation: string): Promise<boolean> {
  return (await listClosings(db, officeId, recommendation)).at(-1)?.kind === 'closed';
}

/** Refused (`closed`) when a recommendation that was closed would change under whoever closed it. */
export async function demandOpen(act: Act, recommendation: string): Promise<void> {
  if (!(await isClosed(act.trx, act.doer.officeId, recommendation))) return;
  throw refused('closed', `${recommendation} is closed. Reopen it on its page first, with a reason.`, 'recommendation');
}

/** Adds that a recommendation was closed or reopened. */
export async function addClosing(act: Act, wanted: Pick<Closing, 'recommendation' | 'kind' | 'reason'>): Promise<void> {
  await act.add('recommendation_closing', {
    recommendation: wanted.recommendation,
    kind: wanted.kind,
    reason_words: await act.words(wanted.reason),
    entered_by: act.doer.personId,
  });
}
