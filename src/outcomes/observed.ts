import { quarterShown } from '../calendar/quarter.ts';
import { shownCount } from '../disclosure/count.ts';
import { addUp } from '../ledger/balance.ts';
import type { Books, TraceRow, Value } from '../ledger/figure.ts';
import type { Scope } from '../ledger/scope.ts';
import { COUNTY, DISTRICTS, placeName } from '../partners/place.ts';
import { listMeasures } from './measure.store.ts';
import { categoryName, isProtected, type Measure } from './measure.ts';
import { approvedOf, listVersions } from './observation.store.ts';
import { GRADES, type Observation, shownFinding } from './observation.ts';
import { ApprovedCounts, type PlaceCount } from './place-count.ts';
import { listTargets } from './target.store.ts';

/** What was approved and aimed at up to a moment. */
export interface Observed {
  measures: Map<string, Measure>;
  counts: ApprovedCounts;
  targets: Map<string, number>;
}

/** The measures as at the moment of the books, read once however many ask. */
export function measuresIn({ db, officeId, moment, once }: Books): Promise<Measure[]> {
  return once('outcomes.measures', () => listMeasures(db, officeId, moment.seq));
}

/** Every version of every observation as at the moment of the books, read once. */
export function versionsIn({ db, officeId, moment, once }: Books): Promise<Observation[]> {
  return once('outcomes.versions', () => listVersions(db, officeId, { upToSeq: moment.seq }));
}

/** What was approved up to the moment of the books, in the order in which it came to count. */
export function observationsIn(books: Books): Promise<Observation[]> {
  return books.once('outcomes.observations', async () => approvedOf(await versionsIn(books)));
}

/** Reads what was approved and aimed at up to the moment of the books, once however many figures ask. */
export function observed(books: Books): Promise<Observed> {
  return books.once('outcomes', async () => {
    const [measures, observations, targets] = [
      await measuresIn(books),
      await observationsIn(books),
      await listTargets(books.db, books.officeId, books.moment.seq),
    ];
    return {
      measures: new Map(measures.map((measure) => [measure.code, measure])),
      counts: new ApprovedCounts(observations),
      targets: new Map(targets.map((t) => [targetKey(t.measure, t.place, t.quarter), t.value])),
    };
  });
}

function targetKey(measure: string, place: string, { year, quarter }: { year: number; quarter: number }): string {
  return `${measure}|${place}|${year}|${quarter}`;
}

/** What stands behind a place's count: its own, or for the county those of its districts. */
function behind(all: Observed, scope: Scope): { measure: Measure | undefined; parts: PlaceCount[]; missing: string[] } {
  const { quarter, category, place = COUNTY.code } = scope;
  const measure = all.measures.get(scope.measure ?? '');
  if (measure === undefined || quarter === undefined) return { measure, parts: [], missing: [] };
  const own = all.counts.of(measure, place, quarter, category);
  if (own !== undefined) return { measure, parts: [own], missing: own.missing };
  if (place !== COUNTY.code) return { measure, parts: [], missing: [] };
  const found = DISTRICTS.map(({ code }) => all.counts.of(measure, code, quarter, category));
  return {
    measure,
    parts: found.filter((part) => part !== undefined),
    missing: DISTRICTS.flatMap(({ name }, index) => {
      const part = found[index];
      if (part === undefined || part.value === null) return [name];
      return part.missing.map((category) => `${name}, ${category}`);
    }),
  };
}

/** The approved observations behind a count, for those who look at how it was counted and not at what it says. */
export function observationsBehind(all: Observed, scope: Scope): Observation[] {
  return behind(all, scope).parts.flatMap(({ rows }) => rows);
}

/** What approved observations say, before anybody looks whether it may be shown: for what protects numbers alone. */
export interface RawCount {
  value: number | null;
  marker: 'x' | 'z';
  /** How many children are behind it: of people their number, of events what was said, or else the events. */
  people: number | null;
  version: number;
  isRevised: boolean;
  leavesOut: string[];
  rows: readonly Observation[];
}

/**
 * The approved count of a measure in a place and a quarter, of one category where the scope names one. The county's is
 * its own or that of all its districts: that of some would be no number of the county.
 */
