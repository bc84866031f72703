import type { Scope } from '../../ledger/scope.ts';
import type { PackContext } from '../context.ts';
import { type Block, type Cell, numeric, type PackFigures, text, words } from '../pack.ts';
import { OWNERS, type PackSection } from '../section.ts';
import { leftOutNote } from './finance-words.ts';

/** Where a source's award stands: the columns after the first add up to it. */
const POSITION = [
  'fund.awarded',
  'fund.unallocated',
  'fund.unbudgeted',
  'budget.available',
  'commitment.outstanding',
  'spend.prepaid',
  'spend.to-date',
] as const;

/** Where the money of each source stands. */
export const FUND_POSITION: PackSection = {
  code: 'fund-position',
  title: 'Where each source’s money stands',
  owners: OWNERS.finance,
  placing: 'annex',
  wide: true,
  prepare: ({ context }) => ({
    asks: [...context.sources.map(({ code }) => ({ source: code })), {}].flatMap((scope) =>
      POSITION.map((figure) => ({ figure, scope })),
    ),
    blocks: ({ figures }) => [fundPosition(context, figures)],
  }),
};

function fundPosition(context: PackContext, figures: PackFigures): Block {
  const row = (name: string, scope: Scope): Cell[] => [words(name), ...POSITION.map((id) => figures.cell(id, scope))];
  const left = figures.of('spend.to-date', {}).leavesOut;
  return {
    kind: 'table',
    caption: 'Where the money of each source stands, all financial years together',
    columns: [text('Source'), ...POSITION.map((id) => numeric(figures.of(id, {}).label))],
    rows: context.sources.map(({ code, name }) => row(`${code} ${name}`, { source: code })),
    total: row('All sources', {}),
    notes: ['What was awarded is the other columns added together.', ...(left.length === 0 ? [] : [leftOutNote(left)])],
  };
}
