import { compareQuarters, quarterSpan } from '../calendar/quarter.ts';
import { bedNightFigures, bedsOf } from '../initiatives/kinds/bed-night.figures.ts';
import { nightsAvailable } from '../initiatives/kinds/bed-night.ts';
import { type Books, type Figure, notApplicable, type TraceRow, type Value } from '../ledger/figure.ts';
import type { Scope } from '../ledger/scope.ts';
import { figureHref, figureText } from '../ledger/shown-figure.ts';
import { rulesAmong } from '../outcomes/counting-rule.ts';
import { listDefinitions } from '../outcomes/measure.store.ts';
import { isProtected } from '../outcomes/measure.ts';
import { count, observationsBehind, observed } from '../outcomes/observed.ts';
import { outcomeFigures } from '../outcomes/outcome.figures.ts';
import { countInYear } from '../outcomes/year.figures.ts';
import { placeName } from '../partners/place.ts';
import { gateOf } from './release/gate.ts';
import { openShownGate } from './release/shown-gate.ts';
import { standInsForFew, withoutSecrets } from './stand-in.ts';
import { type Counted, quartersAsked, spendOfTime, type UnitCost, unitCost } from './unit-cost.ts';

const nightsUsed = bedNightFigures.find(({ id }) => id === 'bed-nights.used') as Figure;

/** A count that money is set against, and the figure that says it; null where it is no such thing. */
type ReadCounted = (books: Books, scope: Scope) => Promise<{ counted: Counted; figure: Figure } | null>;

/** What was observed of a measure that has a name for one of it. */
const ofMeasure: ReadCounted = async (books, scope) => {
  const all = await observed(books);
  const measure = all.measures.get(scope.measure ?? '');
  if (measure === undefined || measure.costEach === null || quartersAsked(scope).length === 0) return null;
  const isYear = scope.quarter === undefined;
  const figure = outcomeFigures.find(({ id }) => id === (isYear ? 'outcome.year' : 'outcome.observed')) as Figure;
  // A protected count is what papers showed of it, here as everywhere: what none showed is not known.
  const gate = await gateOf(books, () => openShownGate(books));
  const unshown: Value = { scope, value: null, marker: 'x', leavesOut: [] };
  const open = () => (isProtected(measure) ? unshown : isYear ? countInYear(all, scope) : count(all, scope));
  const value = gate.answer({ figure: figure.id, scope }) ?? open();
  const definitions = await books.once(`figures.definitions-${measure.code}`, () =>
    listDefinitions(books.db, books.officeId, measure.code),
  );
  const behind = quartersAsked(scope).flatMap((quarter) => observationsBehind(all, { ...scope, quarter }));
  const rules = rulesAmong(
    definitions,
    behind.map(({ definition }) => definition),
  );
  return {
    figure,
    counted: {
      initiative: measure.initiative,
      basis: measure.basis,
      value,
      reasons: rules > 1 ? ['it was counted by different rules'] : [],
    },
  };
};

/** Nights that children slept in an initiative's beds, where every place with open beds said how many. */
const ofBeds: ReadCounted = async (books, scope) => {
  const { initiative } = scope;
  if (initiative === undefined || quartersAsked(scope).length === 0) return null;
  const { beds, use } = await bedsOf(books, { initiative });
  const missing = quartersAsked(scope).flatMap((quarter) => {
    const open = new Set(
      beds.map(({ place }) => place).filter((place) => nightsAvailable(beds, quarterSpan(quarter), place) > 0),
    );
    const said = (place: string) => use.some((of) => of.place === place && compareQuarters(of.quarter, quarter) === 0);
    return [...open].filter((place) => !said(place)).map((place) => `${placeName(place)}, quarter ${quarter.quarter}`);
  });
  const [value] = await nightsUsed.values(books, [scope]);
  const reasons = missing.length === 0 ? [] : [`nobody recorded the use of ${missing.join('; ')}`];
  return { figure: nightsUsed, counted: { initiative, basis: 'in-period', value: value as Value, reasons } };
};

async function read(books: Books, scope: Scope, readCounted: ReadCounted) {
  const found = await readCounted(books, scope);
  if (found === null) return null;
  const { figure, counted } = found;
  return { figure, initiative: counted.initiative, ...(await unitCost(books, scope, counted)) };
}

/** The cost for each of something counted, and the spend that it is made of. */
function costFigures(
  readCounted: ReadCounted,
  about: Record<'cost' | 'spend', Pick<Figure, 'id' | 'label' | 'means'>> & Pick<Figure, 'readBy'>,
): Figure[] {
  const { cost, spend, readBy } = about;
  const behindSpend = async (books: Books, scope: Scope) => {
    const found = await read(books, scope, readCounted);
    const rows = await Promise.all((found?.spendScopes ?? []).map((of) => spendOfTime.trace(books, of)));
    return { rows: rows.flat(), initiative: found?.initiative ?? '' };
  };
  const valuesOf = (part: 'cost' | 'spent'): Figure['values'] => {
    return (books, scopes) =>
      Promise.all(
        scopes.map(async (scope) => {
          const found: UnitCost | null = await read(books, scope, readCounted);
          return found === null ? notApplicable(scope) : found[part];
        }),
      );
  };
  return [
    {
      ...cost,
      readBy,
      unit: 'pence-per-unit',
      values: valuesOf('cost'),
      async trace(books, scope) {
        const found = await read(books, scope, readCounted);
        if (found === null) return [];
        // Beside a hidden cost its parts are hidden too: with either of them the other could be worked out.
        return [
          worded(spend.label, { unit: 'pence' }, found.spent, figureHref(spend.id, scope)),
          worded(found.figure.label, found.figure, found.counted, figureHref(found.figure.id, scope)),
        ];
      },
    },
    {
      ...spend,
      readBy,
      unit: 'pence',
      values: valuesOf('spent'),
      async trace(books, scope) {
        const { rows, initiative } = await behindSpend(books, scope);
        const few = await standInsForFew(books);
        return withoutSecrets(books, rows, new Set(few.has(initiative) ? rows : []));
      },
      whole: async (books, scope) => (await behindSpend(books, scope)).rows,
    },
  ];
}

/** A number that the figure is made of without adding up to it: it stands in words. */
function worded(label: string, figure: Pick<Figure, 'unit'>, value: Value, href: string): TraceRow {
  return { label: `${label}: ${figureText(figure, value)}`, href, day: null, value: null, marker: '' };
}

const MATCHED =
  'not comparable unless both are of the same closed time, the count is whole and made by one rule; hidden where the count is.';

/** Spend against what was counted: figures that cross rooms. */
export const unitCostFigures: Figure[] = [
  ...costFigures(ofMeasure, {
    cost: {
      id: 'unit-cost',
      label: 'Cost for each',
      means: `Spend of a measure’s initiative divided by what the measure counted, to the penny; ${MATCHED}`,
    },
    spend: {
      id: 'unit-cost.spend',
      label: 'Spend set against the count',
      means:
        'Spend of a measure’s initiative in the periods that the count is of, as restated: of everything up to their end where it is cumulative. Hidden where the count is.',
    },
  }),
  ...costFigures(ofBeds, {
    readBy: 'kind-record.read-county',
    cost: {
      id: 'bed-nights.cost',
      label: 'Cost per bed night',
      means: `Spend of an initiative divided by the bed nights used, to the penny; ${MATCHED}`,
    },
    spend: {
      id: 'bed-nights.spend',
      label: 'Spend set against bed nights',
      means: 'Spend of an initiative in the periods that the bed nights are of, as restated. Hidden where they are.',
    },
  }),
];
