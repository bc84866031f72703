import type { Site } from '../src/audit/act.ts';
import { readMonth } from '../src/calendar/month.ts';
import { firstOffice } from '../src/people/office.store.ts';
import type { Person } from '../src/people/person.ts';
import { buildContent } from '../src/publication/content.ts';
import { CONTRACT_DETAILS } from '../src/publication/contract-detail.ts';
import { findKind } from '../src/publication/kind.ts';
import { preparePublication } from '../src/publication/prepare.ts';
import { findPublication } from '../src/publication/publication.store.ts';
import { publish } from '../src/publication/publish.ts';
import { reviewPublication } from '../src/publication/review.ts';
import { setSettings } from '../src/publication/setting.store.ts';
import { licenceOf } from '../src/publication/setting.ts';
import { TENDERS } from '../src/publication/tender.ts';
import { theRecords } from './records.ts';
import { type By, type Event, eachRow, known } from './timeline.ts';

/** What the demonstration's office publishes: some months published, one reviewed, one a draft. */
export function thePublications(by: By, person: (name: string) => Person, site: Site): Event[] {
  return [
    {
      at: '2015-07-01T09:00:00.000Z',
      happen: () =>
        by('cfo', 'publication.set', 'publication-settings', async (act) => {
          const licence = licenceOf('ogl-3');
          const website = 'https://fund.demo.example';
          await setSettings(act, { version: 0, prefix: '360G-demo', funderId: '360G-demo-opcc', licence, website });
          return '1';
        }),
    },
    ...theRecords(by, 'tenders', TENDERS),
    ...theRecords(by, 'contract-details', CONTRACT_DETAILS),
    ...eachRow('publications', async (row) => {
      const office = known(await firstOffice(site.db), 'office');
      const kind = known(findKind(row.kind as string), row.kind);
      const month = known(readMonth(row.month as string), row.month);
      const whole = { kind, month, why: null };
      const draft = await preparePublication(site, person(row.prepared_by as string), office, whole, null);
      const read = async () => {
        const publication = await findPublication(site.db, office.id, { kind: kind.code, month, draft });
        return { publication, content: await buildContent(site.db, publication) };
      };
      if (row.reviewed_by === '') return;
      const { publication, content } = await read();
      await reviewPublication(site, person(row.reviewed_by as string), publication, content, null);
      if (row.published_by === '') return;
      await publish(site, person(row.published_by as string), office, await read(), null);
    }),
  ];
}
