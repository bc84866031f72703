import type { Named, Quantities } from './quantities.ts';
import {
  type FactName,
  factKey,
  type Measure,
  nameKey,
  quarterNumber,
  quarterOf,
  type Time,
  type Tree,
} from './release.ts';

/** Writes down what holds between the numbers of one measure: along its places, its categories and time. */
export function relate(quantities: Quantities, measure: Measure, present: readonly Named[]): void {
  relateTree(quantities, measure, present, 'place');
  relateTree(quantities, measure, present, 'category');
  if (measure.adds.time === 'apart') return;
  for (const line of linesOf(present, ({ fact }) => nameKey({ ...fact, time: { from: '', through: '' } }))) {
    if (measure.adds.time === 'adds') addTimes(quantities, measure, line);
    else overlapTimes(quantities, line);
  }
}

function relateTree(quantities: Quantities, measure: Measure, present: readonly Named[], along: 'place' | 'category') {
  const [tree, adds] =
    along === 'place' ? [measure.places, measure.adds.places] : [measure.categories, measure.adds.categories];
  if (adds === 'apart') return;
  for (const line of linesOf(present, ({ fact }) => nameKey({ ...fact, [along]: '' }))) {
    const byName = new Map(line.map((named) => [named.fact[along], named]));
    for (const { name, parts: names } of branchesOf(tree)) {
      const whole = byName.get(name);
      const parts = names.flatMap((part) => byName.get(part) ?? []);
      if (whole === undefined || parts.length === 0) continue;
      if (adds === 'overlaps') overlap(quantities, whole, parts, parts.length === names.length);
      else {
        const at = (known: readonly Named[]): Omit<FactName, 'version'> | null => {
          const missing = names.filter((name) => !known.some(({ fact }) => fact[along] === name)).toSorted();
          const rest = missing.length > 1 ? `rest: ${missing.join(', ')}` : missing[0];
          return rest === undefined ? null : { ...whole.fact, [along]: rest };
        };
        const own = parts.filter(({ isBorrowed }) => !isBorrowed);
        if (!addUp(quantities, measure, whole, parts, at(parts)) && !whole.isBorrowed && own.length > 0) {
          addUp(quantities, measure, whole, own, at(own));
        }
      }
    }
  }
}

/**
 * The whole is its parts, and a rest under the name given where some are missing. What was borrowed from an earlier
 * release may have been corrected since: where it does not fit, nothing is known by it, and false is answered.
 */
function addUp(
  quantities: Quantities,
  measure: Measure,
  whole: Named,
  parts: readonly Named[],
  rest: Omit<FactName, 'version'> | null,
): boolean {
  const left = less(
    whole.fact.value,
    parts.map(({ fact }) => fact.value),
  ) as number;
  if (left < 0 || (rest === null && left !== 0)) {
    if ([whole, ...parts].some(({ isBorrowed }) => isBorrowed)) return false;
    throw new RangeError(`${factKey(whole.fact)} is not what its parts add up to`);
  }
  const indexes = parts.map(({ index }) => index);
  if (rest !== null) indexes.push(quantities.imply(rest, left, restPeople(measure, left, whole, parts), measure));
  quantities.equal([whole.index], indexes);
  return true;
}

function restPeople({ counts }: Measure, left: number, whole: Named, parts: readonly Named[]): number | null {
  if (counts === 'people') return left;
  const people = less(
    whole.fact.people,
    parts.map(({ fact }) => fact.people),
  );
  if (people === null || left === 0) return left === 0 ? 0 : null;
  // The same child may stand behind two parts, so that fewer seem to be left than there are.
  return Math.max(people, 1);
}

function less(whole: number | undefined, parts: readonly (number | undefined)[]): number | null {
  let left = whole;
  for (const part of parts) {
    if (left === undefined || part === undefined) return null;
    left -= part;
  }
  return left ?? null;
}

function overlap(quantities: Quantities, whole: Named, parts: readonly Named[], isComplete: boolean): void {
  for (const part of parts) atMost(quantities, part, [whole]);
  if (isComplete) atMost(quantities, whole, parts);
}

/** One number is no more than others together; with a borrowed one that does not fit nothing is known. */
function atMost(quantities: Quantities, one: Named, others: readonly Named[]): void {
  const more = less(
    one.fact.value,
    others.map(({ fact }) => fact.value),
  ) as number;
  if (more > 0) {
    if ([one, ...others].some(({ isBorrowed }) => isBorrowed)) return;
    throw new RangeError(`${factKey(one.fact)} is more than it can be`);
  }
  quantities.atMost(
    [one.index],
    others.map(({ index }) => index),
  );
}

/** Quarters as numbers; from minus infinity is from the very beginning. */
interface Stretch {
  from: number;
  through: number;
  named: Named;
}

