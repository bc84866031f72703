import { listActions, listEvents } from '../audit/event.store.ts';
import { readQuery } from '../platform/form.ts';
import { Refusal } from '../platform/refusal.ts';
import { auditPage } from './audit-event.pages.ts';
import type { Door } from './door.ts';
import { readNames } from './person.store.ts';

const ON_A_PAGE = 50;

/** The chain to be read: nothing here changes anything. */
export function auditRoutes(door: Door): void {
  door.get('/audit', 'audit.read', async (visit) => {
    const { db } = visit.site;
    const { before, ...typed } = readQuery(visit.req.query, ['action', 'person', 'subject', 'before']);
    const filter = {
      action: typed.action,
      personId: wholeNumber(typed.person, 'person'),
      subject: typed.subject?.trim(),
      before: wholeNumber(before, 'before'),
    };
    const found = await listEvents(db, visit.office.id, filter, ON_A_PAGE + 1);
    const events = found.slice(0, ON_A_PAGE);
    const shown = {
      events,
      names: await readNames(db, visit.office.id),
      actions: await listActions(db, visit.office.id),
      typed,
      older: found.length > ON_A_PAGE ? (events.at(-1)?.seq ?? null) : null,
      isFirst: before === undefined,
    };
    visit.show('platform/record', auditPage(shown, visit.office.commissionerTitle));
  });
}

function wholeNumber(text: string | undefined, part: string): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[0-9]{1,12}$/.test(text)) {
    const sentence = `The part "${part}" of the address must be a number. Go back and choose again.`;
    throw new Refusal('malformed', 'not-number', sentence);
  }
  return Number(text);
}
