import { readSmallTable, type SmallTableOrder } from './small-table.ts';

// The child of small-table-aside.ts: one order in, one answer out.
process.once('message', (order: SmallTableOrder) => {
  process.send?.(readSmallTable(order), () => process.disconnect());
});