function stretchOf(named: Named): Stretch {
  const { from, through } = named.fact.time;
  return { from: from === null ? -Infinity : quarterNumber(from), through: quarterNumber(through), named };
}

function timeOf(from: number, through: number): Time {
  return { from: from === -Infinity ? null : quarterOf(from), through: quarterOf(through) };
}

/**
 * Each stretch of time is the longest earlier part of it and what came after; where none is known, the quarters that
 * are. It is also what ends with it and what came before. So a year to date, a series from the beginning and quarters
 * are tied together however few of them are published.
 */
function addTimes(quantities: Quantities, measure: Measure, line: readonly Named[]): void {
  const stretches = line.map(stretchOf).toSorted((a, b) => a.through - b.through || b.from - a.from);
  const own = stretches.filter(({ named }) => !named.isBorrowed);
  for (const whole of stretches.filter(({ from, through }) => from < through)) {
    const begun = (known: readonly Stretch[]): Stretch | undefined =>
      known.findLast(({ from, through }) => from === whole.from && through < whole.through);
    const isTied = divide(quantities, measure, whole, begun(stretches), stretches);
    if (!isTied && !whole.named.isBorrowed) divide(quantities, measure, whole, begun(own), own);
    for (const ending of stretches) {
      if (ending.through !== whole.through || ending.from <= whole.from || ending.from === ending.through) continue;
      divide(quantities, measure, whole, ending, stretches);
    }
  }
}

/** The whole is one part that begins or ends with it, and what is left: as it is recorded, by quarters, or implied. */
function divide(
  quantities: Quantities,
  measure: Measure,
  whole: Stretch,
  part: Stretch | undefined,
  known: readonly Stretch[],
): boolean {
  const [from, through] =
    part === undefined
      ? [whole.from, whole.through]
      : part.from === whole.from
        ? [part.through + 1, whole.through]
        : [whole.from, part.from - 1];
  const exact = part === undefined ? undefined : known.find((one) => one.from === from && one.through === through);
  const quarters = known.filter((one) => one.from === one.through && one.from >= from && one.through <= through);
  const others = exact === undefined ? quarters : [exact];
  const parts = [...(part === undefined ? [] : [part]), ...others].map(({ named }) => named);
  if (parts.length === 0) return true;
  const isComplete = exact !== undefined || quarters.length === through - from + 1;
  const rest = isComplete ? null : restOfTime(whole, quarters, from, through);
  const left = less(
    whole.named.fact.value,
    parts.map(({ fact }) => fact.value),
  ) as number;
  // A correction may have made a cumulative number fall; then nothing holds between it and the one before.
  if (left < 0 && part !== undefined) return false;
  return addUp(quantities, measure, whole.named, parts, rest);
}

/** The name of what is left of a stretch once the quarters that are known are taken out. */
function restOfTime({ named: { fact } }: Stretch, quarters: readonly Stretch[], from: number, through: number) {
  const known = new Set(quarters.map((one) => one.from));
  let [first, last] = [from, through];
  while (known.delete(first)) first += 1;
  while (known.delete(last)) last -= 1;
  const time = timeOf(first, last);
  if (known.size === 0) return { ...fact, time };
  const without = [...known].toSorted((a, b) => a - b).map(quarterOf);
  return { ...fact, time: { from: time.from, through: `${time.through} less ${without.join(', ')}` } };
}

/** A child who came in two quarters counts once in the stretch: it is at least its largest part, at most all of them. */
function overlapTimes(quantities: Quantities, line: readonly Named[]): void {
  const stretches = line.map(stretchOf);
  for (const whole of stretches.filter(({ from, through }) => from < through)) {
    const inside = stretches.filter((one) => one !== whole && one.from >= whole.from && one.through <= whole.through);
    const quarters = inside.filter(({ from, through }) => from === through);
    for (const { named } of inside) atMost(quantities, named, [whole.named]);
    if (quarters.length === whole.through - whole.from + 1) {
      atMost(
        quantities,
        whole.named,
        quarters.map(({ named }) => named),
      );
    }
  }
}

function branchesOf(tree: Tree): { name: string; parts: string[] }[] {
  const parts = tree.parts ?? [];
  if (parts.length === 0) return [];
  return [{ name: tree.name, parts: parts.map(({ name }) => name) }, ...parts.flatMap(branchesOf)];
}

function linesOf(present: readonly Named[], lineOf: (named: Named) => string): Named[][] {
  const lines = new Map<string, Named[]>();
  for (const named of present) {
    const line = lines.get(lineOf(named));
    if (line === undefined) lines.set(lineOf(named), [named]);
    else line.push(named);
  }
  return [...lines.values()];
}
