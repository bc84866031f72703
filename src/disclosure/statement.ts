import { type Named, Quantities } from './quantities.ts';
import type { KnownRatio, Quantity, Statement } from './quantity.ts';
import { ratioRows, ratioValue } from './ratio.ts';
import { type Earlier, factKey, type Measure, nameKey, type Ratio, type Release, ratioKey } from './release.ts';
import { rounded } from './rule.ts';
import { relate } from './sums.ts';

/** What a person decided about a number whose correction is small, by the key of its new version. */
export type Decisions = Readonly<Record<string, 'show' | 'hide'>>;

/**
 * All that is published by a release and those before it, as numbers and what holds between them. The same name in the
 * same version is one number, wherever it stands. Throws RangeError where facts contradict one another; its words hold
 * no value.
 */
export function stateOf(release: Release, earlier: readonly Earlier[], decisions: Decisions): Statement {
  const quantities = new Quantities();
  const ratios = new Map<string, KnownRatio>();
  const all: (Earlier | { release: Release })[] = [...earlier, { release }];
  const recorded = all.map((one) => record(quantities, one.release, 'hidden' in one));
  const latest = new Map<string, Named>();
  for (const [position, one] of all.entries()) {
    const before = 'hidden' in one ? one : null;
    const own = new Set(recorded[position]);
    for (const named of own) latest.set(nameKey(named.fact), named);
    // What was published before hangs together with what is published now.
    const present = [...latest.values()].map((named) => (own.has(named) ? named : { ...named, isBorrowed: true }));
    for (const measure of one.release.measures) {
      relate(
        quantities,
        measure,
        present.filter(({ fact }) => fact.measure === measure.code),
      );
    }
    addSubsets(quantities, one.release, present);
    markTables(quantities, one.release, before);
    addRatios(quantities, ratios, one.release, before);
  }
  for (const versions of quantities.byName.values()) {
    for (const [position, after] of versions.entries()) {
      const previous = versions[position - 1];
      const key = quantities.all[after.index]?.key as string;
      if (previous !== undefined) quantities.change(previous, after, decisions[key] !== 'show');
    }
  }
  return { quantities: quantities.all, rows: quantities.rows, ratios: [...ratios.values()] };
}

function record(quantities: Quantities, release: Release, isEarlier: boolean): Named[] {
  const measures = measuresOf(release);
  const names = new Set<string>();
  return release.facts.map((fact) => {
    const name = nameKey(fact);
    const measure = measures.get(fact.measure);
    if (measure === undefined) throw new RangeError(`no measure ${fact.measure} in ${release.id}`);
    if (names.has(name)) throw new RangeError(`${name} stands twice in ${release.id}`);
    names.add(name);
    return { fact, index: quantities.record(fact, measure, isEarlier), isBorrowed: false };
  });
}

function measuresOf({ measures }: Release): Map<string, Measure> {
  return new Map(measures.map((measure) => [measure.code, measure]));
}

/** Those of a part are among those of the whole; what is left may itself be few children. */
function addSubsets(quantities: Quantities, release: Release, present: readonly Named[]): void {
  const measures = measuresOf(release);
  const byName = new Map(present.map((named) => [nameKey(named.fact), named]));
  for (const { part, whole, restIsPeople } of release.subsets) {
    const measure = measures.get(part);
    if (measure === undefined) throw new RangeError(`no measure ${part} in ${release.id}`);
    for (const named of present) {
      const { fact, index } = named;
      if (fact.measure !== part) continue;
      const among = byName.get(nameKey({ ...fact, measure: whole }));
      if (among === undefined) continue;
      const left = among.fact.value - fact.value;
      if (left < 0 && (named.isBorrowed || among.isBorrowed)) continue;
      if (left < 0) throw new RangeError(`${factKey(fact)} is more than what it is among`);
      if (restIsPeople) {
        const name = { ...fact, measure: `${whole} without ${part}` };
        const rest = quantities.imply(name, left, left, { ...measure, counts: 'people' });
        quantities.equal([among.index], [index, rest]);
      } else quantities.atMost([index], [among.index]);
    }
  }
}

function markTables(quantities: Quantities, release: Release, before: Earlier | null): void {
  const measures = measuresOf(release);
  const keys = new Set(release.tables.flatMap(({ facts }) => facts));
  for (const key of keys) {
    const quantity = quantities.all[quantities.indexOf(key)] as Quantity;
    if (before === null) quantity.published = true;
    else {
      const { rule } = measures.get(quantity.measure) as Measure;
      const [hidden, withheld] = [before.hidden.includes(key), before.withheld.includes(key)];
      quantity.appearances.push({ audience: release.audience, hidden, withheld, rule });
    }
  }
}

function addRatios(
  quantities: Quantities,
  known: Map<string, KnownRatio>,
  release: Release,
  before: Earlier | null,
): void {
  const published = new Set(release.tables.flatMap(({ ratios }) => ratios));
  for (const named of release.ratios.filter((ratio) => published.has(ratioKey(ratio)))) {
    const key = ratioKey(named);
    const ratio = known.get(key) ?? ratioOf(quantities, named);
    if (before === null) ratio.published = true;
    else {
      ratio.appearances.push({ audience: release.audience, hidden: before.hidden.includes(key) });
    }
    known.set(key, ratio);
  }
}

/** A ratio of rounded numbers is worked out of these, so that it tells nothing more; it is shown only beside them. */
function ratioOf(quantities: Quantities, ratio: Ratio): KnownRatio {
  const [of, per] = [quantities.indexOf(ratio.of), quantities.indexOf(ratio.per)];
  const [top, bottom] = [quantities.all[of] as Quantity, quantities.all[per] as Quantity];
  const isOfRounded = top.rule.roundsTo > 1 || bottom.rule.roundsTo > 1;
  const value = ratioValue(ratio.kind, rounded(top.rule, top.value), rounded(bottom.rule, bottom.value));
  return {
    key: ratioKey(ratio),
    of,
    per,
    value,
    rows: isOfRounded ? [] : ratioRows(ratio.kind, value, of, per),
    isOfRounded,
    published: false,
    appearances: [],
  };
}
