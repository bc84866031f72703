import { perform } from '../audit/act.ts';
import { findInitiative, listInitiatives } from '../initiatives/initiative.store.ts';
import { readPeriods } from '../ledger/period.store.ts';
import { currentPeriod } from '../ledger/period.ts';
import { type ReadFigures, readRows } from '../ledger/shown-figure.ts';
import type { Door, Visit } from '../people/door.ts';
import { actOnForm } from '../people/form-visit.ts';
import { doer } from '../people/person.ts';
import { type FieldError, readQuery, type Typed } from '../platform/form.ts';
import { forecastTyped, readForecastForm } from './forecast.form.ts';
import { actualFigures, type ForecastShown, forecastListPage, forecastPage, YEAR_FIGURES } from './forecast.pages.ts';
import { enterForecasts, readForecasts } from './forecast.store.ts';

/** What is expected of each initiative, period by period, in the year of the current period. */
export function forecastRoutes(door: Door, readFigures: ReadFigures): void {
  door.get('/forecasts', 'spend.read', async (visit) => {
    readQuery(visit.req.query, []);
    const { db } = visit.site;
    const { year } = currentPeriod(await readPeriods(db, visit.office.id));
    const initiatives = await listInitiatives(db, visit.office.id);
    const scopes = initiatives.map(({ ref }) => ({ initiative: ref, year }));
    const figures = await readRows(readFigures, { db, officeId: visit.office.id }, YEAR_FIGURES, scopes);
    visit.show('platform/record', forecastListPage(initiatives, year, figures));
  });

  const pageOf = async (visit: Visit, subject: Subject, typed: Typed, errors: FieldError[] = []) =>
    forecastPage(await readShown(visit, readFigures, subject), typed, errors);

  door.get('/forecasts/:initiative', 'spend.read', async (visit) => {
    const subject = await subjectOf(visit);
    visit.show('spend/forecast', await pageOf(visit, subject, forecastTyped(subject.latest)));
  });

  door.post('/forecasts/:initiative', 'forecast.enter', async (visit) => {
    const subject = await subjectOf(visit);
    const { ref } = subject.initiative;
    await actOnForm(visit, readForecastForm(visit.req.body, subject.periods, subject.latest), {
      view: 'spend/forecast',
      again: (typed, errors) => pageOf(visit, subject, typed, errors),
      act: async (wanted) => {
        const changed = await perform(visit.site, doer(visit.person), 'forecast.enter', visit.once(), async (act) => {
          const count = await enterForecasts(act, ref, wanted, visit.person.id);
          return { subject: { kind: 'initiative', ref }, detail: { changed: count }, result: count };
        });
        const said = changed === 0 ? 'Nothing differed from the last forecast.' : `The forecast of ${ref} was saved.`;
        visit.done(`/forecasts/${ref}`, said);
      },
    });
  });
}

type Subject = Awaited<ReturnType<typeof subjectOf>>;

async function subjectOf(visit: Visit) {
  const { db } = visit.site;
  const initiative = await findInitiative(db, visit.office.id, String(visit.req.params.initiative));
  const all = await readPeriods(db, visit.office.id);
  const { year } = currentPeriod(all);
  const periods = all.filter((period) => period.year === year);
  const latest = await readForecasts(db, visit.office.id, { initiative: initiative.ref });
  return { initiative, periods, latest: latest.filter(({ period }) => period.year === year) };
}

async function readShown(visit: Visit, readFigures: ReadFigures, subject: Subject): Promise<ForecastShown> {
  const { ref } = subject.initiative;
  const actual = actualFigures(ref, subject.periods);
  const scope = { initiative: ref, year: subject.periods[0]?.year ?? 0 };
  const ofYear = YEAR_FIGURES.map((figure) => ({ figure, scope }));
  const figures = await readFigures({ db: visit.site.db, officeId: visit.office.id }, [...actual, ...ofYear]);
  return {
    ...subject,
    actuals: figures.slice(0, actual.length),
    year: figures.slice(actual.length),
    mayEnter: visit.may('forecast.enter'),
  };
}
