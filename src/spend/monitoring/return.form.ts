import type { Day } from '../../calendar/day.ts';
import { type Choice, dayFields, type FormAnswer, FormReader, readQuery } from '../../platform/form.ts';
import { Refusal } from '../../platform/refusal.ts';
import type { NewReceipt } from './return.store.ts';
import { PART_STATES, PARTS, type PartState } from './return.ts';

export const PART_CHOICES: readonly Choice[] = Object.entries(PART_STATES).map(([value, text]) => ({ value, text }));

/** The field that says whether a part came. */
export function partField(code: string): string {
  return `part-${code}`;
}

/** Reads what reached the office of a return. */
export function readReceipt(body: unknown, today: Day): FormAnswer<Omit<NewReceipt, 'agreement' | 'key'>> {
  const form = new FormReader(body, [...dayFields('received'), ...PARTS.map(({ code }) => partField(code)), 'note']);
  const receivedOn = form.day('received', 'Date received', { notAfter: today });
  const parts = PARTS.map(({ code, label }) => [code, form.choice(partField(code), label, PART_CHOICES)] as const);
  const note = form.text('note', 'Note', { optional: true, longest: 1000 }) || null;
  return form.answer(() => ({
    receivedOn: receivedOn as Day,
    parts: Object.fromEntries(parts) as Record<string, PartState>,
    note,
  }));
}

export const OUTCOME_CHOICES: readonly Choice[] = [
  { value: 'accepted', text: 'Accept it' },
  { value: 'sent-back', text: 'Send it back' },
];

/** Reads whether a return is accepted or sent back. */
export function readReturnOutcome(
  body: unknown,
): FormAnswer<{ outcome: 'accepted' | 'sent-back'; reason: string | null }> {
  const form = new FormReader(body, ['outcome', 'reason']);
  const outcome = form.choice('outcome', 'Your decision', OUTCOME_CHOICES) as 'accepted' | 'sent-back';
  const reason = form.text('reason', 'Reason', { optional: outcome !== 'sent-back', longest: 1000 }) || null;
  return form.answer(() => ({ outcome, reason }));
}

/** Which returns the list shows: what is owed, unless everything is asked for; of one agreement, where it is named. */
export interface ReturnQuery {
  show: 'owed' | 'all';
  agreement: string | undefined;
  typed: Record<string, string>;
}

/** Reads the address of the list. Refused as malformed, naming the part. */
export function readReturnQuery(query: Record<string, unknown>): ReturnQuery {
  const { show = 'owed', agreement } = readQuery(query, ['show', 'agreement']);
  if (show !== 'owed' && show !== 'all') {
    throw new Refusal('malformed', 'filter', 'The part show of the address must be owed or all. Choose again.');
  }
  return { show, agreement, typed: { show, ...(agreement === undefined ? {} : { agreement }) } };
}
