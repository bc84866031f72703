import { londonDay } from '../calendar/day.ts';
import type { Clock } from '../platform/clock.ts';
import type { Db, Row } from '../platform/database.ts';

/** An office that keeps a record here. */
export interface Office {
  id: number;
  code: string;
  name: string;
  /** The code of its police force area, which stands for the whole county in tables by place. */
  areaCode: string;
  commissionerTitle: string;
  /** The day that deadlines read; null means today. */
  standingDay: string | null;
  demonstration: boolean;
}

/** An office by its number. */
export async function findOffice(db: Db, officeId: number): Promise<Office> {
  const row = await db('office').where({ id: officeId }).first();
  if (row === undefined) throw new Error(`There is no office ${officeId}.`);
  return officeFrom(row);
}

/** The installation's first office; null before one is made. */
export async function firstOffice(db: Db): Promise<Office | null> {
  const row = await db('office').orderBy('id').first();
  return row === undefined ? null : officeFrom(row);
}

function officeFrom(row: Row): Office {
  return {
    id: row.id,
    code: row.code,
    name: row.name,
    areaCode: row.area_code,
    commissionerTitle: row.commissioner_title,
    standingDay: row.standing_day,
    demonstration: row.demonstration === 1,
  };
}

/** Adds an office and answers its number. */
export async function addOffice(db: Db, office: Omit<Office, 'id'>): Promise<number> {
  const [added] = await db('office')
    .insert({
      code: office.code,
      name: office.name,
      area_code: office.areaCode,
      commissioner_title: office.commissionerTitle,
      standing_day: office.standingDay,
      demonstration: office.demonstration ? 1 : 0,
      version: 1,
    })
    .returning('id');
  return added.id;
}

/** The civil day that the office's deadlines read: its standing day, or today in London. */
export function officeDay(office: Office, clock: Clock): string {
  return office.standingDay ?? londonDay(clock.now());
}

/** The day that a moment stands for: its civil day in London, and never later than the day the office stands at. */
export function dayOfMoment({ standingDay }: Pick<Office, 'standingDay'>, { at }: { at: string }): string {
  const day = londonDay(at);
  return standingDay !== null && standingDay < day ? standingDay : day;
}
