import { scopeShown } from '../../ledger/scope.ts';
import type { Change, Changes } from '../compare.ts';
import { type Block, type Cell, numeric, type PackFigures, said, table, text, words } from '../pack.ts';
import { OWNERS, type PackSection } from '../section.ts';

/** What changed since the last pack, figure by figure, and why; absent where no earlier meeting had one. */
export const CHANGES: PackSection = {
  code: 'changes',
  title: 'What changed since the last pack',
  owners: OWNERS.finance,
  placing: 'annex',
  wide: true,
  prepare: ({ context: { last } }) => ({
    blocks: ({ changes, figures }) => (last === null || changes === null ? null : changeBlocks(changes, figures)),
  }),
};

/** The tables of what changed, money and counts apart, and how much stayed. */
export function changeBlocks(changes: Changes, figures: PackFigures): Block[] {
  const { pack, changed, same, added } = changes;
  const money = changed.filter(({ now }) => now.unit === 'pence');
  const counts = changed.filter(({ now }) => now.unit === 'count');
  const reworded = new Map(changed.filter(({ isReworded }) => isReworded).map(({ now }) => [now.figure, now.label]));
  const against = `version ${pack.version} of the pack ${pack.meetingRef}`;
  return [
    ...(money.length === 0 ? [] : [changeTable(`Amounts that changed since ${against}`, money, figures)]),
    ...(counts.length === 0 ? [] : [changeTable(`Counts that changed since ${against}`, counts, figures)]),
    said(
      `${changed.length === 0 ? 'No figure' : figuresShown(changed.length)} changed, ${figuresShown(same).toLowerCase()} stayed as in ${against}` +
        `${added === 0 ? '' : `, and ${figuresShown(added).toLowerCase()} had no counterpart in it`}.`,
      ...(reworded.size === 0 ? [] : [`Defined in other words since then: ${[...reworded.values()].join(', ')}.`]),
    ),
  ];
}

function figuresShown(count: number): string {
  return count === 1 ? 'One figure' : `${count} figures`;
}

const ADDS_UP =
  'What stood in the last pack and the parts of the change add up to what stands in this one. Brackets take away.';

/** Each figure that changed, with what it was, the parts of its change, which add up, and what it is. */
export function changeTable(
  caption: string,
  changes: readonly Change[],
  figures: PackFigures,
  notes: string[] = [ADDS_UP],
): Block {
  const [first] = changes as [Change];
  const ids = [first.asked.before, ...first.asked.parts];
  return table(
    caption,
    [text('Figure'), ...ids.map((id) => numeric(figures.of(id, first.scope).label)), numeric('In this pack')],
    changes.map((change) => [words(changeName(change)), ...changeCells(change, figures)]),
    notes,
  );
}

/** A figure of a comparison by its name and what it is about. */
function changeName({ now }: Change): string {
  return `${now.label}, ${scopeShown(now.scope)}`;
}

/** What it was, each part of the change, and what it is. */
function changeCells({ now, scope, asked }: Change, figures: PackFigures): Cell[] {
  return [...[asked.before, ...asked.parts].map((id) => figures.cell(id, scope)), figures.cell(now.figure, now.scope)];
}
