import { perform } from '../audit/act.ts';
import { latestMoment } from '../audit/moment.ts';
import { yearLabel } from '../calendar/financial-year.ts';
import { listInitiatives } from '../initiatives/initiative.store.ts';
import { openBooks } from '../ledger/figure.ts';
import type { ReadFigures } from '../ledger/shown-figure.ts';
import { chooseYear } from '../ledger/year-choice.ts';
import type { Door, Visit } from '../people/door.ts';
import { actOnForm } from '../people/form-visit.ts';
import { officeDay } from '../people/office.store.ts';
import { doer } from '../people/person.ts';
import { readQuery, type Typed } from '../platform/form.ts';
import { YEAR } from '../platform/parameter.ts';
import {
  fillGrid,
  type GridAnswer,
  type GridAsked,
  gridTyped,
  mergeTyped,
  readGridForm,
  seenOf,
} from './forecast.form.ts';
import { enterForecastCells, isChangedMeanwhile, readForecasts } from './forecast.store.ts';
import { type GridShown, gridFigures, gridPage, gridTable } from './forecast-grid.pages.ts';

const VIEW = 'spend/forecast-grid';

/** The forecasts of every initiative in one table: shown, filled in from a pasted block, saved, and as a file. */
export function forecastGridRoutes(door: Door, readFigures: ReadFigures): void {
  door.get('/forecasts', 'spend.read', async (visit) => {
    const { year } = readQuery(visit.req.query, ['year']);
    visit.show(VIEW, gridPage(await readGrid(visit, readFigures, year)));
  });

  door.table(
    '/forecasts',
    'spend.read',
    async (visit) => {
      const { year } = readQuery(visit.req.query, ['year']);
      const shown = await readGrid(visit, readFigures, year);
      return { name: `forecasts-${yearLabel(shown.year)}`, table: gridTable(shown) };
    },
    { year: YEAR },
  );

  door.post('/forecasts/filling', 'forecast.enter', async (visit) => {
    const { shown, asked, seen } = await sentGrid(visit, readFigures);
    const { typed, messages } = fillGrid(visit.req.body, asked);
    visit.show(VIEW, gridPage({ ...shown, seen }, { typed, messages }));
  });

  door.post('/forecasts', 'forecast.enter', async (visit) => {
    const { shown, asked, seen } = await sentGrid(visit, readFigures);
    let wasChanged = false;
    await actOnForm<GridAnswer>(visit, readGridForm(visit.req.body, asked), {
      view: VIEW,
      // Once others are named, saving again means it: the page then stands at what is known now.
      again: (typed, errors) =>
        wasChanged
          ? gridPage(shown, { typed: mergeTyped(typed, gridTyped(asked.asSeen), gridTyped(shown.latest)), errors })
          : gridPage({ ...shown, seen }, { typed, errors }),
      act: async (answer) => {
        try {
          const changed = await saveGrid(visit, answer);
          const cells = changed === 1 ? '1 forecast was saved.' : `${changed} forecasts were saved.`;
          const said = changed === 0 ? 'Nothing differed from the last forecasts.' : cells;
          visit.done(`/forecasts?year=${yearLabel(shown.year)}`, said);
        } catch (error) {
          wasChanged = isChangedMeanwhile(error);
          throw error;
        }
      },
    });
  });
}

function saveGrid(visit: Visit, { wanted, seen }: GridAnswer): Promise<number> {
  const enteredBy = visit.person.id;
  return perform(visit.site, doer(visit.person), 'forecast.enter', visit.once(), async (act) => {
    const changed = await enterForecastCells(act, wanted, { enteredBy, seen });
    return { subject: { kind: 'forecast', ref: 'all initiatives' }, detail: { changed }, result: changed };
  });
}

/** The table as it stands now, with the forecasts as whoever sent the form saw them. */
async function sentGrid(
  visit: Visit,
  readFigures: ReadFigures,
): Promise<{ shown: GridShown; asked: GridAsked; seen: number }> {
  const body = visit.req.body as Typed | undefined;
  const seen = seenOf(body);
  const shown = await readGrid(visit, readFigures, typeof body?.year === 'string' ? body.year : undefined);
  const { year, initiatives, periods } = shown;
  const all = await readForecasts(visit.site.db, visit.office.id, { moment: { seq: seen } });
  return {
    shown,
    seen,
    asked: { year, initiatives, periods, asSeen: all.filter(({ period }) => period.year === year) },
  };
}

/** Everything that the table shows of a year, as at one moment. */
async function readGrid(visit: Visit, readFigures: ReadFigures, asked: string | undefined): Promise<GridShown> {
  const { db, clock } = visit.site;
  const officeId = visit.office.id;
  const { year, years } = await chooseYear(db, officeId, asked, officeDay(visit.office, clock));
  const books = openBooks(db, officeId, await latestMoment(db, officeId));
  const periods = (await books.periods()).filter((period) => period.year === year);
  const initiatives = await listInitiatives(db, officeId, books.moment.seq);
  const forecasts = await readForecasts(db, officeId, { moment: books.moment });
  return {
    year,
    years,
    periods,
    initiatives,
    latest: forecasts.filter(({ period }) => period.year === year),
    figures: await readFigures(books, gridFigures(initiatives, periods, year)),
    seen: books.moment.seq,
    mayEnter: visit.may('forecast.enter'),
  };
}
