import type { Act } from '../audit/act.ts';
import { latestMoment } from '../audit/moment.ts';
import { comparePeriods, type PeriodKey, periodShown } from '../calendar/period.ts';
import { readFigures } from '../figures/registry.ts';
import { type Initiative, listInitiatives } from '../initiatives/initiative.store.ts';
import { addUp } from '../ledger/balance.ts';
import { type Books, openBooks } from '../ledger/figure.ts';
import type { ShownFigure } from '../ledger/shown-figure.ts';
import { formatPounds, type Pence } from '../money/pence.ts';
import type { Db } from '../platform/database.ts';
import { notFound, refused } from '../platform/refusal.ts';
import {
  type Against,
  addNote,
  type ControlTotal,
  type DifferenceNote,
  latestTotals,
  listControlTotals,
  listNotes,
  loadControlFile,
  readControlLines,
  type Treatment,
  totalKey,
} from './reconciliation.store.ts';
import type { ControlFile } from './reconciliation-file.ts';
import { type Matching, matchLines } from './reconciliation-match.ts';
import { readPosted } from './reconciliation-posted.ts';
import { type FiledQuarter, quarterEndingWith, readFiledQuarters } from './reconciliation-return.ts';
import { type CarriedIn, type CarriedStep, type ComparisonState, carriedOn, stateOf } from './reconciliation-state.ts';

/** An initiative's spend here beside what the finance system or the submitted return says of the same time. */
export interface Comparison {
  initiative: Initiative;
  against: Against;
  tracker: ShownFigure;
  /** What the other says; null when it says nothing. */
  other: Pence | null;
  /** Tracker less the other: above zero when more is recorded here. Null where there is nothing to compare. */
  difference: Pence | null;
  leftOver: number;
  carriedIn: CarriedIn;
  /** What was said of it, the latest last; only the last counts. */
  notes: DifferenceNote[];
  state: ComparisonState;
}

/** A period's reconciliation as it stands now. */
export interface Reconciliation {
  period: PeriodKey;
  ledger: Comparison[];
  /** Spend of the period over all initiatives. */
  trackerTotal: ShownFigure;
  /** Null where no quarter ends with the period, or its return has not been submitted. */
  returned: { filed: FiledQuarter; comparisons: Comparison[]; trackerTotal: ShownFigure } | null;
  /** What earlier quarters' differences with their returns carry into the period, by initiative. */
  carriedReturns: ReadonlyMap<string, CarriedIn>;
  matching: Matching;
  /** Every version of the period's control totals. */
  versions: ControlTotal[];
}

/** Compares, initiative by initiative, what is recorded in a period with the finance system and with the return. */
export async function readReconciliation(db: Db, officeId: number, period: PeriodKey): Promise<Reconciliation> {
  const books = openBooks(db, officeId, await latestMoment(db, officeId));
  const initiatives = await listInitiatives(db, officeId);
  const notes = await listNotes(db, officeId);
  const allTotals = await listControlTotals(db, officeId);
  const latest = latestTotals(allTotals);
  const ofPeriod = [...latest.values()].filter((total) => comparePeriods(total.period, period) === 0);
  const matching = await readMatching(db, officeId, period, ofPeriod);
  const [trackerTotal] = await readFigures(books, [{ figure: 'spend.in-period', scope: { period } }]);
  const carried = await carriedAgainstLedger(books, period, notes, latest);
  const carriedReturns = await carriedAgainstReturn(books, period, notes);
  const ledger = await againstLedger(books, period, initiatives, { latest, notes, matching, carried });
  return {
    period,
    ledger,
    trackerTotal: trackerTotal as ShownFigure,
    returned: await againstReturn(books, period, initiatives, notes, carriedReturns),
    carriedReturns,
    matching,
    versions: allTotals.filter((total) => comparePeriods(total.period, period) === 0),
  };
}

async function readMatching(db: Db, officeId: number, period: PeriodKey, totals: ControlTotal[]): Promise<Matching> {
  const ofLines = totals.filter((total) => total.ofLines);
  const lines = await readControlLines(db, officeId, ofLines);
  return matchLines(
    lines,
    await readPosted(db, officeId, period, new Set(ofLines.map(({ initiative }) => initiative))),
  );
}

interface LedgerSide {
  latest: ReadonlyMap<string, ControlTotal>;
  notes: readonly DifferenceNote[];
  matching: Matching;
  carried: ReadonlyMap<string, CarriedIn>;
}

const NOTHING_CARRIED: CarriedIn = { pence: 0, from: [] };

