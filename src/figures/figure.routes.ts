import { latestMoment, momentAt } from '../audit/moment.ts';
import { openBooks } from '../ledger/figure.ts';
import { readScope } from '../ledger/scope.ts';
import { COUNTY } from '../partners/place.ts';
import type { Door } from '../people/door.ts';
import { figureListPage, openedFigurePage } from './figure.pages.ts';
import { FIGURES, openFigure } from './registry.ts';

export function figureRoutes(door: Door): void {
  door.get('/figures', 'figure.read', async (visit) => {
    visit.show('figures/list', figureListPage(FIGURES));
  });

  door.get('/figures/:id', 'figure.read', async (visit) => {
    const { db, clock } = visit.site;
    const { 'as-at': asAt, ...parts } = visit.req.query;
    const scope = readScope(parts);
    // What was counted in a district is for those who may see that district.
    if (scope.measure !== undefined && scope.place !== undefined && scope.place !== COUNTY.code) {
      visit.demand('measure.read', { district: scope.place });
    }
    const moment =
      typeof asAt === 'string'
        ? await momentAt(db, visit.office.id, asAt, clock.now())
        : await latestMoment(db, visit.office.id);
    const books = openBooks(db, visit.office.id, moment);
    const opened = await openFigure(books, String(visit.req.params.id), scope);
    visit.show(
      'figures/opened',
      openedFigurePage(opened, { ...moment, named: typeof asAt === 'string' }, visit.may('spend.read')),
    );
  });
}
