import { perform } from '../audit/act.ts';
import { latestMoment } from '../audit/moment.ts';
import { initiativeChoices } from '../initiatives/initiative.form.ts';
import { listInitiatives } from '../initiatives/initiative.store.ts';
import { addUp } from '../ledger/balance.ts';
import { openBooks } from '../ledger/figure.ts';
import type { ReadFigures } from '../ledger/shown-figure.ts';
import type { Door, Page, Visit } from '../people/door.ts';
import { refusalErrors } from '../people/form-visit.ts';
import { officeDay } from '../people/office.store.ts';
import { listPeople, readNames } from '../people/person.store.ts';
import { doer } from '../people/person.ts';
import type { FieldError, Typed } from '../platform/form.ts';
import { readQuery } from '../platform/form.ts';
import { approversOf, mayApprove } from './approval.store.ts';
import { approvalFigures } from './approval-effect.pages.ts';
import { limitsPage } from './approval-limits.pages.ts';
import { type QueueQuery, readPicks, readQueueQuery, ticked } from './approvals.form.ts';
import { approvalsPage, type WaitingBatch } from './approvals.pages.ts';
import { readChosen, readReturned, readWaiting } from './approvals.store.ts';
import { approveTogether, SomeRefused } from './approve-seen.ts';
import { approveTogetherPage } from './approve-together.pages.ts';
import { listBatches } from './import/batch.store.ts';
import { leadOf, readGroups, shownPence } from './joint.store.ts';
import { pageOf } from './paging.ts';
import { readQueue } from './queue.store.ts';
import { listSpend } from './spend.store.ts';
import { approvalSubject, type Spend } from './spend.ts';

const QUEUE = 'spend/approvals';
const TOGETHER = 'spend/approve-together';

/** The queue of what awaits approval, approving several of it together, and who may approve how much. */
export function approvalsRoutes(door: Door, readFigures: ReadFigures): void {
  door.get('/approvals', 'spend.read', async (visit) => {
    visit.show(QUEUE, await queuePage(visit, readFigures));
  });

  door.get('/approvals/limits', 'spend.read', async (visit) => {
    readQuery(visit.req.query, []);
    visit.show('platform/record', limitsPage(await listPeople(visit.site.db, visit.office.id), visit.office));
  });

  // Nothing is approved yet: what all of them do together is seen first.
  door.post('/approvals/check', 'spend.approve', async (visit) => {
    const picked = readPicks(visit.req.body);
    if (!picked.ok) return visit.show(QUEUE, await queuePage(visit, readFigures, picked.errors, picked.typed), 400);
    visit.show(TOGETHER, await togetherPage(visit, readFigures, picked.value.refs, ticked(picked.value.refs)));
  });

  door.post('/approvals', 'spend.approve', async (visit) => {
    const picked = readPicks(visit.req.body);
    if (!picked.ok) return visit.show(QUEUE, await queuePage(visit, readFigures, picked.errors, picked.typed), 400);
    const { refs } = picked.value;
    try {
      const approved = await perform(visit.site, doer(visit.person), 'spend.approve', visit.once(), async (act) => {
        const groups = await approveTogether(act, visit.person, picked.value);
        const detail = { approved: groups.flat().map(({ ref }) => ref) };
        return { subject: { kind: 'spend', ref: detail.approved[0] ?? '' }, detail, result: groups.map(namesOf) };
      });
      const named =
        approved.length === 1 ? '1 entry was approved and is' : `${approved.length} entries were approved and are`;
      visit.done('/approvals', `${named} in the books: ${approved.join(', ')}.`);
    } catch (error) {
      const errors = error instanceof SomeRefused ? error.errors : refusalErrors(error);
      const { _csrf, _once, seen, ...typed } = visit.req.body as Typed;
      visit.show(TOGETHER, await togetherPage(visit, readFigures, refs, typed, errors), 422);
    }
  });
}

/** What was approved at once, by its references: 'SP-1 with SP-2'. */
function namesOf(together: readonly Spend[]): string {
  const [first = '', ...others] = together.map(({ ref }) => ref);
  return others.length === 0 ? first : `${first} with ${others.join(' and ')}`;
}

async function togetherPage(
  visit: Visit,
  readFigures: ReadFigures,
  refs: readonly string[],
  typed: Typed,
  errors: readonly FieldError[] = [],
): Promise<Page> {
  const chosen = await readChosen(visit, refs);
  return approveTogetherPage(chosen, await readFigures(chosen.books, approvalFigures(chosen.effect)), typed, errors);
}

async function queuePage(
  visit: Visit,
  readFigures: ReadFigures,
  errors: readonly FieldError[] = [],
  typed: Typed = {},
): Promise<Page> {
  const { site, office, person } = visit;
  const query = readQueueQuery(visit.req.query, person);
  const { filter } = query;
  const queue = await readQueue(site.db, office.id, filter);
  const page = pageOf(query.page, queue.length);
  const books = openBooks(site.db, office.id, await latestMoment(site.db, office.id), visit.where.seesEntries);
  const refs = queue.slice(page.offset, page.offset + page.limit).map((together) => leadOf(together).ref);
  const groups = await readGroups(
    site.db,
    office.id,
    await listSpend(site.db, office.id, { refs }, { sort: 'oldest' }),
  );
  const names = await readNames(site.db, office.id);
  const scope = filter.initiative === undefined ? {} : { initiative: filter.initiative };
  const [total] = await readFigures(books, [{ figure: 'spend.awaiting', scope }]);
  if (total === undefined) throw new Error('The figure spend.awaiting was not answered.');
  return approvalsPage(
    {
      query: { ...query, page: page.number },
      waiting: await readWaiting(visit, books, groups, 'alone'),
      batches: await readBatches(visit, query),
      returned: visit.may('spend.enter') ? await readReturned(site.db, office.id, person.id) : [],
      names,
      initiatives: initiativeChoices(await listInitiatives(site.db, office.id)),
      people: [...names].map(([id, name]) => ({ value: String(id), text: name })),
      total,
      comesTo: addUp(queue.map(shownPence)),
      count: queue.length,
      today: officeDay(office, site.clock),
    },
    errors,
    typed,
  );
}

async function readBatches(
  { site, office, person }: Visit,
  { filter: { initiative, enteredBy, over, decidableBy } }: QueueQuery,
): Promise<WaitingBatch[]> {
  const people = await listPeople(site.db, office.id);
  return (await listBatches(site.db, office.id))
    .filter(({ status }) => status === 'awaiting acceptance')
    .filter((batch) => initiative === undefined || batch.initiative === initiative)
    .filter((batch) => enteredBy === undefined || batch.enteredBy === enteredBy)
    .filter((batch) => over === undefined || (approvalSubject(batch).pence ?? 0) > over)
    .map((batch) => {
      const permission = mayApprove(person, batch);
      return {
        batch,
        whyNot: permission.may ? null : permission.refusal.message,
        approvers: approversOf(people, batch).map(({ name }) => name),
      };
    })
    .filter(({ whyNot }) => decidableBy === undefined || whyNot === null)
    .toReversed();
}
