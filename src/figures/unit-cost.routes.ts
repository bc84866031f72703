import type { Door } from '../people/door.ts';
import { sendCsv } from '../people/form-visit.ts';
import { tableFile } from '../platform/table.ts';
import { unitCostsFile, unitCostsPage } from './unit-cost.pages.ts';
import { readUnitCosts } from './unit-cost.reading.ts';

/** Outcomes against money, on the page and as a file. */
export function unitCostRoutes(door: Door): void {
  door.get('/unit-costs', 'measure.read', async (visit) => {
    visit.show('platform/record', unitCostsPage(await readUnitCosts(visit)));
  });

  door.get('/unit-costs.csv', 'measure.read', async (visit) => {
    const shown = await readUnitCosts(visit);
    sendCsv(visit, `unit-costs-${shown.time.label}.csv`, tableFile(unitCostsFile(shown)));
  });
}
