import { latestMoment, momentAt } from '../audit/moment.ts';
import { yearLabel } from '../calendar/financial-year.ts';
import { listAllocations } from '../funds/allocation.store.ts';
import { listSources } from '../funds/source.store.ts';
import { initiativeChoices } from '../initiatives/initiative.form.ts';
import { type Initiative, listInitiatives } from '../initiatives/initiative.store.ts';
import { type Books, openBooks, type Value } from '../ledger/figure.ts';
import { PLACE_CHOICES } from '../partners/place.ts';
import type { Door, Visit } from '../people/door.ts';
import { type Rated, readRatings } from '../spend/rating.ts';
import { CATEGORY_CHOICES } from '../spend/spend-choices.ts';
import {
  MONITORING_PARAMETERS,
  type MonitoringChoices,
  type MonitoringQuery,
  readMonitoringQuery,
} from './monitoring.form.ts';
import { type MonitoringShown, monitoringFile, monitoringPage, type ShownRow } from './monitoring.pages.ts';
import { MONITORING_COLUMNS, type MonitoringRow, readMonitoring } from './monitoring.ts';
import { shownFigure } from './registry.ts';

/** The budget-monitoring report, on the page and as a file. */
export function monitoringRoutes(door: Door): void {
  door.get('/monitoring', 'figure.read', async (visit) => {
    visit.show('platform/record', monitoringPage(await readShown(visit)));
  });

  door.table(
    '/monitoring',
    'figure.read',
    async (visit) => {
      const shown = await readShown(visit);
      return { name: `monitoring-${yearLabel(shown.query.year)}`, table: monitoringFile(shown) };
    },
    MONITORING_PARAMETERS,
  );
}

async function readShown(visit: Visit): Promise<MonitoringShown> {
  const { db, clock } = visit.site;
  const officeId = visit.office.id;
  const asked = visit.req.query['as-at'];
  const isNamed = typeof asked === 'string' && asked.trim() !== '';
  const moment = isNamed ? await momentAt(db, officeId, asked.trim(), clock.now()) : await latestMoment(db, officeId);
  const books = openBooks(db, officeId, moment, visit.where.seesEntries);
  const initiatives = await listInitiatives(db, officeId, moment.seq);
  const available = await readChoices(books, initiatives);
  const query = readMonitoringQuery(visit.req.query, available);
  const listed = await listedInitiatives(books, query, initiatives);
  const { initiative: _initiative, ...narrowed } = query.narrowing;
  const total = query.narrowing.initiative === undefined && query.spans.length === 1 ? [undefined] : [];
  const rows = await readMonitoring(books, {
    year: query.year,
    narrowed,
    initiatives: [...listed.map(({ ref }) => ref), ...total],
    spans: query.spans,
  });
  const rate = await readRatings(books, query.year);
  const isNarrowed = Object.keys(narrowed).length > 0;
  const shown = rows.map((row): ShownRow => {
    const initiative = listed.find(({ ref }) => ref === row.initiative) ?? null;
    return {
      initiative,
      span: row.span,
      figures: row.values.map((value, index) =>
        shownFigure(MONITORING_COLUMNS[index]?.figure as string, value, isNamed ? moment : undefined),
      ),
      // A rating is of an initiative as a whole, not of what one source or district has of it.
      rating: initiative === null || isNarrowed ? null : rate(ratedBy(initiative.ref, row)),
    };
  });
  return {
    query,
    years: [...new Set(available.periods.map(({ year }) => year))],
    available,
    rows: shown.filter(({ initiative }) => initiative !== null),
    total: shown.find(({ initiative }) => initiative === null) ?? null,
    at: isNamed ? moment.at : null,
  };
}

function ratedBy(initiative: string, { values }: MonitoringRow): Rated {
  const answerTo = (id: string) => values[MONITORING_COLUMNS.findIndex(({ figure }) => figure === id)] as Value;
  return { initiative, overUnder: answerTo('over-under-spend'), budget: answerTo('budget.current') };
}

/** Those asked for; else those with money of the year, and those whose amount was never published. */
async function listedInitiatives(
  books: Books,
  { year, narrowing }: MonitoringQuery,
  initiatives: readonly Initiative[],
): Promise<Initiative[]> {
  if (narrowing.initiative !== undefined) return initiatives.filter(({ ref }) => ref === narrowing.initiative);
  const withMoney = new Set((await books.cells(year)).map(({ account }) => account.initiative));
  return initiatives.filter(({ ref, amountPublished }) => withMoney.has(ref) || !amountPublished);
}

async function readChoices(books: Books, initiatives: Initiative[]): Promise<MonitoringChoices> {
  const { db, officeId } = books;
  const sources = await listSources(db, officeId);
  const allocations = await listAllocations(db, officeId);
  return {
    periods: await books.periods(),
    choices: {
      initiative: initiativeChoices(initiatives),
      source: sources.map(({ code, name }) => ({ value: code, text: `${code} ${name}` })),
      allocation: allocations.map(({ ref, purpose }) => ({ value: ref, text: `${ref} ${purpose}` })),
      place: [...PLACE_CHOICES],
      category: [...CATEGORY_CHOICES],
    },
  };
}
