import { type FrozenFigure, frozenAs } from '../figures/snapshot.store.ts';
import type { Scope } from '../ledger/scope.ts';
import type { FigureAsked } from '../ledger/shown-figure.ts';
import type { PublishedPack } from './pack.store.ts';

/** A figure that is not what it was in another pack: how it is asked what it was, and why it changed. */
export interface Change {
  /** The figure as this pack has it. */
  now: FrozenFigure;
  before: FrozenFigure;
  /** The scope under which the parts of the change are asked. */
  scope: Scope;
  /** The figures that say it: what it was, and each part of the change. */
  asked: { before: string; parts: readonly string[] };
  /** Whether its definition is worded otherwise than it was. */
  isReworded: boolean;
}

/** What changed since another pack, figure by figure. */
export interface Changes {
  pack: PublishedPack;
  changed: Change[];
  /** How many figures are in both and say the same. */
  same: number;
  /** How many of this pack's figures the other did not have. */
  added: number;
}

/** In pence the four parts of a change; in counts there is no forecast. */
export const PARTS = {
  pence: { before: 'since.before', parts: ['since.activity', 'since.forecast', 'since.restated', 'since.defined'] },
  count: {
    before: 'since-count.before',
    parts: ['since-count.activity', 'since-count.restated', 'since-count.defined'],
  },
} as const;

/**
 * The amounts of the financial year of another pack that this pack would not ask about, because its year is a later one:
 * how the year ended is what changed most.
 */
export function yearBefore(
  figures: readonly FrozenFigure[],
  frozen: readonly FrozenFigure[],
  year: number,
): FigureAsked[] {
  return frozen
    .filter((before) => isCompared(before) && before.unit === 'pence' && before.scope.year === year)
    .filter(({ figure, scope }) => frozenAs(figures, figure, scope) === undefined)
    .map(({ figure, scope }) => ({ figure, scope }));
}

/** Compares a pack's figures, as far as they are amounts and counts, with those frozen in another. */
export function compareFigures(
  figures: readonly FrozenFigure[],
  pack: PublishedPack,
  frozen: readonly FrozenFigure[],
): Changes {
  const changes: Changes = { pack, changed: [], same: 0, added: 0 };
  for (const now of figures) {
    if (!isCompared(now)) continue;
    const before = frozenAs(frozen, now.figure, now.scope);
    if (before === undefined || before.unit !== now.unit) changes.added += 1;
    else if (saysSame(now, before)) changes.same += 1;
    else {
      changes.changed.push({
        now,
        before,
        scope: { ...now.scope, of: now.figure, since: String(pack.snapshotId) },
        asked: PARTS[now.unit as 'pence' | 'count'],
        isReworded: now.means !== before.means,
      });
    }
  }
  return changes;
}

/** Restatements are told by themselves, and a comparison is not compared again. */
function isCompared({ figure, unit }: FrozenFigure): boolean {
  return (unit === 'pence' || unit === 'count') && !/^(since|since-count|restatement)\./.test(figure);
}

function saysSame(now: FrozenFigure, before: FrozenFigure): boolean {
  return now.value === before.value && now.marker === before.marker && now.means === before.means;
}

/** The figures that say how each changed figure changed. */
export function changeAsks({ changed }: Changes): FigureAsked[] {
  return changed.flatMap(({ scope, asked }) => [asked.before, ...asked.parts].map((figure) => ({ figure, scope })));
}
