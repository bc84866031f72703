import { counted } from '../platform/count.ts';
import { csvOf } from './file.ts';
import type { PublicationKind } from './kind.ts';
import { readSpendItems, SPEND_COLUMNS } from './spend-items.ts';

/** What was spent on other things than grants, by invoice. */
export const spendKind: PublicationKind = {
  code: 'spend',
  title: 'Spend over £500',
  says: 'Each invoice of more than £500 that was paid, line by line, other than crime and disorder reduction grants: Specified Information Order 2011, paragraph 3(g). Payments to individual foster carers are left out.',
  read: readSpendItems,
  files: async (items) => [csvOf({ name: 'spend-over-500', title: 'Spend over £500', columns: SPEND_COLUMNS }, items)],
  warn(items) {
    const bare = items.filter(({ cells }) => cells.ContractRef === null).length;
    if (bare === 0) return [];
    return [
      `${counted(bare, 'payment rests', 'payments rest')} on no agreement, so no reason why it was value for money is recorded.`,
    ];
  },
};
