import type { Site } from '../audit/act.ts';
import { londonDay, londonTime } from '../calendar/day.ts';
import { type Post, sendDue } from '../notices/deliver.ts';
import { writeReminders } from '../notices/notice.store.ts';
import { findOffice, officeDay } from '../people/office.store.ts';
import type { Log } from '../platform/log.ts';
import { readDeadlines } from './deadlines.ts';
import { lookAtOffices, lookEveryMinute } from './every-minute.ts';

/** How people are reminded. */
export interface RemindSettings {
  site: Site;
  log: Log;
  /** From which time of day in London, such as 07:00. */
  time: string;
  /** Where letters go; null where the office has no mail server, so that reminders only stand in the outbox. */
  mail: Post | null;
}

const FIRST_LOOK_MS = 10_000;

/** Looks every minute whether reminders are to be written or sent, and sees to it. `stop` ends that. */
export function startReminders(settings: RemindSettings): { stop(): void } {
  return lookEveryMinute(reminding(settings), FIRST_LOOK_MS);
}

/**
 * One look: writes each office's reminders, once a London day from the time named on, and sends what is to be sent. One
 * look at a time; what could not be done is logged, and tried at the next look.
 */
export function reminding({ site, log, time, mail }: RemindSettings): () => Promise<void> {
  const written = new Map<number, string>();
  const lookAt = async (officeId: number): Promise<void> => {
    const now = site.clock.now();
    const day = londonDay(now);
    if (londonTime(now) >= time && written.get(officeId) !== day) {
      const count = await writeNow(site, officeId);
      written.set(officeId, day);
      if (count > 0) log.info({ officeId, count }, 'reminders were written');
    }
    if (mail === null) return;
    const sent = await sendDue(site, officeId, mail);
    if (sent > 0) log.info({ officeId, sent }, 'reminders were sent');
  };
  return lookAtOffices(site, lookAt, (error) => {
    log.error({ why: error.message }, 'people could not be reminded');
  });
}

/** Writes an office's reminders as its day stands, and answers how many. */
export async function writeNow(site: Site, officeId: number): Promise<number> {
  const today = officeDay(await findOffice(site.db, officeId), site.clock);
  return writeReminders(site, officeId, await readDeadlines(site.db, officeId, today), today);
}
