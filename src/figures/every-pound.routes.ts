import { yearLabel } from '../calendar/financial-year.ts';
import { readOrphanPounds } from '../ledger/orphan-pounds.ts';
import { chooseYear } from '../ledger/year-choice.ts';
import type { Door, Visit } from '../people/door.ts';
import { officeDay } from '../people/office.store.ts';
import { readQuery } from '../platform/form.ts';
import { YEAR } from '../platform/parameter.ts';
import { everyPoundFile, everyPoundPage } from './every-pound.pages.ts';
import { followPounds } from './every-pound.ts';

/** Every pound of a financial year from its source to what it was spent on, on the page and as a file. */
export function everyPoundRoutes(door: Door): void {
  const yearAsked = ({ site, office, req }: Visit) => {
    const { year } = readQuery(req.query, ['year']);
    return chooseYear(site.db, office.id, year, officeDay(office, site.clock));
  };

  door.get('/fund/every-pound', 'fund.read', async (visit) => {
    const choice = await yearAsked(visit);
    const trails = await followPounds(visit.where, choice.year);
    const orphans = await readOrphanPounds(visit.site.db, visit.office.id);
    visit.show('platform/record', everyPoundPage(choice, trails, orphans));
  });

  door.table(
    '/fund/every-pound',
    'fund.read',
    async (visit) => {
      const { year } = await yearAsked(visit);
      const trails = await followPounds(visit.where, year);
      return { name: `every-pound-${yearLabel(year)}`, table: everyPoundFile(trails) };
    },
    { year: YEAR },
  );
}
