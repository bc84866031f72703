import { Audit, type Interval } from './audit.ts';
import type { Pattern, Quantity, Statement } from './quantity.ts';
import { hasRead, type Reader, type Table } from './release.ts';
import type { Need } from './rule.ts';
import { type Budget, hideCompanions, hideRatios } from './secondary.ts';
import type { Decisions } from './statement.ts';

/** A number that readers know too well whatever is hidden now. */
export interface GivenAway {
  key: string;
  reader: string;
  why: string;
}

/** A correction that a person must decide on. It is hidden until then. */
export interface Held {
  key: string;
  why: string;
}

/** Numbers that are withheld together: a table's breakdown, or all of it. */
export interface Withheld {
  table: string;
  what: 'breakdown' | 'table';
  why: string;
}

/** What was decided about numbers that hang together. It names them and holds none. */
export interface ProtectedGroup {
  fingerprint: string;
  /** Keys of facts and of ratios. */
  hidden: string[];
  withheld: string[];
  tables: Withheld[];
  held: Held[];
  givenAway: GivenAway[];
  /** What the first reader can work out of each fact that is hidden. */
  intervals: Record<string, Interval>;
  calls: { protecting: number; auditing: number };
}

/** Put around each call of a solver; for measuring. */
export type Around = <T>(call: () => T) => T;

/** How many solver calls one group may take, and how many numbers are tried to be shown again. */
export interface Limits {
  calls: number;
  tries: number;
}

const MOST_ROUNDS = 12;
const TOO_LATE = 'What readers have already, or what is published elsewhere, gives it away.';
const NO_WAY = 'No hiding of further numbers protects it.';
const TOO_MUCH = 'Protecting it takes too much work.';
const SMALL_CHANGE = 'The correction is one of few children, and readers have the number as it was.';

/** Protects numbers that hang together: hides, proves, and shows again what the proof allows. */
export class Protection {
  private readonly statement: Statement;
  private readonly tables: readonly Table[];
  private readonly readers: readonly Reader[];
  private readonly decisions: Decisions;
  private readonly limits: Limits;
  private readonly budget: Budget;
  private readonly pattern: Pattern = { hidden: new Set(), withheld: new Set(), hiddenRatios: new Set() };
  private readonly withheld: Withheld[] = [];
  private readonly givenAway = new Map<string, GivenAway>();
  /** What readers may not rule out, where that is less than the rule says: they know more by themselves. */
  private readonly lesser = new Map<string, Need | null>();
  private readonly needOf = (reader: Reader, quantity: number): Need | null => {
    const lesser = this.lesser.get(`${reader.name}|${quantity}`);
    return lesser === undefined ? this.quantity(quantity).need : lesser;
  };

  constructor(
    statement: Statement,
    from: {
      tables: readonly Table[];
      readers: readonly Reader[];
      decisions: Decisions;
      limits: Limits;
      around: Around;
    },
  ) {
    this.statement = statement;
    this.tables = from.tables.toSorted((a, b) => (a.name < b.name ? -1 : 1));
    this.readers = from.readers;
    this.decisions = from.decisions;
    this.limits = from.limits;
    this.budget = { calls: from.limits.calls, around: from.around };
  }

  async protect(fingerprint: string): Promise<ProtectedGroup> {
    const held = this.hidePrimary();
    const says = this.statement.quantities.some(({ need }) => need !== null);
    if (!says && this.pattern.hidden.size === 0) return this.answer(fingerprint, held, {}, 0);
    const audit = await Audit.open(this.statement, this.readers, this.budget.around);
    try {
      this.noteShownBefore();
      this.hideUntilProved(audit);
      this.showAgain(audit);
      const intervals = this.isWorkLeft(audit) ? audit.intervals(this.pattern, this.readers[0] as Reader) : new Map();
      return this.answer(fingerprint, held, this.named(intervals), audit.calls);
    } finally {
      audit.close();
    }
  }

  private quantity(index: number): Quantity {
    return this.statement.quantities[index] as Quantity;
  }

