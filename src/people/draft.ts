import type { Once } from '../audit/act.ts';
import { canonical, randomToken } from '../platform/digest.ts';
import type { Typed } from '../platform/form.ts';
import { Refusal } from '../platform/refusal.ts';

/** The tables that hold drafts: what somebody typed and has not recorded yet is no part of the record. */
export const DRAFT_TABLES = ['spend_draft', 'observation_draft'] as const;
export type DraftTable = (typeof DRAFT_TABLES)[number];

/** What an open form carries of its draft: which it is, and which version of it the form was opened or saved with. */
export interface DraftSlip {
  key: string;
  /** 0 while nothing of it is saved yet. */
  version: number;
}

/** The hidden fields in which a form carries its slip. */
export const DRAFT_FIELDS: readonly string[] = ['draft', 'draft-version'];

/** The slip of a form that is opened afresh: each has its own, so that two tabs never write over each other. */
export function freshSlip(): DraftSlip {
  return { key: randomToken(), version: 0 };
}

/** A slip as the fields of its form. */
export function slipTyped({ key, version }: DraftSlip): Typed {
  return { draft: key, 'draft-version': String(version) };
}

/** The slip that a form carries; null where it carries none. Refused as malformed when it is not one of ours. */
export function slipOf(typed: Typed): DraftSlip | null {
  const { draft, 'draft-version': version = '0' } = typed;
  if (draft === undefined || draft === '') return null;
  if (!/^[0-9a-f]{32}$/.test(draft) || !/^\d{1,9}$/.test(version)) {
    throw new Refusal('malformed', 'draft', 'The form was not complete. Open it again and send it from there.');
  }
  return { key: draft, version: Number(version) };
}

/** What was typed with a slip: its own, or a fresh one where it has none. */
export function withSlip(typed: Typed): Typed {
  return { ...typed, ...slipTyped(slipOf(typed) ?? freshSlip()) };
}

/** What was typed with a fresh slip, so that it stands as a draft of its own. */
export function withFreshSlip(typed: Typed): Typed {
  return { ...typed, ...slipTyped(freshSlip()) };
}

/** What of a form is kept: all that was typed, without what the form carries for itself. */
export function draftContent(typed: Typed): Typed {
  return Object.fromEntries(Object.entries(typed).filter(([name]) => !DRAFT_FIELDS.includes(name)));
}

/** The content as it is stored, the same text for the same content. */
export function contentText(typed: Typed): string {
  return canonical(draftContent(typed));
}

/**
 * The key under which recording a form acts once: its draft's, so that a draft opened in two tabs is recorded once;
 * the page's own where the form carries no draft.
 */
export function onceOf(page: Once, slip: DraftSlip | null): Once {
  if (slip === null) return page;
  const input = { ...(page.input as Record<string, string>), 'draft-version': '' };
  return { key: slip.key, input };
}

/** Whether recording failed because the same draft was recorded before, with other content. */
export function isRecordedBefore(error: unknown): boolean {
  return error instanceof Refusal && error.rule === 'other-content';
}

/** What is said then. */
export const RECORDED_BEFORE =
  'This draft was recorded already, with other content. What you see now is a new draft: record it if it is something else.';
