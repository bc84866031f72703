import { latestMoment } from '../audit/moment.ts';
import type { ReadFigures } from '../ledger/shown-figure.ts';
import type { Door, Visit } from '../people/door.ts';
import { sendCsv } from '../people/form-visit.ts';
import { type CsvCell, csvFile } from '../platform/csv.ts';
import type { Db } from '../platform/database.ts';
import { pageOf } from './paging.ts';
import { readSchedules, servedOf } from './schedule.store.ts';
import { countSpend, listAmounts, listSpend, movesByItself } from './spend.store.ts';
import type { Spend } from './spend.ts';
import { readSpendChoices } from './spend-choices.ts';
import { readSpendQuery, type SpendQuery, scopeOf } from './spend-list.form.ts';
import { CSV_COLUMNS, csvRow, postedPence, rowsTotal, type Served, spendListPage } from './spend-list.pages.ts';

const ROWS_AT_A_TIME = 1000;

/** The list of spend, and the same list as a file. */
export function spendListRoutes(door: Door, readFigures: ReadFigures): void {
  door.get('/spend', 'spend.read', async (visit) => {
    const { db } = visit.site;
    const officeId = visit.office.id;
    const asked = readSpendQuery(visit.req.query);
    const count = await countSpend(db, officeId, asked.filter);
    const page = pageOf(asked.page, count);
    const query = { ...asked, page: page.number };
    visit.show(
      'spend/list',
      spendListPage({
        query,
        count,
        choices: await readSpendChoices(db, officeId),
        rows: await listSpend(db, officeId, query.filter, { sort: query.sort, ...page }),
        totals: await totalsOf(visit, readFigures, query),
        movesByItself: await movesByItself(db, officeId),
        mayEnter: visit.may('spend.enter'),
        mayImport: visit.may('spend.import'),
      }),
    );
  });

  door.get('/spend.csv', 'spend.read', async (visit) => {
    const { db } = visit.site;
    const { page: _page, ...parts } = visit.req.query;
    const query = readSpendQuery(parts);
    // As at one moment, so that a spend recorded meanwhile moves no row from one portion to the next.
    const filter = { ...query.filter, moment: await latestMoment(db, visit.office.id) };
    const rows: CsvCell[][] = [];
    for (let offset = 0; ; offset += ROWS_AT_A_TIME) {
      const portion = await listSpend(db, visit.office.id, filter, { sort: query.sort, limit: ROWS_AT_A_TIME, offset });
      const served = await readServed(db, visit.office.id, portion, filter.moment.seq);
      rows.push(...portion.map((spend) => csvRow(spend, served)));
      if (portion.length < ROWS_AT_A_TIME) break;
      await new Promise((resolve) => setImmediate(resolve));
    }
    sendCsv(visit, 'spend.csv', csvFile(CSV_COLUMNS, rows));
  });
}

/** What has become spend of the payments in advance among these rows, or reversed by them. */
async function readServed(db: Db, officeId: number, rows: readonly Spend[], upToSeq: number): Promise<Served> {
  const refs = rows.flatMap(({ kind, ref, corrects, correctsKind }) => {
    if (kind === 'prepayment') return [ref];
    return correctsKind === 'prepayment' && corrects !== null ? [corrects] : [];
  });
  const schedules = refs.length === 0 ? [] : await readSchedules(db, officeId, refs, upToSeq);
  return new Map([...schedules].map(([ref, schedule]) => [ref, servedOf(schedule).served]));
}

async function totalsOf(visit: Visit, readFigures: ReadFigures, query: SpendQuery) {
  const { db } = visit.site;
  const officeId = visit.office.id;
  const scope = scopeOf(query);
  const rows = scope === null || scope.year !== undefined ? await listAmounts(db, officeId, query.filter) : [];
  if (scope === null) return rowsTotal(rows);
  const figures = await readFigures({ db, officeId }, [
    { figure: 'spend.to-date', scope },
    { figure: 'spend.awaiting', scope },
  ]);
  // A correction of last year's money is posted this year: the figure counts it by its money, the list by its period.
  const spent = figures[0]?.value ?? null;
  const isSame = scope.year === undefined || spent === null || spent === postedPence(rows);
  return isSame ? figures : rowsTotal(rows);
}
