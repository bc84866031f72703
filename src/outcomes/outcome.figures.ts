import { quarterLabel, quarterShown } from '../calendar/quarter.ts';
import { shownCount } from '../disclosure/count.ts';
import { addUp } from '../ledger/balance.ts';
import type { Books, Figure, TraceRow, Value } from '../ledger/figure.ts';
import type { Scope } from '../ledger/scope.ts';
import { COUNTY, DISTRICTS, placeName } from '../partners/place.ts';
import { listMeasures, listObservations, listTargets, type Measure, type Observation } from './measure.store.ts';

/** The latest observation or target of a measure, place and quarter, under one key. */
function key(measure: string, place: string, quarter: { year: number; quarter: number }): string {
  return `${measure}|${place}|${quarterLabel(quarter as never)}`;
}

interface Observed {
  measures: Map<string, Measure>;
  observations: Map<string, Observation>;
  targets: Map<string, number>;
}

function observed(books: Books): Promise<Observed> {
  return books.once('outcomes', async () => {
    const upToSeq = books.moment.seq;
    const [measures, observations, targets] = [
      await listMeasures(books.db, books.officeId, upToSeq),
      await listObservations(books.db, books.officeId, { upToSeq }),
      await listTargets(books.db, books.officeId, upToSeq),
    ];
    return {
      measures: new Map(measures.map((measure) => [measure.code, measure])),
      observations: new Map(observations.map((o) => [key(o.measure, o.place, o.quarter), o])),
      targets: new Map(targets.map((t) => [key(t.measure, t.place, t.quarter), t.value])),
    };
  });
}

/** What stands behind a place's count: its own observation, or for the county those of its districts. */
function behind(all: Observed, scope: Scope): { own: Observation[]; missing: string[] } {
  const { measure, quarter, place = COUNTY.code } = scope;
  if (measure === undefined || quarter === undefined) return { own: [], missing: [] };
  const own = all.observations.get(key(measure, place, quarter));
  if (own !== undefined || place !== COUNTY.code) return { own: own === undefined ? [] : [own], missing: [] };
  const found = DISTRICTS.map(({ code }) => all.observations.get(key(measure, code, quarter)));
  return {
    own: found.filter((o): o is Observation => o !== undefined),
    missing: DISTRICTS.filter((_, index) => found[index]?.value === undefined || found[index]?.value === null).map(
      ({ name }) => name,
    ),
  };
}

function count(all: Observed, scope: Scope): Value {
  const { own, missing } = behind(all, scope);
  const counted = own.filter((o): o is Observation & { value: number } => o.value !== null);
  if (counted.length === 0) return { scope, value: null, marker: own[0]?.marker ?? 'x', leavesOut: [] };
  const countsPeople = all.measures.get(scope.measure ?? '')?.countsPeople ?? true;
  const leavesOut = missing.map((name) => `${name} (no count)`);
  // People of some districts are not the county's: with one district's return alone they would be that district's.
  if (countsPeople && missing.length > 0) return { scope, value: null, marker: 'x', leavesOut };
  const value = addUp(counted.map((o) => o.value));
  const givesAway = countsPeople && (givesDistrictAway(all, scope) || givesRestAway(all, scope, value));
  const shown: Pick<Value, 'value' | 'marker'> = givesAway
    ? { value: null, marker: 'c' }
    : shownCount(value, countsPeople);
  return { scope, ...shown, leavesOut };
}

/** Whether a part, taken from the whole that is shown beside it, would leave a small number of people. */
function givesRestAway(all: Observed, scope: Scope, part: number): boolean {
  const of = all.measures.get(scope.measure ?? '')?.denominator;
  if (of === null || of === undefined) return false;
  const values = behind(all, { ...scope, measure: of }).own.map((o) => o.value);
  if (values.length === 0 || values.some((value) => value === null)) return false;
  return shownCount(addUp(values as number[]) - part, true).marker === 'c';
}

/**
 * Whether the county's number less the districts that screens show would give a hidden district away: always when it
 * is their sum, and when it is its own while every district has a count. Then the county's is hidden too.
 */
