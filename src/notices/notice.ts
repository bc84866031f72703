import type { Day } from '../calendar/day.ts';

export type DeliveryStep = 'begun' | 'sent' | 'failed' | 'unknown';

/** What became of one attempt to send a notice. */
export interface Delivery {
  attempt: number;
  step: DeliveryStep;
  /** What the mail server said, as a short code. */
  answer: string | null;
  nextTryAt: string | null;
  at: string;
}

/** What somebody is told: always written here, and sent by e-mail where the office has a mail server. */
export interface Notice {
  id: number;
  personId: number | null;
  address: string | null;
  subject: string;
  body: string;
  path: string;
  kind: string;
  ref: string;
  dueOn: Day;
  stage: string;
  writtenAt: string;
  deliveries: Delivery[];
}

export const NOTICE_STATES = ['written', 'being sent', 'sent', 'to be tried again', 'given up', 'not known'] as const;
export type NoticeState = (typeof NOTICE_STATES)[number];

/** How long after each failure it is tried again; after the last of them it is given up. */
const WAITS_MINUTES = [5, 30, 120, 480];
const MINUTE_MS = 60_000;
/** An attempt that was begun so long ago has no outcome any more: its process ended before it could say. */
const LOST_AFTER_MS = 10 * MINUTE_MS;
/** What was written longer ago is not sent any more: a mail server that comes later sends no old reminders. */
const SENT_WITHIN_MS = 7 * 24 * 60 * MINUTE_MS;

/** Where a notice stands at an instant: it follows from what became of each attempt. */
export function noticeState({ deliveries }: Pick<Notice, 'deliveries'>, now: string): NoticeState {
  const last = deliveries.at(-1);
  if (last === undefined) return 'written';
  if (last.step === 'begun') return msBetween(last.at, now) < LOST_AFTER_MS ? 'being sent' : 'not known';
  if (last.step === 'unknown') return 'not known';
  if (last.step === 'sent') return 'sent';
  return last.nextTryAt === null ? 'given up' : 'to be tried again';
}

/** Whether a notice is to be sent at an instant. */
export function isToSend(notice: Pick<Notice, 'deliveries' | 'writtenAt'>, now: string): boolean {
  if (msBetween(notice.writtenAt, now) > SENT_WITHIN_MS) return false;
  const state = noticeState(notice, now);
  if (state === 'written') return true;
  return state === 'to be tried again' && (notice.deliveries.at(-1)?.nextTryAt ?? '') <= now;
}

/** When a failed attempt is followed by another; null where it is not. */
export function nextTry(attempt: number, now: string, isFinal: boolean): string | null {
  const wait = WAITS_MINUTES[attempt - 1];
  if (isFinal || wait === undefined) return null;
  return new Date(new Date(now).getTime() + wait * MINUTE_MS).toISOString();
}

function msBetween(from: string, to: string): number {
  return new Date(to).getTime() - new Date(from).getTime();
}
