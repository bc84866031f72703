import { formatPounds } from '../money/pence.ts';
import { placeName } from '../partners/place.ts';
import { amountCell, columns, head, type Table, words } from '../platform/table.ts';
import { decidedPence, isRecoding } from './joint.store.ts';
import { partsTable } from './parts.pages.ts';
import type { Spend } from './spend.ts';
import { spendHref } from './spend-list.pages.ts';

/** A row of what was recorded, which may lead somewhere. */
export type RecordRow = { key: { text: string }; value: { text: string } | { link: { text: string; href: string } } };

/** What else is decided with it; a recoding shows what is taken back and what is posted anew. */
export function togetherTable(together: readonly Spend[]): Table | null {
  const [back, ...parts] = together;
  if (back === undefined || parts.length === 0) return null;
  if (isRecoding(together)) return partsTable(back, parts);
  return {
    caption: 'Shares of one invoice',
    columns: columns('Reference', 'Place', '#Amount'),
    rows: together.map(({ ref, place, pence }) => [
      head(ref, `/spend/${ref}`),
      words(placeName(place)),
      amountCell(pence),
    ]),
    foot: [head('Together'), words(''), amountCell(decidedPence(together))],
    notes: [],
    empty: '',
  };
}

/** With what it is decided, in a sentence; null for what stands alone. */
export function togetherStep({ spend, together }: { spend: Spend; together: readonly Spend[] }): string | null {
  if (together.length === 1) return null;
  const others = together.filter(({ ref }) => ref !== spend.ref).map(({ ref }) => ref);
  const when = spend.status === 'awaiting approval' ? 'It is' : 'It was';
  return `${when} decided together with ${others.join(', ')}: all of it or nothing.`;
}

/** Where it was coded before, and what was posted anew for it. */
export function recodedRows({
  recodedFrom,
  recodedTo,
}: {
  recodedFrom: string | null;
  recodedTo: readonly Spend[];
}): RecordRow[] {
  const row = (key: string, ref: string, text: string): RecordRow => ({
    key: { text: key },
    value: { link: { text, href: spendHref({ ref }) } },
  });
  return [
    ...(recodedFrom === null ? [] : [row('Recoded from', recodedFrom, recodedFrom)]),
    ...recodedTo.map(({ ref, place, pence, status }) => {
      const waits = status === 'awaiting approval' ? ', awaiting approval' : '';
      return row('Recoded to', ref, `${ref}: ${formatPounds(pence)}, ${placeName(place)}${waits}`);
    }),
  ];
}
