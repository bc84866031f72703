import { type Act, perform } from '../../audit/act.ts';
import type { Door, Visit } from '../../people/door.ts';
import { actOnForm } from '../../people/form-visit.ts';
import { listPeople, readNames } from '../../people/person.store.ts';
import { doer } from '../../people/person.ts';
import { type FieldError, FormReader, readQuery, type Typed } from '../../platform/form.ts';
import { countApprovers, mayApprove } from '../approval.store.ts';
import { pageOf } from '../paging.ts';
import { countSpend, listSpend } from '../spend.store.ts';
import { approvalSubject } from '../spend.ts';
import { pageNumber } from '../spend-list.form.ts';
import { acceptBatch, rejectBatch } from './accept.ts';
import { type BatchShown, batchPage } from './batch.pages.ts';
import { type Batch, findBatch } from './batch.store.ts';

/** An imported batch: its lines, and accepting or rejecting it as a whole. */
export function batchRoutes(door: Door): void {
  const formOf = (visit: Visit) => ({
    view: 'spend/import/batch',
    again: async (typed: Typed, errors: FieldError[]) => batchPage(await readShown(visit, 1), errors, typed),
  });

  door.get('/imports/:ref', 'spend.read', async (visit) => {
    const asked = pageNumber(readQuery(visit.req.query, ['page']).page);
    visit.show('spend/import/batch', batchPage(await readShown(visit, asked)));
  });

  door.post('/imports/:ref/acceptance', 'spend.approve', async (visit) => {
    const form = new FormReader(visit.req.body, ['control']);
    // A batch of credits alone comes to less than nothing.
    const typed = form.pounds('control', 'Control total', { least: Number.MIN_SAFE_INTEGER });
    await actOnForm(
      visit,
      form.answer(() => typed),
      {
        ...formOf(visit),
        act: async (control) => {
          const ref = await decide(visit, 'import.accept', (act, of) => acceptBatch(act, visit.person, of, control));
          visit.done(`/imports/${ref}`, `${ref} was accepted: its lines are part of spend to date.`);
        },
      },
    );
  });

  door.post('/imports/:ref/rejection', 'spend.approve', async (visit) => {
    const form = new FormReader(visit.req.body, ['reason']);
    const typed = form.text('reason', 'Reason for rejecting it', { longest: 500 });
    await actOnForm(
      visit,
      form.answer(() => typed),
      {
        ...formOf(visit),
        act: async (reason) => {
          const ref = await decide(visit, 'import.reject', (act, of) => rejectBatch(act, visit.person, of, reason));
          visit.done(`/imports/${ref}`, `${ref} was rejected. Its lines may be imported again.`);
        },
      },
    );
  });
}

async function decide(visit: Visit, action: string, work: (act: Act, ref: string) => Promise<Batch>): Promise<string> {
  const batch = await findBatch(visit.site.db, visit.office.id, String(visit.req.params.ref));
  visit.demand('spend.approve', approvalSubject(batch));
  return perform(visit.site, doer(visit.person), action, visit.once(), async (act) => {
    await work(act, batch.ref);
    return { subject: { kind: 'batch', ref: batch.ref }, result: batch.ref };
  });
}

async function readShown(visit: Visit, asked: number): Promise<BatchShown> {
  const { db } = visit.site;
  const officeId = visit.office.id;
  const batch = await findBatch(db, officeId, String(visit.req.params.ref));
  const filter = { batch: batch.ref };
  const count = await countSpend(db, officeId, filter);
  const page = pageOf(asked, count);
  const permission = mayApprove(visit.person, batch);
  return {
    batch,
    count,
    page: page.number,
    lines: await listSpend(db, officeId, filter, { sort: 'oldest', ...page }),
    names: await readNames(db, officeId),
    whyNot: permission.may ? null : permission.refusal.message,
    approvers: countApprovers(await listPeople(db, officeId), batch),
  };
}
