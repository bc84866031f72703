import { accountShown, moneyShown } from '../ledger/account.ts';
import { addUp } from '../ledger/balance.ts';
import type { Entry } from '../ledger/entry.ts';
import type { Period } from '../ledger/period.ts';
import type { Pence } from '../money/pence.ts';
import type { Page } from '../people/door.ts';
import { errorSummary, Fields } from '../platform/form.pages.ts';
import type { FieldError, Typed } from '../platform/form.ts';
import { amountCell, columns, dayCell, head, type Table, words } from '../platform/table.ts';
import { type ApprovalShown, approvalShown, approveText } from './approval.pages.ts';
import { historyTable } from './history.pages.ts';
import type { HistoryEvent } from './history.store.ts';
import { isRecoding } from './joint.store.ts';
import { scheduleTable } from './schedule.pages.ts';
import type { ScheduledShare } from './schedule.store.ts';
import type { Spend } from './spend.ts';
import { answers, changesTable, paysRow, versionsTable } from './spend-answers.pages.ts';
import { KIND_WORDS, periodCell, spendRow, statusTag } from './spend-list.pages.ts';
import { SPEND } from './spend-way.ts';
import { recodedRows, togetherStep, togetherTable } from './together.pages.ts';
import { turnSentence } from './turn.pages.ts';
import type { Versions } from './version.store.ts';

export { fewApprovers } from './approval.pages.ts';

/** A spend with everything that its page shows. */
export interface SpendShown {
  spend: Spend;
  names: ReadonlyMap<number, string>;
  /** The number of the organisation that its supplier's name means; null where none or several do. */
  supplierId: number | null;
  /** What was posted when it was approved. */
  entries: readonly Entry[];
  /** What was posted for it since, by the closing of its period or by its schedule. */
  later: readonly Entry[];
  periods: readonly Period[];
  /** What of a payment in advance serves which period. */
  schedule: readonly ScheduledShare[];
  corrections: readonly Spend[];
  /** What is decided together with it, itself too. */
  together: readonly Spend[];
  /** Which spend it was posted anew for; and what was posted anew for it. */
  recodedFrom: string | null;
  recodedTo: readonly Spend[];
  /** All that became of the invoice, in order. */
  history: readonly HistoryEvent[];
  /** What it pays of which payable. */
  pays: readonly { payable: string; pence: Pence }[];
  approval: ApprovalShown | null;
  /** What of it can still be taken back, in pence; null when this person cannot correct it. */
  correctable: Pence | null;
  versions: Versions;
  /** Whether this person may correct it and enter it again, and whether they may say that it stays as it is. */
  mayEnterAgain: boolean;
  mayLeave: boolean;
  /** Whether whoever entered it said that it stays as it was returned. */
  isLeft: boolean;
}

