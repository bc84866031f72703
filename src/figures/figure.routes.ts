import { latestMoment, momentAt } from '../audit/moment.ts';
import { type Books, openBooks } from '../ledger/figure.ts';
import { readScope, type Scope } from '../ledger/scope.ts';
import { COUNTY } from '../partners/place.ts';
import type { Door, Visit } from '../people/door.ts';
import { Refusal } from '../platform/refusal.ts';
import { completenessRoutes } from './completeness.routes.ts';
import { everyPoundRoutes } from './every-pound.routes.ts';
import { figureListPage, openedFigurePage } from './figure.pages.ts';
import { monitoringRoutes } from './monitoring.routes.ts';
import { FIGURES, openFigure } from './registry.ts';
import { releaseRoutes } from './release/release.routes.ts';
import { restatementNote } from './restatement.pages.ts';
import { restatementLines, restatementRoutes } from './restatement.routes.ts';
import { listRestatements, restatementsOf } from './restatement.store.ts';
import { isOfWithdrawnPack } from './snapshot.store.ts';
import { unitCostRoutes } from './unit-cost.routes.ts';

/** What a higher room says beside a figure on its page, for whoever looks: what was asked about it, say. */
export type ReadBesideFigure = (
  visit: Visit,
  figure: string,
  scope: Scope,
) => Promise<{ notes: string[]; links: { text: string; href: string }[] }>;

export function figureRoutes(door: Door, readBeside: ReadBesideFigure): void {
  door.get('/figures', 'figure.read', async (visit) => {
    const mayOpen = FIGURES.filter(({ readBy }) => readBy === undefined || visit.may(readBy));
    visit.show('figures/list', figureListPage(mayOpen));
  });

  door.get('/figures/:id', 'figure.read', async (visit) => {
    const { db, clock } = visit.site;
    const { 'as-at': asAt, ...parts } = visit.req.query;
    const scope = readScope(parts);
    // What was counted in a district is for those who may see that district.
    if (scope.measure !== undefined && scope.place !== undefined && scope.place !== COUNTY.code) {
      visit.demand('measure.read', { district: scope.place });
    }
    await demandPackRead(visit, scope);
    const moment =
      typeof asAt === 'string'
        ? await momentAt(db, visit.office.id, asAt, clock.now())
        : await latestMoment(db, visit.office.id);
    const books = openBooks(db, visit.office.id, moment, visit.where.seesEntries);
    const { readBy } = FIGURES.find(({ id }) => id === visit.req.params.id) ?? {};
    if (readBy !== undefined) visit.demand(readBy);
    const opened = await openFigure(books, String(visit.req.params.id), scope);
    visit.show(
      'figures/opened',
      openedFigurePage(
        opened,
        { ...moment, named: typeof asAt === 'string' },
        visit.may('spend.read'),
        opened.value.marker === 'c' ? [] : await restatedNotes(books, opened.figure.id, scope),
        await readBeside(visit, opened.figure.id, scope),
      ),
    );
  });
  restatementRoutes(door);
  releaseRoutes(door);
  monitoringRoutes(door);
  everyPoundRoutes(door);
  unitCostRoutes(door);
  completenessRoutes(door);
}

/** What a withdrawn version of a pack said is for the office alone, here as at its own address. */
async function demandPackRead({ site, office, may }: Visit, { since }: Scope): Promise<void> {
  if (since === undefined || !/^[1-9]\d{0,14}$/.test(since) || may('pack.read-withdrawn')) return;
  if (await isOfWithdrawnPack(site.db, office.id, Number(since))) {
    throw new Refusal('not-found', 'withdrawn', 'The pack that this is compared with was withdrawn.');
  }
}

/** Figures of what was spent in a period, which later entries may restate. */
const OF_A_PERIOD = ['spend.in-period', 'spend.to-date', 'spend.restated'];

/** What a figure says beside itself when a closed period that it is about was restated. */
async function restatedNotes(books: Books, figure: string, scope: Scope): Promise<string[]> {
  if (!OF_A_PERIOD.includes(figure)) return [];
  const restatements = await listRestatements(books.db, books.officeId, { upToSeq: books.moment.seq });
  return (await restatementLines(books, restatementsOf(restatements, scope))).map(restatementNote);
}
