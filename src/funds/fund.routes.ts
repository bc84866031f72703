import type { ReadFigures } from '../ledger/shown-figure.ts';
import { readRows } from '../ledger/shown-figure.ts';
import type { Door } from '../people/door.ts';
import { readQuery } from '../platform/form.ts';
import { allocationTable } from './allocation.pages.ts';
import { allocationRoutes } from './allocation.routes.ts';
import { listAllocations } from './allocation.store.ts';
import { decisionRoutes } from './decision.routes.ts';
import { FUND_FIGURES, type FundYear, fundPage } from './fund.pages.ts';
import { listFunds } from './fund.store.ts';
import { fundFormRoutes } from './fund-form.routes.ts';
import { sourceRoutes } from './source.routes.ts';
import { listAwards, listSources } from './source.store.ts';

/** The room's addresses: the fund itself, and each thing that it is made of. */
export function fundRoutes(door: Door, readFigures: ReadFigures): void {
  door.get('/fund', 'fund.read', async (visit) => {
    readQuery(visit.req.query, []);
    const where = { db: visit.site.db, officeId: visit.office.id };
    const funds = await listFunds(where.db, where.officeId);
    const sources = await listSources(where.db, where.officeId);
    const awards = await listAwards(where.db, where.officeId);
    const years: FundYear[] = [];
    for (const fund of funds) {
      const own = sources.filter((source) => source.fund === fund.code);
      const given = awards.filter(({ source }) => own.some(({ code }) => code === source));
      for (const year of [...new Set(given.map((award) => award.year))].toSorted()) {
        const drawn = own.filter(({ code }) => given.some((award) => award.source === code && award.year === year));
        const scopes = [...drawn.map(({ code }) => ({ source: code })), {}].map((scope) => ({
          fund: fund.code,
          year,
          ...scope,
        }));
        const figures = await readRows(readFigures, where, FUND_FIGURES, scopes);
        const rows = drawn.map((source, index) => ({ source, figures: figures[index] ?? [] }));
        years.push({ fund, year, rows, total: figures.at(-1) ?? [] });
      }
    }
    const allocations = await listAllocations(where.db, where.officeId);
    const scopes = allocations.map(({ ref }) => ({ allocation: ref }));
    const set = await readRows(readFigures, where, ['fund.allocated', 'fund.unbudgeted'], scopes);
    const may = {
      addSource: visit.may('fund.add'),
      allocate: visit.may('budget.add'),
      decide: visit.may('decision.add'),
    };
    visit.show('platform/record', fundPage(funds, years, allocationTable(allocations, set), sources.length, may));
  });

  fundFormRoutes(door);
  sourceRoutes(door, readFigures);
  decisionRoutes(door, readFigures);
  allocationRoutes(door, readFigures);
}
