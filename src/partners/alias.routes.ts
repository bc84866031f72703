import { perform } from '../audit/act.ts';
import type { Door } from '../people/door.ts';
import { actOnForm } from '../people/form-visit.ts';
import { doer } from '../people/person.ts';
import { addAlias, findAlias, takeAliasBack } from './alias.store.ts';
import { readAlias, readReason } from './organisation.form.ts';
import { organisationHref } from './organisation.pages.ts';
import { numberAsked, readOrganisationAsked } from './organisation-asked.ts';
import { aliasFormPage, takeBackPage } from './organisation-detail.pages.ts';

/** The forms that add another name of an organisation and take one back. */
export function aliasRoutes(door: Door): void {
  door.get('/organisations/:id/aliases/new', 'organisation.enter', async (visit) => {
    visit.show('platform/form', aliasFormPage((await readOrganisationAsked(visit)).record));
  });

  door.post('/organisations/:id/aliases/new', 'organisation.enter', async (visit) => {
    const { record } = await readOrganisationAsked(visit);
    await actOnForm(visit, readAlias(visit.req.body), {
      field: 'name',
      again: (typed, errors) => aliasFormPage(record, typed, errors),
      act: async (name) => {
        await perform(visit.site, doer(visit.person), 'organisation.alias', visit.once(), async (act) => {
          await addAlias(act, record.id, name);
          return { subject: { kind: 'organisation', ref: String(record.id) }, result: null };
        });
        visit.done(organisationHref(record.id), 'The other name was added.');
      },
    });
  });

  door.get('/organisations/:id/aliases/:alias/removal', 'organisation.enter', async (visit) => {
    const { record } = await readOrganisationAsked(visit);
    const { id, name } = findAlias(record, numberAsked(visit.req.params.alias));
    visit.show('platform/form', takeBackPage(record, { what: name, path: `aliases/${id}` }));
  });

  door.post('/organisations/:id/aliases/:alias/removal', 'organisation.enter', async (visit) => {
    const { record } = await readOrganisationAsked(visit);
    const { id, name } = findAlias(record, numberAsked(visit.req.params.alias));
    await actOnForm(visit, readReason(visit.req.body), {
      field: 'reason',
      again: (typed, errors) => takeBackPage(record, { what: name, path: `aliases/${id}` }, typed, errors),
      act: async (why) => {
        await perform(visit.site, doer(visit.person), 'organisation.alias', visit.once(), async (act) => {
          await takeAliasBack(act, { organisationId: record.id, aliasId: id, why });
          return { subject: { kind: 'organisation', ref: String(record.id) }, result: null };
        });
        visit.done(organisationHref(record.id), `${name} was taken back.`);
      },
    });
  });
}
