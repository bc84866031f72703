import { addDays, type Day, daysBetween } from '../calendar/day.ts';
import { yearOfDay, yearSpan } from '../calendar/financial-year.ts';
import { type Quarter, quarterLabel, quarterSpan } from '../calendar/quarter.ts';
import type { Db } from '../platform/database.ts';
import { valuesOf } from '../registers/field.ts';
import { listRecords } from '../registers/register.store.ts';
import type { Kept } from '../registers/register.ts';
import { CONTACTS, type Holding, holdingOf, SUBJECTS, type Subject, subjectsOf, vacantDays } from './contact.ts';
import { DATA_RETURNS, dataReturnState } from './data-return.ts';
import { SHARING_AGREEMENTS, sharingState } from './sharing-agreement.ts';

/** What the districts and the office agreed: contacts, sharing agreements, and the returns of data between areas. */
export interface Partnership {
  contacts: readonly Kept[];
  agreements: readonly Kept[];
  returns: readonly Kept[];
}

/** What was agreed and sent, up to an act. */
export async function readPartnership(
  db: Db,
  officeId: number,
  upToSeq = Number.MAX_SAFE_INTEGER,
): Promise<Partnership> {
  return {
    contacts: await listRecords(db, officeId, CONTACTS, upToSeq),
    agreements: await listRecords(db, officeId, SHARING_AGREEMENTS, upToSeq),
    returns: await listRecords(db, officeId, DATA_RETURNS, upToSeq),
  };
}

export const ALL_SUBJECTS = Object.keys(SUBJECTS) as Subject[];

/** The contacts of a district for a subject on a day: one, or two while one hands over. */
export function holdersOn({ contacts }: Partnership, district: string, subject: Subject, on: Day): Kept[] {
  return holdersOf(contacts, district, subject).filter(({ answers }) => isHeld(holdingOf(answers), on));
}

/** The deputies of a district on a day. */
export function deputiesOn({ contacts }: Partnership, district: string, on: Day): Kept[] {
  return contacts.filter(
    ({ answers }) => answers.district === district && answers.role === 'deputy' && isHeld(holdingOf(answers), on),
  );
}

function holdersOf(contacts: readonly Kept[], district: string, subject: Subject): Kept[] {
  return contacts.filter(({ answers }) => answers.district === district && subjectsOf(answers).includes(subject));
}

function isHeld({ from, until }: Holding, on: Day): boolean {
  return from <= on && (until === null || on <= until);
}

/** The day on which the first district had a contact for the subject; null before any was named. */
function schemeStart({ contacts }: Partnership, subject: Subject): Day | null {
  const starts = contacts
    .filter(({ answers }) => subjectsOf(answers).includes(subject))
    .map(({ answers }) => holdingOf(answers).from);
  return starts.sort()[0] ?? null;
}

/**
 * The days of a span, up to today, on which a district had no contact for a subject. They count from the day on which
 * the first district had one; null where the span holds no such day.
 */
function vacancyDays(
  partnership: Partnership,
  { district, subject }: { district: string; subject: Subject },
  { startsOn, endsOn }: { startsOn: Day; endsOn: Day },
  today: Day,
): number | null {
  const start = schemeStart(partnership, subject);
  const from = start === null || startsOn > start ? startsOn : start;
  const until = endsOn < today ? endsOn : today;
  if (start === null || from > until) return null;
  const holdings = holdersOf(partnership.contacts, district, subject).map(({ answers }) => holdingOf(answers));
  return vacantDays(holdings, { from, until });
}

export function vacancyInQuarter(
  partnership: Partnership,
  where: { district: string; subject: Subject },
  quarter: Quarter,
  today: Day,
): number | null {
  return vacancyDays(partnership, where, quarterSpan(quarter), today);
}

/** As `vacancyInQuarter`, for the quarter's whole financial year up to today. */
export function vacancyInYear(
  partnership: Partnership,
  where: { district: string; subject: Subject },
  { year }: Quarter,
  today: Day,
): number | null {
  return vacancyDays(partnership, where, yearSpan(year), today);
}

/** A district that has no contact for a subject today, and for how many days it has had none. */
export interface Vacancy {
  district: string;
  subject: Subject;
  days: number;
}

/** Who is missing today; none for a subject that no district ever had a contact for. */
export function vacanciesOn(partnership: Partnership, districts: readonly string[], today: Day): Vacancy[] {
  return ALL_SUBJECTS.flatMap((subject) => {
    const start = schemeStart(partnership, subject);
    if (start === null || start > today) return [];
    return districts
      .filter((district) => holdersOn(partnership, district, subject, today).length === 0)
      .map((district) => {
        const ends = holdersOf(partnership.contacts, district, subject)
          .map(({ answers }) => holdingOf(answers).until)
          .filter((until): until is Day => until !== null && until < today)
          .sort();
        const last = ends.at(-1);
        const since = last === undefined ? start : addDays(last, 1);
        return { district, subject, days: daysBetween(since, today) + 1 };
      });
  });
}

/** The sharing agreements that a district is a party to. */
export function agreementsOf({ agreements }: Partnership, district: string): Kept[] {
  return agreements.filter(({ answers }) => valuesOf(answers.parties).includes(district));
}

export function overdueReviews({ agreements }: Partnership, today: Day): Kept[] {
  return agreements.filter(({ answers }) => sharingState(answers, today) === 'overdue');
}

export function overdueReturns({ returns }: Partnership, today: Day): Kept[] {
  return returns.filter(({ answers }) => dataReturnState(answers, today).state === 'overdue');
}

/** What became of the returns that a district owes of a quarter. */
export interface ReturnCounts {
  due: number;
  onTime: number;
  late: number;
  overdue: number;
}

/** Returns of a quarter that a district sends, by how they stand today; those whose day has not come count as due. */
export function countReturns({ returns }: Partnership, district: string, quarter: Quarter, today: Day): ReturnCounts {
  const label = quarterLabel(quarter);
  const states = returns
    .filter(({ answers }) => answers.sender === district && answers.quarter === label)
    .map(({ answers }) => dataReturnState(answers, today).state);
  const count = (state: string) => states.filter((found) => found === state).length;
  return { due: states.length, onTime: count('on time'), late: count('late'), overdue: count('overdue') };
}

/** The day on which the last of a district's returns was received; null before any was. */
export function lastReturn({ returns }: Partnership, district: string): Day | null {
  const days = returns
    .filter(({ answers }) => answers.sender === district && answers.received !== null)
    .map(({ answers }) => String(answers.received));
  return days.sort().at(-1) ?? null;
}

/** The last quarter that ended before a day. */
export function lastEndedQuarter(today: Day): Quarter {
  const year = yearOfDay(today);
  const quarters = [year - 1, year].flatMap((of) =>
    ([1, 2, 3, 4] as const).map((quarter): Quarter => ({ year: of, quarter })),
  );
  return quarters.findLast((quarter) => quarterSpan(quarter).endsOn < today) as Quarter;
}
