import { latestMoment, momentAt } from '../audit/moment.ts';
import { readYear } from '../calendar/financial-year.ts';
import type { ReadFigures } from '../ledger/shown-figure.ts';
import type { Door } from '../people/door.ts';
import { officeDay } from '../people/office.store.ts';
import { readQuery } from '../platform/form.ts';
import { Refusal } from '../platform/refusal.ts';
import { readDashboard } from './dashboard.ts';
import { errandsFor, homePage } from './home.pages.ts';
import { readWaiting } from './task.ts';

/** The landing page. */
export function homeRoutes(door: Door, readFigures: ReadFigures): void {
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
    const waiting = await readWaiting(db, visit.person, officeDay(visit.office, clock));
    const errands = errandsFor((act) => visit.may(act));
    const shownAt = asAt === undefined ? null : { text: asAt.trim(), at: moment.at };
    visit.show('home/index', homePage(dashboard, waiting, errands, shownAt));
  });
}

function yearAsked(text: string): number {
  const year = readYear(text);
  if (year === null) {
    const shown = JSON.stringify(text.slice(0, 20));
    throw new Refusal('malformed', 'year', `The financial year ${shown} was not understood. Write it like 2015-16.`);
  }
  return year;
}
