import { addUp } from '../ledger/balance.ts';
import type { ShownFigure } from '../ledger/shown-figure.ts';
import { formatPounds } from '../money/pence.ts';
import type { Page } from '../people/door.ts';
import { errorSummary, Fields } from '../platform/form.pages.ts';
import { type FieldError, TICKED, type Typed } from '../platform/form.ts';
import { approvalTable, overSentence } from './approval-effect.pages.ts';
import { entryRow } from './approvals.pages.ts';
import type { Chosen } from './approvals.store.ts';
import { shownPence } from './joint.store.ts';
import { SPEND } from './spend-way.ts';

/** Everything that was chosen, what all of it leaves together, and the act of approving it by its number and amount. */
export function approveTogetherPage(
  { waiting, leftOut, effect, mark }: Chosen,
  figures: readonly ShownFigure[],
  typed: Typed,
  errors: readonly FieldError[] = [],
): Page {
  const fields = new Fields(typed, errors);
  const total = formatPounds(addUp(waiting.map(({ together }) => shownPence(together))));
  const named = waiting.length === 1 ? '1 entry' : `${waiting.length} entries`;
  return {
    title: 'Check what you approve',
    wide: true,
    breadcrumbs: [SPEND, { text: 'Approvals', href: '/approvals' }],
    errors: errorSummary(errors),
    leftOut: leftOut.map(({ ref, why }) => `${ref} is left out. ${why}`),
    rows: waiting.map((entry) => {
      const { ref } = entry.spend;
      const name = `reason-${ref}`;
      const isAsked = entry.approval.needsReason || errors.some(({ field }) => field === name);
      return {
        ...entryRow(entry),
        pick: { name: `pick-${ref}`, checked: typed[`pick-${ref}`] === TICKED },
        error: errors.find(({ field }) => field === `pick-${ref}`)?.message ?? null,
        reasonField: isAsked
          ? fields.longText(name, `Why ${ref} is overspent`, {
              rows: 2,
              hint: 'With those before it, it passes what is left, and no reason was given when it was entered',
            })
          : null,
      };
    }),
    total: `${named}, ${total}`,
    effect: {
      table: approvalTable(effect, figures, 'What they leave together'),
      over: overSentence(effect.over, 'Together they pass'),
    },
    mark,
    button: `Approve ${named} of ${total}`,
    canApprove: waiting.length > 0,
  };
}