export function rawCount(all: Observed, scope: Scope): RawCount {
  const { measure, parts, missing } = behind(all, scope);
  const counted = parts.filter((part): part is PlaceCount & { value: number } => part.value !== null);
  const rows = parts.flatMap((part) => part.rows);
  const leavesOut = missing.map((name) => `${name} (no count)`);
  const none = { value: null, people: null, version: 0, isRevised: false, rows };
  if (counted.length === 0) return { ...none, marker: parts[0]?.marker ?? 'x', leavesOut: [] };
  if (missing.length > 0) return { ...none, marker: 'x', leavesOut };
  const value = addUp(counted.map((part) => part.value));
  const children = counted.map((part) => (measure?.counts === 'events' ? (part.children ?? part.value) : part.value));
  return {
    value,
    marker: 'x',
    people: addUp(children),
    version: addUp(counted.map(({ version }) => version)),
    isRevised: counted.some(({ isRevised }) => isRevised),
    leavesOut: [],
    rows,
  };
}

/** The count of a measure in a place and a quarter, as it may be shown. */
export function count(all: Observed, scope: Scope): Value {
  const { measure, parts, missing } = behind(all, scope);
  const counted = parts.filter((part): part is PlaceCount & { value: number } => part.value !== null);
  if (counted.length === 0) return { scope, value: null, marker: parts[0]?.marker ?? 'x', leavesOut: [] };
  const hides = measure === undefined || isProtected(measure);
  const leavesOut = missing.map((name) => `${name} (no count)`);
  // People of some districts are not the county's: with one district's return alone they would be that district's.
  if (hides && missing.length > 0) return { scope, value: null, marker: 'x', leavesOut };
  const value = addUp(counted.map((part) => part.value));
  const isHidden =
    hides &&
    (counted.some((part) => part.isSmall) ||
      givesDistrictAway(all, scope) ||
      givesRestAway(all, scope) ||
      (measure?.counts !== 'events' && shownCount(value, true).marker === 'c'));
  if (isHidden) return { scope, value: null, marker: 'c', leavesOut };
  return { scope, value, marker: counted.some(({ isRevised }) => isRevised) ? 'r' : '', leavesOut };
}

/** Whether a part, taken from the whole that is shown beside it, would leave a small number. */
function givesRestAway(all: Observed, scope: Scope): boolean {
  const of = all.measures.get(scope.measure ?? '')?.denominator;
  if (of === null || of === undefined) return false;
  const part = behind(all, scope);
  const whole = behind(all, { ...scope, measure: of });
  if (whole.parts.length === 0 || [...part.parts, ...whole.parts].some(({ value }) => value === null)) return false;
  return isRestSmall(part.parts, whole.parts, whole.measure);
}

/**
 * Whether the rest of a whole is small: of people by its number. Of events nobody knows how many children are behind
 * the rest, so it counts as small unless those behind the whole are many more than those behind the part.
 */
function isRestSmall(part: readonly PlaceCount[], whole: readonly PlaceCount[], of: Measure | undefined): boolean {
  const rest = addUp(whole.map(({ value }) => value as number)) - addUp(part.map(({ value }) => value as number));
  if (of?.counts !== 'events') return shownCount(rest, true).marker === 'c';
  if (rest === 0) return false;
  const counts = [...whole, ...part].map(({ children }) => children);
  if (counts.some((children) => children === null)) return true;
  const childrenOf = (of: readonly PlaceCount[]) => addUp(of.map(({ children }) => children as number));
  const least = childrenOf(whole) - childrenOf(part);
  return least <= 0 || shownCount(least, true).marker === 'c';
}

/**
 * Whether the county's number less the districts that screens show would give a hidden district away: always when it
 * is their sum, and when it is its own while every district has a count. Then the county's is hidden too.
 */
function givesDistrictAway(all: Observed, { measure: code, quarter, place = COUNTY.code }: Scope): boolean {
  const measure = all.measures.get(code ?? '');
  if (measure === undefined || quarter === undefined || place !== COUNTY.code) return false;
  const counts = DISTRICTS.map((district) => all.counts.of(measure, district.code, quarter));
  const isOwn = all.counts.of(measure, place, quarter) !== undefined;
  return (
    counts.some((district) => district?.isSmall === true) &&
    (!isOwn || counts.every((district) => (district?.value ?? null) !== null))
  );
}

