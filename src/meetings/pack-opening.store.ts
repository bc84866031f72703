import type { Visit } from '../people/door.ts';
import type { Db, Row } from '../platform/database.ts';

/** That somebody opened a published pack, and when first. */
export interface PackOpening {
  version: number;
  personId: number;
  openedAt: string;
}

/**
 * Notes that the visitor opened a published version of a meeting's pack; a second time changes nothing. To be called by
 * whatever sends the pack. It is no act: it stands beside the record, and takes no lock.
 */
export async function noteOpened({ site, person }: Visit, meeting: string, version: number): Promise<void> {
  await site
    .db('pack_opening')
    .insert({
      office_id: person.officeId,
      meeting_ref: meeting,
      version,
      person_id: person.id,
      opened_at: site.clock.now(),
    })
    .onConflict(['office_id', 'meeting_ref', 'version', 'person_id'])
    .ignore();
}

/** Who opened which version of a meeting's pack, the first first. */
export async function listOpenings(db: Db, officeId: number, meeting: string): Promise<PackOpening[]> {
  const rows: Row[] = await db('pack_opening')
    .where({ office_id: officeId, meeting_ref: meeting })
    .orderBy([{ column: 'version' }, { column: 'opened_at' }, { column: 'id' }]);
  return rows.map(({ version, person_id: personId, opened_at: openedAt }) => ({ version, personId, openedAt }));
}
