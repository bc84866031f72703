import type { ShownFigure } from '../ledger/shown-figure.ts';
import { formatPounds } from '../money/pence.ts';
import type { Page } from '../people/door.ts';
import type { Batch } from './import/batch.store.ts';
import { paging, rowsShown } from './paging.ts';
import { type ApprovalShown, fewApprovers, SPEND } from './spend.pages.ts';
import type { Spend } from './spend.ts';
import { spendRow } from './spend-list.pages.ts';

/** What awaits a decision, with what each would do. */
interface Queue {
  waiting: { spend: Spend; enteredBy: string; approval: ApprovalShown }[];
  batches: { batch: Batch; enteredBy: string; whyNot: string | null; approvers: number }[];
  total: ShownFigure;
  count: number;
  page: number;
}

/** What awaits somebody's decision: spend with its effect, then imported batches; marked where this person may not. */
export function approvalsPage({ waiting, batches, total, count, page }: Queue): Page {
  return {
    title: 'Approvals',
    wide: true,
    breadcrumbs: [SPEND, { text: 'Approvals' }],
    total,
    count: rowsShown(page, count),
    paging: paging(page, count, (number) => `/approvals?page=${number}`),
    waiting: waiting.map(({ spend, enteredBy, approval }) => ({
      ...spendRow(spend),
      enteredBy,
      left: approval.effect?.leaves ?? [],
      problem: approval.effect?.over ?? approval.obstacle,
      whyNot: approval.whyNot,
      few: fewApprovers(approval.approvers),
    })),
    batches: batches.map(({ batch, enteredBy, whyNot, approvers }) => ({
      ref: batch.ref,
      href: `/imports/${batch.ref}`,
      fileName: batch.fileName,
      initiative: batch.initiative,
      lines: batch.lines,
      text: formatPounds(batch.pence),
      enteredBy,
      whyNot,
      few: fewApprovers(approvers),
    })),
  };
}
