import type { Act } from '../src/audit/act.ts';
import { addAlias } from '../src/partners/alias.store.ts';
import { CONTACTS } from '../src/partners/contact.ts';
import { DATA_RETURNS } from '../src/partners/data-return.ts';
import { addIdentifier } from '../src/partners/identifier.store.ts';
import { mergeOrganisations } from '../src/partners/merge.store.ts';
import { readOrganisations } from '../src/partners/organisation.store.ts';
import { SHARING_AGREEMENTS } from '../src/partners/sharing-agreement.ts';
import { theRecords } from './records.ts';
import { type By, type Event, eachRow, known } from './timeline.ts';

/** Numbers and other names of organisations, one that was merged, and what the districts and the office agreed. */
export function thePartners(by: By): Event[] {
  return [
    ...eachRow('organisation-identifiers', (row) =>
      by('commissioning', 'organisation.identifier', 'organisation', async (act) => {
        const id = await organisationOf(act, row.organisation);
        await addIdentifier(act, id, { scheme: row.scheme as string, code: row.code as string });
        return String(id);
      }),
    ),
    ...eachRow('organisation-aliases', (row) =>
      by('commissioning', 'organisation.alias', 'organisation', async (act) => {
        const id = await organisationOf(act, row.organisation);
        await addAlias(act, id, row.alias as string);
        return String(id);
      }),
    ),
    ...eachRow('organisation-merges', (row) =>
      by('commissioning', 'organisation.merge', 'organisation', async (act) => {
        const [from, into] = [await organisationOf(act, row.from), await organisationOf(act, row.into)];
        await mergeOrganisations(act, { from, into, reason: row.reason as string });
        return String(from);
      }),
    ),
    ...theRecords(by, 'contacts', CONTACTS),
    ...theRecords(by, 'sharing-agreements', SHARING_AGREEMENTS),
    ...theRecords(by, 'data-returns', DATA_RETURNS),
  ];
}

async function organisationOf(act: Act, name: string | undefined): Promise<number> {
  const { all } = await readOrganisations(act.trx, act.doer.officeId);
  const found = all.find((record) => record.name === name);
  return known(found, name).id;
}
