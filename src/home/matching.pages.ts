import { addUp } from '../ledger/balance.ts';
import { formatPounds } from '../money/pence.ts';
import { counted, formatCount } from '../platform/count.ts';
import { type Cell, columns, dayCell, head, number, type Table, words } from '../platform/table.ts';
import { spendHref } from '../spend/spend-list.pages.ts';
import { amount, amountOrNothing } from './month-end.pages.ts';
import type { ControlTotal } from './reconciliation.store.ts';
import { alike, type LedgerLine, type MatchedBy, type Matching, type PostedSpend } from './reconciliation-match.ts';

const MOST_ROWS = 100;

export function hasLines(versions: readonly ControlTotal[]): boolean {
  return versions.some(({ ofLines }) => ofLines);
}

/** How lines were matched, and what is left over on either side. */
export function matchingSections(matching: Matching, versions: readonly ControlTotal[]): unknown[] {
  if (!hasLines(versions)) {
    return [
      {
        heading: 'Lines',
        sentences: [
          'No lines of the ledger are loaded: load a file with a reference or a date in its rows, and each line is ' +
            'looked for here.',
        ],
      },
    ];
  }
  const { pairs, linesLeft, postedLeft, cancelled } = matching;
  const ways = (['reference and amount', 'amount and date', 'amount'] satisfies MatchedBy[]).flatMap((by) => {
    const count = pairs.filter((pair) => pair.by === by).length;
    return count === 0 ? [] : [`${formatCount(count)} by ${by === 'amount' ? 'amount alone' : by}`];
  });
  return [
    {
      heading: 'How lines were matched',
      sentences: [
        `${counted(pairs.length, 'line was', 'lines were')} found here${ways.length === 0 ? '' : `: ${ways.join(', ')}`}. ` +
          'Each is matched once, within its initiative.',
        ...(cancelled.length === 0
          ? []
          : [
              `${counted(cancelled.length, 'entry', 'entries')} that took each other back here were looked for nowhere.`,
            ]),
      ],
    },
    { id: 'lines', heading: 'In the finance system and not here', table: linesTable(linesLeft, postedLeft) },
    { id: 'entries', heading: 'Here and not in the finance system', table: postedTable(postedLeft) },
  ];
}

export function linesTable(lines: readonly LedgerLine[], posted: readonly PostedSpend[]): Table {
  return {
    caption: 'Lines in the finance system and not here',
    captionHidden: true,
    columns: columns('Row of the file', 'Initiative', 'Reference', 'Date', 'Perhaps', '#Amount'),
    rows: lines
      .slice(0, MOST_ROWS)
      .map((line) => [
        head(`Row ${line.row}`),
        words(line.initiative),
        words(line.reference ?? ''),
        dayCell(line.day),
        perhaps(alike(line, posted)),
        amount(line.pence),
      ]),
    foot: footOf(lines, 5),
    notes: moreNote(lines.length),
    empty: 'Every line of the finance system is recorded here.',
  };
}

function perhaps(found: PostedSpend | undefined): Cell {
  return found === undefined
    ? words('')
    : {
        ...words(`${found.spendRef}: same reference, ${formatPounds(found.pence)}`, spendHref({ ref: found.spendRef })),
      };
}

export function postedTable(posted: readonly PostedSpend[]): Table {
  return {
    caption: 'Entries here and not in the finance system',
    captionHidden: true,
    columns: columns('Entry', 'Initiative', 'Their reference', 'Date', '#Amount'),
    rows: posted
      .slice(0, MOST_ROWS)
      .map((entry) => [
        head(entry.spendRef, spendHref({ ref: entry.spendRef })),
        words(entry.initiative),
        words(theirReference(entry)),
        dayCell(entry.day),
        amount(entry.pence, spendHref({ ref: entry.spendRef })),
      ]),
    foot: footOf(posted, 4),
    notes: moreNote(posted.length),
    empty: 'Every entry is a line of the finance system.',
  };
}

function theirReference({ names, spendRef }: PostedSpend): string {
  return names.filter((name) => name !== spendRef).join(', ');
}

function footOf(rows: readonly { pence: number }[], before: number): Cell[] {
  const blank = Array.from({ length: before - 1 }, () => words(''));
  return [head('In all'), ...blank, amount(addUp(rows.map(({ pence }) => pence)))];
}

function moreNote(count: number): string[] {
  return count <= MOST_ROWS
    ? []
    : [`The first ${MOST_ROWS} of ${counted(count, 'row', 'rows')}; the file has them all.`];
}

/** Every line and every entry with how they were matched, for its file. */
export function linesFile({ pairs, linesLeft, postedLeft, cancelled }: Matching): Table {
  const row = (state: string, line: LedgerLine | null, posted: PostedSpend | null): Cell[] => [
    words(line?.initiative ?? posted?.initiative ?? ''),
    words(state),
    { ...number(''), file: line?.row ?? null },
    words(line?.reference ?? ''),
    dayCell(line?.day ?? null),
    amountOrNothing(line?.pence ?? null),
    words(posted?.spendRef ?? ''),
    words(posted === null ? '' : theirReference(posted)),
    dayCell(posted?.day ?? null),
    amountOrNothing(posted?.pence ?? null),
  ];
  return {
    caption: 'Lines and entries',
    columns: columns(
      'initiative',
      'matched_by',
      'file_row',
      'line_reference',
      'line_date',
      'line_amount',
      'entry',
      'entry_reference',
      'entry_date',
      'entry_amount',
    ),
    rows: [
      ...linesLeft.map((line) => row('in the finance system and not here', line, null)),
      ...postedLeft.map((posted) => row('here and not in the finance system', null, posted)),
      ...cancelled.map((posted) => row('taken back here', null, posted)),
      ...pairs.map(({ line, posted, by }) => row(by, line, posted)),
    ],
    notes: [],
    empty: '',
  };
}
