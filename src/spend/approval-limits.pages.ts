import { formatPounds, type Pence } from '../money/pence.ts';
import { limitOf } from '../people/authority-limit.ts';
import type { Page } from '../people/door.ts';
import { ACTS, type ActName, limitFor } from '../people/may.ts';
import type { Office } from '../people/office.store.ts';
import type { Person } from '../people/person.ts';
import { ROLES, type Role, roleShown } from '../people/role.ts';
import { columns, head, number, type Table, words } from '../platform/table.ts';
import { SPEND } from './spend-way.ts';

/** What is approved within limits, in the order in which the tables show it. */
const LIMITED: readonly [act: ActName, name: string][] = [
  ['spend.approve', 'Spend and batches'],
  ['claim.approve', 'Claims'],
  ['virement.approve', 'Virements'],
];

/** Who may approve how much: by role, as the limits are held, and each person as their roles allow. */
export function limitsPage(people: readonly Person[], office: Pick<Office, 'commissionerTitle'>): Page {
  return {
    title: 'Who may approve how much',
    wide: true,
    breadcrumbs: [SPEND, { text: 'Approvals', href: '/approvals' }, { text: 'Limits' }],
    lede: [
      'Nobody approves what they entered, nor what was entered again after a return of theirs, whatever roles they hold.',
      'A limit holds for each entry; the shares of an invoice count together. A batch counts with its charges, or with its credits where they are more.',
    ],
    warnings: warningsFor(people),
    sections: [
      { table: peopleTable(people, office.commissionerTitle) },
      { table: rolesTable(office.commissionerTitle) },
    ],
  };
}

function peopleTable(people: readonly Person[], commissionerTitle: string): Table {
  const limits = (person: Person) => LIMITED.map(([act]) => limitFor(person, act));
  const deciders = people.filter((person) => limits(person).some((limit) => limit === null || limit >= 0));
  return {
    caption: 'By person',
    columns: columns('Person', 'Roles', ...LIMITED.map(([, name]) => `#${name}`)),
    rows: deciders.map((person) => [
      head(person.name),
      words(person.roles.map((role) => roleShown(role, commissionerTitle)).join(', ')),
      ...limits(person).map((limit) => number(limitShown(limit))),
    ]),
    notes: ['Others of the office approve none of this.'],
    empty: 'Nobody may approve anything: give somebody a role that may.',
  };
}

function rolesTable(commissionerTitle: string): Table {
  const limitIn = (role: Role, act: ActName) => {
    if (!(ACTS[act] as readonly Role[]).includes(role)) return -1;
    const limit = limitOf(role, act);
    return limit === Number.MAX_SAFE_INTEGER ? null : limit;
  };
  const roles = (Object.keys(ROLES) as Role[]).filter((role) =>
    LIMITED.some(([act]) => (limitIn(role, act) ?? 0) >= 0),
  );
  return {
    caption: 'By role',
    columns: columns('Role', ...LIMITED.map(([, name]) => `#${name}`)),
    rows: roles.map((role) => [
      head(roleShown(role, commissionerTitle)),
      ...LIMITED.map(([act]) => number(limitShown(limitIn(role, act)))),
    ]),
    notes: ['The limits of roles stand in data/authority-limits.csv. Who holds several roles has the highest of them.'],
    empty: 'No role has a limit.',
  };
}

function limitShown(limit: Pence | null): string {
  if (limit === null) return 'Any amount';
  return limit < 0 ? 'None' : formatPounds(limit);
}

/** Where fewer than two people may approve what is above a limit: then one absence, or one's own entry, stops it. */
function warningsFor(people: readonly Person[]): string[] {
  const limits = people
    .map((person) => limitFor(person, 'spend.approve'))
    .filter((limit) => limit === null || limit >= 0);
  const bounds = [...new Set(limits.filter((limit) => limit !== null))].sort((a, b) => a - b);
  if (limits.length < 2)
    return ['Fewer than two people may approve spend, so what one of them enters may wait for ever.'];
  const above = bounds.find((bound) => limits.filter((limit) => limit === null || limit > bound).length < 2);
  return above === undefined
    ? []
    : [
        `Fewer than two people may approve spend of more than ${formatPounds(above)}. Where one of them enters it, nobody else can.`,
      ];
}
