import type { Db } from '../../platform/database.ts';
import { inProject } from '../../platform/root.ts';
import type { ImportProfile } from './read/profile.ts';
import { readProfiles } from './read/profile-file.ts';

const SHIPPED = readProfiles(inProject('data', 'import-profiles'));

/** The kinds of file that an office reads. */
export async function listProfiles(_db: Db, _officeId: number): Promise<readonly ImportProfile[]> {
  return SHIPPED;
}
