import { addDays, type Day } from '../calendar/day.ts';
import type { Deadline } from '../notices/deadline.ts';
import { may } from '../people/may.ts';
import type { Person } from '../people/person.ts';
import { isRole, type Role } from '../people/role.ts';
import type { Db } from '../platform/database.ts';
import { readDeadlines } from './deadlines.ts';

/** Whose dates are shown: one's own, everybody's, or those of a role. */
export type Whose = 'mine' | 'all' | Role;

/** Whether somebody owes what is due: by a role that they hold, or because they are named. */
export function owes({ id, roles }: Pick<Person, 'id' | 'roles'>, { to }: Deadline): boolean {
  return 'roles' in to ? to.roles.some((role) => roles.includes(role)) : to.people.includes(id);
}

/**
 * The dates that a person sees, the earliest first: the office's own people all of them, others what they owe
 * themselves. The page, its file, the feed and the landing page are all made of these, and so are the reminders.
 */
export async function readDates(db: Db, person: Person, today: Day, whose: Whose): Promise<Deadline[]> {
  const seen = (await readDeadlines(db, person.officeId, today)).filter(
    (deadline) => may(person, 'calendar.read-all').may || owes(person, deadline),
  );
  return seen
    .filter((deadline) => isWanted(deadline, person, whose))
    .toSorted((a, b) => compare(a.dueOn, b.dueOn) || compare(a.what, b.what));
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function isWanted(deadline: Deadline, person: Person, whose: Whose): boolean {
  if (whose === 'all') return true;
  return whose === 'mine' ? owes(person, deadline) : owes({ id: -1, roles: [whose] }, deadline);
}

/** Reads whose dates are asked for; null for a text that names nobody. */
export function readWhose(text: string): Whose | null {
  return text === 'mine' || text === 'all' || isRole(text) ? text : null;
}

const SOON_DAYS = 14;

/** How many of these are late, and how many are due within a fortnight. */
export function countDates(dates: readonly Deadline[], today: Day): { late: number; soon: number } {
  const until = addDays(today, SOON_DAYS);
  return {
    late: dates.filter(({ dueOn }) => dueOn < today).length,
    soon: dates.filter(({ dueOn }) => dueOn >= today && dueOn <= until).length,
  };
}
