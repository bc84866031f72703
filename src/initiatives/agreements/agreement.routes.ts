import { perform } from '../../audit/act.ts';
import { latestMoment } from '../../audit/moment.ts';
import { addDays } from '../../calendar/day.ts';
import { yearShown } from '../../calendar/financial-year.ts';
import { readAttachmentPart } from '../../documents/attachment-part.ts';
import { readMoneyChoices } from '../../funds/money-choices.ts';
import { openBooks } from '../../ledger/figure.ts';
import { type ReadFigures, readRows } from '../../ledger/shown-figure.ts';
import { chooseYear, yearChoices } from '../../ledger/year-choice.ts';
import { readCheckListPart } from '../../partners/check.routes.ts';
import { listOrganisations, readOrganisationNames } from '../../partners/organisation.store.ts';
import type { Door, Visit } from '../../people/door.ts';
import { actOnForm } from '../../people/form-visit.ts';
import { officeDay } from '../../people/office.store.ts';
import { joinParts, type ReadPart, readParts } from '../../people/page-part.ts';
import { doer } from '../../people/person.ts';
import { readQuery } from '../../platform/form.ts';
import { patternParameter } from '../../platform/parameter.ts';
import { Refusal } from '../../platform/refusal.ts';
import type { Table } from '../../platform/table.ts';
import { initiativeChoices } from '../initiative.form.ts';
import { listInitiatives } from '../initiative.store.ts';
import { type AgreementChoices, readAgreement, readAgreementYear, readRelease } from './agreement.form.ts';
import { AGREEMENT_YEAR_FIGURES, agreementPage } from './agreement.pages.ts';
import { addAgreementYear, commit, findAgreement, listAgreements, type ReadOwed, release } from './agreement.store.ts';
import { type Agreement, runsIn } from './agreement.ts';
import { agreementFormPage, agreementYearPage, releaseFormPage } from './agreement-form.pages.ts';
import { AGREEMENT_FIGURES, agreementListPage, agreementTable, ENDING_CHOICES } from './agreement-list.pages.ts';
import { conditionRoutes, readConditionPart } from './condition.routes.ts';
import { paymentRoutes, readPaymentPart } from './payment-term.routes.ts';
import { readPayments } from './payment-term.store.ts';
import { readProviderPart, readStanding } from './provider-check.routes.ts';
import { rollForwardRoutes } from './roll-forward.routes.ts';
import { listRollForwards } from './roll-forward.store.ts';
import { readVariationPart, variationRoutes } from './variation.routes.ts';

