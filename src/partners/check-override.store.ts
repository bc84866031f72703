import type { Act } from '../audit/act.ts';
import { spellOut } from '../audit/words.ts';
import type { Day } from '../calendar/day.ts';
import { doerMay } from '../people/may.ts';
import type { Db, Row } from '../platform/database.ts';
import { Refusal } from '../platform/refusal.ts';
import { demandOrganisation } from './check.store.ts';
import { readGroupIds } from './organisation.store.ts';

/** Why agreements may be made with a provider although a check has expired or failed, and until when. */
export interface CheckOverride {
  id: number;
  organisationId: number;
  /** The last day on which it may be relied on. */
  untilOn: Day;
  reason: string;
  decidedBy: number | null;
  seq: number;
}

/**
 * Records why agreements may be made with a provider although a check has expired or failed. Forbidden to those
 * without the authority (`override`).
 */
export async function overrideChecks(
  act: Act,
  wanted: Pick<CheckOverride, 'organisationId' | 'untilOn' | 'reason'>,
): Promise<number> {
  if (!doerMay(act.doer, 'check.override')) {
    throw new Refusal(
      'forbidden',
      'override',
      'Your role does not include going on without a check. Renew the check, or ask the Chief Finance Officer or the ' +
        'chief executive.',
    );
  }
  await demandOrganisation(act.trx, act.doer.officeId, wanted.organisationId);
  return act.add('check_override', {
    organisation_id: wanted.organisationId,
    until_on: wanted.untilOn,
    reason_words: await act.words(wanted.reason),
    decided_by: act.doer.personId,
  });
}

/** The overrides of all providers, or of one, in the order in which they were recorded. */
export async function listCheckOverrides(
  db: Db,
  officeId: number,
  where: { organisationId?: number; ids?: readonly number[] } = {},
): Promise<CheckOverride[]> {
  const group = where.organisationId === undefined ? null : await readGroupIds(db, officeId, where.organisationId);
  const rows: Row[] = await db('check_override')
    .where({ office_id: officeId })
    .modify((q) => {
      if (group !== null) q.whereIn('organisation_id', group);
      if (where.ids !== undefined) q.whereIn('id', where.ids);
    })
    .orderBy('id');
  return (await spellOut(db, rows)).map((row) => ({
    id: row.id,
    organisationId: row.organisation_id,
    untilOn: row.until_on,
    reason: row.reason as string,
    decidedBy: row.decided_by,
    seq: row.act_seq,
  }));
}
