import type { Door, Visit } from '../people/door.ts';
import { actOnForm, sendCsv } from '../people/form-visit.ts';
import { officeDay } from '../people/office.store.ts';
import { readNames } from '../people/person.store.ts';
import type { FieldError, Typed } from '../platform/form.ts';
import { notFound } from '../platform/refusal.ts';
import { readAuthority } from './annex.form.ts';
import { annexPage } from './annex.pages.ts';
import { listAnnexes } from './annex.store.ts';
import { agreementChoices, releaseAnnex } from './annex.ts';
import { buildContent } from './content.ts';
import { findFiling } from './filing.store.ts';
import { templateOf } from './template.store.ts';

/** Exact counts of a return, which leave only by an authority that is cited. */
export function annexRoutes(door: Door): void {
  door.get('/returns/:ref/:draft/annex', 'annex.release', async (visit) => {
    visit.show('platform/form', (await formOf(visit)).page());
  });

  door.post('/returns/:ref/:draft/annex', 'annex.release', async (visit) => {
    const { filing, agreements, page } = await formOf(visit);
    await actOnForm(visit, readAuthority(visit.req.body, agreements), {
      again: (typed, errors) => page(typed, errors),
      act: async (authority) => {
        const content = await buildContent(visit.site.db, visit.office, filing);
        const wanted = { filing, content, authority };
        const file = await releaseAnnex(visit.site, visit.person, visit.office, wanted, visit.once());
        sendCsv(visit, file.fileName, file.content);
      },
    });
  });
}

async function formOf(visit: Visit) {
  const { db, clock } = visit.site;
  const filing = await findFiling(db, visit.office.id, String(visit.req.params.ref), String(visit.req.params.draft));
  const template = await templateOf(db, filing);
  if (template.annex !== true) throw notFound(`annex to ${filing.ref}`);
  const agreements = await agreementChoices(db, visit.office, officeDay(visit.office, clock));
  const known = {
    annexes: await listAnnexes(db, visit.office.id, filing.ref),
    names: await readNames(db, visit.office.id),
  };
  return {
    filing,
    agreements,
    page: (typed?: Typed, errors?: FieldError[]) => annexPage({ filing, template }, agreements, known, typed, errors),
  };
}
