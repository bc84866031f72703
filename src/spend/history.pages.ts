import { formatInstant } from '../calendar/day.ts';
import { placeName } from '../partners/place.ts';
import { amountCell, columns, head, ref as refCell, type Table, words } from '../platform/table.ts';
import type { HistoryEvent } from './history.store.ts';
import { signedPence } from './spend.ts';
import { KIND_WORDS, spendHref } from './spend-list.pages.ts';

/** Everything that became of an invoice, one line for each thing that somebody did; the spend that is shown is marked. */
export function historyTable(
  events: readonly HistoryEvent[],
  shown: string,
  names: ReadonlyMap<number, string>,
): Table {
  return {
    caption: 'History',
    columns: columns('When', 'What', 'Reference', 'Coded to', 'Who', 'Why', '#Amount', '#Left in spend after it'),
    rows: events.map((event) => {
      const { spend, by, why, at, left } = event;
      const own = spend.ref === shown ? head(spend.ref) : refCell(spend.ref, spendHref(spend), 'words');
      return [
        words(at === '' ? '' : formatInstant(at)),
        words(whatHappened(event)),
        { ...own, ref: true, mark: spend.ref === shown ? 'This one' : undefined },
        words(`${spend.agreement || spend.initiative}, ${placeName(spend.place)}`),
        words(names.get(by) ?? 'Somebody no longer known'),
        words(why ?? ''),
        amountCell(signedPence(spend)),
        amountCell(left),
      ];
    }),
    notes: [
      'What is left in spend counts what is approved: the original, what was taken back, and what was posted anew.',
    ],
    empty: '',
  };
}

function whatHappened({ what, spend, recodedFrom }: HistoryEvent): string {
  const of = spend.corrects === null ? '' : ` of ${spend.corrects}`;
  const noun = recodedFrom === null ? `${KIND_WORDS[spend.kind]}${of}` : `Posted anew for ${recodedFrom}`;
  return `${noun}: ${what}`;
}