/** A row for each initiative that spent in the period, has a budget in its year, or of which anything is said. */
async function againstLedger(
  books: Books,
  period: PeriodKey,
  initiatives: readonly Initiative[],
  { latest, notes, matching, carried }: LedgerSide,
): Promise<Comparison[]> {
  const shown = await readFigures(
    books,
    initiatives.flatMap(({ ref }) => [
      { figure: 'spend.in-period', scope: { initiative: ref, period } },
      { figure: 'budget.current', scope: { initiative: ref, year: period.year } },
    ]),
  );
  return initiatives.flatMap((initiative, index) => {
    const tracker = shown[index * 2] as ShownFigure;
    const total = latest.get(totalKey(period, initiative.ref));
    const carriedIn = carried.get(initiative.ref) ?? NOTHING_CARRIED;
    const isAsked = [tracker.value, shown[index * 2 + 1]?.value, carriedIn.pence].some((value) => (value ?? 0) !== 0);
    if (!isAsked && total === undefined) return [];
    const left = [...matching.linesLeft, ...matching.postedLeft].filter((of) => of.initiative === initiative.ref);
    return [
      comparison(initiative, 'ledger', {
        tracker,
        other: total?.pence ?? null,
        leftOver: left.length,
        carriedIn,
        notes: notesOn(notes, period, initiative.ref, 'ledger'),
      }),
    ];
  });
}

/**
 * The quarter as it is known now, restated by later adjustments, beside what the return said of it: so an adjustment
 * made since shows as a difference, which the next return takes away by stating it.
 */
async function againstReturn(
  books: Books,
  period: PeriodKey,
  initiatives: readonly Initiative[],
  notes: readonly DifferenceNote[],
  carried: ReadonlyMap<string, CarriedIn>,
): Promise<Reconciliation['returned']> {
  const quarter = quarterEndingWith(period);
  if (quarter === null) return null;
  const [filed] = await readFiledQuarters(books.db, books.officeId, { from: period, through: period });
  if (filed === undefined) return null;
  const scope = { year: quarter.year, quarter };
  const [trackerTotal, ...shown] = await readFigures(books, [
    { figure: 'spend.restated', scope },
    ...initiatives.map(({ ref }) => ({ figure: 'spend.restated', scope: { initiative: ref, ...scope } })),
  ]);
  const comparisons = initiatives.flatMap((initiative, index) => {
    const tracker = shown[index] as ShownFigure;
    const carriedIn = carried.get(initiative.ref) ?? NOTHING_CARRIED;
    const stated = filed.actuals.get(initiative.ref);
    if (stated === undefined && (tracker.value ?? 0) === 0 && carriedIn.pence === 0) return [];
    return [
      comparison(initiative, 'return', {
        tracker,
        // A return states every initiative that had money; of one that it does not name it says: nothing.
        other: stated ?? 0,
        leftOver: 0,
        carriedIn,
        notes: notesOn(notes, period, initiative.ref, 'return'),
      }),
    ];
  });
  return { filed, comparisons, trackerTotal: trackerTotal as ShownFigure };
}

function comparison(
  initiative: Initiative,
  against: Against,
  read: Pick<Comparison, 'tracker' | 'other' | 'leftOver' | 'carriedIn' | 'notes'>,
): Comparison {
  const difference = differenceOf(read.tracker.value, read.other);
  const note = read.notes.at(-1) ?? null;
  return {
    initiative,
    against,
    ...read,
    difference,
    state: stateOf({ difference, leftOver: read.leftOver, carriedIn: read.carriedIn.pence, note }),
  };
}

function differenceOf(tracker: Pence | null, other: Pence | null): Pence | null {
  return other === null ? null : addUp([tracker ?? 0, -other]);
}

function notesOn(
  notes: readonly DifferenceNote[],
  period: PeriodKey,
  initiative: string,
  against: Against,
): DifferenceNote[] {
  return notes.filter(
    (note) => note.initiative === initiative && note.against === against && comparePeriods(note.period, period) === 0,
  );
}

/** The first period of which a difference was ever carried before this one, by initiative. */
function firstCarried(notes: readonly DifferenceNote[], period: PeriodKey, against: Against): Map<string, PeriodKey> {
  const first = new Map<string, PeriodKey>();
  for (const note of notes) {
    const isMeant = note.against === against && note.treatment === 'carried' && comparePeriods(note.period, period) < 0;
    const known = first.get(note.initiative);
    if (isMeant && (known === undefined || comparePeriods(note.period, known) < 0)) {
      first.set(note.initiative, note.period);
    }
  }
  return first;
}

