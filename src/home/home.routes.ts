import { latestMoment, momentAt } from '../audit/moment.ts';
import { readYear } from '../calendar/financial-year.ts';
import { readPeriods } from '../ledger/period.store.ts';
import type { ReadFigures } from '../ledger/shown-figure.ts';
import type { Door, Visit } from '../people/door.ts';
import { officeDay } from '../people/office.store.ts';
import { readQuery } from '../platform/form.ts';
import { Refusal } from '../platform/refusal.ts';
import { calendarRoutes } from './calendar.routes.ts';
import { readDates } from './calendar.ts';
import { readDashboard } from './dashboard.ts';
import { datesOwed, errandsFor, homePage } from './home.pages.ts';
import { monthEndNotice } from './month-end.pages.ts';
import { monthEndRoutes } from './month-end.routes.ts';
import { readMonthEnd } from './month-end.ts';
import { reconciliationRoutes } from './reconciliation.routes.ts';
import { searchRoutes } from './search.routes.ts';
import { tablesRoutes } from './tables.routes.ts';
import { readWaiting } from './task.ts';
import { verificationNotice } from './verification.pages.ts';
import { verificationRoutes } from './verification.routes.ts';
import { latestVerification } from './verification.store.ts';
import { wordsCheckRoutes } from './words-check.routes.ts';

/** The landing page. */
export function homeRoutes(door: Door, readFigures: ReadFigures, baseUrl: string | null): void {
  verificationRoutes(door);
  monthEndRoutes(door);
  reconciliationRoutes(door);
  searchRoutes(door);
  wordsCheckRoutes(door);
  calendarRoutes(door, baseUrl);
  tablesRoutes(door);

  door.get('/', 'home.read', async (visit) => {
    const { db, clock } = visit.site;
    const { year, 'as-at': asAt } = readQuery(visit.req.query, ['year', 'as-at']);
    const moment =
      asAt === undefined
        ? await latestMoment(db, visit.office.id)
        : await momentAt(db, visit.office.id, asAt.trim(), clock.now());
    const dashboard = await readDashboard(db, visit.office.id, readFigures, {
      moment,
      named: asAt !== undefined,
      year: year === undefined ? undefined : yearAsked(year),
    });
    const today = officeDay(visit.office, clock);
    const waiting = await readWaiting(db, visit.person, today);
    const errands = errandsFor((act) => visit.may(act));
    const shownAt = asAt === undefined ? null : { text: asAt.trim(), at: moment.at };
    const isShown = shownAt === null && visit.may('verification.read');
    const notice = isShown ? verificationNotice(await latestVerification(db, visit.office.id), clock.now()) : null;
    const dates = shownAt === null ? datesOwed(await readDates(db, visit.person, today, 'mine'), today) : null;
    const monthEnd = shownAt === null && visit.may('spend.enter') ? await currentMonthEnd(visit) : null;
    visit.show('home/index', {
      ...homePage(dashboard, waiting, errands, shownAt),
      verification: notice,
      monthEnd,
      dates,
    });
  });
}

/** How far the current period is from being closed, for those who bring it there; null when none is open. */
async function currentMonthEnd({ site, office }: Visit) {
  const current = (await readPeriods(site.db, office.id)).find(({ closed }) => !closed);
  if (current === undefined) return null;
  return monthEndNotice(current, await readMonthEnd(site.db, office.id, current, officeDay(office, site.clock)));
}

function yearAsked(text: string): number {
  const year = readYear(text);
  if (year === null) {
    const shown = JSON.stringify(text.slice(0, 20));
    throw new Refusal('malformed', 'year', `The financial year ${shown} was not understood. Write it like 2015-16.`);
  }
  return year;
}
