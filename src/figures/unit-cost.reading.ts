import { readYear, yearLabel, yearShown } from '../calendar/financial-year.ts';
import { type Quarter, quarterLabel, quarterShown, readQuarter } from '../calendar/quarter.ts';
import { listInitiatives } from '../initiatives/initiative.store.ts';
import { readBeds } from '../initiatives/kinds/bed-night.store.ts';
import { readPeriods } from '../ledger/period.store.ts';
import type { Scope } from '../ledger/scope.ts';
import type { ShownFigure } from '../ledger/shown-figure.ts';
import { quartersOf } from '../outcomes/measure.form.ts';
import { listMeasures } from '../outcomes/measure.store.ts';
import { districtsSeen, hasBegun, hasEnded } from '../outcomes/observation.ts';
import { COUNTY, type Place } from '../partners/place.ts';
import type { Visit } from '../people/door.ts';
import { officeDay } from '../people/office.store.ts';
import { type Choice, readQuery } from '../platform/form.ts';
import { notFound, Refusal } from '../platform/refusal.ts';
import { readFigures } from './registry.ts';

/** The time that a page of unit costs shows: a quarter, or a financial year. */
export interface CostTime {
  label: string;
  shown: string;
  scope: { quarter: Quarter } | { year: number };
}

/** Something counted with what one of it cost, for the county and for each district that the visitor sees. */
export interface CostLine {
  initiative: string;
  /** The measure, or null where the count is of beds. */
  measure: { code: string; name: string; unit: string } | null;
  /** What one of it is called. */
  each: string;
  rows: readonly CostRow[];
}

export interface CostRow {
  place: Place;
  spent: ShownFigure;
  counted: ShownFigure;
  cost: ShownFigure;
}

export interface UnitCostsShown {
  time: CostTime;
  choices: readonly Choice[];
  lines: readonly CostLine[];
}

/**
 * Reads every unit cost of the time that the address names: without one, of the last quarter that is over. Refused as
 * malformed when it is no quarter or year; not found when the office has no such year.
 */
export async function readUnitCosts(visit: Visit): Promise<UnitCostsShown> {
  const { db, clock } = visit.site;
  const officeId = visit.office.id;
  const today = officeDay(visit.office, clock);
  const years = [...new Set((await readPeriods(db, officeId)).map(({ year }) => year))];
  const begun = quartersOf(years).filter((quarter) => hasBegun(quarter, today));
  const { time: asked } = readQuery(visit.req.query, ['time']);
  const usual = begun.findLast((quarter) => hasEnded(quarter, today)) ?? begun[0];
  if (usual === undefined && asked === undefined) throw notFound('financial year in this record');
  const time = asked === undefined ? ofQuarter(usual as Quarter) : readTime(asked, years);
  const planned = await plannedLines(visit, time);
  const shown = await readFigures(
    { db, officeId },
    planned.flatMap(({ figures, scopes }) => scopes.flatMap((scope) => figures.map((figure) => ({ figure, scope })))),
  );
  const next = shown.values();
  const take = (): ShownFigure => next.next().value as ShownFigure;
  return {
    time,
    choices: [...years]
      .reverse()
      .flatMap((year) => [
        { value: yearLabel(year), text: yearShown(year) },
        ...begun
          .filter((quarter) => quarter.year === year)
          .map((quarter) => ({ value: quarterLabel(quarter), text: quarterShown(quarter) })),
      ]),
    lines: planned.map(({ line, places }) => ({
      ...line,
      rows: places.map((place) => ({ place, spent: take(), counted: take(), cost: take() })),
    })),
  };
}

function ofQuarter(quarter: Quarter): CostTime {
  return { label: quarterLabel(quarter), shown: quarterShown(quarter), scope: { quarter } };
}

function readTime(asked: string, years: readonly number[]): CostTime {
  const quarter = readQuarter(asked);
  const year = quarter?.year ?? readYear(asked);
  if (year === null) {
    const shown = JSON.stringify(asked.slice(0, 40));
    throw new Refusal('malformed', 'time', `${shown} is no quarter or financial year. Write it like 2014-15-Q4.`);
  }
  if (!years.includes(year)) throw notFound(`financial year ${yearShown(year)} in this record`);
  return quarter === null ? { label: yearLabel(year), shown: yearShown(year), scope: { year } } : ofQuarter(quarter);
}

interface Planned {
  line: Omit<CostLine, 'rows'>;
  places: readonly Place[];
  scopes: readonly Scope[];
  figures: readonly string[];
}

/** What is asked, measure by measure in the order of the initiatives, and the beds of those that have some. */
async function plannedLines(visit: Visit, time: CostTime): Promise<Planned[]> {
  const { db } = visit.site;
  const officeId = visit.office.id;
  const measures = await listMeasures(db, officeId);
  const { beds } = await readBeds(db, officeId);
  const districts = districtsSeen(visit.person);
  const observed = 'quarter' in time.scope ? 'outcome.observed' : 'outcome.year';
  return (await listInitiatives(db, officeId)).flatMap(({ ref, name }) => [
    ...measures
      .filter((measure) => measure.initiative === ref && measure.costEach !== null)
      .map((measure): Planned => {
        const places = measure.level === 'county' ? [COUNTY] : [COUNTY, ...districts];
        return {
          line: { initiative: `${ref} ${name}`, measure, each: measure.costEach as string },
          places,
          scopes: places.map(({ code }) => ({ measure: measure.code, place: code, ...time.scope })),
          figures: ['unit-cost.spend', observed, 'unit-cost'],
        };
      }),
    // Whoever sees one district would work out another's from the county's number.
    ...(visit.may('kind-record.read-county') && beds.some(({ initiative }) => initiative === ref)
      ? [
          {
            line: { initiative: `${ref} ${name}`, measure: null, each: 'bed night used' },
            places: [COUNTY],
            scopes: [{ initiative: ref, ...time.scope }],
            figures: ['bed-nights.spend', 'bed-nights.used', 'bed-nights.cost'],
          },
        ]
      : []),
  ]);
}
