import { readSourceChoices } from '../funds/grant.ts';
import { readPeriods } from '../ledger/period.store.ts';
import type { Door, Visit } from '../people/door.ts';
import { actOnForm } from '../people/form-visit.ts';
import { officeDay } from '../people/office.store.ts';
import { readNames } from '../people/person.store.ts';
import { readQuery } from '../platform/form.ts';
import { registerRoutes } from '../registers/register.routes.ts';
import { annexRoutes } from './annex.routes.ts';
import { answerRoutes } from './answer.routes.ts';
import { listOwedReturns, RETURN_DUTIES } from './duty.ts';
import { fileRoutes } from './file.routes.ts';
import { filingRoutes } from './filing.routes.ts';
import { listFilings } from './filing.store.ts';
import { prepareReturn } from './prepare.ts';
import { type ReturnChoices, readReturnForm, returnChoices } from './return.form.ts';
import { newReturnPage, returnListPage } from './return.pages.ts';
import { templateRoutes } from './template.routes.ts';
import { listTemplates } from './template.store.ts';

/** The room's addresses: every return, preparing one, each of its drafts, what is owed, and templates. */
export function returnRoutes(door: Door): void {
  door.get('/returns', 'return.read', async (visit) => {
    readQuery(visit.req.query, []);
    const { db, clock } = visit.site;
    const today = officeDay(visit.office, clock);
    const filings = await listFilings(db, visit.office.id);
    const owed = await listOwedReturns(db, visit.office.id, today);
    const names = await readNames(db, visit.office.id);
    const mayPrepare = visit.may('return.prepare');
    visit.show('platform/record', returnListPage(filings, owed, names, { mayPrepare, today }));
  });

  door.get('/returns/new', 'return.prepare', async (visit) => {
    readQuery(visit.req.query, []);
    visit.show('platform/form', newReturnPage(await readChoices(visit)));
  });

  door.post('/returns/new', 'return.prepare', async (visit) => {
    const choices = await readChoices(visit);
    await actOnForm(visit, readReturnForm(visit.req.body, choices), {
      again: (typed, errors) => newReturnPage(choices, typed, errors),
      act: async (wanted) => {
        const made = await prepareReturn(visit.site, visit.person, wanted, visit.once());
        visit.done(`/returns/${made.ref}/${made.draft}`, `${made.ref}, draft ${made.draft}, was prepared.`);
      },
    });
  });

  annexRoutes(door);
  filingRoutes(door);
  answerRoutes(door);
  fileRoutes(door);
  templateRoutes(door);
  registerRoutes(door, RETURN_DUTIES);
}

async function readChoices({ site, office }: Visit): Promise<ReturnChoices> {
  const periods = await readPeriods(site.db, office.id);
  const years = [...new Set(periods.map(({ year }) => year))];
  const templates = await listTemplates(site.db, office.id);
  return returnChoices(templates, years, await readSourceChoices(site.db, office.id));
}
