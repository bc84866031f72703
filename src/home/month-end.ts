import { latestMoment } from '../audit/moment.ts';
import { type Day, formatDay } from '../calendar/day.ts';
import { YEAR_END_PERIOD } from '../calendar/financial-year.ts';
import { comparePeriods, type PeriodKey, periodLabel, periodShown, periodSpan, quarterOf } from '../calendar/period.ts';
import { compareQuarters, type Quarter, quarterShown, quarterSpan } from '../calendar/quarter.ts';
import { readFigures } from '../figures/registry.ts';
import { type Initiative, listInitiatives } from '../initiatives/initiative.store.ts';
import { type Books, openBooks } from '../ledger/figure.ts';
import type { Obstacle } from '../ledger/obstacle.ts';
import { readTurn, type Turn } from '../ledger/period-turn.ts';
import type { ShownFigure } from '../ledger/shown-figure.ts';
import { listMeasures } from '../outcomes/measure.store.ts';
import type { Measure } from '../outcomes/measure.ts';
import { listObservations } from '../outcomes/observation.store.ts';
import { listTargets } from '../outcomes/target.store.ts';
import { COUNTY, PLACES, type Place } from '../partners/place.ts';
import { findOffice, officeDay } from '../people/office.store.ts';
import type { Clock } from '../platform/clock.ts';
import { counted } from '../platform/count.ts';
import type { Db } from '../platform/database.ts';
import { listPayables } from '../spend/claims/payable.store.ts';
import type { Payable } from '../spend/claims/payable.ts';
import { readForecasts } from '../spend/forecast.store.ts';
import { type Batch, listBatches } from '../spend/import/batch.store.ts';
import { type Leftovers, readLeftovers } from '../spend/import/match/leftover.store.ts';
import { listSpend } from '../spend/spend.store.ts';
import type { Spend } from '../spend/spend.ts';
import { payrollObstacle } from './payroll-obstacle.ts';
import { type Reconciliation, readReconciliation } from './reconciliation.ts';
import { UNSETTLED } from './reconciliation-state.ts';

/** A measure that was not observed in a quarter, and the places that were expected to. */
export interface MissingObservation {
  measure: Measure;
  places: Place[];
}

/** What still stands between a period and its closing, as it stands now. */
export interface MonthEnd {
  period: PeriodKey;
  obstacles: Obstacle[];
  /** Entered by hand, in this period or an earlier one: it would be posted in the current one. */
  awaiting: Spend[];
  batches: Batch[];
  awaitingTotal: ShownFigure;
  unforecast: Initiative[];
  reconciliation: Reconciliation;
  turn: Turn;
  quarter: Quarter;
  missing: MissingObservation[];
  /** What is still to be paid on claims for days up to the period's end: spend of it whose line has not come. */
  unpaid: Payable[];
  /** What extracts and our own record have that the other has not. */
  leftovers: Leftovers;
  /** Whether payroll recharges of the period are recorded. */
  payroll: Obstacle;
  /** The day that the office stands at. */
  today: Day;
}

/** Reads the month-end list of a period with everything that it counts, on the day that the office stands at. */
export async function readMonthEnd(db: Db, officeId: number, key: PeriodKey, today: Day): Promise<MonthEnd> {
  const period = { year: key.year, number: key.number };
  const books = openBooks(db, officeId, await latestMoment(db, officeId));
  const initiatives = await listInitiatives(db, officeId);
  const upTo = (of: { period: PeriodKey }) => comparePeriods(of.period, period) <= 0;
  const awaiting = await listSpend(db, officeId, { status: 'awaiting approval', batch: null }, { sort: 'oldest' });
  const batches = (await listBatches(db, officeId)).filter(({ status }) => status === 'awaiting acceptance');
  const quarter = quarterEndedBy(period);
  const [awaitingTotal] = await readFigures(books, [{ figure: 'spend.awaiting', scope: { through: period } }]);
  const found = {
    period,
    quarter,
    awaiting: awaiting.filter(upTo),
    batches: batches.filter(upTo),
    awaitingTotal: awaitingTotal as ShownFigure,
    unforecast: await unforecastAfter(books, period, initiatives),
    reconciliation: await readReconciliation(db, officeId, period),
    turn: await readTurn(db, officeId, period),
    missing: await missingObservations(books, quarter),
    unpaid: (await listPayables(db, officeId)).filter(
      ({ open, claim }) => open > 0 && claim.endsOn <= periodSpan(period).endsOn,
    ),
    leftovers: await readLeftovers(db, officeId, period),
    payroll: await payrollObstacle(db, officeId, period),
    today,
  };
  return { ...found, obstacles: obstaclesOf(found) };
}

