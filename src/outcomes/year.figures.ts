import { addUp } from '../ledger/balance.ts';
import { type Books, type Figure, notApplicable, type TraceRow, type Value } from '../ledger/figure.ts';
import type { Scope } from '../ledger/scope.ts';
import { figureHref } from '../ledger/shown-figure.ts';
import { quartersOf } from './measure.form.ts';
import { count, type Observed, observed, type Share, share } from './observed.ts';
import { type QuarterValue, quartersOfYear, yearValue } from './roll-up.ts';

/** The quarters of the year that is asked about, each as a scope with its name. */
function quartersIn({ year, ...scope }: Scope): { name: string; scope: Scope }[] {
  return year === undefined
    ? []
    : quartersOf([year]).map((quarter) => ({ name: `quarter ${quarter.quarter}`, scope: { ...scope, quarter } }));
}

function basisOf(all: Observed, { measure }: Scope) {
  return all.measures.get(measure ?? '')?.basis;
}

/** A measure in a financial year, as it may be shown. */
export function countInYear(all: Observed, scope: Scope): Value {
  const basis = basisOf(all, scope);
  const quarters = quartersIn(scope);
  if (basis === undefined || quarters.length === 0) return notApplicable(scope);
  const values = quarters.map((quarter) => ({ ...count(all, quarter.scope), name: quarter.name }));
  return { scope, ...yearValue(basis, values) };
}

/** Every quarter of the year as a share, with what the year takes of them. */
function sharesIn(all: Observed, scope: Scope): { quarters: QuarterValue[]; value: Value } {
  const basis = basisOf(all, scope);
  const shares = quartersIn(scope).map(({ name, scope: of }) => ({ name, share: share(all, of) }));
  if (basis === undefined || shares.length === 0 || shares.every((one) => one.share.of === null)) {
    return { quarters: [], value: notApplicable(scope) };
  }
  const quarters = shares.map(({ name, share: of }) => ({ name, value: of.value.value, marker: of.value.marker }));
  const { used, marker, leavesOut } = quartersOfYear(basis, quarters);
  if (used.length === 0) return { quarters, value: { scope, value: null, marker, leavesOut } };
  const taken = used.map((index) => (shares[index] as { share: Share }).share);
  // Parts and wholes are added, never their percentages: a quarter with few would weigh as much as one with many.
  const [part, whole] = [addUp(taken.map((of) => of.part)), addUp(taken.map((of) => of.whole))];
  const isRevised = taken.some((of) => of.value.marker === 'r');
  const value = Math.round((part * 100) / whole);
  return {
    quarters,
    value: { scope, value, marker: leavesOut.length > 0 ? 'p' : isRevised ? 'r' : '', leavesOut },
  };
}

// In words: a digit in a link that opens a figure is read as that figure's number.
const QUARTERS = ['First quarter', 'Second quarter', 'Third quarter', 'Fourth quarter'];

/** The quarters that a year's number is made of; each opens to what is behind it. */
async function traceYear(books: Books, scope: Scope): Promise<TraceRow[]> {
  const all = await observed(books);
  const basis = basisOf(all, scope);
  if (basis === undefined) return [];
  const quarters = quartersIn(scope);
  const values = quarters.map((quarter) => ({ ...count(all, quarter.scope), name: quarter.name }));
  const total = yearValue(basis, values);
  const { used } = quartersOfYear(basis, values);
  const listed = used.length > 0 ? used : values.map((_, index) => index);
  return listed.map((index) => {
    const value = values[index] as Value & QuarterValue;
    // Beside a hidden year its parts are not listed.
    const isHidden = total.marker === 'c';
    return {
      label: QUARTERS[index] as string,
      href: figureHref('outcome.observed', (quarters[index] as { scope: Scope }).scope),
      day: null,
      value: isHidden ? null : value.value,
      marker: isHidden ? 'c' : value.marker,
    };
  });
}

/** Quarters rolled up to a financial year, as the basis of each measure says. */
export const yearFigures: Figure[] = [
  {
    id: 'outcome.year',
    label: 'Observed in the year',
    means:
      'A measure in a financial year: what happened in its quarters added up, or the last of them where it is counted up to a day or as it stood; provisional while a quarter is missing, hidden when one of them is.',
    unit: 'count',
    values: async (books, scopes) => {
      const all = await observed(books);
      return scopes.map((scope) => countInYear(all, scope));
    },
    trace: traceYear,
  },
  {
    id: 'outcome.year-share',
    label: 'Share in the year',
    means:
      'A measure in whole per cent of the one that it is a share of, over a financial year: the numbers of both added up first, percentages never.',
    unit: 'percent',
    values: async (books, scopes) => {
      const all = await observed(books);
      return scopes.map((scope) => sharesIn(all, scope).value);
    },
    trace: async (books, scope) => {
      const { quarters, value } = sharesIn(await observed(books), scope);
      return quarters.map((of, index) => ({
        label: QUARTERS[index] as string,
        href: `/measures/${scope.measure}`,
        day: null,
        value: value.marker === 'c' ? null : of.value,
        marker: value.marker === 'c' ? 'c' : of.marker,
      }));
    },
  },
];
