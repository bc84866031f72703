import type { Act } from '../audit/act.ts';
import type { Moment } from '../audit/moment.ts';
import { spellOut } from '../audit/words.ts';
import { yearShown } from '../calendar/financial-year.ts';
import { findInitiative } from '../initiatives/initiative.store.ts';
import { readPeriods } from '../ledger/period.store.ts';
import { readNames } from '../people/person.store.ts';
import type { Db, Row } from '../platform/database.ts';
import { refused } from '../platform/refusal.ts';

/** What somebody may say instead of the rule's rating. */
export const OVERRIDE_WORDS = ['Red', 'Amber', 'Green'] as const;
export type OverrideWord = (typeof OVERRIDE_WORDS)[number];

/** What somebody said of an initiative's rating in a year; without a word, that the rule's holds again. */
export interface RagOverride {
  initiative: string;
  year: number;
  rag: OverrideWord | null;
  reason: string;
  by: string;
  seq: number;
}

/**
 * Records that an initiative is rated otherwise in a year than the rule says, and why; or, without a word, that the
 * rule's rating holds again. Refused by name: `year-not-made`, `not-overridden`, `overridden-so`.
 */
export async function overrideRag(
  act: Act,
  wanted: Pick<RagOverride, 'initiative' | 'year' | 'rag' | 'reason'>,
): Promise<void> {
  const { trx, doer } = act;
  const { ref: initiative } = await findInitiative(trx, doer.officeId, wanted.initiative);
  const { year, rag } = wanted;
  if (!(await readPeriods(trx, doer.officeId)).some((period) => period.year === year)) {
    throw refused('year-not-made', `${yearShown(year)} has not been made. Make it on the page Fund first.`);
  }
  const standing = (await readRagOverrides(trx, doer.officeId, { initiative, year })).at(-1)?.rag ?? null;
  if (rag === null && standing === null) {
    throw refused('not-overridden', `The rating of ${initiative} in ${yearShown(year)} is the rule's already.`, 'rag');
  }
  if (rag !== null && rag === standing) {
    throw refused(
      'overridden-so',
      `The rating of ${initiative} in ${yearShown(year)} has been overridden to ${rag} already. Select another.`,
      'rag',
    );
  }
  await act.add('rag_override', {
    initiative,
    year,
    rag,
    reason_words: await act.words(wanted.reason),
    entered_by: doer.personId,
  });
}

/** Every override up to a moment, in the order in which they were recorded. */
export async function readRagOverrides(
  db: Db,
  officeId: number,
  where: { initiative?: string; year?: number; moment?: Pick<Moment, 'seq'> } = {},
): Promise<RagOverride[]> {
  const { initiative, year, moment } = where;
  const rows: Row[] = await db('rag_override')
    .where({ office_id: officeId })
    .where('act_seq', '<=', moment?.seq ?? Number.MAX_SAFE_INTEGER)
    .modify((q) => {
      if (initiative !== undefined) q.where({ initiative });
      if (year !== undefined) q.where({ year });
    })
    .orderBy([{ column: 'act_seq' }, { column: 'id' }]);
  if (rows.length === 0) return [];
  const names = await readNames(db, officeId);
  return (await spellOut(db, rows)).map((row) => ({
    initiative: row.initiative,
    year: row.year,
    rag: row.rag,
    reason: row.reason as string,
    by: names.get(row.entered_by) as string,
    seq: row.act_seq,
  }));
}
