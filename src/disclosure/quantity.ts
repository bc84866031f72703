import type { Audience, Measure } from './release.ts';
import type { Need, Rule } from './rule.ts';

/** How a number stood in a release that readers may already have. */
export interface Appearance {
  audience: Audience;
  hidden: boolean;
  withheld: boolean;
  rule: Rule;
}

/** One number that is published or follows from what is published. Two names for the same number are one quantity. */
export interface Quantity {
  key: string;
  value: number;
  /** True for a change between two versions, which may be below zero. */
  signed: boolean;
  place: string;
  measure: string;
  rule: Rule;
  counts: Measure['counts'];
  /** The children behind it; null where it says nothing of anybody. */
  people: number | null;
  /** What no reader may rule out; null where the number may be known. */
  need: Need | null;
  /** Whether it stands in a table of the release that is to be protected. */
  published: boolean;
  /** Known to everybody whatever is hidden here. */
  fixed: boolean;
  /** Hidden on its own account, whatever its neighbours need. */
  primary: boolean;
  /** How many of its three names are those of a whole; 0 for an inner cell. */
  level: number;
  /** The number of all places and categories: what stands when a breakdown is withheld. */
  headline: boolean;
  appearances: Appearance[];
}

/** `least <= coefficients · quantities <= most`, in whole numbers; true of what is recorded. */
export interface Row {
  terms: [quantity: number, coefficient: number][];
  least: number;
  most: number;
}

/** A published ratio, and what its reader knows of the two numbers it is made of. */
export interface KnownRatio {
  key: string;
  of: number;
  per: number;
  /** Null where there is nothing to divide by. */
  value: number | null;
  rows: Row[];
  /** Worked out of rounded numbers. */
  isOfRounded: boolean;
  published: boolean;
  appearances: Pick<Appearance, 'audience' | 'hidden'>[];
}

/** The numbers that are published or follow, and everything that holds between them. */
export interface Statement {
  quantities: Quantity[];
  rows: Row[];
  ratios: KnownRatio[];
}

/** What of a statement is not shown, by index; withheld ones are hidden too. */
export interface Pattern {
  hidden: Set<number>;
  withheld: Set<number>;
  hiddenRatios: Set<number>;
}
