import { type Day, daysBetween, londonDay } from '../calendar/day.ts';
import { fileHref, sizeShown } from '../documents/attachment.pages.ts';
import type { Attachment } from '../documents/attachment.ts';
import { FILE_KINDS } from '../documents/file-kind.ts';
import { categoryShown } from '../ledger/category.ts';
import type { ShownFigure } from '../ledger/shown-figure.ts';
import { formatPounds, type Pence } from '../money/pence.ts';
import { placeName } from '../partners/place.ts';
import type { Page } from '../people/door.ts';
import { fileLinks } from '../people/page-tables.ts';
import { whoShown } from '../people/person.ts';
import { errorSummary, type Field, Fields } from '../platform/form.pages.ts';
import { type Choice, type FieldError, TICKED, type Typed } from '../platform/form.ts';
import { amountCell, columns, ref as refCell, type Table, words } from '../platform/table.ts';
import { couldApprove, fewApprovers } from './approval.pages.ts';
import { effectLines, overSentence } from './approval-effect.pages.ts';
import type { QueueQuery } from './approvals.form.ts';
import type { WaitingEntry } from './approvals.store.ts';
import type { Batch } from './import/batch.store.ts';
import { isRecoding, leadOf, shownPence } from './joint.store.ts';
import { paging, rowsShown } from './paging.ts';
import type { Spend } from './spend.ts';
import { spendRow } from './spend-list.pages.ts';
import { SPEND } from './spend-way.ts';

/** A batch that awaits acceptance, and whether the person who looks may accept it. */
export interface WaitingBatch {
  batch: Batch;
  whyNot: string | null;
  approvers: readonly string[];
}

/** What awaits a decision, with what each would do. */
export interface Queue {
  query: QueueQuery;
  waiting: readonly WaitingEntry[];
  batches: readonly WaitingBatch[];
  returned: readonly (readonly Spend[])[];
  names: ReadonlyMap<number, string>;
  initiatives: readonly Choice[];
  people: readonly Choice[];
  total: ShownFigure;
  /** What the rows of every page come to, as they are shown. */
  comesTo: Pence;
  count: number;
  today: Day;
}

/** What awaits somebody's decision: entries with their effect and evidence, then imported batches. */
export function approvalsPage(queue: Queue, errors: readonly FieldError[] = [], typed: Typed = {}): Page {
  const { query, waiting, batches, names, total, comesTo, count, today } = queue;
  const isSome = waiting.some(({ approval }) => isChoosable(approval));
  return {
    title: 'Approvals',
    wide: true,
    breadcrumbs: [SPEND, { text: 'Approvals' }],
    errors: errorSummary(errors),
    error: errors[0]?.message ?? null,
    total,
    limits: { text: 'Who may approve how much', href: '/approvals/limits' },
    filter: { action: '/approvals', fields: filterFields(queue), button: 'Show these' },
    filtered: Object.keys(query.typed).length > 0,
    rowsTotal: Object.keys(query.typed).length === 0 ? null : comesToShown(count, comesTo),
    count: rowsShown(query.page, count),
    note: waiting.some(({ together }) => isRecoding(together))
      ? 'A recoding moves its amount from coding to coding and adds nothing to what awaits approval.'
      : null,
    paging: paging(query.page, count, (page) => queueHref(query.typed, { page })),
    selection: isSome ? selectionLink(query) : null,
    // The list of spend has them all, with every answer.
    files: fileLinks('/spend', '?status=awaiting+approval'),
    waiting: waiting.map((entry) => waitingRow(entry, { names, today, typed, ticked: query.ticked })),
    batches: batches.map(({ batch, whyNot, approvers }) => ({
      ref: batch.ref,
      href: `/imports/${batch.ref}`,
      fileName: batch.fileName,
      initiative: batch.initiative,
      lines: batch.lines,
      text: formatPounds(batch.pence),
      enteredBy: whoShown(names, batch.enteredBy),
      whyNot,
      could: whyNot === null ? null : couldApprove(approvers),
      few: fewApprovers(approvers.length),
    })),
    returned: queue.returned.length === 0 ? null : returnedTable(queue.returned, names),
  };
}

function comesToShown(count: number, pence: Pence): string {
  return `${count === 1 ? 'It comes' : 'They come'} to ${formatPounds(pence)}.`;
}

/** Whether its box can be ticked: this person may decide it, and it can be approved as it stands. */
function isChoosable({ whyNot, obstacle }: WaitingEntry['approval']): boolean {
  return whyNot === null && obstacle === null;
}