function givesDistrictAway(all: Observed, { measure, quarter, place = COUNTY.code }: Scope): boolean {
  if (measure === undefined || quarter === undefined || place !== COUNTY.code) return false;
  const counts = DISTRICTS.map(({ code }) => all.observations.get(key(measure, code, quarter))?.value ?? null);
  const anyHidden = counts.some((value) => value !== null && shownCount(value, true).marker === 'c');
  const isOwn = all.observations.has(key(measure, place, quarter));
  return anyHidden && (!isOwn || counts.every((value) => value !== null));
}

function rowsOf(all: Observed, scope: Scope): TraceRow[] {
  const measure = all.measures.get(scope.measure ?? '');
  const total = count(all, scope);
  return behind(all, scope).own.map((o) => {
    const shown: Pick<Value, 'value' | 'marker'> =
      o.value === null ? { value: null, marker: o.marker ?? 'x' } : shownCount(o.value, measure?.countsPeople ?? true);
    // A part beside its hidden or whole total would give the other parts away, so parts of people are not listed.
    const isPart = (scope.place ?? COUNTY.code) === COUNTY.code && o.place !== COUNTY.code;
    const isHidden = total.marker === 'c' || (measure?.countsPeople === true && isPart);
    return {
      label: `${placeName(o.place)}, ${quarterShown(o.quarter)}. Source: ${o.source}`,
      href: `/measures/${o.measure}`,
      day: null,
      value: isHidden ? null : shown.value,
      marker: isHidden ? 'c' : shown.marker,
    };
  });
}

/** What was counted and asked, with small counts of people already hidden. */
export const outcomeFigures: Figure[] = [
  {
    id: 'outcome.observed',
    label: 'Observed',
    means: 'The latest count of a measure for a place and a quarter; for the county, its own or that of its districts.',
    unit: 'count',
    values: async (books, scopes) => {
      const all = await observed(books);
      return scopes.map((scope) => count(all, scope));
    },
    trace: async (books, scope) => rowsOf(await observed(books), scope),
  },
  {
    id: 'outcome.target',
    label: 'Target',
    means: 'What a measure was meant to reach in a place and a quarter.',
    unit: 'count',
    values: async (books, scopes) => {
      const all = await observed(books);
      return scopes.map((scope) => target(all, scope));
    },
    trace: async (books, scope) => {
      const found = target(await observed(books), scope);
      return [
        { label: 'Target', href: `/measures/${scope.measure}`, day: null, value: found.value, marker: found.marker },
      ];
    },
  },
  {
    id: 'outcome.share',
    label: 'Share',
    means: 'A measure in whole per cent of the one that it is a share of; hidden when either count is hidden.',
    unit: 'percent',
    values: async (books, scopes) => {
      const all = await observed(books);
      return scopes.map((scope) => share(all, scope).value);
    },
    trace: async (books, scope) => {
      const { of, value } = share(await observed(books), scope);
      const href = `/measures/${scope.measure}`;
      return [
        {
          label: of === null ? 'This measure is not a share of another' : `${scope.measure} in per cent of ${of}`,
          href,
          day: null,
          value: value.value,
          marker: value.marker,
        },
      ];
    },
  },
];

function target(all: Observed, scope: Scope): Value {
  const { measure, quarter, place = COUNTY.code } = scope;
  const value =
    measure === undefined || quarter === undefined ? undefined : all.targets.get(key(measure, place, quarter));
  return value === undefined
    ? { scope, value: null, marker: 'z', leavesOut: [] }
    : { scope, value, marker: '', leavesOut: [] };
}

function share(all: Observed, scope: Scope): { of: string | null; value: Value } {
  const of = all.measures.get(scope.measure ?? '')?.denominator ?? null;
  const none = (marker: Value['marker']): Value => ({ scope, value: null, marker, leavesOut: [] });
  if (of === null) return { of, value: none('z') };
  const part = count(all, scope);
  const whole = count(all, { ...scope, measure: of });
  if (part.marker === 'c' || whole.marker === 'c') return { of, value: none('c') };
  if (part.value === null || whole.value === null || whole.value === 0) return { of, value: none('x') };
  // The rest must be protected too: all but two of seven tells as much as two of seven.
  const rest = shownCount(whole.value - part.value, all.measures.get(of)?.countsPeople ?? true);
  if (rest.marker === 'c') return { of, value: none('c') };
  return { of, value: { scope, value: Math.round((part.value * 100) / whole.value), marker: '', leavesOut: [] } };
}
