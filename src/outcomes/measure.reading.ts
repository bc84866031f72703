import type { Quarter } from '../calendar/quarter.ts';
import { listInitiatives } from '../initiatives/initiative.store.ts';
import type { ReadFigures } from '../ledger/shown-figure.ts';
import { chooseYear } from '../ledger/year-choice.ts';
import { COUNTY, DISTRICTS, type Place } from '../partners/place.ts';
import type { Visit } from '../people/door.ts';
import { officeDay } from '../people/office.store.ts';
import { readNames } from '../people/person.store.ts';
import { readQuery } from '../platform/form.ts';
import { completenessOf, expectedPlaces, expectedSpots, knownPlaces } from './completeness.ts';
import { quartersOf } from './measure.form.ts';
import { cellKey } from './measure.pages.ts';
import { findMeasure, listDefinitions, listMeasures } from './measure.store.ts';
import type { MeasureGroup } from './measure-list.pages.ts';
import type { MeasureShown, PlaceRow } from './measure-shown.ts';
import { listVersions } from './observation.store.ts';
import { districtsSeen, hasEnded } from './observation.ts';
import { readEvidenceDocuments } from './observation-documents.ts';
import { Standing } from './standing.ts';
import { listTargets } from './target.store.ts';
import { templateOf } from './template.ts';

/** The measures of some initiatives with how complete each is over the quarters of a year that are over. */
export async function readGroups(
  visit: Visit,
  asked: { initiative: string | undefined; year: number },
): Promise<MeasureGroup[]> {
  const { db, clock } = visit.site;
  const officeId = visit.office.id;
  const today = officeDay(visit.office, clock);
  const versions = await listVersions(db, officeId);
  const standing = new Standing(versions);
  const targets = await listTargets(db, officeId);
  const quarters = quartersOf([asked.year]).filter((quarter) => hasEnded(quarter, today));
  const measures = await listMeasures(db, officeId);
  const seen = [COUNTY, ...districtsSeen(visit.person)].map(({ code }) => code);
  const initiatives = await listInitiatives(db, officeId);
  return initiatives
    .filter(({ ref }) => asked.initiative === undefined || ref === asked.initiative)
    .map(({ ref, name, kind }) => ({
      ref,
      name,
      hasTemplate: templateOf(kind).length > 0,
      measures: measures
        .filter((measure) => measure.initiative === ref)
        .map((measure) => {
          const places = expectedPlaces(measure, knownPlaces(measure, versions, targets)).filter(({ code }) =>
            seen.includes(code),
          );
          return { measure, completeness: completenessOf(expectedSpots(measure, places, quarters), standing) };
        }),
    }));
}