  /** Hides what the rules hide, and corrections of few children, unless a person decided otherwise. */
  private hidePrimary(): Held[] {
    const held: Held[] = [];
    const byKey = new Map(this.statement.quantities.map(({ key }, index) => [key, index]));
    for (const [index, { published, key, need, signed }] of this.statement.quantities.entries()) {
      if (published && this.isSmall(index)) this.pattern.hidden.add(index);
      if (!signed || need === null) continue;
      const after = byKey.get(key.slice('change of '.length)) as number;
      const before = this.before(index, after);
      const seen = this.readers.some((reader) => this.wasShownTo(before, reader));
      if (!this.quantity(after).published || !seen) continue;
      this.pattern.hidden.add(after);
      const isDecided = this.decisions[this.quantity(after).key] !== undefined;
      if (!isDecided && !this.isSmall(after)) held.push({ key: this.quantity(after).key, why: SMALL_CHANGE });
    }
    return held;
  }

  /** Whether a rule hides the number: the one of this release or, unless this one is exact, one that hid it before. */
  private isSmall(index: number): boolean {
    const { primary, need, rule } = this.quantity(index);
    return primary || (need !== null && rule.hides !== null);
  }

  /** The version before: what a change was taken from. */
  private before(change: number, after: number): number {
    const row = this.statement.rows.find(({ terms }) => terms.some(([index]) => index === change));
    return row?.terms.find(([index]) => index !== change && index !== after)?.[0] as number;
  }

  private wasShownTo(index: number, reader: Reader): boolean {
    return this.quantity(index).appearances.some(({ hidden, audience }) => !hidden && hasRead(reader, audience));
  }

  /** A small number that a reader has seen as it is, by a rule that hides less: hiding it now comes too late. */
  private noteShownBefore(): void {
    for (const [index, { appearances }] of this.statement.quantities.entries()) {
      if (!this.isSmall(index)) continue;
      for (const reader of this.readers) {
        const shown = appearances.some(
          ({ hidden, rule, audience }) => !hidden && rule.authority === null && hasRead(reader, audience),
        );
        if (shown) this.giveAway(reader, index);
      }
    }
  }

  private isWorkLeft(audit: Audit): boolean {
    return this.budget.calls >= 0 && audit.calls < this.limits.calls;
  }

  /** Hides further numbers until the audit finds nothing; withholds where that does not come about. */
  private hideUntilProved(audit: Audit): void {
    const stages = 2 * this.tables.length + 2;
    for (let stage = 0; stage <= stages; stage += 1) {
      const failed = this.tryToProve(audit);
      if (failed === null) return;
      if (!this.isWorkLeft(audit)) {
        this.withholdAll(TOO_MUCH);
        return;
      }
      if (!this.withhold(failed)) this.giveUp(audit);
    }
    this.withholdAll(NO_WAY);
    this.giveUp(audit);
  }

