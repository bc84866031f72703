import { readFileSync } from 'node:fs';
import { addDays } from '../calendar/day.ts';
import { compareMonths, monthLabel, monthShown, monthSpan, monthsOn } from '../calendar/month.ts';
import type { Deadline, DeadlineReader } from '../notices/deadline.ts';
import { inProject } from '../platform/root.ts';
import { KINDS } from './kind.ts';
import { listPublications } from './publication.store.ts';
import { publicationHref, stateOf } from './publication.ts';

/** How many days after its month a publication is due (`data/publication.json`). */
const DUE_DAYS: number = JSON.parse(readFileSync(inProject('data', 'publication.json'), 'utf8')).dueDays;

/**
 * The months that are over and not published, of each kind that the office has begun to publish, from the first month
 * on that it published.
 */
export const readPublicationDeadlines: DeadlineReader = async (db, officeId, today) => {
  const all = await listPublications(db, officeId);
  return KINDS.flatMap((kind) => {
    const own = all.filter((of) => of.kind === kind.code);
    const published = own.filter((of) => stateOf(of) === 'published').map(({ month }) => month);
    const [first] = published.toSorted(compareMonths);
    const due: Deadline[] = [];
    if (first === undefined) return due;
    for (let month = first; monthSpan(month).endsOn < today; month = monthsOn(month, 1)) {
      if (published.some((of) => compareMonths(of, month) === 0)) continue;
      const draft = own.find((of) => compareMonths(of.month, month) === 0);
      due.push({
        kind: 'publication',
        ref: `${kind.code} ${monthLabel(month)}`,
        dueOn: addDays(monthSpan(month).endsOn, DUE_DAYS),
        what: `Publication of ${kind.code} of ${monthShown(month)}`,
        path:
          draft === undefined
            ? `/publications/new?kind=${kind.code}&month=${monthLabel(month)}`
            : publicationHref(draft),
        to: { roles: ['finance-manager'] },
      });
    }
    return due;
  });
};
