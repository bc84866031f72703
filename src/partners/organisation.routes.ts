import { perform } from '../audit/act.ts';
import type { Door } from '../people/door.ts';
import { actOnForm } from '../people/form-visit.ts';
import { joinParts } from '../people/page-part.ts';
import { doer } from '../people/person.ts';
import { readQuery } from '../platform/form.ts';
import { readCheckListPart } from './check.routes.ts';
import { readOrganisation } from './organisation.form.ts';
import { organisationFormPage, organisationListPage } from './organisation.pages.ts';
import { addOrganisation, listOrganisations } from './organisation.store.ts';

/** Whoever may record an agreement may add the provider that it names. */
export function organisationRoutes(door: Door): void {
  door.get('/organisations', 'agreement.read', async (visit) => {
    readQuery(visit.req.query, []);
    const organisations = await listOrganisations(visit.site.db, visit.office.id);
    const page = organisationListPage(organisations, visit.may('agreement.add'));
    visit.show('platform/record', joinParts(page, [await readCheckListPart(visit)]));
  });

  door.get('/organisations/new', 'agreement.add', async (visit) => {
    visit.show('platform/form', organisationFormPage());
  });

  door.post('/organisations/new', 'agreement.add', async (visit) => {
    await actOnForm(visit, readOrganisation(visit.req.body), {
      field: 'name',
      again: organisationFormPage,
      act: async (wanted) => {
        await perform(visit.site, doer(visit.person), 'organisation.add', visit.once(), async (act) => {
          const id = await addOrganisation(act, wanted);
          return { subject: { kind: 'organisation', ref: String(id) }, result: id };
        });
        visit.done('/organisations', `${wanted.name} was added.`);
      },
    });
  });
}
