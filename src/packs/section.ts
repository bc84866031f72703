import type { Day } from '../calendar/day.ts';
import type { OpenRelease } from '../figures/release/open-release.ts';
import type { FrozenFigure } from '../figures/snapshot.store.ts';
import type { FigureAsked } from '../ledger/shown-figure.ts';
import { CHIEF_FINANCE, type Role } from '../people/role.ts';
import type { Db } from '../platform/database.ts';
import type { Changes } from './compare.ts';
import type { PackContext } from './context.ts';
import type { Block, PackFigures } from './pack.ts';

/** Where a section stands: among the pages that everybody reads, annexed, or not in this pack. */
export type Placing = 'body' | 'annex' | 'out';

/** What a section reads besides the context: records as they stood at the cut-off. */
export interface Source {
  db: Db;
  officeId: number;
  context: PackContext;
  /** The last act that was known at the cut-off. */
  upToSeq: number;
  /** The day by which something counts as due or overdue. */
  today: Day;
}

/** What a section is made of once its figures are computed. */
export interface Told {
  context: PackContext;
  figures: PackFigures;
  frozen: readonly FrozenFigure[];
  /** The counts of people, as they were protected. */
  release: OpenRelease;
  /** Against the last pack; null where there is none. */
  changes: Changes | null;
}

/** A section that has read its records: which figures it asks, and its parts; null where it has nothing to say. */
export interface Prepared {
  asks?: FigureAsked[];
  blocks(told: Told): Block[] | null;
}

/** A section that a pack may have. Its code is its place in the document and in the plan. */
export interface PackSection {
  code: string;
  title: string;
  /** Whose it is to sign off while nobody is named; the first is who is expected to. */
  owners: readonly Role[];
  placing: 'body' | 'annex';
  /** Whether its tables need the width of a page turned on its side. */
  wide?: boolean;
  /** Whether it has its page alone. */
  alone?: boolean;
  /** Whether no pack may go without it. */
  always?: boolean;
  prepare(source: Source): Promise<Prepared> | Prepared;
}

/** Whose sections are, by what they are about. */
export const OWNERS = {
  finance: ['finance-manager', ...CHIEF_FINANCE],
  commissioning: ['commissioning-officer'],
  coordinator: ['coordinator'],
  secretariat: ['secretariat', 'chief-executive'],
} as const satisfies Record<string, readonly Role[]>;