/** What of earlier periods' differences with the finance system is carried into the period, by initiative. */
async function carriedAgainstLedger(
  books: Books,
  period: PeriodKey,
  notes: readonly DifferenceNote[],
  latest: ReadonlyMap<string, ControlTotal>,
): Promise<Map<string, CarriedIn>> {
  const first = firstCarried(notes, period, 'ledger');
  const totals = [...latest.values()].filter((total) => {
    const from = first.get(total.initiative);
    return from !== undefined && comparePeriods(total.period, from) >= 0 && comparePeriods(total.period, period) < 0;
  });
  const shown = await readFigures(
    books,
    totals.map((total) => ({
      figure: 'spend.in-period',
      scope: { initiative: total.initiative, period: total.period },
    })),
  );
  return carriedByInitiative(
    totals.map((total, index) => ({
      initiative: total.initiative,
      period: total.period,
      difference: differenceOf(shown[index]?.value ?? null, total.pence),
      note: notesOn(notes, total.period, total.initiative, 'ledger').at(-1) ?? null,
    })),
  );
}

/** The same of earlier quarters' differences with their returns. */
async function carriedAgainstReturn(
  books: Books,
  period: PeriodKey,
  notes: readonly DifferenceNote[],
): Promise<Map<string, CarriedIn>> {
  const first = firstCarried(notes, period, 'return');
  const from = [...first.values()].toSorted(comparePeriods)[0];
  if (from === undefined) return new Map();
  const filed = (await readFiledQuarters(books.db, books.officeId, { from, through: period })).filter(
    ({ last }) => comparePeriods(last, period) < 0,
  );
  const pairs = [...first.keys()].flatMap((initiative) => filed.map((of) => ({ initiative, of })));
  const shown = await readFigures(
    books,
    pairs.map(({ initiative, of: { quarter } }) => ({
      figure: 'spend.restated',
      scope: { initiative, year: quarter.year, quarter },
    })),
  );
  return carriedByInitiative(
    pairs.map(({ initiative, of }, index) => ({
      initiative,
      period: of.last,
      difference: differenceOf(shown[index]?.value ?? null, of.actuals.get(initiative) ?? 0),
      note: notesOn(notes, of.last, initiative, 'return').at(-1) ?? null,
    })),
  );
}

function carriedByInitiative(steps: readonly (CarriedStep & { initiative: string })[]): Map<string, CarriedIn> {
  const byInitiative = new Map<string, CarriedStep[]>();
  for (const { initiative, ...step } of steps) {
    byInitiative.set(initiative, [...(byInitiative.get(initiative) ?? []), step]);
  }
  const carried = [...byInitiative].map(([initiative, of]) => [initiative, carriedOn(of)] as const);
  return new Map(carried.filter(([, { pence }]) => pence !== 0));
}

/** One comparison of a reconciliation; not found where the period has none of that initiative. */
export function findComparison(of: Reconciliation, against: string, initiative: string): Comparison {
  const all = against === 'return' ? (of.returned?.comparisons ?? []) : against === 'ledger' ? of.ledger : [];
  const found = all.find((candidate) => candidate.initiative.ref === initiative);
  if (found === undefined) throw notFound(`comparison of ${initiative.slice(0, 20)} in this period`);
  return found;
}

/**
 * Loads a file of control totals. One that covers the period says of every initiative compared in it that is not named
 * that it spent nothing. Answers of how many initiatives it says something; refused as `loadControlFile` is.
 */
export async function loadPeriodFile(
  act: Act,
  period: PeriodKey,
  file: ControlFile,
  { coversPeriod, enteredBy }: { coversPeriod: boolean; enteredBy: number },
): Promise<number> {
  const compared = coversPeriod ? (await readReconciliation(act.trx, act.doer.officeId, period)).ledger : [];
  const others = compared.map(({ initiative }) => initiative.ref);
  return loadControlFile(act, period, file, others, enteredBy);
}

/**
 * Explains or carries a difference as it was seen. Refused by name: `no-difference` when there is none and every line
 * is matched, `not-loaded` when there is nothing to compare with, `changed` when it is another by now.
 */
export async function noteDifference(
  act: Act,
  wanted: { period: PeriodKey; against: Against; initiative: string; treatment: Treatment; text: string; seen: Pence },
  enteredBy: number,
): Promise<void> {
  const { period, against, initiative, treatment, text, seen } = wanted;
  const now = findComparison(await readReconciliation(act.trx, act.doer.officeId, period), against, initiative);
  if (now.difference === null) {
    throw refused(
      'not-loaded',
      `No control total of ${initiative} has been loaded for ${periodShown(period)}. Load it first.`,
    );
  }
  if (now.difference !== seen) {
    throw refused(
      'changed',
      `The difference was ${formatPounds(seen)} when you opened it, and is ${formatPounds(now.difference)} now. ` +
        'Look at it again first.',
    );
  }
  if (now.state === 'agrees') {
    throw refused('no-difference', `${initiative} agrees in ${periodShown(period)}. There is nothing to explain.`);
  }
  await addNote(act, { period, initiative, against, pence: now.difference, treatment, text, enteredBy });
}
