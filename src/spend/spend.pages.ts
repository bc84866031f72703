import { formatDay, formatShortDay } from '../calendar/day.ts';
import { yearShown } from '../calendar/financial-year.ts';
import { periodShown } from '../calendar/period.ts';
import { accountShown, moneyShown } from '../ledger/account.ts';
import { addUp } from '../ledger/balance.ts';
import { categoryShown } from '../ledger/category.ts';
import type { Entry } from '../ledger/entry.ts';
import type { Period } from '../ledger/period.ts';
import { formatPounds, type Pence } from '../money/pence.ts';
import { placeName } from '../partners/place.ts';
import type { Page } from '../people/door.ts';
import { errorSummary, Fields } from '../platform/form.pages.ts';
import type { FieldError, Typed } from '../platform/form.ts';
import { columns, head, type Table, words } from '../platform/table.ts';
import type { EffectShown } from './effect.pages.ts';
import { historyTable } from './history.pages.ts';
import type { HistoryEvent } from './history.store.ts';
import { decidedPence, isRecoding } from './joint.store.ts';
import { scheduleTable } from './schedule.pages.ts';
import type { ScheduledShare } from './schedule.store.ts';
import { type Spend, signedPence } from './spend.ts';
import { amountCell, KIND_WORDS, periodCell, spendRow, statusTag } from './spend-list.pages.ts';
import { type RecordRow as Row, recodedRows, togetherStep, togetherTable } from './together.pages.ts';
import { turnSentence } from './turn.pages.ts';

/** Where spend is listed, as the way down to its pages begins. */
export const SPEND = { text: 'Spend', href: '/spend' };

/** What a person may do about a spend that awaits approval, and why not where they may not. */
export interface ApprovalShown {
  /** Why this person cannot decide it; null when they can. */
  whyNot: string | null;
  /** How many people of the office could. */
  approvers: number;
  effect: EffectShown | null;
  /** Why it cannot be approved by anybody as it stands, as where no budget is left to draw on. */
  obstacle: string | null;
  needsReason: boolean;
}

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
}

/** One spend: what was entered, who decided it, what it moved in the books, and what can be done about it. */
export function spendPage(shown: SpendShown, errors: readonly FieldError[] = [], typed: Typed = {}): Page {
  const { spend, entries, later, periods, schedule, corrections, pays, approval, correctable } = shown;
  const fields = new Fields(typed, errors);
  const asksReason = approval?.needsReason === true || errors.some(({ field }) => field === 'reason');
  return {
    title: `${KIND_WORDS[spend.kind]} ${spend.ref}`,
    breadcrumbs: [SPEND, { text: spend.ref }],
    errors: errorSummary(errors),
    href: `/spend/${spend.ref}`,
    status: statusTag(spend.status),
    next: [nextStep(spend), togetherStep(shown), turnStep(spend, later, periods)].filter(
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
    anew:
      correctable === null || correctable === 0 || !(spend.kind === 'spend' || spend.kind === 'adjustment')
        ? []
        : [
            { text: 'Recode it', href: `/spend/${spend.ref}/recode/new` },
            { text: 'Share it between places', href: `/spend/${spend.ref}/split/new` },
          ],
    approval: approval === null ? null : { ...approval, few: fewApprovers(approval.approvers) },
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
    approveText: approveText(shown),
  };
}

/** The act of approving, by its name and amount. */
function approveText({ spend: { kind, pence }, together }: SpendShown): string {
  if (isRecoding(together)) return `Approve taking back and posting anew ${formatPounds(decidedPence(together))}`;
  if (together.length > 1) return `Approve all ${together.length} shares, ${formatPounds(decidedPence(together))}`;
  if (kind === 'adjustment-credit') return `Approve taking off ${formatPounds(pence)}`;
  const noun = kind === 'prepayment' ? 'payment in advance' : KIND_WORDS[kind].toLowerCase();
  return `Approve ${noun} of ${formatPounds(pence)}`;
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
      words(formatShortDay(entry.happenedOn)),
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

/** A warning where an act has fewer than two people who could do it: then one absence stops it. */
export function fewApprovers(approvers: number): string | null {
  if (approvers >= 2) return null;
  const who = approvers === 0 ? 'Nobody in the office' : 'Only one person in the office';
  return `${who} can approve this: it was entered by the others, or is beyond their limits.`;
}

function nextStep(spend: Spend): string | null {
  if (spend.status === 'awaiting approval') {
    return spend.batch === null
      ? 'It awaits approval by somebody other than the person who entered it. Until then it is outside spend to date.'
      : 'It is a line of an imported batch, which somebody else accepts as a whole. Until then it is outside spend to date.';
  }
  if (spend.status === 'returned') return 'It was returned and moves nothing. Record it again if it is owed.';
  if (spend.status === 'reversed') return 'It was taken back by a reversal.';
  return null;
}

function isInvoice(kind: Spend['kind']): boolean {
  return kind === 'spend' || kind === 'prepayment';
}

function paysRow({ payable, pence }: { payable: string; pence: Pence }): Row {
  return {
    key: { text: 'Pays' },
    value: { link: { text: `${payable}: ${formatPounds(pence)}`, href: `/payables/${payable}` } },
  };
}

function answers({ spend, names, supplierId }: SpendShown): Row[] {
  const name = (id: number | null) => (id === null ? null : (names.get(id) ?? 'Somebody no longer known'));
  const day = (value: string | null) => (value === null ? null : formatDay(value));
  const decided = spend.status === 'returned' ? 'Returned by' : 'Approved by';
  const why = spend.corrects === null ? 'Reason for passing the budget' : 'Reason';
  const { concerns, description } = spend;
  const rows: [key: string, value: string | null, href?: string][] = [
    ['Amount', formatPounds(signedPence(spend))],
    ['Net amount', formatPounds(spend.netPence)],
    ['Irrecoverable VAT', formatPounds(spend.vatPence)],
    ['Supplier', spend.supplier, supplierId === null ? undefined : `/organisations/${supplierId}`],
    ['Initiative', spend.initiative, `/initiatives/${spend.initiative}`],
    ['Agreement', spend.agreement || 'None', spend.agreement === '' ? undefined : `/agreements/${spend.agreement}`],
    ['Place', placeName(spend.place)],
    ['Category', categoryShown(spend.category)],
    ['Revenue or capital', spend.nature === 'capital' ? 'Capital' : 'Revenue'],
    [isInvoice(spend.kind) ? 'Invoice date' : 'Date', formatDay(spend.invoicedOn)],
    ['Date received', day(spend.receivedOn)],
    ['Date paid', day(spend.paidOn)],
    ['Period', `${periodShown(spend.period)}, ${yearShown(spend.period.year)}`],
    ['Concerns', concerns === null ? null : `${periodShown(concerns)}, ${yearShown(concerns.year)}`],
    ['Reference', spend.reference],
    [concerns === null || spend.kind === 'spend' ? 'Description' : 'Comment', description],
    [why, spend.reason],
    ['Corrects', spend.corrects, spend.corrects === null ? undefined : `/spend/${spend.corrects}`],
    ['Imported in', spend.batch, spend.batch === null ? undefined : `/imports/${spend.batch}`],
    ['Row of the file', spend.row === null ? null : String(spend.row)],
    ['Entered by', name(spend.enteredBy)],
    [decided, name(spend.decidedBy)],
    ['Reason given', spend.decisionReason],
  ];
  return rows
    .filter((row): row is [string, string, string?] => row[1] !== null)
    .map(([key, text, href]) => ({
      key: { text: key },
      value: href === undefined ? { text } : { link: { text, href } },
    }));
}
