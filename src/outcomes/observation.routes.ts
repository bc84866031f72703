import { perform } from '../audit/act.ts';
import { yearLabel } from '../calendar/financial-year.ts';
import { quarterShown } from '../calendar/quarter.ts';
import { chooseYear } from '../ledger/year-choice.ts';
import { placeName } from '../partners/place.ts';
import type { Door, Visit } from '../people/door.ts';
import { actOnForm } from '../people/form-visit.ts';
import { officeDay } from '../people/office.store.ts';
import { doer } from '../people/person.ts';
import { readQuery } from '../platform/form.ts';
import { quartersOf, readTarget } from './measure.form.ts';
import { findMeasure } from './measure.store.ts';
import { targetFormPage } from './measure-form.pages.ts';
import { readObservation } from './observation.form.ts';
import { hasBegun, placesOf, placesToEnter } from './observation.ts';
import { observationFormPage } from './observation-form.pages.ts';
import { type NewObservation, submitObservation } from './submit.ts';
import { setTarget } from './target.store.ts';

/** Entering observations one by one, and setting targets. */
export function observationRoutes(door: Door): void {
  door.get('/measures/:code/observations/new', 'observation.enter', async (visit) => {
    const typed = readQuery(visit.req.query, ['place', 'category', 'quarter']);
    const { measure, places, begun } = await readForm(visit);
    const given = Object.fromEntries(Object.entries(typed).map(([name, text = '']) => [name, text]));
    visit.show('platform/form', observationFormPage(measure, { places, quarters: begun }, given));
  });

  door.post('/measures/:code/observations/new', 'observation.enter', async (visit) => {
    const { measure, places, quarters, begun, today } = await readForm(visit);
    // A future quarter passes the form, so that the act itself refuses it and says why.
    await actOnForm(visit, readObservation(visit.req.body, measure, quarters), {
      field: 'value',
      again: (typed, errors) => observationFormPage(measure, { places, quarters: begun }, typed, errors),
      act: async (wanted) => {
        await perform(visit.site, doer(visit.person), 'observation.enter', visit.once(), async (act) => {
          await submitObservation(act, visit.person, today, wanted);
          return { subject: { kind: 'measure', ref: measure.code }, result: null };
        });
        visit.done(`/measures/${measure.code}?year=${yearLabel(wanted.quarter.year)}`, said(wanted));
      },
    });
  });

  door.get('/measures/:code/targets/new', 'measure.add', async (visit) => {
    const { measure, quarters } = await readForm(visit);
    visit.show('platform/form', targetFormPage(measure, quarters));
  });

  door.post('/measures/:code/targets/new', 'measure.add', async (visit) => {
    const { measure, quarters } = await readForm(visit);
    await actOnForm(visit, readTarget(visit.req.body, measure.code, quarters), {
      field: 'value',
      again: (typed, errors) => targetFormPage(measure, quarters, typed, errors),
      act: async (wanted) => {
        await perform(visit.site, doer(visit.person), 'target.set', visit.once(), async (act) => {
          await setTarget(act, { ...wanted, enteredBy: visit.person.id });
          return { subject: { kind: 'measure', ref: measure.code }, result: null };
        });
        const where = `${placeName(wanted.place)}, ${quarterShown(wanted.quarter)}`;
        visit.done(
          `/measures/${measure.code}?year=${yearLabel(wanted.quarter.year)}`,
          `The target for ${where} was set.`,
        );
      },
    });
  });
}

/** Says what was submitted without repeating a number, which may be a small count of people. */
function said({ place, quarter, marker }: NewObservation): string {
  const where = `${placeName(place)}, ${quarterShown(quarter)}`;
  const what =
    marker === 'x'
      ? `${where} was submitted as not available`
      : marker === 'z'
        ? `${where} was submitted as not applicable`
        : `The number for ${where} was submitted`;
  return `${what}. Somebody else approves it now.`;
}

async function readForm(visit: Visit) {
  const { db } = visit.site;
  const today = officeDay(visit.office, visit.site.clock);
  const measure = await findMeasure(db, visit.office.id, String(visit.req.params.code));
  const { years } = await chooseYear(db, visit.office.id, undefined, today);
  const quarters = quartersOf(years);
  const begun = quarters.filter((quarter) => hasBegun(quarter, today)).toReversed();
  const level = placesOf(measure).map(({ code }) => code);
  const places = placesToEnter(visit.person).filter(({ code }) => level.includes(code));
  return { measure, places, quarters, begun, today };
}
