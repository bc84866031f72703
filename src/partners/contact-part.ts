import type { Visit } from '../people/door.ts';
import { officeDay } from '../people/office.store.ts';
import type { PagePart } from '../people/page-part.ts';
import { registerTable } from '../registers/register.pages.ts';
import { listRecords } from '../registers/register.store.ts';
import { readChoicesOf } from '../registers/register.ts';
import { CONTACTS } from './contact.ts';
import { readGroupIds } from './organisation.store.ts';

/** The contacts that an organisation provides, or that one merged into it provided; nothing where there are none. */
export async function readContactPart(visit: Visit, ref: string): Promise<PagePart> {
  if (!visit.may('contact.read')) return {};
  const { db, clock } = visit.site;
  const group = (await readGroupIds(db, visit.office.id, Number(ref))).map(String);
  const today = officeDay(visit.office, clock);
  const records = (await listRecords(db, visit.office.id, CONTACTS)).filter(
    ({ answers }) =>
      group.includes(String(answers.organisation)) && visit.may('contact.read', { district: String(answers.district) }),
  );
  if (records.length === 0) return {};
  const choices = await readChoicesOf(db, visit.office.id, CONTACTS, today);
  const table = registerTable(CONTACTS, records, { choices, today });
  return { sections: [{ table: { ...table, captionHidden: false } }] };
}