  /** Null when everything is proved; otherwise a number for which there is no way. */
  private tryToProve(audit: Audit): number | null {
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      hideRatios(this.statement, this.pattern);
      const unprotected = hideCompanions(this.statement, this.pattern, this.readers, this.needOf, this.budget);
      if (unprotected.length > 0) {
        const open = unprotected.filter(({ reader, quantity }) => !this.isKnownAnyway(audit, reader, quantity));
        const [first] = open;
        if (first !== undefined) return first.quantity;
        continue;
      }
      const [narrowed] = audit.narrowed(this.pattern, this.needOf, 1);
      if (narrowed === undefined) return null;
      if (this.isKnownAnyway(audit, narrowed.reader, narrowed.quantity)) continue;
      if (!this.isWorkLeft(audit) || !this.hideNeighbour(narrowed.quantity)) return narrowed.quantity;
    }
    return audit.narrowed(this.pattern, this.needOf, 1)[0]?.quantity ?? null;
  }

  /**
   * Whether a reader can narrow a number even if nothing of this release is shown. What they know by what is their own
   * is no fault of a release, and they need not be kept from it; what earlier releases gave away is said.
   */
  private isKnownAnyway(audit: Audit, reader: Reader, quantity: number): boolean {
    const { quantities, ratios } = this.statement;
    const all = [...quantities.keys()].filter((index) => this.quantity(index).published);
    const nothing: Pattern = { hidden: new Set(all), withheld: new Set(all), hiddenRatios: new Set(ratios.keys()) };
    const onlyThis = (one: Reader, index: number): Need | null =>
      one.name === reader.name && index === quantity ? this.needOf(one, index) : null;
    if (audit.narrowed(nothing, onlyThis, 1).length === 0) return false;
    const need = this.needOf(reader, quantity) as Need;
    const { least, most } = audit.alone(reader, quantity);
    const lesser = {
      down: least === null ? need.down : Math.max(need.down, least),
      up: most === null ? need.up : Math.min(need.up, most),
    };
    if (lesser.down !== need.down || lesser.up !== need.up) {
      this.lesser.set(`${reader.name}|${quantity}`, lesser.down === lesser.up ? null : lesser);
    } else this.giveAway(reader, quantity);
    return true;
  }

  private giveAway(reader: Reader, quantity: number): void {
    this.lesser.set(`${reader.name}|${quantity}`, null);
    this.givenAway.set(`${reader.name}|${quantity}`, {
      key: this.quantity(quantity).key,
      reader: reader.name,
      why: TOO_LATE,
    });
  }

  /** Hides the cheapest number that stands in a row with what is open already; false where none is left. */
  private hideNeighbour(quantity: number): boolean {
    const { rows, quantities } = this.statement;
    const reached = new Set([quantity]);
    const isOpen = (index: number): boolean => !this.quantity(index).published || this.pattern.hidden.has(index);
    const nearby = new Set<number>();
    for (let grew = true; grew && nearby.size === 0; ) {
      grew = false;
      for (const { terms } of rows) {
        if (!terms.some(([index]) => reached.has(index))) continue;
        for (const [index] of terms) {
          if (!isOpen(index)) nearby.add(index);
          else if (!reached.has(index)) {
            reached.add(index);
            grew = true;
          }
        }
      }
    }
    const order = (index: number): number[] => {
      const { level, value } = quantities[index] as Quantity;
      return [level, value === 0 ? 1 : 0, value, index];
    };
    const [cheapest] = [...nearby].toSorted((a, b) => compareAll(order(a), order(b)));
    if (cheapest === undefined) return false;
    this.pattern.hidden.add(cheapest);
    return true;
  }

  /** Withholds the breakdown of the tables that a number touches, then these tables; false when all of it is. */
  private withhold(quantity: number): boolean {
    const near = new Set(
      this.statement.rows
        .filter(({ terms }) => terms.some(([index]) => index === quantity))
        .flatMap(({ terms }) => terms.map(([index]) => this.quantity(index).key)),
    ).add(this.quantity(quantity).key);
    const touched = this.tables.filter(({ facts }) => facts.some((key) => near.has(key)));
    for (const tables of [touched, this.tables]) {
      for (const what of ['breakdown', 'table'] as const) {
        const changed = tables.map((table) => this.withholdTable(table, what, NO_WAY));
        if (changed.some((one) => one)) return true;
      }
    }
    return false;
  }

  private withholdTable({ name, facts, ratios }: Table, what: Withheld['what'], why: string): boolean {
    const inTable = new Set(facts);
    let changed = false;
    for (const [index, { key, headline, published }] of this.statement.quantities.entries()) {
      if (!published || !inTable.has(key) || (what === 'breakdown' && headline)) continue;
      if (this.pattern.withheld.has(index)) continue;
      this.pattern.hidden.add(index);
      this.pattern.withheld.add(index);
      changed = true;
    }
    if (!changed) return false;
    for (const [index, { key }] of this.statement.ratios.entries()) {
      if (ratios.includes(key)) this.pattern.hiddenRatios.add(index);
    }
    const known = this.withheld.findIndex(({ table }) => table === name);
    if (known >= 0) this.withheld.splice(known, 1);
    this.withheld.push({ table: name, what, why });
    return true;
  }

  private withholdAll(why: string): void {
    for (const table of this.tables) this.withholdTable(table, 'table', why);
    for (const index of this.statement.ratios.keys()) this.pattern.hiddenRatios.add(index);
  }

  /** Nothing of the release is shown any more, and still something is known: it was before. */
  private giveUp(audit: Audit): void {
    for (const { reader, quantity } of audit.narrowed(this.pattern, this.needOf)) this.giveAway(reader, quantity);
  }

  /** Shows again what was hidden for others, totals and large numbers first, wherever the audit still passes. */
  private showAgain(audit: Audit): void {
    const { hidden, withheld, hiddenRatios } = this.pattern;
    const order = (index: number): number[] => [-this.quantity(index).level, -this.quantity(index).value, index];
    const facts = [...hidden]
      .filter((index) => !withheld.has(index) && !this.isHiddenItself(index))
      .toSorted((a, b) => compareAll(order(a), order(b)));
    const ratios = [...hiddenRatios].filter((index) => this.mayShowRatio(index)).toSorted((a, b) => a - b);
    let tries = this.limits.tries;
    for (const [set, index] of [
      ...facts.map((index) => [hidden, index] as const),
      ...ratios.map((index) => [hiddenRatios, index] as const),
    ]) {
      tries -= 1;
      if (tries < 0 || !this.isWorkLeft(audit)) return;
      set.delete(index);
      if (audit.narrowed(this.pattern, this.needOf, 1).length > 0) set.add(index);
    }
  }

  /** Whether a number is hidden on its own account: small, or a correction of few children. */
  private isHiddenItself(index: number): boolean {
    const { key } = this.quantity(index);
    return (
      this.isSmall(index) ||
      this.statement.quantities.some((one) => one.need !== null && one.key === `change of ${key}`)
    );
  }

  private mayShowRatio(index: number): boolean {
    const { published, isOfRounded, of, per } = this.statement.ratios[index] as Statement['ratios'][number];
    const isWithheld = this.pattern.withheld.has(of) || this.pattern.withheld.has(per);
    const isHidden = this.pattern.hidden.has(of) || this.pattern.hidden.has(per);
    return published && !isWithheld && !(isOfRounded && isHidden);
  }

  private named(intervals: ReadonlyMap<number, Interval>): Record<string, Interval> {
    const hidden = [...this.pattern.hidden].filter((index) => intervals.has(index)).toSorted((a, b) => a - b);
    return Object.fromEntries(hidden.map((index) => [this.quantity(index).key, intervals.get(index) as Interval]));
  }

  private answer(
    fingerprint: string,
    held: Held[],
    intervals: Record<string, Interval>,
    auditing: number,
  ): ProtectedGroup {
    const keysOf = (indexes: Iterable<number>): string[] =>
      [...indexes].toSorted((a, b) => a - b).map((index) => this.quantity(index).key);
    const { ratios } = this.statement;
    const hiddenRatios = [...ratios.keys()].filter((index) => this.pattern.hiddenRatios.has(index));
    return {
      fingerprint,
      hidden: [
        ...keysOf(this.pattern.hidden),
        ...hiddenRatios.flatMap((index) => (ratios[index]?.published === true ? (ratios[index]?.key as string) : [])),
      ],
      withheld: keysOf(this.pattern.withheld),
      tables: this.withheld.toSorted((a, b) => (a.table < b.table ? -1 : 1)),
      held,
      givenAway: [...this.givenAway.values()],
      intervals,
      calls: { protecting: this.limits.calls - this.budget.calls, auditing },
    };
  }
}

function compareAll(a: readonly number[], b: readonly number[]): number {
  for (const [place, value] of a.entries()) {
    const difference = value - (b[place] as number);
    if (difference !== 0) return difference;
  }
  return 0;
}
