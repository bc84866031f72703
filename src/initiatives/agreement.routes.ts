import { perform } from '../audit/act.ts';
import { readMoneyChoices } from '../funds/money-choices.ts';
import { type ReadFigures, readRows } from '../ledger/shown-figure.ts';
import { listOrganisations, readOrganisationNames } from '../partners/organisation.store.ts';
import type { Door, Visit } from '../people/door.ts';
import { actOnForm, sendCsv } from '../people/form-visit.ts';
import { officeDay } from '../people/office.store.ts';
import { doer } from '../people/person.ts';
import type { Db } from '../platform/database.ts';
import { readQuery } from '../platform/form.ts';
import { type Table, tableFile } from '../platform/table.ts';
import { type AgreementChoices, readAgreement, readRelease } from './agreement.form.ts';
import {
  AGREEMENT_FIGURES,
  agreementFormPage,
  agreementListPage,
  agreementPage,
  agreementTable,
  releaseFormPage,
} from './agreement.pages.ts';
import { commit, findAgreement, listAgreements, release } from './agreement.store.ts';
import { initiativeChoices } from './initiative.form.ts';
import { listInitiatives } from './initiative.store.ts';

/** Agreements: the list, the same list as a file, one of them, and the forms that add one and release from it. */
export function agreementRoutes(door: Door, readFigures: ReadFigures): void {
  const table = ({ site, office, req }: Visit) => {
    readQuery(req.query, []);
    return readAgreementTable(readFigures, { db: site.db, officeId: office.id });
  };

  door.get('/agreements', 'agreement.read', async (visit) => {
    visit.show('platform/record', agreementListPage(await table(visit), visit.may('agreement.add')));
  });

  door.get('/agreements.csv', 'agreement.read', async (visit) => {
    sendCsv(visit, 'agreements.csv', tableFile(await table(visit)));
  });

  door.get('/agreements/new', 'agreement.add', async (visit) => {
    visit.show('platform/form', agreementFormPage(await readChoices(visit)));
  });

  door.post('/agreements/new', 'agreement.add', async (visit) => {
    const choices = await readChoices(visit);
    await actOnForm(visit, readAgreement(visit.req.body, choices), {
      field: 'amount',
      again: (typed, errors) => agreementFormPage(choices, typed, errors),
      act: async (wanted) => {
        const ref = await perform(visit.site, doer(visit.person), 'agreement.add', visit.once(), async (act) => {
          const added = await commit(act, wanted);
          return { subject: { kind: 'agreement', ref: added }, result: added };
        });
        visit.done(`/agreements/${ref}`, `Agreement ${ref} was recorded.`);
      },
    });
  });

  door.get('/agreements/:ref', 'agreement.read', async (visit) => {
    const where = { db: visit.site.db, officeId: visit.office.id };
    const agreement = await findAgreement(where.db, where.officeId, String(visit.req.params.ref));
    const providers = await readOrganisationNames(where.db, where.officeId);
    const [figures = []] = await readRows(readFigures, where, AGREEMENT_FIGURES, [{ agreement: agreement.ref }]);
    const provider = providers.get(agreement.organisationId) ?? agreement.ref;
    visit.show('platform/record', agreementPage(agreement, provider, figures, visit.may('agreement.release')));
  });

  door.get('/agreements/:ref/releases/new', 'agreement.release', async (visit) => {
    const { ref } = await findAgreement(visit.site.db, visit.office.id, String(visit.req.params.ref));
    visit.show('platform/form', releaseFormPage(ref));
  });

  door.post('/agreements/:ref/releases/new', 'agreement.release', async (visit) => {
    const { ref } = await findAgreement(visit.site.db, visit.office.id, String(visit.req.params.ref));
    await actOnForm(visit, readRelease(visit.req.body, officeDay(visit.office, visit.site.clock)), {
      field: 'amount',
      again: (typed, errors) => releaseFormPage(ref, typed, errors),
      act: async (wanted) => {
        await perform(visit.site, doer(visit.person), 'agreement.release', visit.once(), async (act) => {
          await release(act, { agreement: ref, ...wanted });
          return { subject: { kind: 'agreement', ref }, result: null };
        });
        visit.done(`/agreements/${ref}`, `The release from ${ref} was recorded.`);
      },
    });
  });
}

/** The agreements of an initiative, or all, with what each binds and spent. */
export async function readAgreementTable(
  readFigures: ReadFigures,
  where: { db: Db; officeId: number },
  initiative?: string,
): Promise<Table> {
  const agreements = await listAgreements(where.db, where.officeId, initiative === undefined ? {} : { initiative });
  const scopes = agreements.map(({ ref }) => ({ agreement: ref }));
  const figures = await readRows(readFigures, where, AGREEMENT_FIGURES, scopes);
  return agreementTable(agreements, await readOrganisationNames(where.db, where.officeId), figures);
}

async function readChoices(visit: Visit): Promise<AgreementChoices> {
  const { db } = visit.site;
  const { years, today, mayOverride } = await readMoneyChoices(visit);
  const organisations = await listOrganisations(db, visit.office.id);
  return {
    initiatives: initiativeChoices(await listInitiatives(db, visit.office.id)),
    organisations: organisations.map(({ id, name }) => ({ value: String(id), text: name })),
    years,
    today,
    mayOverride,
  };
}