function waitingRow(
  entry: WaitingEntry,
  { names, today, typed, ticked }: { names: Queue['names']; today: Day; typed: Typed; ticked: boolean },
) {
  const { spend, approval, returned } = entry;
  const pick = `pick-${spend.ref}`;
  const isTicked = ticked || typed[pick] === TICKED;
  return {
    ...entryRow(entry),
    pick: isChoosable(approval) ? { name: pick, checked: isTicked } : null,
    enteredBy: whoShown(names, spend.enteredBy),
    waited: waitedShown(entry.enteredAt, today),
    returned: returned === null ? null : { text: returned, href: `/spend/${returned}` },
    whyNot: approval.whyNot,
    could: approval.whyNot === null ? null : couldApprove(approval.approvers),
    few: fewApprovers(approval.approvers.length),
  };
}

/** What is shown of an entry wherever it can be chosen: what it is, what it does, and its evidence. */
export function entryRow({ spend, together, approval, evidence }: WaitingEntry) {
  return {
    ...spendRow(spend),
    ...joinedRow(together),
    description: spend.description,
    reason: spend.reason,
    left: approval.effect === null ? [] : effectLines(approval.effect),
    problem: approval.obstacle ?? overSentence(approval.effect?.over ?? 0),
    evidence: evidence.map((attachment) => evidenceLink(attachment, spend.ref)),
  };
}

/** What stands in the row of what is decided together, where it is more than one. */
function joinedRow(together: readonly Spend[]) {
  if (together.length === 1) return { joined: [] };
  const others = together.slice(1).map(({ ref }) => ref);
  const all = `With ${others.join(', ')}: all of it or nothing`;
  const text = formatPounds(shownPence(together));
  if (isRecoding(together)) return { kind: 'Recoding', text, joined: [movedShown(together), all] };
  const shares = together.map(({ place, pence }) => `${placeName(place)} ${formatPounds(pence)}`);
  return { kind: 'Shares of one invoice', text, place: shares.join(', '), joined: [all] };
}

/** From which coding to which a recoding moves how much, in what differs alone. */
function movedShown(together: readonly Spend[]): string {
  const codings = together.map(({ initiative, agreement, place, category, nature }) => [
    initiative,
    agreement || 'no agreement',
    placeName(place),
    categoryShown(category),
    nature,
  ]);
  const [from = [], ...to] = codings.map((coding) =>
    coding.filter((_, at) => codings.some((other) => other[at] !== codings[0]?.[at])).join(', '),
  );
  if (to.length === 1) return `From ${from} to ${to[0]}`;
  return `From ${from} to ${to.map((coding, at) => `${coding} ${formatPounds(together[at + 1]?.pence ?? 0)}`).join(', ')}`;
}

function evidenceLink(attachment: Attachment, ref: string) {
  const { subjectRef, title, fileKind, size } = attachment;
  const of = subjectRef === ref ? '' : `, of ${subjectRef}`;
  return { text: title, about: `${FILE_KINDS[fileKind].label}, ${sizeShown(size)}${of}`, href: fileHref(attachment) };
}

/** How long it has waited, in days of the office: 'since today', '1 day', '12 days'. */
function waitedShown(enteredAt: string, today: Day): string {
  const days = Math.max(0, daysBetween(londonDay(enteredAt), today));
  if (days === 0) return 'Since today';
  return days === 1 ? '1 day' : `${days} days`;
}

function filterFields({ query, initiatives, people }: Queue): Field[] {
  const fields = new Fields(query.typed, []);
  return [
    fields.select('show', 'Show', [{ value: 'mine', text: 'Mine to decide' }], { any: 'All', full: true }),
    fields.select('initiative', 'Initiative', initiatives, { any: 'All', full: true }),
    fields.select('by', 'Entered by', people, { any: 'Anybody', full: true }),
    fields.pounds('over', 'Over an amount'),
  ];
}

function queueHref(typed: Typed, { page, select }: { page?: number; select?: 'all' }): string {
  const query = new URLSearchParams(typed);
  if (page !== undefined && page > 1) query.set('page', String(page));
  if (select !== undefined) query.set('select', select);
  const text = query.toString();
  return text === '' ? '/approvals' : `/approvals?${text}`;
}

function selectionLink({ typed, page, ticked }: QueueQuery): { text: string; href: string } {
  return ticked
    ? { text: 'Select none', href: queueHref(typed, { page }) }
    : { text: 'Select all shown that you may approve', href: queueHref(typed, { page, select: 'all' }) };
}

function returnedTable(returned: Queue['returned'], names: ReadonlyMap<number, string>): Table {
  return {
    caption: 'Returned to you',
    columns: columns('Reference', 'Supplier', 'Returned by', 'Reason', '#Amount', 'What to do'),
    rows: returned.map((together) => {
      const { ref, supplier, decidedBy, decisionReason } = leadOf(together);
      return [
        { ...refCell(ref, `/spend/${ref}`), mark: joinedRow(together).kind },
        words(supplier),
        words(whoShown(names, decidedBy)),
        words(decisionReason ?? ''),
        amountCell(shownPence(together)),
        { ...words('Correct and enter again', `/spend/${ref}/again`), hidden: ` ${ref}` },
      ];
    }),
    notes: ['What is not owed after all can be left as it is, on its own page.'],
    empty: '',
  };
}
