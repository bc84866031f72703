import type { Day } from '../../calendar/day.ts';
import { type Quarter, quarterLabel, quarterShown, quarterSpan } from '../../calendar/quarter.ts';
import { schoolYearLabel, schoolYearOfDay, schoolYearShown } from '../../calendar/school-year.ts';
import { readPeriods } from '../../ledger/period.store.ts';
import type { Db } from '../../platform/database.ts';
import type { Choice } from '../../platform/form.ts';
import type { ReadChoices } from '../../registers/field.ts';
import { listRecords } from '../../registers/register.store.ts';
import { type Register, readChoicesOf } from '../../registers/register.ts';

/** Before any fund of this record began. */
const FIRST_SCHOOL_YEAR = 2010;

/** The school years that have begun, the latest first. */
export function schoolYearChoices(today: Day): Choice[] {
  const last = schoolYearOfDay(today);
  const years = Array.from({ length: Math.max(0, last - FIRST_SCHOOL_YEAR) + 1 }, (_, index) => last - index);
  return years.map((year) => ({ value: schoolYearLabel(year), text: schoolYearShown(year) }));
}

/** The quarters of the office's financial years that have begun, the latest first. */
export function quarterChoices(today: Day): ReadChoices {
  return async (db, officeId) =>
    (await quartersBegun(db, officeId, today)).map((quarter) => ({
      value: quarterLabel(quarter),
      text: quarterShown(quarter),
    }));
}

/** The quarters of the office's financial years that had begun by a day, the latest first. */
export async function quartersBegun(db: Db, officeId: number, today: Day): Promise<Quarter[]> {
  const years = [...new Set((await readPeriods(db, officeId)).map(({ year }) => year))];
  return years
    .flatMap((year) => ([1, 2, 3, 4] as const).map((quarter) => ({ year, quarter })))
    .filter((quarter) => quarterSpan(quarter).startsOn <= today)
    .toReversed();
}

/** Records of another sort of the same initiative, each by its reference and name. */
export async function recordChoices(db: Db, officeId: number, register: Register, today: Day): Promise<Choice[]> {
  const choices = await readChoicesOf(db, officeId, register, today);
  const records = await listRecords(db, officeId, register);
  return records.map(({ ref, answers }) => ({ value: ref, text: `${ref} ${register.name(answers, choices)}` }));
}
