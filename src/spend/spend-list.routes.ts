import { latestMoment } from '../audit/moment.ts';
import { addUp } from '../ledger/balance.ts';
import type { ReadFigures } from '../ledger/shown-figure.ts';
import type { Door, TableHandler, Visit } from '../people/door.ts';
import { readNames } from '../people/person.store.ts';
import type { Choice } from '../platform/form.ts';
import { Refusal } from '../platform/refusal.ts';
import { sendList } from './list/export-aside.ts';
import { SpendList } from './list/list.ts';
import { savedFilterRoutes } from './list/saved-filter.routes.ts';
import { defaultFilter, listSavedFilters } from './list/saved-filter.store.ts';
import { savedFiltersShown } from './list/saved-filter.ts';
import { listAmounts, movesByItself } from './spend.store.ts';
import { readSpendChoices } from './spend-choices.ts';
import { LIST_PARAMETERS, readSpendQuery, type SpendQuery, scopeOf } from './spend-list.form.ts';
import { postedPence, rowsTotal, spendListPage } from './spend-list.pages.ts';

/** The list of spend, and the same list as a file. */
export function spendListRoutes(door: Door, readFigures: ReadFigures): void {
  savedFilterRoutes(door);

  door.get('/spend', 'spend.read', async (visit) => {
    const { db } = visit.site;
    const officeId = visit.office.id;
    if (Object.keys(visit.req.query).length === 0) {
      const own = await defaultFilter(db, visit.person.id, 'spend');
      if (own !== null) return visit.res.redirect(303, `/spend?${own.query}`);
    }
    const query = readSpendQuery(visit.req.query);
    const hasErrors = query.errors.length > 0;
    const list = await SpendList.open(db, officeId, query.filter);
    const page = hasErrors ? EMPTY : await list.page(query.sort, query.turn);
    visit.show(
      'spend/list',
      {
        ...spendListPage({
          query,
          page,
          choices: await readSpendChoices(db, officeId),
          people: await enterers(visit),
          totals: hasErrors ? null : await totalsOf(visit, readFigures, query, { list, rows: page.count.rows }),
          movesByItself: await movesByItself(db, officeId),
          mayEnter: visit.may('spend.enter'),
          mayImport: visit.may('spend.import'),
        }),
        ...savedFiltersShown(await listSavedFilters(db, visit.person.id, 'spend'), query.typed),
      },
      hasErrors ? 400 : 200,
    );
  });

  const file: TableHandler = async (visit, format) => {
    const query = readSpendQuery(visit.req.query);
    const [error] = query.errors;
    if (error !== undefined) throw new Refusal('malformed', 'filter', `${error.message}.`);
    await sendList(visit.res, {
      db: visit.site.db,
      officeId: visit.office.id,
      filter: { ...query.filter, moment: await latestMoment(visit.site.db, visit.office.id) },
      sort: query.sort,
      format,
    });
    return null;
  };
  door.table('/spend', 'spend.read', file, LIST_PARAMETERS);
}

const EMPTY = { rows: [], count: { rows: 0, exact: true }, isFirst: true, isLast: true, begins: '', ends: '' };

/** Whoever has entered spend or imported it, by name. */
async function enterers({ site, office }: Visit): Promise<Choice[]> {
  const names = await readNames(site.db, office.id);
  return [...names]
    .map(([id, text]) => ({ value: String(id), text }))
    .sort((a, b) => a.text.localeCompare(b.text, 'en-GB'));
}

async function totalsOf(
  visit: Visit,
  readFigures: ReadFigures,
  query: SpendQuery,
  { list, rows }: { list: SpendList; rows: number },
) {
  const { db } = visit.site;
  const officeId = visit.office.id;
  const scope = scopeOf(query);
  const needsRows = scope === null || scope.year !== undefined;
  const spends = needsRows ? await listAmounts(db, officeId, query.filter) : [];
  const lines = needsRows ? await list.lineSums() : null;
  if (needsRows && lines === null) return null;
  if (scope === null) return rowsTotal(spends, lines ?? new Map(), rows);
  const figures = await readFigures(visit.where, [
    { figure: 'spend.to-date', scope },
    { figure: 'spend.awaiting', scope },
  ]);
  // A correction of last year's money is posted this year: the figure counts it by its money, the list by its period.
  const spent = figures[0]?.value ?? null;
  const posted = addUp([postedPence(spends), lines?.get('approved') ?? 0]);
  const isSame = scope.year === undefined || spent === null || spent === posted;
  return isSame ? figures : rowsTotal(spends, lines ?? new Map(), rows);
}
