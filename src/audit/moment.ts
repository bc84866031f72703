import { type Day, isDay, londonDay, readTypedDay } from '../calendar/day.ts';
import type { Db } from '../platform/database.ts';
import { Refusal, refused } from '../platform/refusal.ts';

/** A point in what was recorded: everything up to and with act `seq`. The same moment reads the same for ever. */
export interface Moment {
  seq: number;
  at: string;
}

/** What the office knows now. An office without events stands at sequence 0. */
export async function latestMoment(db: Db, officeId: number): Promise<Moment> {
  const last = await db('audit_event')
    .where({ office_id: officeId })
    .orderBy('seq', 'desc')
    .first('seq', 'recorded_at');
  return last === undefined ? { seq: 0, at: '1970-01-01T00:00:00.000Z' } : { seq: last.seq, at: last.recorded_at };
}

/**
 * What the office knew at an instant: UTC text such as `2015-07-31T23:30:00.000Z`, or a day, which means its last
 * moment, or now for today. A later instant is refused, since its answer could still change.
 */
export async function momentAt(db: Db, officeId: number, instant: string, now: string): Promise<Moment> {
  const latest = await latestMoment(db, officeId);
  // An act is stamped later than the one before it, so the last may stand a moment ahead of the clock.
  const present = latest.at > now ? latest.at : now;
  const asked = readDayAsPeopleWrite(instant) ?? instant;
  const at = asked === londonDay(now) ? present : readInstant(asked);
  if (at === null) {
    throw new Refusal(
      'malformed',
      'instant',
      `The moment ${JSON.stringify(instant.slice(0, 40))} was not understood. Write a day like 30 June 2015 or 2015-06-30.`,
    );
  }
  if (at > present) throw refused('future-instant', 'The moment lies in the future. Ask for one that has passed.');
  // An act under way may still be recorded before an instant of the last minute, so that is answered by the last act.
  if (at > latest.at && at > new Date(new Date(now).getTime() - UNSETTLED_MS).toISOString()) return latest;
  const last = await db('audit_event')
    .where({ office_id: officeId })
    .where('recorded_at', '<=', at)
    .orderBy('seq', 'desc')
    .first('seq');
  return { seq: last?.seq ?? 0, at };
}

/** Longer than the commit of an act takes after it was stamped. */
const UNSETTLED_MS = 60_000;

const INSTANT = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2})(?::(\d{2})(?:\.(\d{3}))?)?Z?)?$/;

/** A day as people write it, '30 June 2015' or '30/06/2015'; null when it is anything else. */
function readDayAsPeopleWrite(text: string): Day | null {
  if (text.length > 30) return null;
  const [day = '', month = '', year = '', ...rest] = text.trim().split(/[ /]/);
  const read = rest.length === 0 ? readTypedDay({ day, month, year }) : null;
  return read?.ok === true ? read.day : null;
}

/** Reads a day or a UTC instant; null when it is neither. A day alone means its last moment in London. */
export function readInstant(text: string): string | null {
  if (text.length > 24) return null;
  const match = INSTANT.exec(text);
  if (match === null) return null;
  const [, day, time, seconds, milliseconds] = match;
  const whole =
    time === undefined ? `${day}T23:59:59.999Z` : `${day}T${time}:${seconds ?? '00'}.${milliseconds ?? '000'}Z`;
  const parsed = new Date(whole);
  if (Number.isNaN(parsed.getTime()) || parsed.toISOString() !== whole) return null;
  // In summer the London day ends an hour before the day of UTC does.
  return time === undefined && isDay(day as string) && londonDay(whole) !== day ? `${day}T22:59:59.999Z` : whole;
}

/** When acts of an office were recorded, by their numbers. */
export async function timesOfActs(db: Db, officeId: number, seqs: readonly number[]): Promise<Map<number, string>> {
  const rows = await db('audit_event')
    .where({ office_id: officeId })
    .whereIn('seq', [...new Set(seqs)])
    .select('seq', 'recorded_at');
  return new Map(rows.map((row) => [row.seq, row.recorded_at]));
}