/** Everything the page of a measure shows, for the places that the visitor may see. */
export async function readMeasureShown(visit: Visit, readFigures: ReadFigures): Promise<MeasureShown> {
  const { year: asked } = readQuery(visit.req.query, ['year']);
  const where = { db: visit.site.db, officeId: visit.office.id };
  const measure = await findMeasure(where.db, where.officeId, String(visit.req.params.code));
  const today = officeDay(visit.office, visit.site.clock);
  const choice = await chooseYear(where.db, where.officeId, asked, today);
  const quarters = quartersOf([choice.year]);
  const versions = await listVersions(where.db, where.officeId, { measure: measure.code });
  const targets = await listTargets(where.db, where.officeId);
  const approved = versions.filter(({ state }) => state === 'approved');
  const entered = new Set(approved.map(({ place, quarter }) => cellKey(place, quarter)));
  const aimed = new Set(
    targets.filter((target) => target.measure === measure.code).map(({ place, quarter }) => cellKey(place, quarter)),
  );
  for (const quarter of quarters) {
    if (DISTRICTS.every(({ code }) => aimed.has(cellKey(code, quarter)))) aimed.add(cellKey(COUNTY.code, quarter));
  }
  const districts = districtsSeen(visit.person);
  const has = (known: Set<string>) => (place: Place) => quarters.some((q) => known.has(cellKey(place.code, q)));
  // A measure that is only ever counted for the county needs no empty row for each district.
  const ofCounty = [COUNTY].filter(has(entered));
  const byDistrict = measure.level === 'districts' || districts.some(has(entered)) || ofCounty.length === 0;
  const places = measure.level === 'county' ? [COUNTY] : [...(byDistrict ? districts : []), ...ofCounty];
  const rows = async (figures: Asked, of: readonly Place[], known: Set<string>): Promise<PlaceRow[]> => {
    const { quarter: byQuarter, year: byYear } = figures;
    const shown = await readFigures(
      where,
      of.flatMap((place) => {
        const scope = { measure: measure.code, place: place.code };
        return [
          ...quarters.map((quarter: Quarter) => ({ figure: byQuarter, scope: { ...scope, quarter } })),
          ...(byYear === null ? [] : [{ figure: byYear, scope: { ...scope, year: choice.year } }]),
        ];
      }),
    );
    const width = quarters.length + (byYear === null ? 0 : 1);
    return of.map((place, at) => ({
      place,
      quarters: quarters.map((quarter, index) =>
        known.has(cellKey(place.code, quarter)) ? (shown[at * width + index] ?? null) : null,
      ),
      year: byYear !== null && has(known)(place) ? (shown[at * width + quarters.length] ?? null) : null,
    }));
  };
  // Of the county it is known in which quarters any district was counted, whichever of them the visitor may see.
  const ofAnyPlace = new Set(approved.map(({ quarter }) => cellKey(COUNTY.code, quarter)));
  const ofDistricts = () => rows({ quarter: 'outcome.observed', year: 'outcome.year' }, [COUNTY], ofAnyPlace);
  const initiatives = await listInitiatives(where.db, where.officeId);
  const named = initiatives.find(({ ref }) => ref === measure.initiative);
  const seen = [COUNTY, ...districts].map(({ code }) => code);
  const expected = expectedPlaces(measure, knownPlaces(measure, versions, targets)).filter(({ code }) =>
    seen.includes(code),
  );
  const over = quarters.filter((quarter) => hasEnded(quarter, today));
  return {
    measure,
    denominator: measure.denominator === null ? null : await findMeasure(where.db, where.officeId, measure.denominator),
    initiative: `${measure.initiative} ${named?.name ?? ''}`,
    choice,
    quarters,
    observed: await rows({ quarter: 'outcome.observed', year: 'outcome.year' }, places, entered),
    county: places.length > 0 && places.every(({ isCounty }) => !isCounty) ? ((await ofDistricts())[0] ?? null) : null,
    targets: await rows({ quarter: 'outcome.target', year: null }, [...districts, COUNTY].filter(has(aimed)), aimed),
    shares:
      measure.denominator === null
        ? []
        : await rows({ quarter: 'outcome.share', year: 'outcome.year-share' }, places, entered),
    costs:
      measure.costEach === null
        ? []
        : [
            ...(await rows(COSTS, [COUNTY], ofAnyPlace)),
            ...(await rows(
              COSTS,
              places.filter(({ isCounty }) => !isCounty),
              entered,
            )),
          ],
    completeness: completenessOf(expectedSpots(measure, expected, over), new Standing(versions)),
    versions: versions
      .filter(({ place, quarter }) => seen.includes(place) && quarter.year === choice.year)
      .toReversed(),
    documents: await readEvidenceDocuments(visit, measure.code),
    definitions: await listDefinitions(where.db, where.officeId, measure.code),
    names:
      visit.may('observation.enter') || visit.may('observation.approve')
        ? await readNames(where.db, where.officeId)
        : null,
  };
}

const COSTS: Asked = { quarter: 'unit-cost', year: 'unit-cost' };

/** The figure of a quarter, and the one of the year where there is one. */
interface Asked {
  quarter: string;
  year: string | null;
}
