import { type Once, perform, type Site } from '../audit/act.ts';
import { latestMoment } from '../audit/moment.ts';
import { formatDay } from '../calendar/day.ts';
import { type Month, monthShown, monthSpan } from '../calendar/month.ts';
import { demand } from '../people/may.ts';
import { type Office, officeDay } from '../people/office.store.ts';
import { doer, type Person } from '../people/person.ts';
import { refused } from '../platform/refusal.ts';
import type { PublicationKind } from './kind.ts';
import { addPublication, listPublications } from './publication.store.ts';
import { publicationName, publicationRef, stateOf } from './publication.ts';
import { readSettings } from './setting.store.ts';

/** A month of a kind to be prepared; why, where it was published before. */
export interface Wanted {
  kind: PublicationKind;
  month: Month;
  why: string | null;
}

/**
 * Prepares the next draft of a month as at the last act recorded, and answers its number. Refused by name:
 * `month-not-over`, `why-again` for a month that was published unless it is said why it is published again, and what
 * the kind refuses while something is not set.
 */
export async function preparePublication(
  site: Site,
  person: Person,
  office: Office,
  { kind, month, why }: Wanted,
  once: Once | null,
): Promise<number> {
  demand(person, 'publication.prepare');
  const { endsOn } = monthSpan(month);
  if (endsOn >= officeDay(office, site.clock)) {
    throw refused(
      'month-not-over',
      `${monthShown(month)} ends on ${formatDay(endsOn)}. Prepare it when it is over.`,
      'month',
    );
  }
  kind.demandSet?.({ settings: await readSettings(site.db, office.id) });
  const cutoff = await latestMoment(site.db, office.id);
  return perform(site, doer(person), 'publication.prepare', once, async (act) => {
    const before = await listPublications(act.trx, office.id, { kind: kind.code, month });
    const wasPublished = before.some((of) => stateOf(of) === 'published');
    if (wasPublished && why === null) {
      throw refused(
        'why-again',
        `${publicationName(kind.title, month)}, was published. Say why it is published again; readers see that it was corrected.`,
        'why',
      );
    }
    const draft = (before[0]?.draft ?? 0) + 1;
    await addPublication(act, { kind: kind.code, month, draft, cutoff, why: wasPublished ? why : null });
    return {
      subject: { kind: 'publication', ref: publicationRef({ kind: kind.code, month }) },
      detail: { draft, cutoff: cutoff.seq },
      result: draft,
    };
  });
}
