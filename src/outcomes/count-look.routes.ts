import { perform } from '../audit/act.ts';
import { yearLabel } from '../calendar/financial-year.ts';
import { chooseYear, yearChoices } from '../ledger/year-choice.ts';
import { COUNTY, DISTRICTS, type Place } from '../partners/place.ts';
import type { Door, Visit } from '../people/door.ts';
import { may } from '../people/may.ts';
import { officeDay } from '../people/office.store.ts';
import { doer, type Person } from '../people/person.ts';
import { FormReader, readQuery } from '../platform/form.ts';
import { countLookPage, countsPage } from './count-look.pages.ts';
import { quartersOf } from './measure.form.ts';
import { findMeasure } from './measure.store.ts';
import { listObservations } from './observation.store.ts';

/** Looking at counts of people as they are: an act of its own, so that the record says who saw which. */
export function countLookRoutes(door: Door): void {
  door.get('/measures/:code/counts', 'count.look', async (visit) => {
    const { year } = readQuery(visit.req.query, ['year']);
    visit.show('platform/form', countLookPage(await measureOf(visit), await choiceOf(visit, year)));
  });

  door.post('/measures/:code/counts', 'count.look', async (visit) => {
    const measure = await measureOf(visit);
    const choice = await choiceOf(visit, undefined);
    const form = new FormReader(visit.req.body, ['year']);
    const label = form.choice('year', 'Financial year', yearChoices(choice.years));
    const answer = form.answer(() => label);
    if (!answer.ok) return visit.show('platform/form', countLookPage(measure, choice), 400);
    const year = choice.years.find((one) => yearLabel(one) === label) as number;
    const places = placesToLook(visit.person);
    const seen = new Set(places.map(({ code }) => code));
    const approved = (await listObservations(visit.site.db, visit.office.id, { measure: measure.code })).filter(
      (one) => seen.has(one.place) && one.quarter.year === year,
    );
    // Each look is an act, the same form sent again too: what it shows may have changed since.
    await perform(visit.site, doer(visit.person), 'count.look', null, async () => ({
      subject: { kind: 'measure', ref: measure.code },
      detail: { year: label, places: [...seen] },
      result: null,
    }));
    visit.show('platform/record', countsPage({ measure, year, quarters: quartersOf([year]), places, approved }));
  });
}

/** A district's contact sees its own district and nothing of the county, whose number would give others away. */
function placesToLook(person: Person): Place[] {
  return [COUNTY, ...DISTRICTS].filter(({ code }) => may(person, 'count.look', { district: code }).may);
}

function measureOf(visit: Visit) {
  return findMeasure(visit.site.db, visit.office.id, String(visit.req.params.code));
}

function choiceOf(visit: Visit, year: string | undefined) {
  const today = officeDay(visit.office, visit.site.clock);
  return chooseYear(visit.site.db, visit.office.id, year, today);
}