/** One spend: what was entered, who decided it, what it moved in the books, and what can be done about it. */
export function spendPage(shown: SpendShown, errors: readonly FieldError[] = [], typed: Typed = {}): Page {
  const { spend, names, entries, later, periods, schedule, corrections, pays, approval, correctable, versions } = shown;
  const fields = new Fields(typed, errors);
  const asksReason = approval?.needsReason === true || errors.some(({ field }) => field === 'reason');
  return {
    title: `${KIND_WORDS[spend.kind]} ${spend.ref}`,
    breadcrumbs: [SPEND, { text: spend.ref }],
    errors: errorSummary(errors),
    href: `/spend/${spend.ref}`,
    status: statusTag(spend.status),
    next: [nextStep(shown), togetherStep(shown), turnStep(spend, later, periods)].filter(
      (sentence) => sentence !== null,
    ),
    rows: [...answers(shown), ...recodedRows(shown), ...pays.map(paysRow)],
    together: togetherTable(shown.together),
    schedule: spend.kind === 'prepayment' ? scheduleTable(spend, schedule) : null,
    books: [
      booksTable('Entries in the books', entries),
      booksTable(spend.kind === 'accrual' ? 'How it turned round' : 'How it became spend', later),
    ].filter((table) => table.rows.length > 0),
    restatements:
      spend.concerns === null ? null : { text: 'What is restated of closed periods', href: '/restatements' },
    corrections: corrections.map(spendRow),
    history: historyTable(shown.history, spend.ref, shown.names),
    correction:
      correctable === null || correctable === 0
        ? null
        : {
            href: `/spend/${spend.ref}/correction`,
            text: `Correct ${spend.ref}`,
            how: spend.kind === 'spend' ? 'by a refund or a reversal' : 'by a reversal',
          },
    again: shown.mayEnterAgain ? { href: `/spend/${spend.ref}/again`, text: 'Correct it and enter it again' } : null,
    leave: shown.mayLeave && !shown.isLeft ? { action: `/spend/${spend.ref}/left`, text: 'Leave it as it is' } : null,
    versions: versions.earlier.length === 0 ? [] : [versionsTable(versions.earlier, names), ...changesTable(shown)],
    returnedFor:
      spend.status === 'returned' && spend.decisionReason !== null ? `Returned: ${spend.decisionReason}` : null,
    anew:
      correctable === null || correctable === 0 || !(spend.kind === 'spend' || spend.kind === 'adjustment')
        ? []
        : [
            { text: 'Recode it', href: `/spend/${spend.ref}/recode/new` },
            { text: 'Share it between places', href: `/spend/${spend.ref}/split/new` },
          ],
    approval: approval === null ? null : approvalShown(approval),
    approveFields: asksReason
      ? [
          fields.longText('reason', 'Why it is overspent', {
            rows: 2,
            hint: 'It passes what is left, and no reason was given when it was entered',
          }),
        ]
      : [],
    returnField: fields.longText('return-reason', 'Or return it: why', {
      rows: 2,
      hint: 'Whoever entered it reads this',
    }),
    approveText: approveText(shown.together),
  };
}

/** Entries in the order in which they were posted, and what they add up to. */
function booksTable(caption: string, entries: readonly Entry[]): Table {
  return {
    caption,
    columns: columns('From', 'To', 'Date', 'Period', '#Amount'),
    rows: entries.map((entry) => [
      {
        ...words(`${accountShown(entry.from)} (${moneyShown(entry.from)})`),
        mark: entry.excess === 'overspend' ? 'overspend' : undefined,
      },
      words(accountShown(entry.to)),
      dayCell(entry.happenedOn),
      periodCell({ year: entry.year, number: entry.period }),
      amountCell(entry.pence),
    ]),
    foot: [
      head('They add up to'),
      ...[words(''), words(''), words('')],
      amountCell(addUp(entries.map(({ pence }) => pence))),
    ],
    notes: [],
    empty: '',
  };
}

/** What an accrual does by itself; null for any other kind. */
function turnStep(spend: Spend, later: readonly Entry[], periods: readonly Period[]): string | null {
  if (spend.kind !== 'accrual') return null;
  const turned = later[0];
  return turnSentence(spend, turned === undefined ? null : { year: turned.year, number: turned.period }, periods);
}

function nextStep({ spend, together, isLeft, versions: { later } }: SpendShown): string | null {
  if (spend.status === 'awaiting approval') {
    return spend.batch === null
      ? 'It awaits approval by somebody other than the person who entered it. Until then it is outside spend to date.'
      : 'It is a line of an imported batch, which somebody else accepts as a whole. Until then it is outside spend to date.';
  }
  if (spend.status === 'returned') {
    if (later !== null) return `It was returned and moves nothing. It was entered again as ${later}.`;
    if (isLeft) return 'It was returned and moves nothing. Whoever entered it left it as it is.';
    if (together.length > 1) {
      return isRecoding(together)
        ? 'It was returned whole and moves nothing. Correct all of it and enter it again if the coding is wrong.'
        : 'It was returned whole and moves nothing. Correct the invoice with its shares and enter it again if it is owed.';
    }
    return spend.batch === null
      ? 'It was returned and moves nothing. Correct it and enter it again if it is owed.'
      : 'It was returned with its batch and moves nothing. Import the file again if it is owed.';
  }
  if (spend.status === 'reversed') return 'It was taken back by a reversal.';
  return null;
}
