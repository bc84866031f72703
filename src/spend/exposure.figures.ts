import { addUp, meantAccounts, total } from '../ledger/balance.ts';
import { type Books, type Figure, notApplicable, plain, signed, type TraceRow, type Value } from '../ledger/figure.ts';
import type { Scope } from '../ledger/scope.ts';
import { figureHref } from '../ledger/shown-figure.ts';
import type { Pence } from '../money/pence.ts';
import { drawnYears, ringFencedSources } from './drawn-pots.ts';
import { type ExposedPot, leftOfPot } from './exposure.ts';
import { isUnforecast, yearMeant } from './forecast-year.ts';

/** An initiative's pots of a year, in the order in which what is expected draws on them. */
export interface Exposure {
  fund: string;
  initiative: string;
  year: number;
  pots: ExposedPot[];
  /** Whether periods are open and nobody has forecast any: what is at risk cannot be told then. */
  unforecast: boolean;
}

/** Every initiative's pots of a financial year as at the books' moment, by the initiatives' references. */
export function readExposures(books: Books, year: number): Promise<Exposure[]> {
  return books.once(`spend.exposures.${year}`, async () =>
    (await drawnYears(books, year))
      .filter(({ hasBudget }) => hasBudget)
      .map((of) => ({
        fund: of.fund,
        initiative: of.initiative,
        year,
        unforecast: isUnforecast(of),
        pots: of.pots,
      })),
  );
}

/** It stands per initiative, source and nature, for a whole year; a narrower question cannot be answered. */
function isTooNarrow(scope: Scope): boolean {
  const { allocation, agreement, place, category, quarter, period, through } = scope;
  return [allocation, agreement, place, category, quarter, period, through].some((part) => part !== undefined);
}

/** The exposures that a scope means, with only the pots that it means. */
async function meantBy(books: Books, scope: Scope): Promise<Exposure[]> {
  const exposures = await readExposures(books, await yearMeant(books, scope));
  return exposures
    .filter(
      ({ fund, initiative }) =>
        (scope.fund === undefined || scope.fund === fund) &&
        (scope.initiative === undefined || scope.initiative === initiative),
    )
    .map((exposure) => ({
      ...exposure,
      pots: exposure.pots.filter(
        ({ source, nature, ringFenced }) =>
          ringFenced &&
          (scope.source === undefined || scope.source === source) &&
          (scope.nature === undefined || scope.nature === nature),
      ),
    }))
    .filter(({ pots }) => pots.length > 0);
}

/** Whose money it is: one fund, source and nature of a year, with what of it no initiative has been given. */
interface RingFencedMoney {
  fund: string;
  source: string;
  nature: string;
  year: number;
  unallocated: Pence;
  unbudgeted: Pence;
}

/** The ring-fenced money of a year, by source and nature, worked out once. */
function readRingFenced(books: Books, year: number): Promise<RingFencedMoney[]> {
  return books.once(`spend.ring-fenced-money ${year}`, async () => {
    const cells = await books.cells(year);
    const ringFenced = await ringFencedSources(books);
    const found = new Map<string, Pick<RingFencedMoney, 'fund' | 'source' | 'nature' | 'year'>>();
    for (const { fund, source, nature } of meantAccounts(cells, {})) {
      if (ringFenced.has(source)) found.set(`${fund}|${source}|${nature}`, { fund, source, nature, year });
    }
    return [...found.values()].map((of) => ({
      ...of,
      unallocated: total(cells, { ...of, accountKinds: ['unallocated'] }),
      unbudgeted: total(cells, { ...of, accountKinds: ['allocation'] }),
    }));
  });
}

/**
 * What a source would take back of a year's money: what nobody was given, and what initiatives leave. Where one passes
 * its budget the source bears that too, so that much less goes back, as when the money lapses.
 */
interface WouldLapse extends RingFencedMoney {
  pots: { exposure: Exposure; pot: ExposedPot }[];
  /** Below zero more is expected to be spent than the source gave, so that nothing goes back. */
  left: Pence;
}

async function wouldLapse(books: Books, scope: Scope, exposures: readonly Exposure[]): Promise<WouldLapse[]> {
  const moneys = await readRingFenced(books, await yearMeant(books, scope));
  const known = exposures.filter(({ unforecast }) => !unforecast);
  return moneys
    .filter(
      ({ fund, source, nature }) =>
        (scope.fund === undefined || scope.fund === fund) &&
        (scope.source === undefined || scope.source === source) &&
        (scope.nature === undefined || scope.nature === nature),
    )
    .map((money) => {
      const pots = known
        .filter(({ fund }) => fund === money.fund)
        .flatMap((exposure) =>
          exposure.pots
            .filter(({ source, nature }) => source === money.source && nature === money.nature)
            .map((pot) => ({ exposure, pot })),
        );
      const ofPots = pots.map(({ pot }) => leftOfPot(pot) - pot.drawn);
      return { ...money, pots, left: addUp([money.unallocated, money.unbudgeted, ...ofPots]) };
    });
}

