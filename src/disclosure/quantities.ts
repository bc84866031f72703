import type { Quantity, Row } from './quantity.ts';
import { type Fact, type FactName, factKey, type Measure, nameKey } from './release.ts';
import { isSmall, type Need, type Rule } from './rule.ts';

/** A fact and the quantity that it is. A borrowed one was published before, and may have been corrected since. */
export interface Named {
  fact: Fact;
  index: number;
  isBorrowed: boolean;
}

/** Numbers as they are collected, each once under its name and version, with the rows between them. */
export class Quantities {
  readonly all: Quantity[] = [];
  readonly rows: Row[] = [];
  /** Every recorded number under a name, in the order of its versions. */
  readonly byName = new Map<string, Named[]>();
  private readonly byKey = new Map<string, number>();
  private readonly implied = new Map<string, number[]>();

  indexOf(key: string): number {
    const index = this.byKey.get(key);
    if (index === undefined) throw new RangeError(`${key} is named without its number`);
    return index;
  }

  /**
   * The quantity of a recorded fact. Each rule that it was published by makes its need; the last says how it is shown
   * now. Throws RangeError where it contradicts what is known under its name.
   */
  record(fact: Fact, measure: Measure, isEarlier: boolean): number {
    const key = factKey(fact);
    if (!Number.isSafeInteger(fact.value) || fact.value < 0) throw new RangeError(`${key} is no whole number from 0`);
    const people = measure.counts === 'people' ? fact.value : (fact.people ?? null);
    if (measure.counts === 'stands-for-people' && people === null) {
      throw new RangeError(`${key} does not name the children behind it`);
    }
    const primary = !isEarlier && isPrimary(measure, people, fact.hide);
    const need = needOf(measure, fact.value, people, fact.hide);
    const known = this.byKey.get(key);
    if (known !== undefined) {
      const quantity = this.all[known] as Quantity;
      if (quantity.value !== fact.value) throw new RangeError(`${key} has two values in one version`);
      quantity.need = stricter(quantity.need, need);
      quantity.primary ||= primary;
      quantity.fixed ||= fact.fixed === true;
      quantity.rule = measure.rule;
      return known;
    }
    const isWholePlace = fact.place === measure.places.name;
    const isWholeCategory = fact.category === measure.categories.name;
    const index = this.push({
      ...quantityOf(key, fact.value, people, measure, fact.place),
      need,
      fixed: fact.fixed === true,
      primary,
      level: Number(isWholePlace) + Number(isWholeCategory) + Number(fact.time.from !== fact.time.through),
      headline: isWholePlace && isWholeCategory,
    });
    const versions = [...(this.byName.get(nameKey(fact)) ?? []), { fact, index, isBorrowed: false }];
    this.byName.set(
      nameKey(fact),
      versions.toSorted((a, b) => a.fact.version - b.fact.version),
    );
    return index;
  }

  /**
   * A number that nobody wrote down but that follows from others. It is the recorded one, or one implied before, where
   * name and value are the same: a reader would take it for the same.
   */
  imply(name: Omit<FactName, 'version'>, value: number, people: number | null, measure: Measure): number {
    const key = nameKey(name);
    const recorded = (this.byName.get(key) ?? []).findLast(({ fact }) => fact.value === value);
    if (recorded !== undefined) return recorded.index;
    const known = this.implied.get(key) ?? [];
    const same = known.find((index) => this.all[index]?.value === value);
    if (same !== undefined) return same;
    const index = this.push({
      ...quantityOf(
        `${key}@implied-${known.length + 1}`,
        value,
        people,
        { ...measure, code: name.measure },
        name.place,
      ),
      need: needOf(measure, value, people, false),
    });
    this.implied.set(key, [...known, index]);
    return index;
  }

  /** What a number changed by from one version to the next; readers may not find out that it was a few children. */
  change(before: Named, after: Named, isProtected: boolean): void {
    const quantity = this.all[after.index] as Quantity;
    const value = after.fact.value - before.fact.value;
    const small = isProtected && isSmallChange(quantity, this.all[before.index] as Quantity);
    const size = needOf({ counts: quantity.counts, rule: quantity.rule }, Math.abs(value), null, small) as Need;
    const need = !small ? null : value > 0 ? size : { down: -size.up, up: -size.down };
    const index = this.push({ ...quantity, ...blank(), key: `change of ${quantity.key}`, value, signed: true, need });
    this.equal([after.index], [before.index, index]);
  }

  /** The first add up to what the others add up to. */
  equal(left: readonly number[], right: readonly number[]): void {
    this.rows.push({ terms: termsOf(left, right), least: 0, most: 0 });
  }

  /** The first add up to no more than the others. */
  atMost(left: readonly number[], right: readonly number[]): void {
    this.rows.push({ terms: termsOf(right, left), least: 0, most: Infinity });
  }

  private push(quantity: Quantity): number {
    if (this.byKey.has(quantity.key)) throw new RangeError(`${quantity.key} stands for two numbers`);
    this.byKey.set(quantity.key, this.all.length);
    return this.all.push(quantity) - 1;
  }
}

function termsOf(plus: readonly number[], minus: readonly number[]): Row['terms'] {
  return [...plus.map((index): [number, number] => [index, 1]), ...minus.map((index): [number, number] => [index, -1])];
}

/** What a quantity has that nothing is known of yet. */
function blank() {
  return { published: false, fixed: false, primary: false, level: 0, headline: false, appearances: [] };
}

function quantityOf(key: string, value: number, people: number | null, measure: Measure, place: string): Quantity {
  const { code, rule, counts } = measure;
  return { ...blank(), key, value, signed: false, place, measure: code, rule, counts, people, need: null };
}

function isPrimary({ counts, rule }: Measure, people: number | null, hide: boolean | undefined): boolean {
  return hide === true || (counts !== 'neither' && people !== null && isSmall(rule, people));
}

/**
 * What readers may not rule out. A count of children may be one (or none, where a zero is sensitive) and more than the
 * rule hides. Of what stands for children it may be half of what it is and half as much again.
 */
function needOf(
  { counts, rule }: Pick<Measure, 'counts' | 'rule'>,
  value: number,
  people: number | null,
  hide: boolean | undefined,
): Need | null {
  const hides = rule.hides;
  if (hide !== true && (counts === 'neither' || people === null || !isSmall(rule, people))) return null;
  if (hides !== null && counts === 'people' && isSmall(rule, value)) return { down: hides.least, up: hides.most + 1 };
  const beyond = (hides?.most ?? 0) + 1;
  return { down: Math.min(value, Math.max(1, Math.floor(value / 2))), up: Math.max(beyond, Math.ceil(value * 1.5)) };
}

function stricter(a: Need | null, b: Need | null): Need | null {
  if (a === null || b === null) return a ?? b;
  return { down: Math.min(a.down, b.down), up: Math.max(a.up, b.up) };
}

/** Whether a correction is one of few children: of what stands for them, also where their number is the same. */
function isSmallChange(after: Quantity, before: Quantity): boolean {
  if (after.counts === 'neither' || after.value === before.value) return false;
  const rule: Rule = after.rule;
  if (rule.hides === null) return false;
  const people = Math.abs((after.people ?? 0) - (before.people ?? 0));
  return people <= rule.hides.most;
}
