import { createInterface } from 'node:readline/promises';
import { addOffice, firstOffice } from '../people/office.store.ts';
import { checkPassword } from '../people/password.ts';
import { addPerson, listPeople } from '../people/person.store.ts';
import { isRole, ROLES } from '../people/role.ts';
import { randomToken } from '../platform/digest.ts';
import { type Call, type Command, needed, print, text, UsageError } from './command.ts';

export const userAddCommand: Command = {
  name: 'user add',
  usage: 'user add EMAIL --name NAME --role ROLE[,ROLE] [--district CODE] [--password PASSWORD] [--office NAME]',
  help: `Adds a person who can sign in. Makes the database and the office when there is none.
The password is read from the option, from standard input, or made up and printed once.
The roles are: ${Object.keys(ROLES).join(', ')}.
In production the first person must be an administrator: nothing else is made for you.`,
  options: {
    name: { type: 'string' },
    role: { type: 'string' },
    district: { type: 'string' },
    password: { type: 'string' },
    office: { type: 'string' },
  },
  positionals: 1,
  createsDatabase: true,
  async prepare({ values, databaseMissing }) {
    const roles = needed({ values }, 'role').split(',');
    needed({ values }, 'name');
    const odd = roles.find((role) => !isRole(role));
    if (odd !== undefined)
      throw new UsageError(`${odd} is not a role. The roles are: ${Object.keys(ROLES).join(', ')}.`);
    if (roles.includes('district-contact') && text({ values }, 'district') === undefined) {
      throw new UsageError('Name the district of a district contact: --district CODE, like E08000035.');
    }
    if (databaseMissing) demandAdministrator(roles);
    const given = text({ values }, 'password');
    const isMadeUp = given === undefined && process.stdin.isTTY === true;
    const password = isMadeUp ? randomToken(12) : (given ?? (await readLine()));
    checkPassword(password);
    if (isMadeUp) print(`The password, shown this once: ${password}`);
    return { password };
  },
  async run(call) {
    const { site } = call;
    const roles = needed(call, 'role').split(',');
    const office = await firstOffice(site.db);
    const isFirst = office === null || (await listPeople(site.db, office.id)).length === 0;
    if (isFirst) demandAdministrator(roles);
    const officeId = office?.id ?? (await makeOffice(call));
    const email = call.positionals[0] as string;
    await addPerson(
      site,
      { officeId, personId: null, role: 'command line' },
      {
        email,
        name: needed(call, 'name'),
        roles,
        password: needed(call, 'password'),
        districtCode: text(call, 'district'),
      },
    );
    print(`${email} can now sign in as ${roles.join(', ')}.`);
    if (isFirst) print('This is the first person of the office.');
    return 0;
  },
};

function demandAdministrator(roles: string[]): void {
  if (roles.includes('administrator')) return;
  throw new UsageError('The office has nobody yet: its first person must be an administrator.');
}

async function makeOffice(call: Call): Promise<number> {
  return addOffice(call.site.db, {
    code: 'OFFICE',
    name: text(call, 'office') ?? 'Office of the Police and Crime Commissioner',
    areaCode: 'E23000010',
    commissionerTitle: 'Police and Crime Commissioner',
    standingDay: null,
    demonstration: false,
  });
}

async function readLine(): Promise<string> {
  const lines = createInterface({ input: process.stdin });
  for await (const line of lines) {
    lines.close();
    return line;
  }
  throw new UsageError('No password was given. Use --password, or write it to standard input.');
}
