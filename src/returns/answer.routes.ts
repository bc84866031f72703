import type { Door, Visit } from '../people/door.ts';
import { actOnForm } from '../people/form-visit.ts';
import { officeDay } from '../people/office.store.ts';
import { readQuery } from '../platform/form.ts';
import { acknowledgeReturn } from './acknowledge.ts';
import { acknowledgementPage, requestPage } from './answer.pages.ts';
import { buildContent } from './content.ts';
import type { DraftTable } from './draft.ts';
import { readFiledTables } from './filed.ts';
import { findFiling } from './filing.store.ts';
import { type Filing, stateOf } from './filing.ts';
import { requestableRows, requestChanges } from './request.ts';
import { readAcknowledgementForm, readRequestForm } from './return.form.ts';
import { filingHref } from './return.pages.ts';
import { templateOf } from './template.store.ts';

/** What is answered to a return: changes asked for in named rows, and an acknowledgement. */
export function answerRoutes(door: Door): void {
  door.get('/returns/:ref/:draft/changes', 'return.request', async (visit) => {
    readQuery(visit.req.query, []);
    const filing = await filingOf(visit);
    visit.show('platform/form', requestPage(filing, requestableRows(await tablesOf(visit, filing))));
  });

  door.post('/returns/:ref/:draft/changes', 'return.request', async (visit) => {
    const filing = await filingOf(visit);
    const rows = requestableRows(await tablesOf(visit, filing));
    const template = await templateOf(visit.site.db, filing);
    await actOnForm(visit, readRequestForm(visit.req.body, rows), {
      again: (typed, errors) => requestPage(filing, rows, typed, errors),
      act: async (wanted) => {
        await requestChanges(visit.site, visit.person, filing, { template, ...wanted }, visit.once());
        visit.done(filingHref(filing), `Changes were asked for in ${filing.ref}.`);
      },
    });
  });

  door.get('/returns/:ref/:draft/acknowledgement', 'return.submit', async (visit) => {
    readQuery(visit.req.query, []);
    visit.show('platform/form', acknowledgementPage(await filingOf(visit)));
  });

  door.post('/returns/:ref/:draft/acknowledgement', 'return.submit', async (visit) => {
    const filing = await filingOf(visit);
    const today = officeDay(visit.office, visit.site.clock);
    await actOnForm(visit, readAcknowledgementForm(visit.req.body, today), {
      again: (typed, errors) => acknowledgementPage(filing, typed, errors),
      act: async (wanted) => {
        await acknowledgeReturn(visit.site, visit.person, filing, wanted, visit.once());
        visit.done(filingHref(filing), `The acknowledgement of ${filing.ref} was recorded.`);
      },
    });
  });
}

function filingOf(visit: Visit): Promise<Filing> {
  const { ref, draft } = visit.req.params;
  return findFiling(visit.site.db, visit.office.id, String(ref), String(draft));
}

async function tablesOf({ site, office }: Visit, filing: Filing): Promise<DraftTable[]> {
  if (stateOf(filing) === 'submitted') return readFiledTables(site.db, office, filing);
  return (await buildContent(site.db, office, filing)).tables;
}
