import { readPeriods } from '../ledger/period.store.ts';
import type { Door, Visit } from '../people/door.ts';
import { actOnForm } from '../people/form-visit.ts';
import { readNames } from '../people/person.store.ts';
import { readQuery } from '../platform/form.ts';
import { annexRoutes } from './annex.routes.ts';
import { filingRoutes } from './filing.routes.ts';
import { listFilings } from './filing.store.ts';
import { prepareReturn } from './prepare.ts';
import { readReturnForm } from './return.form.ts';
import { newReturnPage, returnListPage } from './return.pages.ts';
import { listTemplates } from './template.ts';

/** The room's addresses: every return, preparing one, and each of its drafts. */
export function returnRoutes(door: Door): void {
  door.get('/returns', 'return.read', async (visit) => {
    readQuery(visit.req.query, []);
    const { db } = visit.site;
    const filings = await listFilings(db, visit.office.id);
    const names = await readNames(db, visit.office.id);
    visit.show('platform/record', returnListPage(filings, names, visit.may('return.prepare')));
  });

  door.get('/returns/new', 'return.prepare', async (visit) => {
    readQuery(visit.req.query, []);
    visit.show('platform/form', newReturnPage(listTemplates(), await readYears(visit)));
  });

  door.post('/returns/new', 'return.prepare', async (visit) => {
    const templates = listTemplates();
    const years = await readYears(visit);
    await actOnForm(visit, readReturnForm(visit.req.body, templates, years), {
      again: (typed, errors) => newReturnPage(templates, years, typed, errors),
      act: async ({ template, quarter }) => {
        const made = await prepareReturn(visit.site, visit.person, template, quarter, visit.once());
        visit.done(`/returns/${made.ref}/${made.draft}`, `${made.ref}, draft ${made.draft}, was prepared.`);
      },
    });
  });

  annexRoutes(door);
  filingRoutes(door);
}

async function readYears(visit: Visit): Promise<number[]> {
  const periods = await readPeriods(visit.site.db, visit.office.id);
  return [...new Set(periods.map(({ year }) => year))];
}
