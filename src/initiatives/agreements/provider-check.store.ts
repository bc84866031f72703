import type { Act } from '../../audit/act.ts';
import type { Day } from '../../calendar/day.ts';
import { demandOrganisation, listChecks } from '../../partners/check.store.ts';
import { checkWarnings, isAgainst, standingChecks } from '../../partners/check.ts';
import { type CheckOverride, listCheckOverrides, overrideChecks } from '../../partners/check-override.store.ts';
import type { Db, Row } from '../../platform/database.ts';
import { refused } from '../../platform/refusal.ts';
import type { CheckedProvider } from './agreement.ts';

/**
 * What allows a provider to be bound further on the day of what is agreed and on that of recording it: null when no
 * check stands in the way, else the override that somebody with the authority recorded before or says now. A check
 * that is not recorded does not stand in the way: pages warn of it.
 *
 * Refused as `provider-check` when one has expired or failed.
 */
export async function demandChecks(
  act: Act,
  organisationId: number,
  agreedOn: Day,
  { recordedOn, checkReason }: Partial<CheckedProvider>,
  field = 'organisation',
): Promise<number | null> {
  const { officeId } = act.doer;
  const organisation = await demandOrganisation(act.trx, officeId, organisationId);
  const checks = await listChecks(act.trx, officeId, { organisationId });
  const days = [...new Set([agreedOn, recordedOn ?? agreedOn])].toSorted();
  const against = days.flatMap((day) => standingChecks(organisation.kind, checks, day).filter(isAgainst));
  if (against.length === 0) return null;
  const last = days.at(-1) as Day;
  if (checkReason) return overrideChecks(act, { organisationId, untilOn: last, reason: checkReason });
  const allowed = await listCheckOverrides(act.trx, officeId, { organisationId });
  const holding = allowed.findLast(({ untilOn }) => untilOn >= last);
  if (holding !== undefined) return holding.id;
  const sentences = [...new Set(checkWarnings(organisation.name, against))];
  throw refused(
    'provider-check',
    `${sentences.join(' ')} Record the new check first, or ask the Chief Finance Officer or the chief executive to ` +
      'allow the agreement and say why.',
    field,
  );
}

/** Keeps which override an agreement, or a variation of it, relies on; nothing when it needed none. */
export async function relyOn(
  act: Act,
  override: number | null,
  { agreement, variation }: { agreement: string; variation: number | null },
): Promise<void> {
  if (override === null) return;
  await act.add('agreement_check_override', { agreement, variation, override_id: override });
}

/** An override that an agreement, or a variation of it, relies on. */
export interface ReliedOn extends CheckOverride {
  variation: number | null;
}

/** The overrides that an agreement relies on, in the order in which it came to. */
export async function listReliedOn(db: Db, officeId: number, agreement: string): Promise<ReliedOn[]> {
  const rows: Row[] = await db('agreement_check_override').where({ office_id: officeId, agreement }).orderBy('id');
  const overrides = await listCheckOverrides(db, officeId, { ids: rows.map(({ override_id }) => override_id) });
  return rows.map(({ variation, override_id }) => ({
    ...(overrides.find(({ id }) => id === override_id) as CheckOverride),
    variation,
  }));
}
