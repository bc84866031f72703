import { perform } from '../audit/act.ts';
import type { Door } from '../people/door.ts';
import { actOnForm } from '../people/form-visit.ts';
import { doer } from '../people/person.ts';
import { addIdentifier, findIdentifier, takeIdentifierBack } from './identifier.store.ts';
import { fullIdentifier } from './identifier.ts';
import { readReason, readTypedIdentifier } from './organisation.form.ts';
import { organisationHref } from './organisation.pages.ts';
import { numberAsked, readOrganisationAsked } from './organisation-asked.ts';
import { identifierFormPage, takeBackPage } from './organisation-detail.pages.ts';

/** The forms that add an identifier of an organisation and take one back. */
export function identifierRoutes(door: Door): void {
  door.get('/organisations/:id/identifiers/new', 'organisation.enter', async (visit) => {
    visit.show('platform/form', identifierFormPage((await readOrganisationAsked(visit)).record));
  });

  door.post('/organisations/:id/identifiers/new', 'organisation.enter', async (visit) => {
    const { record } = await readOrganisationAsked(visit);
    await actOnForm(visit, readTypedIdentifier(visit.req.body), {
      field: 'code',
      again: (typed, errors) => identifierFormPage(record, typed, errors),
      act: async (typed) => {
        await perform(visit.site, doer(visit.person), 'organisation.identifier', visit.once(), async (act) => {
          await addIdentifier(act, record.id, typed);
          return { subject: { kind: 'organisation', ref: String(record.id) }, result: null };
        });
        visit.done(organisationHref(record.id), 'The identifier was added.');
      },
    });
  });

  door.get('/organisations/:id/identifiers/:identifier/removal', 'organisation.enter', async (visit) => {
    const { record } = await readOrganisationAsked(visit);
    const identifier = findIdentifier(record, numberAsked(visit.req.params.identifier));
    const about = { what: fullIdentifier(identifier), path: `identifiers/${identifier.id}` };
    visit.show('platform/form', takeBackPage(record, about));
  });

  door.post('/organisations/:id/identifiers/:identifier/removal', 'organisation.enter', async (visit) => {
    const { record } = await readOrganisationAsked(visit);
    const identifier = findIdentifier(record, numberAsked(visit.req.params.identifier));
    const about = { what: fullIdentifier(identifier), path: `identifiers/${identifier.id}` };
    await actOnForm(visit, readReason(visit.req.body), {
      field: 'reason',
      again: (typed, errors) => takeBackPage(record, about, typed, errors),
      act: async (why) => {
        await perform(visit.site, doer(visit.person), 'organisation.identifier', visit.once(), async (act) => {
          await takeIdentifierBack(act, { organisationId: record.id, identifierId: identifier.id, why });
          return { subject: { kind: 'organisation', ref: String(record.id) }, result: null };
        });
        visit.done(organisationHref(record.id), `${about.what} was taken back.`);
      },
    });
  });
}