/** The month-end list alone, as the ledger asks for it when a period is closed. */
export async function readObstacles(db: Db, officeId: number, period: PeriodKey, clock: Clock): Promise<Obstacle[]> {
  const today = officeDay(await findOffice(db, officeId), clock);
  return (await readMonthEnd(db, officeId, period, today)).obstacles;
}

/**
 * Initiatives with a budget in the year and no forecast for any open month after the period: once it closes, nothing
 * would say what the rest of their year is expected to come to. After the last month nothing is left to forecast.
 */
async function unforecastAfter(
  books: Books,
  period: PeriodKey,
  initiatives: readonly Initiative[],
): Promise<Initiative[]> {
  const later = (await books.periods()).filter(
    (other) =>
      other.year === period.year &&
      other.number !== YEAR_END_PERIOD &&
      !other.closed &&
      comparePeriods(other, period) > 0,
  );
  if (later.length === 0) return [];
  const forecasts = await readForecasts(books.db, books.officeId, { moment: books.moment });
  const budgets = await readFigures(
    books,
    initiatives.map(({ ref }) => ({ figure: 'budget.current', scope: { initiative: ref, year: period.year } })),
  );
  return initiatives.filter(
    ({ ref }, index) =>
      (budgets[index]?.value ?? 0) > 0 &&
      !forecasts.some(
        (forecast) =>
          forecast.initiative === ref && later.some((other) => comparePeriods(other, forecast.period) === 0),
      ),
  );
}

/**
 * Observations that are missing in a quarter: of each measure, the places that have a target for it or were observed
 * in the quarter before; where there are none of either and nobody observed it, the whole county. A marker is an
 * observation: it says why there is no number.
 */
async function missingObservations({ db, officeId }: Books, quarter: Quarter): Promise<MissingObservation[]> {
  const observations = await listObservations(db, officeId);
  const targets = await listTargets(db, officeId);
  const isNow = (of: { quarter: Quarter }) => compareQuarters(of.quarter, quarter) === 0;
  const before = quarterBefore(quarter);
  const isBefore = (of: { quarter: Quarter }) => compareQuarters(of.quarter, before) === 0;
  return (await listMeasures(db, officeId)).flatMap((measure) => {
    const mine = observations.filter((observation) => observation.measure === measure.code);
    const observed = new Set(mine.filter(isNow).map(({ place }) => place));
    const expected = new Set([
      ...targets.filter((target) => target.measure === measure.code && isNow(target)).map(({ place }) => place),
      ...mine.filter(isBefore).map(({ place }) => place),
    ]);
    if (expected.size === 0 && observed.size === 0) expected.add(COUNTY.code);
    const places = PLACES.filter(({ code }) => expected.has(code) && !observed.has(code));
    return places.length === 0 ? [] : [{ measure, places }];
  });
}

/** The quarter that is over when the period is; else the one before, whose observations come in meanwhile. */
function quarterEndedBy(period: PeriodKey): Quarter {
  const own: Quarter = { year: period.year, quarter: quarterOf(period.number) };
  return quarterSpan(own).endsOn <= periodSpan(period).endsOn ? own : quarterBefore(own);
}