async function exposureOf(books: Books, scope: Scope): Promise<Value> {
  if (isTooNarrow(scope)) return notApplicable(scope);
  const exposures = await meantBy(books, scope);
  const unknown = exposures.filter(({ unforecast }) => unforecast);
  const leavesOut = unknown.map(({ initiative }) => `${initiative} (no forecast was made)`);
  if (scope.initiative === undefined) {
    const moneys = await wouldLapse(books, scope, exposures);
    return { ...plain(scope, addUp(moneys.map(({ left }) => Math.max(0, left)))), leavesOut };
  }
  if (unknown.length > 0) return { scope, value: null, marker: 'x', leavesOut };
  const pots = exposures.flatMap((exposure) => exposure.pots);
  return { ...plain(scope, addUp(pots.map(({ atRisk }) => atRisk))), leavesOut };
}

async function exposureRows(books: Books, scope: Scope): Promise<TraceRow[]> {
  if (isTooNarrow(scope)) return [];
  const exposures = await meantBy(books, scope);
  if (scope.initiative === undefined) return (await wouldLapse(books, scope, exposures)).flatMap(moneyRows);
  return exposures
    .filter(({ unforecast }) => !unforecast)
    .flatMap((exposure) =>
      exposure.pots.flatMap((pot) => [
        ...potRows(exposure, pot),
        ...beyondRows(
          `${exposure.initiative}, ${moneyShown(pot)}`,
          `/initiatives/${exposure.initiative}`,
          leftOfPot(pot) - pot.drawn,
        ),
      ]),
    );
}

function moneyShown({ source, nature }: { source: string; nature: string }): string {
  return `${source}${nature === 'capital' ? ', capital' : ''}`;
}

/** What nobody was given of a source's money, then its pots, and what takes it up to nothing where it is passed. */
function moneyRows({ pots, left, ...money }: WouldLapse): TraceRow[] {
  const { fund, source, nature, year, unallocated, unbudgeted } = money;
  const scope = { fund, source, nature, year };
  const whose = moneyShown(money);
  const given = [
    row(`${whose}: unallocated`, figureHref('fund.unallocated', scope), unallocated),
    row(`${whose}: allocated and not budgeted`, figureHref('fund.unbudgeted', scope), unbudgeted),
  ].filter(({ value }) => value !== 0);
  return [
    ...given,
    ...pots.flatMap(({ exposure, pot }) => potRows(exposure, pot)),
    ...beyondRows(whose, `/funding-sources/${source}`, left),
  ];
}

function row(label: string, href: string, value: Pence): TraceRow {
  return { label, href, day: null, value, marker: '' };
}

function beyondRows(whose: string, href: string, left: Pence): TraceRow[] {
  if (left >= 0) return [];
  return [row(`${whose}: spent or expected beyond it, so nothing of it is left`, href, signed(left, -1))];
}

/** Four rows at most for each pot: its budget, less what was spent, what is gone and what is expected. */
function potRows({ initiative, year }: Exposure, pot: ExposedPot): TraceRow[] {
  const { source, nature, budget, spent, gone, drawn } = pot;
  const scope = { source, initiative, nature, year };
  const whose = `${initiative}, ${moneyShown(pot)}`;
  return [
    row(`${whose}: current budget`, figureHref('budget.current', scope), budget),
    row(`${whose}: spent`, figureHref('spend.to-date', scope), signed(spent, -1)),
    row(`${whose}: carried forward or lapsed already`, `/initiatives/${initiative}`, signed(gone, -1)),
    row(`${whose}: still expected to be drawn on it`, `/forecasts/${initiative}`, signed(drawn, -1)),
  ].filter(({ value }) => value !== 0);
}

/** What ring-fenced sources would take back at the end of the year. */
export const exposureFigures: Figure[] = [
  {
    id: 'lapse.exposure',
    label: 'At risk of lapsing',
    means:
      "What goes back to ring-fenced sources at the year's end: what they gave that is unallocated or not budgeted, and the part of initiatives' budgets that the outturn will not reach, less what others pass theirs by. Of one initiative, its own part. What is still expected draws on an initiative's sources in their order; own money never lapses.",
    unit: 'pence',
    values: (books, scopes) => Promise.all(scopes.map((scope) => exposureOf(books, scope))),
    trace: exposureRows,
  },
];
