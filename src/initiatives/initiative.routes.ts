import { perform } from '../audit/act.ts';
import { readAttachmentPart } from '../documents/attachment-part.ts';
import { readFundChoices } from '../funds/money-choices.ts';
import { virementTable } from '../funds/virement.pages.ts';
import { listVirements } from '../funds/virement.store.ts';
import { type ReadFigures, readRows } from '../ledger/shown-figure.ts';
import { chooseYear } from '../ledger/year-choice.ts';
import { PLACES } from '../partners/place.ts';
import type { Door, Visit } from '../people/door.ts';
import { actOnForm } from '../people/form-visit.ts';
import { officeDay } from '../people/office.store.ts';
import { joinParts, type ReadPart, readParts } from '../people/page-part.ts';
import { doer } from '../people/person.ts';
import { readQuery } from '../platform/form.ts';
import { YEAR } from '../platform/parameter.ts';
import { agreementRoutes, readAgreementTable } from './agreements/agreement.routes.ts';
import { listAgreements, type ReadOwed } from './agreements/agreement.store.ts';
import { budgetTable } from './budget.pages.ts';
import { budgetRoutes, readRecorders } from './budget.routes.ts';
import { listBudgetChanges } from './budget.store.ts';
import { withConfidence } from './delivery/confidence.pages.ts';
import { deliveryRoutes, readDeliveryPart } from './delivery/delivery.routes.ts';
import { readConfidences } from './delivery/delivery.store.ts';
import { readInitiative } from './initiative.form.ts';
import {
  INITIATIVE_FIGURES,
  initiativeFormPage,
  initiativeListPage,
  initiativePage,
  initiativeTable,
} from './initiative.pages.ts';
import { addInitiative, findInitiative, listInitiatives } from './initiative.store.ts';
import { kindPart, kindRoutes } from './kinds/kind.routes.ts';
import { lifeRoutes } from './life/life.routes.ts';
import { readLives } from './life/life.store.ts';
import { readLifePart } from './life/life-shown.ts';
import { profileRoutes } from './profile.routes.ts';

/** What higher rooms say on the pages of this one. */
export interface InitiativeParts {
  initiative: readonly ReadPart[];
  agreement: readonly ReadPart[];
  /** What is still to be paid on approved claims. */
  readOwed: ReadOwed;
}

/** What the nouns of this room say on the page of an initiative, in their order. */
const OWN_PARTS: readonly ReadPart[] = [readLifePart, readDeliveryPart, readAttachmentPart('initiative')];

/** The room's addresses: initiatives with their budgets, and agreements. */
export function initiativeRoutes(door: Door, readFigures: ReadFigures, above: InitiativeParts): void {
  const readList = async (visit: Visit) => {
    const { year: asked } = readQuery(visit.req.query, ['year']);
    const where = { db: visit.site.db, officeId: visit.office.id };
    const choice = await chooseYear(where.db, where.officeId, asked, officeDay(visit.office, visit.site.clock));
    const initiatives = await listInitiatives(where.db, where.officeId);
    const { year } = choice;
    const scopes = [...initiatives.map(({ ref }) => ({ initiative: ref, year })), { year }];
    const figures = await readRows(readFigures, where, INITIATIVE_FIGURES, scopes);
    const lives = await readLives(where.db, where.officeId);
    const statuses = new Map(lives.map(({ initiative, status }) => [initiative, status]));
    const table = initiativeTable(year, initiatives, figures, figures.at(-1) ?? [], statuses);
    return { choice, table: withConfidence(table, await readConfidences(where.db, where.officeId)) };
  };

  door.get('/initiatives', 'initiative.read', async (visit) => {
    const { choice, table } = await readList(visit);
    const may = { add: visit.may('initiative.add'), documents: visit.may('attachment.read') };
    visit.show('platform/record', initiativeListPage(table, choice, may));
  });

  door.table(
    '/initiatives',
    'initiative.read',
    async (visit) => {
      return { name: 'initiatives', table: (await readList(visit)).table };
    },
    { year: YEAR },
  );

  door.get('/initiatives/new', 'initiative.add', async (visit) => {
    visit.show('platform/form', initiativeFormPage(await readFundChoices(visit)));
  });

  door.post('/initiatives/new', 'initiative.add', async (visit) => {
    const funds = await readFundChoices(visit);
    await actOnForm(visit, readInitiative(visit.req.body, funds), {
      field: 'name',
      again: (typed, errors) => initiativeFormPage(funds, typed, errors),
      act: async (wanted) => {
        const ref = await perform(visit.site, doer(visit.person), 'initiative.add', visit.once(), async (act) => {
          const added = await addInitiative(act, wanted);
          return { subject: { kind: 'initiative', ref: added }, result: added };
        });
        visit.done(`/initiatives/${ref}`, `Initiative ${ref} was added.`);
      },
    });
  });

  door.get('/initiatives/:ref', 'initiative.read', async (visit) => {
    const where = { db: visit.site.db, officeId: visit.office.id };
    const initiative = await findInitiative(where.db, where.officeId, String(visit.req.params.ref));
    const { ref } = initiative;
    const today = officeDay(visit.office, visit.site.clock);
    const { years } = await chooseYear(where.db, where.officeId, undefined, today);
    const scopes = years.map((year) => ({ initiative: ref, year }));
    const byYear = await readRows(readFigures, where, ['budget.original', ...INITIATIVE_FIGURES], scopes);
    const spend = (place?: string) =>
      readRows(
        readFigures,
        where,
        ['spend.to-date'],
        scopes.map((scope) => (place === undefined ? scope : { ...scope, place })),
      );
    const places = [];
    for (const place of PLACES) places.push({ place, figures: (await spend(place.code)).flat() });
    const changes = await listBudgetChanges(where.db, where.officeId, ref);
    const recorders = await readRecorders(visit);
    const budgets = [...new Set(changes.map(({ year }) => year))].map((year) => ({
      year,
      changes: changes.filter((change) => change.year === year),
    }));
    const shown = {
      initiative,
      years: years.map((year, index) => ({ year, figures: byYear[index] ?? [] })),
      places,
      placesTotal: (await spend()).flat(),
      agreements: await readAgreementTable(
        readFigures,
        visit,
        await listAgreements(where.db, where.officeId, { initiative: ref }),
      ),
      budgets: budgets.map((ofYear) => budgetTable(ref, ofYear.changes, recorders, ofYear.year)),
    };
    const virements = visit.may('virement.read')
      ? virementTable(await listVirements(where.db, where.officeId, { head: ref }), 'Virements')
      : null;
    const may = { budget: visit.may('budget.add'), agree: visit.may('agreement.add') };
    const parts = await readParts(visit, ref, [kindPart(readFigures), ...OWN_PARTS, ...above.initiative]);
    visit.show('platform/record', joinParts(initiativePage({ ...shown, virements }, may), parts));
  });

  deliveryRoutes(door, readFigures);
  kindRoutes(door, readFigures);
  budgetRoutes(door);
  lifeRoutes(door);
  profileRoutes(door, readFigures);
  agreementRoutes(door, readFigures, above.agreement, above.readOwed);
}
