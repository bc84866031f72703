import type { Person } from '../people/person.ts';

/** Where somebody begins once they have signed in: a member of the PEG at the next meeting, everybody else at the fund. */
export function landingOf({ roles }: Pick<Person, 'roles'>): string {
  return roles.length > 0 && roles.every((role) => role === 'peg-member') ? '/next-meeting' : '/';
}
