import type { FormReader } from '../../platform/form.ts';

/** Why something is agreed although a check of its provider has expired or failed: asked of those with the authority. */
export const CHECK_REASON = 'check-reason';

/** The reason for going on without a check; null from those whose form does not ask. */
export function readCheckReason(form: FormReader, mayOverride: boolean): string | null {
  if (!mayOverride) return null;
  return form.text(CHECK_REASON, 'Reason for going on without a check', { optional: true, longest: 1000 }) || null;
}
