import { NATURES } from '../funds/money.form.ts';
import { addUp } from '../ledger/balance.ts';
import { categoryShown } from '../ledger/category.ts';
import { placeName } from '../partners/place.ts';
import { amountCell, columns, head, type Table, words } from '../platform/table.ts';
import type { Part } from './part.ts';
import type { Spend } from './spend.ts';

/** What is taken back, and each part as it is posted anew; what is taken back counts below zero. */
export function partsTable(
  back: Pick<Spend, 'initiative' | 'agreement' | 'nature' | 'place' | 'category' | 'pence'>,
  parts: readonly (Omit<Part, 'nature'> & { nature: Spend['nature']; ref?: string })[],
): Table {
  const coded = (of: Omit<Part, 'pence'>) => [
    words(of.initiative),
    words(of.agreement || 'None'),
    words(placeName(of.place)),
    words(categoryShown(of.category)),
    words(NATURES.find(({ value }) => value === of.nature)?.text ?? of.nature),
  ];
  return {
    caption: 'What is taken back and posted anew',
    columns: columns('What', 'Initiative', 'Agreement', 'Place', 'Category', 'Revenue or capital', '#Amount'),
    rows: [
      [head('Taken back'), ...coded(back), amountCell(-back.pence)],
      ...parts.map((part) => [
        part.ref === undefined ? head('Posted anew') : head(part.ref, `/spend/${part.ref}`),
        ...coded(part),
        amountCell(part.pence),
      ]),
    ],
    foot: [
      head('Together'),
      ...[words(''), words(''), words(''), words(''), words('')],
      amountCell(addUp([-back.pence, ...parts.map(({ pence }) => pence)])),
    ],
    notes: [],
    empty: '',
  };
}
