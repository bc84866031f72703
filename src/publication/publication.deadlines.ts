import { compareMonths, type Month, monthOfDay, monthSpan, monthsOn } from '../calendar/month.ts';
import type { DeadlineReader } from '../notices/deadline.ts';
import { KINDS } from './kind.ts';
import { listPublications } from './publication.store.ts';
import { type Publication, publicationName, publicationRef, stateOf } from './publication.ts';

/**
 * What of the months that are over is still to be published, each by the end of the month after it. A sort that was
 * never prepared is left out: an office that begins to publish would be reminded of every month before.
 */
export const readPublicationDeadlines: DeadlineReader = async (db, officeId, today) => {
  const all = await listPublications(db, officeId);
  const last = monthsOn(monthOfDay(today), -1);
  return KINDS.flatMap(({ code: kind, title }) => {
    const own = all.filter((publication) => publication.kind === kind);
    return unpublished(own, last).map((month) => ({
      kind: 'publication',
      ref: publicationRef({ kind, month }),
      dueOn: monthSpan(monthsOn(month, 1)).endsOn,
      what: `Publication: ${publicationName(title, month)}`,
      path: '/publications',
      to: { roles: ['finance-manager', 'chief-executive'] as const },
    }));
  });
};

/** The months from the first that was prepared to the last that is over of which nothing was published. */
function unpublished(own: readonly Publication[], last: Month): Month[] {
  const months = own.map(({ month }) => month).toSorted(compareMonths);
  const published = own.filter((publication) => stateOf(publication) === 'published').map(({ month }) => month);
  const open: Month[] = [];
  for (let month = months[0] ?? monthsOn(last, 1); compareMonths(month, last) <= 0; month = monthsOn(month, 1)) {
    if (!published.some((one) => compareMonths(one, month) === 0)) open.push(month);
  }
  return open;
}
