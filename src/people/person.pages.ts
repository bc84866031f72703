import { columns, head, type Table, words } from '../platform/table.ts';
import type { Page } from './door.ts';
import { type ActName, may, type Subject } from './may.ts';
import type { Person } from './person.ts';
import { roleShown } from './role.ts';

/** Acts that a single absence must not stop, and that whoever entered the thing may not do themselves. */
const NOT_ON_ONE: { text: string; act: ActName; subject?: Subject }[] = [
  { text: 'Approve spend', act: 'spend.approve' },
  { text: 'Approve spend of any amount', act: 'spend.approve', subject: { pence: Number.MAX_SAFE_INTEGER } },
  { text: 'Approve a virement', act: 'virement.approve' },
  { text: 'Approve a carry-forward', act: 'carry-forward.approve' },
  { text: 'Certify a return', act: 'return.certify' },
  { text: 'Submit a return', act: 'return.submit' },
  { text: 'Publish a pack', act: 'pack.publish' },
];

/** Everybody who can sign in, with a warning for each act that too few of them may do. */
export function peoplePage(
  people: readonly Person[],
  commissioner: string,
  placeNames: ReadonlyMap<string, string>,
): Page {
  const available = NOT_ON_ONE.map(({ text, act, subject }) => ({
    text,
    able: people.filter((person) => may(person, act, subject).may),
  }));
  return {
    title: 'People',
    wide: true,
    warnings: available
      .filter(({ able }) => able.length < 2)
      .map(
        ({ text, able }) =>
          `${text}: ${able.length === 0 ? 'nobody may do this' : `only ${able[0]?.name} may do this`}. ${advice(able.length)}`,
      ),
    sections: [
      {
        table: {
          caption: 'Who can sign in',
          columns: columns('Name', 'E-mail address', 'Roles', 'District'),
          rows: people.map((person) => [
            head(person.name),
            words(person.email),
            words(person.roles.map((role) => roleShown(role, commissioner)).join(', ') || 'None'),
            words(person.districtCode === null ? '' : (placeNames.get(person.districtCode) ?? person.districtCode)),
          ]),
          notes: [],
          empty: 'Nobody can sign in.',
        } satisfies Table,
      },
      {
        table: {
          caption: 'Acts that should not rest on one person',
          columns: columns('Act', 'Who may do it'),
          rows: available.map(({ text, able }) => [
            head(text),
            words(able.map(({ name }) => name).join(', ') || 'Nobody'),
          ]),
          notes: ['Nobody approves or certifies what they entered themselves, whatever roles they hold.'],
          empty: '',
        } satisfies Table,
      },
    ],
  };
}

function advice(able: number): string {
  return able === 0
    ? 'Give somebody the role before it is needed.'
    : 'When that person is away, or entered it, nobody can. Give a second person the role.';
}
