import { perform } from '../audit/act.ts';
import { latestMoment } from '../audit/moment.ts';
import { yearLabel } from '../calendar/financial-year.ts';
import { findInitiative } from '../initiatives/initiative.store.ts';
import { readPeriods } from '../ledger/period.store.ts';
import type { ReadFigures } from '../ledger/shown-figure.ts';
import { chooseYear } from '../ledger/year-choice.ts';
import type { Door, Visit } from '../people/door.ts';
import { actOnForm } from '../people/form-visit.ts';
import { officeDay } from '../people/office.store.ts';
import { readNames } from '../people/person.store.ts';
import { doer } from '../people/person.ts';
import { type FieldError, readQuery, type Typed } from '../platform/form.ts';
import { YEAR } from '../platform/parameter.ts';
import { type ForecastAnswer, forecastTyped, mergeTyped, readForecastForm, seenOf } from './forecast.form.ts';
import { actualFigures, type ForecastShown, forecastPage, YEAR_FIGURES } from './forecast.pages.ts';
import {
  enterForecastCells,
  type Forecast,
  isChangedMeanwhile,
  readForecastHistory,
  readForecasts,
} from './forecast.store.ts';
import { forecastGridRoutes } from './forecast-grid.routes.ts';
import { saidTable } from './forecast-history.pages.ts';

/** What is expected of each initiative, period by period, and all that was ever expected. */
export function forecastRoutes(door: Door, readFigures: ReadFigures): void {
  forecastGridRoutes(door, readFigures);

  const pageOf = async (visit: Visit, subject: Subject, typed: Typed, errors: FieldError[] = [], seen?: number) => {
    const shown = await readShown(visit, readFigures, subject);
    return forecastPage({ ...shown, seen: seen ?? shown.seen }, typed, errors);
  };

  door.table(
    '/forecasts/:initiative',
    'spend.read',
    async (visit) => {
      const { initiative, year } = await subjectOf(visit);
      const history = await readForecastHistory(visit.site.db, visit.office.id, { initiative: initiative.ref, year });
      const names = await readNames(visit.site.db, visit.office.id);
      return { name: `forecast-${initiative.ref}-${yearLabel(year)}`, table: saidTable(history, names) };
    },
    { year: YEAR },
  );

  door.get('/forecasts/:initiative', 'spend.read', async (visit) => {
    const subject = await subjectOf(visit);
    visit.show('spend/forecast', await pageOf(visit, subject, forecastTyped(subject.latest)));
  });

  door.post('/forecasts/:initiative', 'forecast.enter', async (visit) => {
    const subject = await subjectOf(visit);
    const { ref } = subject.initiative;
    const { seen } = (visit.req.body ?? {}) as Typed;
    const asSeen = seen === undefined ? subject.latest : await forecastsSeen(visit, subject, seenOf({ seen }));
    let wasChanged = false;
    await actOnForm<ForecastAnswer>(visit, readForecastForm(visit.req.body, subject.periods, asSeen), {
      view: 'spend/forecast',
      again: (typed, errors) => {
        const own = errors.map((error) => ({ ...error, field: error.field.replace(`${ref}-`, 'amount-') }));
        return wasChanged
          ? pageOf(visit, subject, mergeTyped(typed, forecastTyped(asSeen), forecastTyped(subject.latest)), own)
          : pageOf(visit, subject, typed, own, seen === undefined ? undefined : Number(seen));
      },
      act: async (answer) => {
        try {
          const changed = await save(visit, ref, answer);
          const said = changed === 0 ? 'Nothing differed from the last forecast.' : `The forecast of ${ref} was saved.`;
          visit.done(`/forecasts/${ref}?year=${yearLabel(subject.year)}`, said);
        } catch (error) {
          wasChanged = isChangedMeanwhile(error);
          throw error;
        }
      },
    });
  });
}

function save(visit: Visit, ref: string, { wanted, seen }: ForecastAnswer): Promise<number> {
  const enteredBy = visit.person.id;
  return perform(visit.site, doer(visit.person), 'forecast.enter', visit.once(), async (act) => {
    const cells = wanted.map((cell) => ({ ...cell, initiative: ref }));
    const changed = await enterForecastCells(act, cells, { enteredBy, seen });
    return { subject: { kind: 'initiative', ref }, detail: { changed }, result: changed };
  });
}

async function forecastsSeen({ site, office }: Visit, { initiative, year }: Subject, seq: number): Promise<Forecast[]> {
  const all = await readForecasts(site.db, office.id, { initiative: initiative.ref, moment: { seq } });
  return all.filter(({ period }) => period.year === year);
}

type Subject = Awaited<ReturnType<typeof subjectOf>>;

/** The initiative of the address, in the year that it names or that of the current period. */
async function subjectOf(visit: Visit) {
  const { db, clock } = visit.site;
  const officeId = visit.office.id;
  const query = readQuery(visit.req.query, ['year']);
  const initiative = await findInitiative(db, officeId, String(visit.req.params.initiative));
  const { year } = await chooseYear(db, officeId, query.year, officeDay(visit.office, clock));
  const periods = (await readPeriods(db, officeId)).filter((period) => period.year === year);
  const { seq } = await latestMoment(db, officeId);
  const latest = await readForecasts(db, officeId, { initiative: initiative.ref, moment: { seq } });
  return { initiative, year, periods, seen: seq, latest: latest.filter(({ period }) => period.year === year) };
}

async function readShown(visit: Visit, readFigures: ReadFigures, subject: Subject): Promise<ForecastShown> {
  const { db } = visit.site;
  const officeId = visit.office.id;
  const { ref } = subject.initiative;
  const actual = actualFigures(ref, subject.periods);
  const ofYear = YEAR_FIGURES.map((figure) => ({ figure, scope: { initiative: ref, year: subject.year } }));
  const figures = await readFigures({ db, officeId }, [...actual, ...ofYear]);
  return {
    ...subject,
    history: await readForecastHistory(db, officeId, { initiative: ref, year: subject.year }),
    names: await readNames(db, officeId),
    actuals: figures.slice(0, actual.length),
    year: figures.slice(actual.length),
    mayEnter: visit.may('forecast.enter'),
  };
}
