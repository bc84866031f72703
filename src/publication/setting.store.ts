import type { Act } from '../audit/act.ts';
import type { Db, Row } from '../platform/database.ts';
import { Refusal } from '../platform/refusal.ts';
import { checkSettings, licenceOf, NO_SETTINGS, type Settings } from './setting.ts';

/** What an office says of what it publishes, as it stood with an act. */
export async function readSettings(db: Db, officeId: number, upToSeq = Number.MAX_SAFE_INTEGER): Promise<Settings> {
  const row: Row | undefined = await db('publication_setting')
    .where({ office_id: officeId })
    .where('act_seq', '<=', upToSeq)
    .orderBy('version', 'desc')
    .first();
  if (row === undefined) return NO_SETTINGS;
  return {
    version: row.version,
    prefix: row.prefix,
    funderId: row.funder_id,
    licence: licenceOf(row.licence),
    website: row.website,
  };
}

/**
 * Sets it anew, as the next version of the one that was looked at. Refused by name: `changed-meanwhile`, and what
 * `checkSettings` refuses.
 */
export async function setSettings(act: Act, wanted: Settings): Promise<void> {
  checkSettings(wanted);
  const standing = await readSettings(act.trx, act.doer.officeId);
  if (standing.version !== wanted.version) {
    throw new Refusal(
      'refused',
      'changed-meanwhile',
      'Somebody else changed these settings meanwhile. Open the form again.',
    );
  }
  await act.add('publication_setting', {
    version: wanted.version + 1,
    prefix: wanted.prefix,
    funder_id: wanted.funderId,
    licence: wanted.licence?.code ?? null,
    website: wanted.website,
    set_by: act.doer.personId,
  });
}
