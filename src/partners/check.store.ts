import type { Act } from '../audit/act.ts';
import { spellOut } from '../audit/words.ts';
import type { Db, Row } from '../platform/database.ts';
import { checkCheck, type NewCheck, type ProviderCheck } from './check.ts';
import { type Organisation, readGroupIds, readOrganisations } from './organisation.store.ts';

/** Records a check on a provider. Refused by name as `checkCheck` refuses. */
export async function recordCheck(act: Act, wanted: NewCheck): Promise<number> {
  await demandOrganisation(act.trx, act.doer.officeId, wanted.organisationId);
  checkCheck(wanted);
  return act.add('provider_check', {
    organisation_id: wanted.organisationId,
    kind: wanted.kind,
    made_on: wanted.madeOn,
    expires_on: wanted.expiresOn,
    outcome: wanted.outcome,
    made_by_words: await act.words(wanted.madeBy),
    detail_words: await act.optionalWords(wanted.detail),
    entered_by: act.doer.personId,
  });
}

/**
 * The checks on all providers, or on one, up to an act, in the order in which they were recorded. Those on an
 * organisation that was merged are the survivor's.
 */
export async function listChecks(
  db: Db,
  officeId: number,
  where: { organisationId?: number; upToSeq?: number } = {},
): Promise<ProviderCheck[]> {
  const organisations = await readOrganisations(db, officeId);
  const group = where.organisationId === undefined ? null : await readGroupIds(db, officeId, where.organisationId);
  const rows: Row[] = await db('provider_check')
    .where({ office_id: officeId })
    .where('act_seq', '<=', where.upToSeq ?? Number.MAX_SAFE_INTEGER)
    .modify((q) => {
      if (group !== null) q.whereIn('organisation_id', group);
    })
    .orderBy('id');
  return (await spellOut(db, rows)).map((row) => ({
    id: row.id,
    organisationId: organisations.survivorOf(row.organisation_id).id,
    kind: row.kind,
    madeOn: row.made_on,
    expiresOn: row.expires_on,
    outcome: row.outcome,
    madeBy: row.made_by as string,
    detail: row.detail as string | null,
    enteredBy: row.entered_by,
    seq: row.act_seq,
  }));
}

/** An organisation of the office by its number, or what it was merged into; not found when there is none. */
export async function demandOrganisation(db: Db, officeId: number, id: number): Promise<Organisation> {
  return (await readOrganisations(db, officeId)).survivorOf(id);
}
