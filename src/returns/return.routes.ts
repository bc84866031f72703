import { readPeriods } from '../ledger/period.store.ts';
import type { ReadFigures } from '../ledger/shown-figure.ts';
import type { Door, Visit } from '../people/door.ts';
import { readNames } from '../people/person.store.ts';
import { readQuery } from '../platform/form.ts';
import { refusalErrors } from '../spend/form-error.ts';
import { filingRoutes } from './filing.routes.ts';
import { listFilings } from './filing.store.ts';
import { prepareReturn } from './prepare.ts';
import { readReturnForm } from './return.form.ts';
import { newReturnPage, returnListPage } from './return.pages.ts';
import { listTemplates } from './template.ts';

export function returnRoutes(door: Door, _readFigures: ReadFigures): void {
  door.get('/returns', 'return.read', async (visit) => {
    readQuery(visit.req.query, []);
    const { db } = visit.site;
    const filings = await listFilings(db, visit.office.id);
    const names = await readNames(db, visit.office.id);
    visit.show('returns/list', returnListPage(filings, names, visit.may('return.prepare')));
  });

  door.get('/returns/new', 'return.prepare', async (visit) => {
    readQuery(visit.req.query, []);
    visit.show('returns/new', newReturnPage(listTemplates(), await readYears(visit)));
  });

  door.post('/returns/new', 'return.prepare', async (visit) => {
    const templates = listTemplates();
    const years = await readYears(visit);
    const form = readReturnForm(visit.req.body, templates, years);
    if (!form.ok) {
      visit.show('returns/new', newReturnPage(templates, years, form.typed, form.errors), 400);
      return;
    }
    const { template, quarter } = form.value;
    try {
      const made = await prepareReturn(visit.site, visit.person, template, quarter, visit.once());
      visit.done(`/returns/${made.ref}/${made.draft}`, `${made.ref}, draft ${made.draft}, was prepared.`);
    } catch (error) {
      const page = newReturnPage(templates, years, visit.req.body, refusalErrors(error));
      visit.show('returns/new', page, 422);
    }
  });

  filingRoutes(door);
}

async function readYears(visit: Visit): Promise<number[]> {
  const periods = await readPeriods(visit.site.db, visit.office.id);
  return [...new Set(periods.map(({ year }) => year))];
}
