import { perform } from '../audit/act.ts';
import { findInitiative, listInitiatives } from '../initiatives/initiative.store.ts';
import { readPeriods } from '../ledger/period.store.ts';
import { currentPeriod } from '../ledger/period.ts';
import type { ReadFigures } from '../ledger/shown-figure.ts';
import type { Door, Visit } from '../people/door.ts';
import { doer } from '../people/person.ts';
import { type FieldError, readQuery, type Typed } from '../platform/form.ts';
import { forecastTyped, readForecastForm } from './forecast.form.ts';
import { actualFigures, forecastListPage, forecastPage, yearFigures } from './forecast.pages.ts';
import { enterForecasts, readForecasts } from './forecast.store.ts';
import { refusalErrors } from './form-error.ts';

/** What is expected of each initiative, period by period, in the year of the current period. */
export function forecastRoutes(door: Door, readFigures: ReadFigures): void {
  door.get('/forecasts', 'spend.read', async (visit) => {
    readQuery(visit.req.query, []);
    const { db } = visit.site;
    const { year } = currentPeriod(await readPeriods(db, visit.office.id));
    const initiatives = await listInitiatives(db, visit.office.id);
    const asked = initiatives.flatMap(({ ref }) => yearFigures(ref, year));
    const figures = await readFigures({ db, officeId: visit.office.id }, asked);
    visit.show('forecasts/list', forecastListPage(initiatives, year, figures));
  });

  door.get('/forecasts/:initiative', 'spend.read', async (visit) => {
    const subject = await subjectOf(visit);
    await show(visit, readFigures, subject, forecastTyped(subject.latest));
  });

  door.post('/forecasts/:initiative', 'forecast.enter', async (visit) => {
    const subject = await subjectOf(visit);
    const { ref } = subject.initiative;
    const answer = readForecastForm(visit.req.body, subject.periods, subject.latest);
    if (!answer.ok) return show(visit, readFigures, subject, answer.typed, answer.errors, 400);
    try {
      const changed = await perform(visit.site, doer(visit.person), 'forecast.enter', visit.once(), async (act) => {
        const count = await enterForecasts(act, ref, answer.value, visit.person.id);
        return { subject: { kind: 'initiative', ref }, detail: { changed: count }, result: count };
      });
      const said = changed === 0 ? 'Nothing differed from the last forecast.' : `The forecast of ${ref} was saved.`;
      visit.done(`/forecasts/${ref}`, said);
    } catch (error) {
      await show(visit, readFigures, subject, visit.req.body, refusalErrors(error), 422);
    }
  });
}

async function subjectOf(visit: Visit) {
  const { db } = visit.site;
  const initiative = await findInitiative(db, visit.office.id, String(visit.req.params.initiative));
  const all = await readPeriods(db, visit.office.id);
  const { year } = currentPeriod(all);
  const periods = all.filter((period) => period.year === year);
  const latest = await readForecasts(db, visit.office.id, { initiative: initiative.ref });
  return { initiative, periods, latest: latest.filter(({ period }) => period.year === year) };
}

async function show(
  visit: Visit,
  readFigures: ReadFigures,
  subject: Awaited<ReturnType<typeof subjectOf>>,
  typed: Typed,
  errors: FieldError[] = [],
  status = 200,
): Promise<void> {
  const { ref } = subject.initiative;
  const actual = actualFigures(ref, subject.periods);
  const asked = [...actual, ...yearFigures(ref, subject.periods[0]?.year ?? 0)];
  const figures = await readFigures({ db: visit.site.db, officeId: visit.office.id }, asked);
  const shown = {
    ...subject,
    actuals: figures.slice(0, actual.length),
    year: figures.slice(actual.length),
    mayEnter: visit.may('forecast.enter'),
  };
  visit.show('forecasts/forecast', forecastPage(shown, typed, errors), status);
}
