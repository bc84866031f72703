import { perform } from '../audit/act.ts';
import { comparePeriods, periodLabel, periodShown, readPeriod } from '../calendar/period.ts';
import type { Door, Visit } from '../people/door.ts';
import { actOnForm } from '../people/form-visit.ts';
import { doer } from '../people/person.ts';
import { FormReader, readQuery } from '../platform/form.ts';
import { notFound } from '../platform/refusal.ts';
import { closePeriod } from './closing.ts';
import { closingPage, periodListPage } from './period.pages.ts';
import { readPeriods } from './period.store.ts';
import type { Period } from './period.ts';

/** The periods of the office, and the closing of the oldest open one. */
export function periodRoutes(door: Door): void {
  door.get('/periods', 'fund.read', async (visit) => {
    readQuery(visit.req.query, []);
    const periods = await readPeriods(visit.site.db, visit.office.id);
    visit.show('platform/record', periodListPage(periods, visit.may('period.close')));
  });

  door.get('/periods/:period/closing', 'period.close', async (visit) => {
    visit.show('platform/form', closingPage(await periodOf(visit)));
  });

  door.post('/periods/:period/closing', 'period.close', async (visit) => {
    const period = await periodOf(visit);
    await actOnForm(
      visit,
      new FormReader(visit.req.body, []).answer(() => period),
      {
        again: (_typed, errors) => closingPage(period, errors),
        act: async (wanted) => {
          await perform(visit.site, doer(visit.person), 'period.close', visit.once(), async (act) => {
            await closePeriod(act, wanted);
            return { subject: { kind: 'period', ref: periodLabel(wanted) }, result: null };
          });
          visit.done('/periods', `${periodShown(wanted)} is closed.`);
        },
      },
    );
  });
}

async function periodOf({ req, site, office }: Visit): Promise<Period> {
  const text = String(req.params.period);
  const key = readPeriod(text);
  const periods = await readPeriods(site.db, office.id);
  const found = key === null ? undefined : periods.find((period) => comparePeriods(period, key) === 0);
  if (found === undefined) throw notFound(`period ${text.slice(0, 20)}`);
  return found;
}
