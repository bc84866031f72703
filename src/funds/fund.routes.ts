import { findAccounts } from '../ledger/account.store.ts';
import type { ReadFigures } from '../ledger/shown-figure.ts';
import { readRows } from '../ledger/shown-figure.ts';
import type { Door } from '../people/door.ts';
import type { ReadPart } from '../people/page-part.ts';
import { readQuery } from '../platform/form.ts';
import { registerRoutes } from '../registers/register.routes.ts';
import { allocationTable } from './allocation.pages.ts';
import { allocationRoutes } from './allocation.routes.ts';
import { byYear, listAllocations } from './allocation.store.ts';
import type { ReadInitiatives } from './budget-head.ts';
import { carryForwardRoutes } from './carry-forward.routes.ts';
import { decisionRoutes } from './decision.routes.ts';
import { FUND_FIGURES, type FundYear, fundPage, YEAR_END_FIGURES } from './fund.pages.ts';
import { listFunds } from './fund.store.ts';
import { fundFormRoutes } from './fund-form.routes.ts';
import { ELIGIBLE_COSTS, GRANT_RECEIPTS, GRANT_TERMS } from './grant.ts';
import { lapseRoutes } from './lapse.routes.ts';
import { sourceRoutes } from './source.routes.ts';
import { listSources } from './source.store.ts';
import { virementRoutes } from './virement.routes.ts';

/** What higher rooms say on the pages of this one. */
export interface FundParts {
  decision: readonly ReadPart[];
}

/** The room's addresses: the fund itself, and each thing that it is made of. */
export function fundRoutes(
  door: Door,
  readFigures: ReadFigures,
  readInitiatives: ReadInitiatives,
  above: FundParts,
): void {
  door.get('/fund', 'fund.read', async (visit) => {
    readQuery(visit.req.query, []);
    const where = { db: visit.site.db, officeId: visit.office.id };
    const funds = await listFunds(where.db, where.officeId);
    const sources = await listSources(where.db, where.officeId);
    const accounts = await findAccounts(where.db, where.officeId, {});
    const years: FundYear[] = [];
    for (const fund of funds) {
      const own = sources.filter((source) => source.fund === fund.code);
      const held = accounts.filter((account) => account.fund === fund.code);
      for (const year of [...new Set(held.map((account) => account.year))].toSorted()) {
        // A source has money of a year that it awarded, or that was brought forward into it.
        const drawn = own.filter(({ code }) =>
          held.some((account) => account.source === code && account.year === year),
        );
        const scopes = [...drawn.map(({ code }) => ({ source: code })), {}].map((scope) => ({
          fund: fund.code,
          year,
          ...scope,
        }));
        const figures = await readRows(readFigures, where, FUND_FIGURES, scopes);
        const crossed = await readRows(readFigures, where, YEAR_END_FIGURES, scopes);
        const rows = drawn.map((source, index) => ({
          source,
          figures: figures[index] ?? [],
          crossed: crossed[index] ?? [],
        }));
        years.push({ fund, year, rows, total: figures.at(-1) ?? [], crossed: crossed.at(-1) ?? [] });
      }
    }
    const allocations = byYear(await listAllocations(where.db, where.officeId), accounts);
    const scopes = allocations.map(({ ref, year }) => ({ allocation: ref, year }));
    const set = await readRows(readFigures, where, ['fund.allocated', 'fund.unbudgeted'], scopes);
    const may = {
      addSource: visit.may('fund.add'),
      allocate: visit.may('budget.add'),
      decide: visit.may('decision.add'),
      virements: visit.may('virement.read'),
      spend: visit.may('spend.read'),
    };
    visit.show('platform/record', fundPage(funds, years, allocationTable(allocations, set), sources.length, may));
  });

  fundFormRoutes(door);
  sourceRoutes(door, readFigures);
  for (const register of [GRANT_TERMS, ELIGIBLE_COSTS, GRANT_RECEIPTS]) registerRoutes(door, register);
  decisionRoutes(door, readFigures, above.decision);
  allocationRoutes(door, readFigures);
  virementRoutes(door, readFigures, readInitiatives);
  carryForwardRoutes(door, readFigures, readInitiatives);
  lapseRoutes(door, readFigures);
}