function quarterBefore({ year, quarter }: Quarter): Quarter {
  return quarter === 1 ? { year: year - 1, quarter: 4 } : { year, quarter: (quarter - 1) as Quarter['quarter'] };
}

function obstaclesOf(found: Omit<MonthEnd, 'obstacles'>): Obstacle[] {
  const { period, awaiting, batches, awaitingTotal, unforecast, turn, quarter, missing, unpaid, leftovers, today } =
    found;
  const label = periodLabel(period);
  const reconcile = `/reconciliation/${label}`;
  const { ledger, returned, matching } = found.reconciliation;
  // Where the finance system has said nothing at all, nobody knows what is left over or differs.
  const isKnown = ledger.length === 0 || ledger.some(({ state }) => state !== 'not loaded');
  const load = { text: 'Load the control totals', href: reconcile };
  const notLoaded = ledger.filter(({ state }) => state === 'not loaded');
  const compared = [...ledger, ...(returned?.comparisons ?? [])];
  const unsettled = compared.filter(({ state }) => UNSETTLED.includes(state));
  const open = new Set(ledger.filter(({ state }) => UNSETTLED.includes(state)).map(({ initiative }) => initiative.ref));
  const linesLeft = matching.linesLeft.filter(({ initiative }) => open.has(initiative));
  const postedLeft = matching.postedLeft.filter(({ initiative }) => open.has(initiative));
  const carried = compared.filter(({ carriedIn, state }) => carriedIn.pence !== 0 && state !== 'cleared');
  return [
    endObstacle(period, today),
    {
      name: 'Spend that awaits approval',
      weight: 'in the way',
      count: awaiting.length,
      total: awaiting.length + batches.length > 0 ? awaitingTotal : null,
      found: awaiting.length === 0 ? 'None.' : `${counted(awaiting.length, 'entry awaits', 'entries await')} approval.`,
      mend: { text: 'Approve or return it', href: '/approvals' },
    },
    {
      name: 'Imports that await acceptance',
      weight: 'in the way',
      count: batches.length,
      total: null,
      found:
        batches.length === 0
          ? 'None.'
          : `${batches.map(({ ref }) => ref).join(', ')}: accepted against a control total, or rejected. The amount ` +
            'awaiting approval counts their lines too.',
      mend: { text: 'Accept or reject them', href: '/imports' },
    },
    leftoverObstacle('In the finance system and not here', leftovers.notHere.length, label),
    leftoverObstacle('Here and not in the finance system', leftovers.notThere.length, label),
    {
      name: 'Files that are not imported yet',
      weight: 'warning',
      count: leftovers.unconfirmed,
      total: null,
      found:
        leftovers.unconfirmed === 0
          ? 'None.'
          : `${counted(leftovers.unconfirmed, 'file was', 'files were')} uploaded and not imported. Only whoever did it sees it.`,
      mend: { text: 'Import or throw them away', href: '/imports' },
    },
    {
      name: 'Missing forecasts',
      weight: 'in the way',
      count: unforecast.length,
      total: null,
      found:
        unforecast.length === 0
          ? 'Every budget has a forecast of what is to come, or nothing is left to forecast.'
          : `${refsOf(unforecast)}: no forecast for any open month after this one.`,
      mend: { text: 'Forecast them', href: '/forecasts' },
    },
    {
      name: 'Control totals not loaded',
      weight: 'in the way',
      count: notLoaded.length,
      total: null,
      found:
        notLoaded.length === 0
          ? 'Every initiative with a budget or spend has its control total.'
          : `${refsOf(notLoaded.map(({ initiative }) => initiative))}: the finance system has not said what they spent.`,
      mend: { text: 'Load them', href: reconcile },
    },
    {
      name: 'Ledger lines not here',
      weight: 'in the way',
      count: isKnown ? linesLeft.length : null,
      total: null,
      found: !isKnown
        ? NOTHING_LOADED
        : linesLeft.length === 0
          ? 'None.'
          : 'Recorded in the finance system and not here.',
      mend: isKnown ? { text: 'Record or explain them', href: `${reconcile}#lines` } : load,
    },
    {
      name: 'Entries not in the ledger',
      weight: 'in the way',
      count: isKnown ? postedLeft.length : null,
      total: null,
      found: !isKnown
        ? NOTHING_LOADED
        : postedLeft.length === 0
          ? 'None.'
          : 'Recorded here and not in the finance system.',
      mend: isKnown ? { text: 'Find or explain them', href: `${reconcile}#entries` } : load,
    },
    {
      name: 'Differences without an explanation',
      weight: 'in the way',
      // A submitted return can differ before the finance system has said anything.
      count: isKnown || unsettled.length > 0 ? unsettled.length : null,
      total: null,
      found:
        unsettled.length > 0
          ? `${refsOf(unsettled.map(({ initiative }) => initiative))}.`
          : isKnown
            ? 'None.'
            : NOTHING_LOADED,
      mend: isKnown || unsettled.length > 0 ? { text: 'Explain or carry them', href: reconcile } : load,
    },
    {
      name: 'Differences carried from earlier periods',
      weight: 'warning',
      count: carried.length,
      total: null,
      found: carried.length === 0 ? 'None.' : `${refsOf(carried.map(({ initiative }) => initiative))}: not gone yet.`,
      mend: { text: 'Look at them', href: reconcile },
    },
    {
      name: 'Claims that are not paid',
      weight: 'warning',
      count: unpaid.length,
      total: null,
      found:
        unpaid.length === 0
          ? 'None.'
          : `${unpaid.map(({ ref }) => ref).join(', ')}: approved for days up to its end, and still to be paid.`,
      mend: { text: 'Enter accruals for them', href: '/spend/accruals/new' },
    },
    found.payroll,
    nextYearObstacle(turn),
    {
      name: `Observations of ${quarterShown(quarter)}`,
      weight: 'warning',
      count: missing.flatMap(({ places }) => places).length,
      total: null,
      found:
        missing.length === 0
          ? 'None is missing.'
          : `${counted(missing.length, 'measure was', 'measures were')} not observed everywhere.`,
      mend: { text: 'Enter them', href: '/measures' },
    },
  ];
}

