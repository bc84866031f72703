import { latestMoment } from '../audit/moment.ts';
import { openBooks } from '../ledger/figure.ts';
import type { ReadFigures } from '../ledger/shown-figure.ts';
import type { Door } from '../people/door.ts';
import { listPeople, readNames } from '../people/person.store.ts';
import { readQuery } from '../platform/form.ts';
import { countApprovers, mayApprove, readApproval } from './approval.store.ts';
import { approvalsPage } from './approvals.pages.ts';
import { listBatches } from './import/batch.store.ts';
import { pageOf } from './paging.ts';
import { countSpend, listSpend } from './spend.store.ts';
import { pageNumber } from './spend-list.form.ts';

/** The queue of what awaits approval. */
export function approvalsRoutes(door: Door, readFigures: ReadFigures): void {
  door.get('/approvals', 'spend.read', async ({ site, office, person, req, show }) => {
    const { db } = site;
    const filter = { status: 'awaiting approval', batch: null, leading: true } as const;
    const count = await countSpend(db, office.id, filter);
    const page = pageOf(pageNumber(readQuery(req.query, ['page']).page), count);
    const names = await readNames(db, office.id);
    const people = await listPeople(db, office.id);
    const books = openBooks(db, office.id, await latestMoment(db, office.id));
    const nameOf = (id: number) => names.get(id) ?? '';
    const waiting = [];
    for (const spend of await listSpend(db, office.id, filter, { sort: 'oldest', ...page })) {
      const approval = await readApproval(books, readFigures, person, spend, people);
      waiting.push({ spend, enteredBy: nameOf(spend.enteredBy), approval });
    }
    const batches = (await listBatches(db, office.id))
      .filter(({ status }) => status === 'awaiting acceptance')
      .map((batch) => {
        const permission = mayApprove(person, batch);
        return {
          batch,
          enteredBy: nameOf(batch.enteredBy),
          whyNot: permission.may ? null : permission.refusal.message,
          approvers: countApprovers(people, batch),
        };
      });
    const [total] = await readFigures(books, [{ figure: 'spend.awaiting', scope: {} }]);
    if (total === undefined) throw new Error('The figure spend.awaiting was not answered.');
    show('spend/approvals', approvalsPage({ waiting, batches, total, count, page: page.number }));
  });
}
