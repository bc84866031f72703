import { latestMoment } from '../audit/moment.ts';
import { yearLabel, yearSpan } from '../calendar/financial-year.ts';
import { listSources } from '../funds/source.store.ts';
import { listInitiatives } from '../initiatives/initiative.store.ts';
import { leadTimeDays } from '../initiatives/kinds/initiative-kind.ts';
import { openBooks } from '../ledger/figure.ts';
import type { ReadFigures, ShownFigure } from '../ledger/shown-figure.ts';
import { chooseYear } from '../ledger/year-choice.ts';
import type { Door, Visit } from '../people/door.ts';
import { officeDay } from '../people/office.store.ts';
import { readQuery } from '../platform/form.ts';
import { YEAR } from '../platform/parameter.ts';
import { readExposures } from './exposure.figures.ts';
import { type ExposureSubject, exposureFiguresAsked, exposurePage, exposureTable } from './exposure.pages.ts';

/** What ring-fenced money the end of the year would take back, and the same as a file. */
export function exposureRoutes(door: Door, readFigures: ReadFigures): void {
  door.get('/year-end/exposure', 'spend.read', async (visit) => {
    const { subject, figures } = await readSubject(visit, readFigures);
    visit.show('platform/record', exposurePage(subject, figures));
  });

  door.table(
    '/year-end/exposure',
    'spend.read',
    async (visit) => {
      const { subject, figures } = await readSubject(visit, readFigures);
      return { name: `year-end-exposure-${yearLabel(subject.year)}`, table: exposureTable(subject, figures) };
    },
    { year: YEAR },
  );
}

async function readSubject(
  visit: Visit,
  readFigures: ReadFigures,
): Promise<{ subject: ExposureSubject; figures: ShownFigure[] }> {
  const { db, clock } = visit.site;
  const officeId = visit.office.id;
  const query = readQuery(visit.req.query, ['year']);
  const today = officeDay(visit.office, clock);
  const { year, years } = await chooseYear(db, officeId, query.year, today);
  const books = openBooks(db, officeId, await latestMoment(db, officeId));
  const initiatives = await listInitiatives(db, officeId, books.moment.seq);
  const sources = (await listSources(db, officeId)).filter(({ restriction }) => restriction === 'ring-fenced');
  const exposures = await readExposures(books, year);
  const periods = (await books.periods()).filter((period) => period.year === year);
  const lines = exposures.flatMap(({ initiative: ref, pots }) => {
    const initiative = initiatives.find((candidate) => candidate.ref === ref);
    if (initiative === undefined) return [];
    const order = [...new Set(pots.map(({ source }) => source))];
    const ringFenced = [...new Set(pots.filter((pot) => pot.ringFenced).map(({ source }) => source))];
    return ringFenced.map((source) => ({
      initiative,
      source,
      order,
      leadTimeDays: leadTimeDays(initiative.kind),
    }));
  });
  const yearEnd = periods.at(-1)?.endsOn ?? yearSpan(year).endsOn;
  const subject = { year, years, yearEnd, today, sources, lines };
  return { subject, figures: await readFigures(books, exposureFiguresAsked(subject)) };
}