/** The observations behind a count, as they may be shown beside it. */
export function rowsOf(all: Observed, scope: Scope): TraceRow[] {
  const { measure, parts } = behind(all, scope);
  const total = count(all, scope);
  return parts.flatMap(({ rows }) =>
    rows.map((row) => {
      const shown = measure === undefined ? { value: null, marker: 'c' as const } : shownFinding(row, measure);
      // A part beside its hidden or whole total would give the other parts away, so parts of people are not listed.
      const isPart = row.category !== '' || ((scope.place ?? COUNTY.code) === COUNTY.code && row.place !== COUNTY.code);
      const isHidden = total.marker === 'c' || (measure !== undefined && isProtected(measure) && isPart);
      return {
        label: rowLabel(measure, row),
        href: `/measures/${row.measure}`,
        day: null,
        value: isHidden ? null : shown.value,
        marker: isHidden
          ? ('c' as const)
          : shown.value !== null && all.counts.isRevised(row)
            ? ('r' as const)
            : shown.marker,
      };
    }),
  );
}

/** An observation behind a number, in words. */
export function rowLabel(measure: Measure | undefined, row: Observation): string {
  const category = row.category === '' || measure === undefined ? '' : `, ${categoryName(measure, row.category)}`;
  const grade = GRADES.find(({ value }) => value === row.grade)?.text;
  return (
    `${placeName(row.place)}${category}, ${quarterShown(row.quarter)}. Source: ${row.source}` +
    (grade === undefined ? '' : ` (${grade.toLowerCase()})`)
  );
}

/** The targets behind a place's: its own, or for the county those of its districts where every one has one. */
function targetsBehind(all: Observed, { measure, quarter, place = COUNTY.code }: Scope): Map<string, number> {
  if (measure === undefined || quarter === undefined) return new Map();
  const of = (code: string) => all.targets.get(targetKey(measure, code, quarter));
  const own = of(place);
  if (own !== undefined) return new Map([[place, own]]);
  const parts =
    place === COUNTY.code ? DISTRICTS.map(({ code }): [string, number | undefined] => [code, of(code)]) : [];
  return new Map(parts.every((part): part is [string, number] => part[1] !== undefined) ? parts : []);
}

/** The target of a measure in a place and a quarter; not applicable where none was set. */
export function target(all: Observed, scope: Scope): Value {
  const behind = targetsBehind(all, scope);
  return behind.size === 0
    ? { scope, value: null, marker: 'z', leavesOut: [] }
    : { scope, value: addUp(behind.values()), marker: '', leavesOut: [] };
}

/** The targets that a place's is made of. */
export function targetRows(all: Observed, scope: Scope): TraceRow[] {
  return [...targetsBehind(all, scope)].map(([place, value]) => ({
    label: `Target, ${placeName(place)}`,
    href: `/measures/${scope.measure}`,
    day: null,
    value,
    marker: '',
  }));
}

/** A measure as a share of another in a quarter: the two numbers where both may be shown, and the per cent. */
export interface Share {
  of: string | null;
  part: number;
  whole: number;
  value: Value;
}

/** A measure as a share of another in a place and a quarter. */
export function share(all: Observed, scope: Scope): Share {
  const of = all.measures.get(scope.measure ?? '')?.denominator ?? null;
  const none = (marker: Value['marker']): Share => ({
    of,
    part: 0,
    whole: 0,
    value: { scope, value: null, marker, leavesOut: [] },
  });
  if (of === null) return none('z');
  const part = count(all, scope);
  const whole = count(all, { ...scope, measure: of });
  if (part.marker === 'c' || whole.marker === 'c') return none('c');
  if (part.value === null || whole.value === null || whole.value === 0) return none('x');
  const wholeMeasure = all.measures.get(of);
  // The rest must be protected too: all but two of seven tells as much as two of seven.
  const hides = wholeMeasure === undefined || isProtected(wholeMeasure);
  if (hides && isRestSmall(behind(all, scope).parts, behind(all, { ...scope, measure: of }).parts, wholeMeasure)) {
    return none('c');
  }
  const isRevised = part.marker === 'r' || whole.marker === 'r';
  const value = Math.round((part.value * 100) / whole.value);
  return {
    of,
    part: part.value,
    whole: whole.value,
    value: { scope, value, marker: isRevised ? 'r' : '', leavesOut: [] },
  };
}
