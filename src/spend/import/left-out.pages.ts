import { amountCell, columns, countCell, ref, type Table, words } from '../../platform/table.ts';
import type { LeftOut } from './left-out.ts';

/** What is left out, by each rule and by hand, with why; its lines open at `hrefOf`. */
export function leftOutTable(leftOut: readonly LeftOut[], hrefOf: (rule: string | null) => string | undefined): Table {
  return {
    caption: 'Left out: not ours',
    columns: columns('Left out by', 'Why', '#Lines', '#Amount'),
    rows: leftOut.map(({ rule, why, lines, pence }) => [
      rule === null ? words('Hand') : ref(rule, `/coding-rules/${rule}`),
      words(why),
      countCell(lines, hrefOf(rule)),
      amountCell(pence),
    ]),
    notes: ['These lines are in the ledger and are not spend here. They count in the file’s total, and stay known.'],
    empty: '',
  };
}
