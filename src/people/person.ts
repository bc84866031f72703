import type { Doer } from '../audit/act.ts';
import type { Role } from './role.ts';

/** Somebody who can sign in, with the roles they hold now. */
export interface Person {
  id: number;
  officeId: number;
  email: string;
  name: string;
  roles: Role[];
  organisationId: number | null;
  districtCode: string | null;
}

/** The person as audit events name them: by number and role, never by name. */
export function doer(person: Person): Doer {
  return { officeId: person.officeId, personId: person.id, role: person.roles.join('+') };
}

/** Who did something, in words: by number out of the names, or the program itself. */
export function whoShown(names: ReadonlyMap<number, string>, id: number | null): string {
  return id === null ? 'The program' : (names.get(id) ?? 'Somebody no longer known');
}
