import { type Act, perform } from '../../audit/act.ts';
import type { Door, Visit } from '../../people/door.ts';
import { listPeople, readNames } from '../../people/person.store.ts';
import { doer } from '../../people/person.ts';
import { type FieldError, FormReader, readQuery, type Typed } from '../../platform/form.ts';
import { countApprovers, mayApprove } from '../approval.store.ts';
import { refusalErrors } from '../form-error.ts';
import { pagesOf, ROWS_ON_A_PAGE } from '../paging.ts';
import { countSpend, listSpend } from '../spend.store.ts';
import { pageNumber } from '../spend-list.form.ts';
import { acceptBatch, rejectBatch } from './accept.ts';
import { batchPage } from './batch.pages.ts';
import { findBatch } from './batch.store.ts';

/** An imported batch: its lines, and accepting or rejecting it as a whole. */
export function batchRoutes(door: Door): void {
  door.get('/imports/:ref', 'spend.read', async (visit) => {
    await show(visit, pageNumber(readQuery(visit.req.query, ['page']).page));
  });

  door.post('/imports/:ref/acceptance', 'spend.approve', async (visit) => {
    const form = new FormReader(visit.req.body, ['control']);
    // A batch of credits alone comes to less than nothing.
    const control = form.pounds('control', 'Control total', { least: Number.MIN_SAFE_INTEGER });
    const answer = form.answer(() => control);
    if (!answer.ok) return show(visit, 1, answer.errors, answer.typed, 400);
    try {
      const ref = await decide(visit, 'import.accept', async (act, of) => {
        await acceptBatch(act, visit.person, of, answer.value);
      });
      visit.done(`/imports/${ref}`, `${ref} was accepted: its lines are part of spend to date.`);
    } catch (error) {
      await show(visit, 1, refusalErrors(error), form.typed, 422);
    }
  });

  door.post('/imports/:ref/rejection', 'spend.approve', async (visit) => {
    const form = new FormReader(visit.req.body, ['reason']);
    const reason = form.text('reason', 'Reason for rejecting it', { longest: 500 });
    const answer = form.answer(() => reason);
    if (!answer.ok) return show(visit, 1, answer.errors, answer.typed, 400);
    try {
      const ref = await decide(visit, 'import.reject', async (act, of) => {
        await rejectBatch(act, visit.person, of, answer.value);
      });
      visit.done(`/imports/${ref}`, `${ref} was rejected. Its lines may be imported again.`);
    } catch (error) {
      await show(visit, 1, refusalErrors(error), form.typed, 422);
    }
  });
}

async function decide(visit: Visit, action: string, work: (act: Act, ref: string) => Promise<void>): Promise<string> {
  const batch = await findBatch(visit.site.db, visit.office.id, String(visit.req.params.ref));
  visit.demand('spend.approve', { enteredBy: batch.enteredBy, pence: Math.abs(batch.pence) });
  return perform(visit.site, doer(visit.person), action, visit.once(), async (act) => {
    await work(act, batch.ref);
    return { subject: { kind: 'batch', ref: batch.ref }, result: batch.ref };
  });
}

async function show(
  visit: Visit,
  asked: number,
  errors: FieldError[] = [],
  typed: Typed = {},
  status = 200,
): Promise<void> {
  const { db } = visit.site;
  const officeId = visit.office.id;
  const batch = await findBatch(db, officeId, String(visit.req.params.ref));
  const filter = { batch: batch.ref };
  const count = await countSpend(db, officeId, filter);
  const page = Math.min(asked, pagesOf(count));
  const offset = (page - 1) * ROWS_ON_A_PAGE;
  const permission = mayApprove(visit.person, batch);
  const shown = {
    batch,
    count,
    page,
    lines: await listSpend(db, officeId, filter, { sort: 'oldest', limit: ROWS_ON_A_PAGE, offset }),
    names: await readNames(db, officeId),
    whyNot: permission.may ? null : permission.refusal.message,
    approvers: countApprovers(await listPeople(db, officeId), batch),
  };
  visit.show('import/batch', batchPage(shown, errors, typed), status);
}
