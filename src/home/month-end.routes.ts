import { periodLabel } from '../calendar/period.ts';
import { readPeriods } from '../ledger/period.store.ts';
import { type Period, periodNamed } from '../ledger/period.ts';
import { readClosings } from '../ledger/period-history.store.ts';
import type { Door, Visit } from '../people/door.ts';
import { officeDay } from '../people/office.store.ts';
import { readNames } from '../people/person.store.ts';
import { readQuery } from '../platform/form.ts';
import { notFound } from '../platform/refusal.ts';
import { monthEndPage, monthEndTable } from './month-end.pages.ts';
import { readMonthEnd } from './month-end.ts';

/** The month-end list of any period, and the same as a file. */
export function monthEndRoutes(door: Door): void {
  door.get('/month-end', 'spend.read', (visit) => goToPeriod(visit, '/month-end'));

  door.table('/month-end/:period', 'spend.read', async (visit) => {
    readQuery(visit.req.query, []);
    const { period } = await periodOf(visit);
    const monthEnd = await readMonthEnd(visit.site.db, visit.office.id, period, dayOf(visit));
    return { name: `month-end-${periodLabel(period)}`, table: monthEndTable(monthEnd, period.closed) };
  });

  door.get('/month-end/:period', 'spend.read', async (visit) => {
    readQuery(visit.req.query, []);
    const { db } = visit.site;
    const officeId = visit.office.id;
    const { period, periods } = await periodOf(visit);
    const closings = await readClosings(db, officeId);
    visit.show(
      'platform/record',
      monthEndPage({
        period,
        periods,
        monthEnd: await readMonthEnd(db, officeId, period, dayOf(visit)),
        closing: closings.findLast(({ year, number }) => year === period.year && number === period.number),
        names: await readNames(db, officeId),
        may: { close: visit.may('period.close'), reopen: visit.may('period.reopen') },
      }),
    );
  });
}

function dayOf({ office, site }: Visit): string {
  return officeDay(office, site.clock);
}

/** The period that an address names, and all of them; not found when the office has no such period. */
export async function periodOf({ req, site, office }: Visit): Promise<{ period: Period; periods: Period[] }> {
  const text = String(req.params.period);
  const periods = await readPeriods(site.db, office.id);
  const period = periodNamed(periods, text);
  if (period === null) throw notFound(`period ${text.slice(0, 20)}`);
  return { period, periods };
}

/** Leads to the page of the period asked for, or of the current one; to the last one when all are closed. */
export async function goToPeriod(visit: Visit, path: string): Promise<void> {
  const { period: asked } = readQuery(visit.req.query, ['period']);
  const periods = await readPeriods(visit.site.db, visit.office.id);
  const period =
    asked === undefined ? (periods.find(({ closed }) => !closed) ?? periods.at(-1)) : periodNamed(periods, asked);
  if (period === undefined || period === null) throw notFound(`period ${(asked ?? '').slice(0, 20)}`.trim());
  visit.res.redirect(303, `${path}/${periodLabel(period)}`);
}
