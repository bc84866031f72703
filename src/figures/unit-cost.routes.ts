import type { Door } from '../people/door.ts';
import { patternParameter } from '../platform/parameter.ts';
import { unitCostsFile, unitCostsPage } from './unit-cost.pages.ts';
import { readUnitCosts } from './unit-cost.reading.ts';

/** Outcomes against money, on the page and as a file. */
export function unitCostRoutes(door: Door): void {
  door.get('/unit-costs', 'measure.read', async (visit) => {
    visit.show('platform/record', unitCostsPage(await readUnitCosts(visit)));
  });

  door.table(
    '/unit-costs',
    'measure.read',
    async (visit) => {
      const shown = await readUnitCosts(visit);
      return { name: `unit-costs-${shown.time.label}`, table: unitCostsFile(shown) };
    },
    { time: patternParameter(/^\d{4}-\d{2}(-Q[1-4])?$/, 'a quarter or a financial year', '2015-16-Q1') },
  );
}
