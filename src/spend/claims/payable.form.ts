import type { Pence } from '../../money/pence.ts';
import { type Choice, type FormAnswer, FormReader, readQuery } from '../../platform/form.ts';
import { Refusal } from '../../platform/refusal.ts';

/** Reads which ledger line pays a payable, and how much of it; without an amount, all that pays nothing else. */
export function readSettlement(
  body: unknown,
  lines: readonly Choice[],
): FormAnswer<{ spend: string; pence: Pence | undefined }> {
  const form = new FormReader(body, ['spend', 'amount']);
  const spend = form.choice('spend', 'Ledger line', lines);
  const isEmpty = (form.typed.amount ?? '').trim() === '';
  const pence = form.pounds('amount', 'Amount', { optional: true });
  return form.answer(() => ({ spend, pence: isEmpty ? undefined : pence }));
}

/** Reads which payables the list shows. Refused as malformed for anything but `open` and `all`. */
export function readPayableQuery(query: Record<string, unknown>): 'open' | 'all' {
  const { show = 'open' } = readQuery(query, ['show']);
  if (show === 'open' || show === 'all') return show;
  throw new Refusal('malformed', 'filter', 'The part show of the address must be open or all. Choose again.');
}
