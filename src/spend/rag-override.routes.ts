import { perform } from '../audit/act.ts';
import { readRecordedAt } from '../audit/event.store.ts';
import { latestMoment } from '../audit/moment.ts';
import { yearLabel } from '../calendar/financial-year.ts';
import { findInitiative } from '../initiatives/initiative.store.ts';
import { openBooks } from '../ledger/figure.ts';
import type { ReadFigures, ShownFigure } from '../ledger/shown-figure.ts';
import { chooseYear } from '../ledger/year-choice.ts';
import type { Door, Visit } from '../people/door.ts';
import { actOnForm } from '../people/form-visit.ts';
import { officeDay } from '../people/office.store.ts';
import { doer } from '../people/person.ts';
import { readQuery } from '../platform/form.ts';
import { ragOf } from './rag.ts';
import { readOverrideForm } from './rag-override.form.ts';
import { overridePage, type RatingShown, ratingHref, ratingPage } from './rag-override.pages.ts';
import { overrideRag, readRagOverrides } from './rag-override.store.ts';
import { readRatings } from './rating.ts';

const FIGURES = ['budget.current', 'spend.to-date', 'outturn', 'over-under-spend', 'over-under-spend.percent'] as const;

/** An initiative's rating in a year, and overriding it with a reason. */
export function ragOverrideRoutes(door: Door, readFigures: ReadFigures): void {
  door.get('/initiatives/:ref/rating', 'figure.read', async (visit) => {
    visit.show('platform/record', ratingPage(await readShown(visit, readFigures)));
  });

  door.get('/initiatives/:ref/rating/override', 'rag.override', async (visit) => {
    visit.show('platform/form', overridePage(await readShown(visit, readFigures), {}));
  });

  door.post('/initiatives/:ref/rating/override', 'rag.override', async (visit) => {
    const shown = await readShown(visit, readFigures);
    const { ref } = shown.initiative;
    const { year } = shown;
    await actOnForm(visit, readOverrideForm(visit.req.body), {
      field: 'rag',
      again: (typed, errors) => overridePage(shown, typed, errors),
      act: async ({ rag, reason }) => {
        await perform(visit.site, doer(visit.person), 'rag.override', visit.once(), async (act) => {
          await overrideRag(act, { initiative: ref, year, rag, reason });
          const detail = { year: yearLabel(year), rag };
          return { subject: { kind: 'initiative', ref }, detail, result: null };
        });
        const said = rag === null ? `The rule rates ${ref} again.` : `${ref} is shown as ${rag}, with your reason.`;
        visit.done(ratingHref(ref, year), said);
      },
    });
  });
}

async function readShown(visit: Visit, readFigures: ReadFigures): Promise<RatingShown> {
  const { db, clock } = visit.site;
  const officeId = visit.office.id;
  const initiative = await findInitiative(db, officeId, String(visit.req.params.ref));
  const { year: typed } = readQuery(visit.req.query, ['year']);
  const { year, years } = await chooseYear(db, officeId, typed, officeDay(visit.office, clock));
  const books = openBooks(db, officeId, await latestMoment(db, officeId));
  const scope = { initiative: initiative.ref, year };
  const figures = await readFigures(
    books,
    FIGURES.map((figure) => ({ figure, scope })),
  );
  const [budget, , , overUnder] = figures as [ShownFigure, ShownFigure, ShownFigure, ShownFigure];
  const rate = await readRatings(books, year);
  const leavesOut = overUnder.note === null ? [] : [overUnder.note];
  const rating = rate({ initiative: initiative.ref, overUnder: { value: overUnder.value, leavesOut }, budget });
  const overrides = await readRagOverrides(db, officeId, { initiative: initiative.ref, year });
  const instants = await readRecordedAt(
    db,
    officeId,
    overrides.map(({ seq }) => seq),
  );
  return {
    initiative,
    year,
    years,
    rule: rating.overridden === null ? rating : ragOf(rating.overridden.from),
    rating,
    figures,
    overrides: overrides.map((override) => ({ ...override, recordedAt: instants.get(override.seq) as string })),
    mayOverride: visit.may('rag.override'),
  };
}
