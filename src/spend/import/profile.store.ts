import type { Db } from '../../platform/database.ts';
import { inProject } from '../../platform/root.ts';
import { type ImportProfile, readProfiles } from './profile.ts';

const SHIPPED = readProfiles(inProject('data', 'import-profiles'));

/** The kinds of file that an office reads. */
export async function listProfiles(_db: Db, _officeId: number): Promise<readonly ImportProfile[]> {
  return SHIPPED;
}
