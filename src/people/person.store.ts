import { type Doer, perform, type Site } from '../audit/act.ts';
import type { Db, Row } from '../platform/database.ts';
import { refused } from '../platform/refusal.ts';
import { checkPassword, hashPassword } from './password.ts';
import type { Person } from './person.ts';
import { isRole, ROLES, type Role } from './role.ts';

/** A person by number, with the roles held now; null when unknown or no longer active. */
export async function findPerson(db: Db, id: number): Promise<Person | null> {
  const row = await db('person').where({ id, active: 1 }).first();
  return row === undefined ? null : withRoles(db, row);
}

/** A person by e-mail address, with the hash of their password; null when unknown or no longer active. */
export async function findByEmail(db: Db, email: string): Promise<{ person: Person; passwordHash: string } | null> {
  const row = await db('person').where({ email: email.trim().toLowerCase(), active: 1 }).first();
  return row === undefined ? null : { person: await withRoles(db, row), passwordHash: row.password_hash };
}

/** Everybody of the office who can sign in, by name. */
export async function listPeople(db: Db, officeId: number): Promise<Person[]> {
  const rows = await db('person').where({ office_id: officeId, active: 1 }).orderBy('name');
  const people: Person[] = [];
  // One after the other: within a transaction there is one connection.
  for (const row of rows) people.push(await withRoles(db, row));
  return people;
}

/** Names by number, for pages that say who did what. */
export async function readNames(db: Db, officeId: number): Promise<Map<number, string>> {
  const rows = await db('person').where({ office_id: officeId }).select('id', 'name');
  return new Map(rows.map(({ id, name }) => [id, name]));
}

async function withRoles(db: Db, row: Row): Promise<Person> {
  const grants = await db('role_grant')
    .where({ office_id: row.office_id, person_id: row.id })
    .orderBy('id')
    .select('role', 'held');
  const held = new Map<Role, boolean>(grants.map((grant) => [grant.role, grant.held === 1]));
  return {
    id: row.id,
    officeId: row.office_id,
    email: row.email,
    name: row.name,
    roles: (Object.keys(ROLES) as Role[]).filter((role) => held.get(role)),
    organisationId: row.organisation_id,
    districtCode: row.district_code,
  };
}

/** A person to be added, with a password as typed or one that was hashed before. */
export type NewPerson = {
  email: string;
  name: string;
  roles: string[];
  districtCode?: string;
} & ({ password: string } | { passwordHash: string });

/** Adds a person with their roles, in one act. Refused: an address already used, an unknown role, a weak password. */
export async function addPerson(site: Site, by: Doer, wanted: NewPerson): Promise<number> {
  const email = wanted.email.trim().toLowerCase();
  if (email.length > 254 || !/^[^\s@]{1,64}@[^\s@]{1,190}$/.test(email)) {
    throw refused('email', `${JSON.stringify(email)} is not an e-mail address. Write one like name@office.example.`);
  }
  if (wanted.roles.length === 0) throw refused('role', `Name a role: ${Object.keys(ROLES).join(', ')}.`);
  for (const role of wanted.roles) {
    if (!isRole(role)) {
      throw refused('role', `${JSON.stringify(role)} is not a role. The roles are: ${Object.keys(ROLES).join(', ')}.`);
    }
  }
  if (wanted.roles.includes('district-contact') && (wanted.districtCode ?? '') === '') {
    throw refused('district', 'Name the district of a district contact by its code, like E08000035.');
  }
  if ('password' in wanted) checkPassword(wanted.password);
  const passwordHash = 'password' in wanted ? await hashPassword(wanted.password) : wanted.passwordHash;
  return perform(site, by, 'person.add', null, async (act) => {
    if ((await act.trx('person').where({ email }).first('id')) !== undefined) {
      throw refused('email', `${email} is already in use.`);
    }
    const [person] = await act
      .trx('person')
      .insert({
        office_id: by.officeId,
        email,
        name: wanted.name.trim(),
        password_hash: passwordHash,
        district_code: wanted.districtCode ?? null,
        active: 1,
        version: 1,
      })
      .returning('id');
    for (const role of wanted.roles) await act.add('role_grant', { person_id: person.id, role, held: 1 });
    return { subject: { kind: 'person', ref: String(person.id) }, detail: { roles: wanted.roles }, result: person.id };
  });
}
