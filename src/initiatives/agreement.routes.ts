import { perform } from '../audit/act.ts';
import { latestMoment } from '../audit/moment.ts';
import { yearShown } from '../calendar/financial-year.ts';
import { readAttachmentPart } from '../documents/attachment-part.ts';
import { readMoneyChoices } from '../funds/money-choices.ts';
import { openBooks } from '../ledger/figure.ts';
import { type ReadFigures, readRows } from '../ledger/shown-figure.ts';
import { chooseYear, yearChoices } from '../ledger/year-choice.ts';
import { listOrganisations, readOrganisationNames } from '../partners/organisation.store.ts';
import type { Door, Visit } from '../people/door.ts';
import { actOnForm, sendCsv } from '../people/form-visit.ts';
import { officeDay } from '../people/office.store.ts';
import { joinParts, type ReadPart, readParts } from '../people/page-part.ts';
import { doer } from '../people/person.ts';
import type { Db } from '../platform/database.ts';
import { readQuery } from '../platform/form.ts';
import { type Table, tableFile } from '../platform/table.ts';
import { type AgreementChoices, readAgreement, readAgreementYear, readRelease } from './agreement.form.ts';
import {
  AGREEMENT_FIGURES,
  AGREEMENT_YEAR_FIGURES,
  agreementFormPage,
  agreementListPage,
  agreementPage,
  agreementTable,
  agreementYearPage,
  releaseFormPage,
} from './agreement.pages.ts';
import { addAgreementYear, commit, findAgreement, listAgreements, release } from './agreement.store.ts';
import { type Agreement, runsIn } from './agreement.ts';
import { initiativeChoices } from './initiative.form.ts';
import { listInitiatives } from './initiative.store.ts';
import { rollForwardRoutes } from './roll-forward.routes.ts';
import { listRollForwards } from './roll-forward.store.ts';

/** Agreements: the list, the same list as a file, one of them, and the forms that add one and release from it. */
export function agreementRoutes(door: Door, readFigures: ReadFigures, above: readonly ReadPart[]): void {
  const parts: readonly ReadPart[] = [
    readAttachmentPart('agreement', { kind: 'signed-agreement', warning: 'No signed document is attached.' }),
    ...above,
  ];
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

  // Before the addresses of single agreements, which would take its name for a reference.
  rollForwardRoutes(door, readFigures);

  door.get('/agreements/new', 'agreement.add', async (visit) => {
    visit.show('platform/form', agreementFormPage(await readChoices(visit)));
  });

  door.post('/agreements/new', 'agreement.add', async (visit) => {
    const choices = await readChoices(visit);
    await actOnForm(visit, readAgreement(visit.req.body, choices), {
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
    const agreement = await findOne(visit);
    const { years } = await readYearChoices(visit, agreement);
    const may = {
      release: visit.may('agreement.release'),
      addYear: visit.may('agreement.add') && years.length > 0,
    };
    const page = agreementPage(await readShown(readFigures, visit, agreement), may);
    visit.show('platform/record', joinParts(page, await readParts(visit, agreement.ref, parts)));
  });

  door.get('/agreements/:ref/years/new', 'agreement.add', async (visit) => {
    const agreement = await findOne(visit);
    visit.show('platform/form', agreementYearPage(agreement.ref, await readYearChoices(visit, agreement)));
  });

  door.post('/agreements/:ref/years/new', 'agreement.add', async (visit) => {
    const agreement = await findOne(visit);
    const { ref } = agreement;
    const choices = await readYearChoices(visit, agreement);
    await actOnForm(visit, readAgreementYear(visit.req.body, choices), {
      field: 'amount',
      again: (typed, errors) => agreementYearPage(ref, choices, typed, errors),
      act: async (wanted) => {
        await perform(visit.site, doer(visit.person), 'agreement.add-year', visit.once(), async (act) => {
          await addAgreementYear(act, { agreement: ref, ...wanted });
          return { subject: { kind: 'agreement', ref }, result: null };
        });
        visit.done(`/agreements/${ref}`, `The value of ${yearShown(wanted.year)} was bound.`);
      },
    });
  });

  door.get('/agreements/:ref/releases/new', 'agreement.release', async (visit) => {
    visit.show('platform/form', releaseFormPage(await findOne(visit)));
  });

  door.post('/agreements/:ref/releases/new', 'agreement.release', async (visit) => {
    const agreement = await findOne(visit);
    const { ref, boundYears } = agreement;
    const today = officeDay(visit.office, visit.site.clock);
    await actOnForm(visit, readRelease(visit.req.body, yearChoices(boundYears), today), {
      field: 'amount',
      again: (typed, errors) => releaseFormPage(agreement, typed, errors),
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

function findOne({ site, office, req }: Visit): Promise<Agreement> {
  return findAgreement(site.db, office.id, String(req.params.ref));
}

/** The years that the agreement runs in, that have been made, and whose value was not bound yet. */
async function readYearChoices(visit: Visit, agreement: Agreement) {
  const { today, mayOverride } = await readMoneyChoices(visit);
  const made = await chooseYear(visit.site.db, visit.office.id, undefined, today);
  const open = made.years.filter(
    (year) => runsIn(agreement, year) && !agreement.years.some((bound) => bound.year === year),
  );
  return { years: yearChoices(open), today, mayOverride };
}

async function readShown(readFigures: ReadFigures, { site, office }: Visit, agreement: Agreement) {
  const where = { db: site.db, officeId: office.id };
  const { ref, boundYears } = agreement;
  const books = openBooks(where.db, where.officeId, await latestMoment(where.db, where.officeId));
  const scopes = [...boundYears.map((year) => ({ agreement: ref, year })), { agreement: ref }];
  const [figures = []] = await readRows(readFigures, books, AGREEMENT_FIGURES, [{ agreement: ref }]);
  const providers = await readOrganisationNames(where.db, where.officeId);
  return {
    agreement,
    provider: providers.get(agreement.organisationId) ?? ref,
    figures,
    byYear: await readRows(readFigures, books, AGREEMENT_YEAR_FIGURES, scopes),
    rolled: await listRollForwards(where.db, where.officeId, { agreement: ref }),
  };
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
  const { today, mayOverride } = await readMoneyChoices(visit);
  const { years } = await chooseYear(db, visit.office.id, undefined, today);
  const organisations = await listOrganisations(db, visit.office.id);
  return {
    initiatives: initiativeChoices(await listInitiatives(db, visit.office.id)),
    organisations: organisations.map(({ id, name }) => ({ value: String(id), text: name })),
    years,
    today,
    mayOverride,
  };
}