const NOTHING_LOADED = 'Control totals not loaded.';

/** A period that is still running: what is to come of it would have to go elsewhere. */
function endObstacle(period: PeriodKey, today: Day): Obstacle {
  const { endsOn } = periodSpan(period);
  const runs = today < endsOn;
  return {
    name: 'The end of the period',
    weight: 'in the way',
    count: runs ? 1 : 0,
    total: null,
    found: runs
      ? `${periodShown(period)} has not ended: it ends on ${formatDay(endsOn)}.`
      : `Its last day is ${formatDay(endsOn)}.`,
    mend: { text: 'Close it once it has ended', href: '/periods' },
  };
}

/** Accruals of the year's end turn round in the next year, which must then have been made. */
function nextYearObstacle({ next, accruals }: Turn): Obstacle {
  const stops = accruals.length > 0;
  return {
    name: 'The next financial year',
    weight: stops ? 'stops' : 'warning',
    count: next === null ? 1 : 0,
    total: null,
    found:
      next !== null
        ? `The next month is ${periodShown(next)}.`
        : stops
          ? `It has not been made, and ${counted(accruals.length, 'accrual turns', 'accruals turn')} round in it.`
          : 'It has not been made.',
    mend: { text: 'Add it on the page of periods', href: '/periods' },
  };
}

function refsOf(initiatives: readonly Initiative[]): string {
  return [...new Set(initiatives.map(({ ref }) => ref))].join(', ');
}

function leftoverObstacle(name: string, count: number, label: string): Obstacle {
  return {
    name,
    weight: 'warning',
    count,
    total: null,
    found: count === 0 ? 'None.' : `${counted(count, 'item is', 'items are')} listed below.`,
    mend: { text: 'Look at them', href: `/month-end/${label}#leftovers` },
  };
}