/** Agreements: the list, the same list as a file, one of them, and the forms that add one and release from it. */
export function agreementRoutes(
  door: Door,
  readFigures: ReadFigures,
  above: readonly ReadPart[],
  readOwed: ReadOwed,
): void {
  door.get('/agreements', 'agreement.read', async (visit) => {
    const { agreements, ending } = await readList(visit);
    const table = await readAgreementTable(readFigures, visit, agreements);
    const page = agreementListPage(table, ending, {
      add: visit.may('agreement.add'),
      rollForward: visit.may('agreement.read-roll-forward'),
    });
    const today = officeDay(visit.office, visit.site.clock);
    const running = agreements.filter(({ endsOn }) => endsOn >= today).map(({ organisationId }) => organisationId);
    visit.show('platform/record', joinParts(page, [await readCheckListPart(visit, running)]));
  });

  door.table(
    '/agreements',
    'agreement.read',
    async (visit) => {
      const { agreements } = await readList(visit);
      return { name: 'agreements', table: await readAgreementTable(readFigures, visit, agreements) };
    },
    { ending: patternParameter(/^\d{1,4}$/, 'within how many days an agreement ends', '90') },
  );

  // Before the addresses of single agreements, which would take its name for a reference.
  rollForwardRoutes(door, readFigures);
  conditionRoutes(door);
  paymentRoutes(door);
  variationRoutes(door, readOwed);
  const own: ReadPart[] = [
    readProviderPart,
    readPaymentPart(readFigures),
    readConditionPart,
    readVariationPart,
    readAttachmentPart('agreement', { kind: 'signed-agreement', warning: 'No signed document is attached.' }),
  ];

  door.get('/agreements/new', 'agreement.add', async (visit) => {
    const { initiative = '' } = readQuery(visit.req.query, ['initiative']);
    visit.show('platform/form', agreementFormPage(await readChoices(visit), { nature: 'revenue', initiative }));
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
    visit.show('platform/record', joinParts(page, await readParts(visit, agreement.ref, [...own, ...above])));
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
          const owed = await readOwed(act.trx, visit.office.id, ref);
          await release(act, { agreement: ref, ...wanted, owed });
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

async function readShown(readFigures: ReadFigures, { where }: Visit, agreement: Agreement) {
  const { ref, boundYears } = agreement;
  const books = openBooks(where.db, where.officeId, await latestMoment(where.db, where.officeId), where.seesEntries);
  const scopes = [...boundYears.map((year) => ({ agreement: ref, year })), { agreement: ref }];
  const [figures = []] = await readRows(readFigures, books, AGREEMENT_FIGURES, [{ agreement: ref }]);
  const providers = await readOrganisationNames(where.db, where.officeId);
  return {
    agreement,
    provider: providers.get(agreement.organisationId) ?? ref,
    figures,
    byYear: await readRows(readFigures, books, AGREEMENT_YEAR_FIGURES, scopes),
    rolled: await listRollForwards(where.db, where.officeId, { agreement: ref }),
    seesEntries: where.seesEntries,
  };
}

/** The agreements that the address asks for: all, those that end within so many days, or those that have ended. */
async function readList(visit: Visit): Promise<{ agreements: Agreement[]; ending: string | undefined }> {
  const { ending } = readQuery(visit.req.query, ['ending']);
  if (ending !== undefined && !ENDING_CHOICES.some(({ value }) => value === ending)) {
    throw new Refusal('malformed', 'ending', 'The address asks for an end that is not listed. Choose one of those.');
  }
  const today = officeDay(visit.office, visit.site.clock);
  const agreements = await listAgreements(visit.site.db, visit.office.id);
  const isMeant = ({ endsOn }: Agreement): boolean => {
    if (ending === undefined) return true;
    return ending === 'ended' ? endsOn < today : endsOn >= today && endsOn <= addDays(today, Number(ending));
  };
  return { ending, agreements: agreements.filter(isMeant) };
}

/** Agreements with what each binds and spent, how it is paid, and how its provider stands with its checks. */
export async function readAgreementTable(
  readFigures: ReadFigures,
  visit: Visit,
  agreements: readonly Agreement[],
): Promise<Table> {
  const { where } = visit;
  const scopes = agreements.map(({ ref }) => ({ agreement: ref }));
  return agreementTable({
    agreements,
    providers: await readOrganisationNames(where.db, where.officeId),
    payments: await readPayments(where.db, where.officeId),
    standing: await readStanding(visit),
    figures: await readRows(readFigures, where, AGREEMENT_FIGURES, scopes),
  });
}

async function readChoices(visit: Visit): Promise<AgreementChoices> {
  const { db } = visit.site;
  const { today, mayOverride } = await readMoneyChoices(visit);
  const { years } = await chooseYear(db, visit.office.id, undefined, today);
  const organisations = await listOrganisations(db, visit.office.id);
  const initiatives = await listInitiatives(db, visit.office.id);
  return {
    initiatives: initiativeChoices(initiatives),
    unpublished: initiatives.filter(({ amountPublished }) => !amountPublished).map(({ ref }) => ref),
    organisations: organisations.map(({ id, name }) => ({ value: String(id), text: name })),
    years,
    today,
    mayOverride,
    mayOverrideChecks: visit.may('check.override'),
  };
}
