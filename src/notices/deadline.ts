import type { Day } from '../calendar/day.ts';
import type { Role } from '../people/role.ts';
import type { Db } from '../platform/database.ts';

/** Something that is still to be done by a day. */
export interface Deadline {
  /** What sort of deadline it is, in lower case and hyphens, such as `monitoring-return`. */
  kind: string;
  /** What it is about: with the kind and the day it names the deadline, so that nobody is reminded of it twice. */
  ref: string;
  dueOn: Day;
  /** What is to be done, as a sentence begins: 'Monitoring return of AG-2015-004'. No figure and no person's name. */
  what: string;
  /** Where it is done, within the program. */
  path: string;
  /** Who is reminded: everybody who holds one of the roles, or the people named by number. */
  to: { roles: readonly Role[] } | { people: readonly number[] };
}

/** Reads the deadlines of a room that are still open on a day: those that are met are none. */
export type DeadlineReader = (db: Db, officeId: number, today: Day) => Promise<Deadline[]>;
