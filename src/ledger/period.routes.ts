import { perform } from '../audit/act.ts';
import { yearShown } from '../calendar/financial-year.ts';
import { periodLabel, periodShown } from '../calendar/period.ts';
import type { Door, Page, Visit } from '../people/door.ts';
import { actOnForm } from '../people/form-visit.ts';
import { readNames } from '../people/person.store.ts';
import { doer } from '../people/person.ts';
import { type FieldError, FormReader, readQuery, type Typed } from '../platform/form.ts';
import { notFound } from '../platform/refusal.ts';
import { closingPage, reopeningPage } from './closing.pages.ts';
import { closePeriod, holdsOn, type ReadHolds, reopenPeriod } from './closing.ts';
import type { ReadObstacles } from './obstacle.ts';
import { lastClosed, periodListPage } from './period.pages.ts';
import { readPeriods } from './period.store.ts';
import { type Period, periodNamed } from './period.ts';
import { readClosings, readStoredYears } from './period-history.store.ts';
import { readTurn } from './period-turn.ts';

/** What the rooms above the ledger know of a period. */
export interface PeriodReaders {
  readHolds: ReadHolds;
  readObstacles: ReadObstacles;
}

/** The periods of the office, the closing of the oldest open one, and the reopening of the last closed one. */
export function periodRoutes(door: Door, readers: PeriodReaders): void {
  door.get('/periods', 'fund.read', async (visit) => {
    readQuery(visit.req.query, []);
    const { db } = visit.site;
    const officeId = visit.office.id;
    const ofOffice = visit.may('spend.read');
    visit.show(
      'platform/record',
      periodListPage({
        years: await readStoredYears(db, officeId),
        periods: await readPeriods(db, officeId),
        history: ofOffice ? { closings: await readClosings(db, officeId), names: await readNames(db, officeId) } : null,
        may: {
          close: visit.may('period.close'),
          reopen: visit.may('period.reopen'),
          addYear: visit.may('budget.add'),
        },
      }),
    );
  });
  closingRoutes(door, readers);
  reopeningRoutes(door, readers);
}

function closingRoutes(door: Door, { readObstacles }: PeriodReaders): void {
  const pageOf = async (visit: Visit, typed: Typed = {}, errors: FieldError[] = []): Promise<Page> => {
    const { db } = visit.site;
    const period = await periodOf(visit);
    const obstacles = await readObstacles(db, visit.office.id, period);
    return closingPage({ period, obstacles, turn: await readTurn(db, visit.office.id, period) }, typed, errors);
  };

  door.get('/periods/:period/closing', 'period.close', async (visit) => {
    visit.show('ledger/closing', await pageOf(visit));
  });

  door.post('/periods/:period/closing', 'period.close', async (visit) => {
    const period = await periodOf(visit);
    const form = new FormReader(visit.req.body, ['reason']);
    const reason = form.text('reason', 'Reason', { optional: true, longest: 500 }) || null;
    await actOnForm(
      visit,
      form.answer(() => reason),
      {
        view: 'ledger/closing',
        again: (typed, errors) => pageOf(visit, typed, errors),
        act: async (why) => {
          await perform(visit.site, doer(visit.person), 'period.close', visit.once(), async (act) => {
            const stood = await closePeriod(act, period, { reason: why, readObstacles });
            return { subject: { kind: 'period', ref: periodLabel(period) }, detail: { over: stood }, result: null };
          });
          visit.done('/periods', `${periodShown(period)} is closed.`);
        },
      },
    );
  });
}

function reopeningRoutes(door: Door, { readHolds }: PeriodReaders): void {
  const pageOf = async (visit: Visit, typed: Typed = {}, errors: FieldError[] = []): Promise<Page> => {
    const { db } = visit.site;
    const period = await periodOf(visit);
    const periods = await readPeriods(db, visit.office.id);
    const held = period.closed ? holdsOn(await readHolds(db, visit.office.id), period) : [];
    const current = periods.find(({ closed }) => !closed);
    return reopeningPage({ period, held, current, last: lastClosed(periods) }, typed, errors);
  };

  door.get('/periods/:period/reopening', 'period.reopen', async (visit) => {
    visit.show('ledger/closing', await pageOf(visit));
  });

  door.post('/periods/:period/reopening', 'period.reopen', async (visit) => {
    const period = await periodOf(visit);
    const form = new FormReader(visit.req.body, ['reason']);
    const reason = form.text('reason', 'Reason for reopening it', { longest: 500 });
    await actOnForm(
      visit,
      form.answer(() => reason),
      {
        view: 'ledger/closing',
        again: (typed, errors) => pageOf(visit, typed, errors),
        act: async (why) => {
          await perform(visit.site, doer(visit.person), 'period.reopen', visit.once(), async (act) => {
            await reopenPeriod(act, period, why, readHolds);
            return { subject: { kind: 'period', ref: periodLabel(period) }, result: null };
          });
          visit.done('/periods', `${periodShown(period)} of ${yearShown(period.year)} is open again.`);
        },
      },
    );
  });
}

async function periodOf({ req, site, office }: Visit): Promise<Period> {
  const text = String(req.params.period);
  const found = periodNamed(await readPeriods(site.db, office.id), text);
  if (found === null) throw notFound(`period ${text.slice(0, 20)}`);
  return found;
}
