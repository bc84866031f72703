import { perform } from '../audit/act.ts';
import { yearLabel } from '../calendar/financial-year.ts';
import { type Quarter, quarterLabel, readQuarter } from '../calendar/quarter.ts';
import { initiativeChoices } from '../initiatives/initiative.form.ts';
import { listInitiatives } from '../initiatives/initiative.store.ts';
import { chooseYear, yearChoices } from '../ledger/year-choice.ts';
import type { Door, Visit } from '../people/door.ts';
import { draftAuthor, draftRoutes } from '../people/draft.routes.ts';
import { removeRecorded } from '../people/draft.store.ts';
import { isRecordedBefore, onceOf, RECORDED_BEFORE, slipOf, withFreshSlip, withSlip } from '../people/draft.ts';
import { refusalErrors } from '../people/form-visit.ts';
import { officeDay } from '../people/office.store.ts';
import { doer } from '../people/person.ts';
import { counted } from '../platform/count.ts';
import { type FieldError, readQuery, type Typed } from '../platform/form.ts';
import { notFound } from '../platform/refusal.ts';
import { draftsPage } from './draft.pages.ts';
import { filledCells, fillGrid, readGrid, readGridTyped } from './grid.form.ts';
import { type GridShown, observationGridPage, quarterFilter, yearFilter } from './grid.pages.ts';
import { initiativeFrame, listFrame, measureFrame } from './grid-frame.ts';
import { quartersOf } from './measure.form.ts';
import { listMeasures } from './measure.store.ts';
import { listVersions } from './observation.store.ts';
import { hasBegun, placesToEnter } from './observation.ts';
import { Standing } from './standing.ts';
import { type NewObservation, ObservationsRefused, submitObservations } from './submit.ts';

const VIEW = 'outcomes/grid';

/** Entering many observations: the grid, its pasted block, its drafts, and the act that submits all or none. */
export function gridRoutes(door: Door): void {
  draftRoutes(door, {
    table: 'observation_draft',
    path: '/measures/drafts',
    act: 'observation.enter',
    page: draftsPage,
    kinds: { grid: { read: readGridTyped, show: showGrid } },
  });

  door.get('/measures/grid', 'observation.enter', async (visit) => {
    const asked = readQuery(visit.req.query, ['initiative', 'measure', 'quarter', 'year']);
    if (asked.initiative === undefined && asked.measure === undefined) throw notFound('table to enter observations in');
    await showGrid(visit, withSlip(Object.fromEntries(Object.entries(asked).map(([name, text = '']) => [name, text]))));
  });

  door.post('/measures/grid/filling', 'observation.enter', async (visit) => {
    const sent = readGridTyped(visit.req.body);
    const shown = await readShown(visit, sent);
    const { typed, messages } = fillGrid(sent, shown.frame);
    visit.show(VIEW, observationGridPage(shown, { typed: withSlip(typed), messages }));
  });

  door.post('/measures/grid', 'observation.enter', async (visit) => {
    const typed = readGridTyped(visit.req.body);
    const again = (errors: FieldError[], status: number) => showGrid(visit, withSlip(typed), errors, status);
    if ((typed.block ?? '').trim() !== '') {
      return again(
        [{ field: 'block', message: 'Fill the table in with the pasted cells first, or empty the box' }],
        400,
      );
    }
    const answer = readGrid(typed, (await readShown(visit, typed)).frame);
    if (!answer.ok) return again(answer.errors, 400);
    await submit(visit, typed, answer.value);
  });
}

