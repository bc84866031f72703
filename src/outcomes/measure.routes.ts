import { perform } from '../audit/act.ts';
import type { Quarter } from '../calendar/quarter.ts';
import { initiativeChoices } from '../initiatives/initiative.form.ts';
import { listInitiatives } from '../initiatives/initiative.store.ts';
import type { ReadFigures } from '../ledger/shown-figure.ts';
import { chooseYear } from '../ledger/year-choice.ts';
import { COUNTY, type Place } from '../partners/place.ts';
import type { Door, Visit } from '../people/door.ts';
import { actOnForm, sendCsv } from '../people/form-visit.ts';
import { officeDay } from '../people/office.store.ts';
import { doer } from '../people/person.ts';
import { readQuery } from '../platform/form.ts';
import { notFound } from '../platform/refusal.ts';
import { tableFile } from '../platform/table.ts';
import { quartersOf, readMeasure } from './measure.form.ts';
import { cellKey, measureListPage, measurePage, observedTable } from './measure.pages.ts';
import { addMeasure, findMeasure, listMeasures, listObservations, listTargets } from './measure.store.ts';
import { measureFormPage } from './measure-form.pages.ts';
import type { MeasureShown, PlaceRow } from './measure-shown.ts';
import { observationRoutes } from './observation.routes.ts';
import { districtsSeen, placesToEnter } from './observation.ts';

/** The room's addresses: measures, and what was observed and aimed at. */
export function outcomeRoutes(door: Door, readFigures: ReadFigures): void {
  door.get('/measures', 'measure.read', async (visit) => {
    const { initiative } = readQuery(visit.req.query, ['initiative']);
    const initiatives = await listInitiatives(visit.site.db, visit.office.id);
    const meant = initiatives.filter(({ ref }) => initiative === undefined || ref === initiative);
    if (initiative !== undefined && meant.length === 0) throw notFound(`initiative ${initiative.slice(0, 20)}`);
    const measures = await listMeasures(visit.site.db, visit.office.id);
    const groups = meant.map(({ ref, name }) => ({
      ref,
      name,
      measures: measures.filter((measure) => measure.initiative === ref),
    }));
    visit.show('platform/record', measureListPage(groups, initiative !== undefined, visit.may('measure.add')));
  });

  door.get('/measures/new', 'measure.add', async (visit) => {
    visit.show('platform/form', measureFormPage(await readChoices(visit)));
  });

  door.post('/measures/new', 'measure.add', async (visit) => {
    const choices = await readChoices(visit);
    await actOnForm(visit, readMeasure(visit.req.body, choices), {
      field: 'code',
      again: (typed, errors) => measureFormPage(choices, typed, errors),
      act: async (wanted) => {
        await perform(visit.site, doer(visit.person), 'measure.add', visit.once(), async (act) => {
          await addMeasure(act, wanted);
          return { subject: { kind: 'measure', ref: wanted.code }, result: null };
        });
        visit.done(`/measures/${wanted.code}`, `Measure ${wanted.code} was added.`);
      },
    });
  });

  door.get('/measures/:code.csv', 'measure.read', async (visit) => {
    const shown = await readMeasureShown(visit, readFigures);
    sendCsv(visit, `${shown.measure.code}.csv`, tableFile(observedTable(shown)));
  });

  door.get('/measures/:code', 'measure.read', async (visit) => {
    const may = { observe: placesToEnter(visit.person).length > 0, target: visit.may('measure.add') };
    visit.show('platform/record', measurePage(await readMeasureShown(visit, readFigures), may));
  });

  observationRoutes(door);
}

async function readChoices({ site, office }: Visit) {
  const measures = await listMeasures(site.db, office.id);
  return {
    initiatives: initiativeChoices(await listInitiatives(site.db, office.id)),
    measures: measures.map(({ code, name }) => ({ value: code, text: `${code} ${name}` })),
  };
}

/** Everything the page of a measure shows, for the places that the visitor may see. */
async function readMeasureShown(visit: Visit, readFigures: ReadFigures): Promise<MeasureShown> {
  const { year: asked } = readQuery(visit.req.query, ['year']);
  const where = { db: visit.site.db, officeId: visit.office.id };
  const measure = await findMeasure(where.db, where.officeId, String(visit.req.params.code));
  const today = officeDay(visit.office, visit.site.clock);
  const choice = await chooseYear(where.db, where.officeId, asked, today);
  const quarters = quartersOf([choice.year]);
  const entered = new Set(
    (await listObservations(where.db, where.officeId, { measure: measure.code })).map(({ place, quarter }) =>
      cellKey(place, quarter),
    ),
  );
  const aimed = new Set(
    (await listTargets(where.db, where.officeId))
      .filter((target) => target.measure === measure.code)
      .map(({ place, quarter }) => cellKey(place, quarter)),
  );
  const districts = districtsSeen(visit.person);
  const has = (known: Set<string>) => (place: Place) => quarters.some((q) => known.has(cellKey(place.code, q)));
  // A measure that is only ever counted for the county needs no empty row for each district.
  const ofCounty = [COUNTY].filter(has(entered));
  const places = [...(districts.some(has(entered)) || ofCounty.length === 0 ? districts : []), ...ofCounty];
  const rows = async (figure: string, of: readonly Place[], known: Set<string>): Promise<PlaceRow[]> => {
    const cells = of.flatMap((place) => quarters.map((quarter: Quarter) => ({ place, quarter })));
    const figures = await readFigures(
      where,
      cells.map(({ place, quarter }) => ({ figure, scope: { measure: measure.code, place: place.code, quarter } })),
    );
    return of.map((place, at) => ({
      place,
      quarters: quarters.map((quarter, index) =>
        known.has(cellKey(place.code, quarter)) ? (figures[at * quarters.length + index] ?? null) : null,
      ),
    }));
  };
  const initiatives = await listInitiatives(where.db, where.officeId);
  const named = initiatives.find(({ ref }) => ref === measure.initiative);
  return {
    measure,
    denominator: measure.denominator === null ? null : await findMeasure(where.db, where.officeId, measure.denominator),
    initiative: `${measure.initiative} ${named?.name ?? ''}`,
    choice,
    quarters,
    observed: await rows('outcome.observed', places, entered),
    targets: await rows('outcome.target', [...districts, COUNTY].filter(has(aimed)), aimed),
    shares: measure.denominator === null ? [] : await rows('outcome.share', places, entered),
  };
}
