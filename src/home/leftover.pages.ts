import { amountCell, columns, countCell, dayCell, ref, type Table, words } from '../platform/table.ts';
import type { Leftovers } from '../spend/import/match/leftover.store.ts';
import { STANDING_WORDS, type Standing } from '../spend/import/match/standing.ts';

/** What of a period's extracts is not here, and what is here and not in them. */
export function leftoverTables({ notHere, notThere }: Leftovers): Table[] {
  return [
    {
      caption: 'In the finance system and not here',
      columns: columns('Batch', 'Supplier', 'Left out by', '#Lines', '#Amount'),
      rows: notHere.map(({ batch, supplier, rule, why, lines, pence }) => [
        ref(batch, `/imports/${batch}`),
        words(supplier),
        rule === null ? words('Hand') : words(`${rule}: ${why}`, `/coding-rules/${rule}`),
        countCell(lines),
        amountCell(pence),
      ]),
      notes: ['These lines were left out of the import, as not ours or as copies: by a coding rule, or by hand.'],
      empty: 'Every line of the extracts of this period is here.',
    },
    {
      caption: 'Here and not in the finance system',
      columns: columns('What', 'Kind', 'Supplier', 'Initiative', 'Day', '#Amount'),
      rows: notThere.map((one) => [
        ref(one.ref, hrefOf(one)),
        words(STANDING_WORDS[one.kind]),
        words(one.supplier),
        words(one.initiative),
        { ...dayCell(one.on), ref: true },
        amountCell(one.left),
      ]),
      notes: [],
      empty: 'Nothing: all of it was matched, or no extract of this period was imported, so that nobody knows.',
    },
  ];
}

function hrefOf({ ref: reference, kind, agreement }: Standing): string {
  if (kind === 'claim') return `/payables/${reference}`;
  if (kind === 'instalment') return `/agreements/${agreement}`;
  return `/spend/${reference.replace(/\/R$/, '')}`;
}
