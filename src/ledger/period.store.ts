import type { Act } from '../audit/act.ts';
import type { Moment } from '../audit/moment.ts';
import { periodsOf, yearShown, yearSpan } from '../calendar/financial-year.ts';
import { periodLabel } from '../calendar/period.ts';
import type { Db } from '../platform/database.ts';
import { refused } from '../platform/refusal.ts';
import type { Period } from './period.ts';

/** Every period of the office in order, closed or open as at the moment (or now, without one). */
export async function readPeriods(db: Db, officeId: number, moment?: Moment): Promise<Period[]> {
  const upTo = moment?.seq ?? Number.MAX_SAFE_INTEGER;
  const rows = await db('period')
    .where({ office_id: officeId })
    .where('act_seq', '<=', upTo)
    .orderBy([{ column: 'year' }, { column: 'number' }])
    .select('year', 'number', 'starts_on', 'ends_on');
  const closings = await db('period_closing')
    .where({ office_id: officeId })
    .where('act_seq', '<=', upTo)
    .orderBy('id')
    .select('year', 'number', 'closed');
  const closed = new Map(closings.map((c) => [periodLabel(c), c.closed === 1]));
  return rows.map(({ year, number, starts_on, ends_on }) => ({
    year,
    number,
    startsOn: starts_on,
    endsOn: ends_on,
    closed: closed.get(periodLabel({ year, number })) ?? false,
  }));
}

/** Makes a financial year with its stored dates and periods; refused when it exists. */
export async function addYear(act: Act, year: number): Promise<void> {
  const exists = await act.trx('financial_year').where({ office_id: act.doer.officeId, year }).first('id');
  if (exists !== undefined) throw refused('year-exists', `${yearShown(year)} has been made already.`);
  const { startsOn, endsOn } = yearSpan(year);
  await act.add('financial_year', { year, starts_on: startsOn, ends_on: endsOn });
  await act.addMany(
    'period',
    periodsOf(year).map((p) => ({ year, number: p.number, starts_on: p.startsOn, ends_on: p.endsOn })),
  );
}
