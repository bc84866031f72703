import type { ShownFigure } from '../ledger/shown-figure.ts';
import { formatPounds } from '../money/pence.ts';
import { approvalTable, overSentence } from './approval-effect.pages.ts';
import type { ApprovalEffect } from './approval-effect.ts';
import { decidedPence, isRecoding } from './joint.store.ts';
import type { Spend } from './spend.ts';
import { KIND_WORDS } from './spend-list.pages.ts';

/** What a person may do about a spend that awaits approval, and why not where they may not. */
export interface ApprovalShown {
  /** Why this person cannot decide it; null when they can. */
  whyNot: string | null;
  /** Who of the office could, by name. */
  approvers: readonly string[];
  effect: ApprovalEffect | null;
  /** The figures that it changes, in the order of `approvalFigures`; none where only the effect is shown. */
  figures: readonly ShownFigure[];
  /** Why it cannot be approved by anybody as it stands, as where no budget is left to draw on. */
  obstacle: string | null;
  needsReason: boolean;
  /** The effect as the form carries it. */
  mark: string;
}

/** An approval as the page of its entry shows it. */
export function approvalShown(approval: ApprovalShown) {
  const { effect, figures, approvers, whyNot, obstacle, mark } = approval;
  return {
    effect:
      effect === null
        ? null
        : { table: approvalTable(effect, figures, 'What approving it changes'), over: overSentence(effect.over) },
    obstacle,
    whyNot,
    mark,
    could: whyNot === null ? null : couldApprove(approvers),
    few: fewApprovers(approvers.length),
  };
}

/** Who could approve what the person who looks may not; null where nobody could, which the warning says. */
export function couldApprove(approvers: readonly string[]): string | null {
  if (approvers.length === 0) return null;
  const shown = approvers.slice(0, 3).join(', ');
  return `Could approve it: ${shown}${approvers.length > 3 ? ` and ${approvers.length - 3} more` : ''}.`;
}

/** A warning where an act has fewer than two people who could do it: then one absence stops it. */
export function fewApprovers(approvers: number): string | null {
  if (approvers >= 2) return null;
  const who = approvers === 0 ? 'Nobody in the office' : 'Only one person in the office';
  return `${who} can approve this: it was entered by the others, or is beyond their limits.`;
}

/** The act of approving all that is decided together, by its name and amount. */
export function approveText(together: readonly Spend[]): string {
  const pounds = formatPounds(decidedPence(together));
  if (isRecoding(together)) return `Approve taking back and posting anew ${pounds}`;
  if (together.length > 1) return `Approve all ${together.length} shares, ${pounds}`;
  const kind = together[0]?.kind ?? 'spend';
  if (kind === 'adjustment-credit') return `Approve taking off ${pounds}`;
  return `Approve ${kind === 'prepayment' ? 'payment in advance' : KIND_WORDS[kind].toLowerCase()} of ${pounds}`;
}
