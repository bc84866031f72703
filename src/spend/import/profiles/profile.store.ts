import type { Act } from '../../../audit/act.ts';
import type { Db } from '../../../platform/database.ts';
import { refused } from '../../../platform/refusal.ts';
import { inProject } from '../../../platform/root.ts';
import type { ImportProfile } from '../read/profile.ts';
import { readProfile, readProfiles, writeProfile } from '../read/profile-file.ts';

/** A profile as it is offered; those that come with the program have no version. */
export interface OfferedProfile extends ImportProfile {
  version: number | null;
}

/** One version of an office's own profile. */
export interface ProfileVersion {
  profile: ImportProfile;
  version: number;
  enteredBy: number;
}

const SHIPPED: readonly OfferedProfile[] = readProfiles(inProject('data', 'import-profiles')).map((profile) => ({
  ...profile,
  version: null,
}));

/** The profiles that come with the program. */
export function shippedProfiles(): readonly OfferedProfile[] {
  return SHIPPED;
}

/** Every profile that a file may be read by: those of the program, then the latest version of each of the office's. */
export async function listProfiles(db: Db, officeId: number): Promise<OfferedProfile[]> {
  const latest = new Map<string, OfferedProfile>();
  for (const { profile, version } of await readVersions(db, officeId))
    latest.set(profile.name, { ...profile, version });
  return [...SHIPPED, ...latest.values()];
}

/** Every version of the office's own profiles, by name, the first one first. */
export async function readVersions(db: Db, officeId: number, name?: string): Promise<ProfileVersion[]> {
  const query = db('import_profile').where({ office_id: officeId }).orderBy(['name', 'version']);
  const rows = await (name === undefined ? query : query.where({ name }));
  return rows.map((row) => ({
    profile: readProfile(row.body, `import profile ${row.name} ${row.version}`),
    version: row.version,
    enteredBy: row.entered_by,
  }));
}

/**
 * Stores a profile as the next version of its name; what files were read by before stays as it was. Refused by name:
 * `name-taken` for the name of another profile, unless it is the one that is superseded, and `not-superseded` when
 * there is none of that name to supersede.
 */
export async function saveProfile(
  act: Act,
  profile: ImportProfile,
  by: { enteredBy: number; supersedes: string | null },
): Promise<number> {
  const before = await readVersions(act.trx, act.doer.officeId, profile.name);
  if (SHIPPED.some(({ name }) => name === profile.name) || (before.length > 0 && by.supersedes !== profile.name)) {
    throw refused(
      'name-taken',
      `There is a profile named ${profile.label} already. Give this one another name, or say that it supersedes that one.`,
      'label',
    );
  }
  if (by.supersedes !== null && before.length === 0) {
    throw refused('not-superseded', 'There is no profile of that name to supersede. Choose again.', 'supersedes');
  }
  const version = (before.at(-1)?.version ?? 0) + 1;
  await act.add('import_profile', {
    name: profile.name,
    version,
    body: writeProfile(profile),
    entered_by: by.enteredBy,
  });
  return version;
}
