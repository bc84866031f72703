import ical, { ICalCalendarMethod, ICalEventTransparency } from 'ical-generator';
import type { Deadline } from '../notices/deadline.ts';
import { sha256 } from '../platform/digest.ts';

/** Where a feed's links lead, whose it is, and when what it says was last changed. */
export interface FeedAbout {
  baseUrl: string;
  office: { code: string; name: string };
  changedAt: string;
}

const REFRESHED_SECONDS = 6 * 3600;

/**
 * Dates as an iCalendar feed (RFC 5545): each a whole day with what is due and a link, and nothing else, since a
 * calendar shows it on screens that others see. A date keeps its identifier when its day is changed.
 */
export function calendarFeed(dates: readonly Deadline[], { baseUrl, office, changedAt }: FeedAbout): string {
  const feed = ical({
    name: `CSE fund: ${office.name}`,
    prodId: { company: 'CSE fund record', product: 'Calendar', language: 'EN' },
    method: ICalCalendarMethod.PUBLISH,
    ttl: REFRESHED_SECONDS,
  });
  for (const { kind, ref, dueOn, what, path } of dates) {
    const link = `${baseUrl}${path}`;
    feed.createEvent({
      id: `${sha256(`calendar\0${office.code}\0${kind}\0${ref}`).slice(0, 32)}@cse-fund-record`,
      stamp: new Date(changedAt),
      // Midnight of UTC, and not of where the server stands: a whole day has no zone.
      start: new Date(`${dueOn}T00:00:00.000Z`),
      allDay: true,
      summary: what,
      description: link,
      url: link,
      transparency: ICalEventTransparency.TRANSPARENT,
    });
  }
  return feed.toString();
}
