import { readQuery } from '../platform/form.ts';
import { Refusal } from '../platform/refusal.ts';
import { NOTICE_STATES, type NoticeState } from './notice.ts';

/** Which notices the page shows. Refused as malformed for a state that there is not. */
export function readNoticeQuery(query: Record<string, unknown>): { state: NoticeState | null } {
  const { state } = readQuery(query, ['state']);
  if (state === undefined) return { state: null };
  const known = NOTICE_STATES.find((candidate) => candidate === state);
  if (known === undefined) {
    throw new Refusal('malformed', 'filter', `The part state must be ${NOTICE_STATES.join(', ')}. Choose again.`);
  }
  return { state: known };
}
