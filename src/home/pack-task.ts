import { addDays, type Day } from '../calendar/day.ts';
import type { Meeting } from '../meetings/meeting.ts';
import { listPacks } from '../packs/pack.store.ts';
import { readSectionStates } from '../packs/section-standing.ts';
import { maySign } from '../packs/section-state.ts';
import { may } from '../people/may.ts';
import type { Person } from '../people/person.ts';
import { counted } from '../platform/count.ts';
import type { Db } from '../platform/database.ts';
import { Refusal } from '../platform/refusal.ts';

/** How long before a meeting its pack is put together. */
const AHEAD_DAYS = 42;

/** The sections of the next meeting's pack that a person is to sign off as they stand; none once it is published. */
export async function readSignOffTasks(
  db: Db,
  person: Person,
  today: Day,
  next: Meeting | null,
): Promise<{ text: string; href: string }[]> {
  if (next === null || next.heldOn > addDays(today, AHEAD_DAYS) || !may(person, 'pack.sign').may) return [];
  const packs = await listPacks(db, person.officeId, next.ref);
  if (packs.some(({ isWithdrawn }) => !isWithdrawn)) return [];
  const theirs = (await statesOf(db, person.officeId, next.ref)).filter(
    (state) => !state.isSigned && maySign(person, state),
  );
  if (theirs.length === 0) return [];
  const text = `${counted(theirs.length, 'section', 'sections')} of the pack ${next.ref} to sign off`;
  return [{ text, href: `/meetings/${next.ref}/sections` }];
}

/** None where no pack can be made yet, such as for a meeting in a year that the record has not begun. */
async function statesOf(db: Db, officeId: number, meeting: string) {
  try {
    return await readSectionStates(db, officeId, meeting);
  } catch (error) {
    if (error instanceof Refusal) return [];
    throw error;
  }
}