/** Checks and submits within the act, so that a form sent twice answers what it answered. */
async function submit(visit: Visit, typed: Typed, wanted: readonly NewObservation[]): Promise<void> {
  const { person } = visit;
  const slip = slipOf(typed);
  const today = officeDay(visit.office, visit.site.clock);
  try {
    await perform(visit.site, doer(person), 'observation.enter', onceOf(visit.once(), slip), async (act) => {
      const ids = await submitObservations(act, person, today, wanted);
      await removeRecorded(act.trx, draftAuthor(visit, 'observation_draft'), { slip, typed });
      const codes = [...new Set(wanted.map(({ measure }) => measure))];
      const subject =
        codes.length === 1 ? { kind: 'measure', ref: codes[0] as string } : { kind: 'measures', ref: codes.join(', ') };
      return { subject, detail: { rows: ids }, result: null };
    });
    const said = counted(wanted.length, 'observation was', 'observations were');
    visit.done('/measures', `${said} submitted. Somebody else approves each now.`);
  } catch (error) {
    if (error instanceof ObservationsRefused) return showGrid(visit, withSlip(typed), error.errors, 422);
    if (isRecordedBefore(error)) {
      return showGrid(visit, withFreshSlip(typed), [{ field: '', message: RECORDED_BEFORE }], 409);
    }
    return showGrid(visit, withSlip(typed), refusalErrors(error), 422);
  }
}

/** Shows the grid with what was typed. */
export async function showGrid(visit: Visit, typed: Typed, errors: FieldError[] = [], status = 200): Promise<void> {
  visit.show(VIEW, observationGridPage(await readShown(visit, typed), { typed, errors }), status);
}

/** The table that a form names: a measure's year, an initiative's quarter, or the rows of a file. */
async function readShown(visit: Visit, typed: Typed): Promise<GridShown> {
  const { db } = visit.site;
  const officeId = visit.office.id;
  const today = officeDay(visit.office, visit.site.clock);
  const all = await listMeasures(db, officeId);
  const measures = new Map(all.map((measure) => [measure.code, measure]));
  const standing = new Standing(await listVersions(db, officeId));
  const places = placesToEnter(visit.person);
  const shown = { measures, standing };
  if ((typed.measure ?? '') !== '') {
    const measure = measures.get(typed.measure ?? '');
    if (measure === undefined) throw notFound(`measure ${(typed.measure ?? '').slice(0, 20)}`);
    const { year, years } = await chooseYear(db, officeId, typed.year || undefined, today);
    const quarters = quartersOf([year]).filter((quarter) => hasBegun(quarter, today));
    const choices = all.map(({ code, name }) => ({ value: code, text: `${code} ${name}` }));
    return {
      ...shown,
      frame: measureFrame(measure, places, quarters),
      about: { measure: measure.code, year: yearLabel(year) },
      filter: yearFilter(measure.code, choices, year, yearChoices(years)),
    };
  }
  if ((typed.initiative ?? '') === '')
    return { ...shown, frame: listFrame(filledCells(typed), measures), about: {}, filter: [] };
  const initiatives = await listInitiatives(db, officeId);
  const initiative = initiatives.find(({ ref }) => ref === typed.initiative);
  if (initiative === undefined) throw notFound(`initiative ${(typed.initiative ?? '').slice(0, 20)}`);
  const { years } = await chooseYear(db, officeId, undefined, today);
  const quarter = quarterAsked(typed.quarter, years, today);
  return {
    ...shown,
    frame: initiativeFrame(
      all.filter((measure) => measure.initiative === initiative.ref),
      places,
      quarter,
      `${initiative.ref} ${initiative.name}`,
    ),
    about: { initiative: initiative.ref, quarter: quarterLabel(quarter) },
    filter: quarterFilter(initiative.ref, initiativeChoices(initiatives), quarterLabel(quarter), years, today),
  };
}

/** The quarter that was asked for, or the last that is over; not found when it has not begun. */
function quarterAsked(asked: string | undefined, years: readonly number[], today: string): Quarter {
  const begun = quartersOf(years).filter((quarter) => hasBegun(quarter, today));
  if (asked === undefined || asked === '') {
    const last = begun.at(-2) ?? begun.at(-1);
    if (last === undefined) throw notFound('quarter that has begun');
    return last;
  }
  const read = readQuarter(asked);
  const found = begun.find((quarter) => read !== null && quarterLabel(quarter) === quarterLabel(read));
  if (found === undefined) throw notFound(`quarter ${asked.slice(0, 12)} that has begun`);
  return found;
}
