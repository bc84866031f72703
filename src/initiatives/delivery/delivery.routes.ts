import { type ReadFigures, readRows } from '../../ledger/shown-figure.ts';
import type { Door, Visit } from '../../people/door.ts';
import { officeDay } from '../../people/office.store.ts';
import type { PageSection, ReadPart } from '../../people/page-part.ts';
import { readQuery } from '../../platform/form.ts';
import { withArticle } from '../../platform/sentence.ts';
import { registerPart, registerRoutes } from '../../registers/register.routes.ts';
import { listRecords } from '../../registers/register.store.ts';
import type { Register } from '../../registers/register.ts';
import { findInitiative, listInitiatives } from '../initiative.store.ts';
import { CLAWBACKS } from './clawback.ts';
import { confidenceTable } from './confidence.pages.ts';
import { CONFIDENCE_SERIES } from './confidence.ts';
import { deliveryListPage, deliveryPage, deliveryPart, deliveryTable } from './delivery.pages.ts';
import { readDeliveries } from './delivery.store.ts';
import type { Delivery } from './delivery.ts';
import { EXIT_PLANS } from './exit-plan.ts';
import { ISSUES } from './issue.ts';
import { LESSONS } from './lesson.ts';
import { timelineSection } from './milestone.chart.ts';
import { MILESTONES } from './milestone.ts';
import { RISKS } from './risk.ts';
import { riskMatrixRoutes } from './risk-matrix.routes.ts';

const CLAWBACK_FIGURES = ['clawback.asked', 'clawback.repaid', 'clawback.outstanding'];

/** How initiatives are delivered: an overview, a page for each, and the registers behind them. */
export function deliveryRoutes(door: Door, readFigures: ReadFigures): void {
  door.get('/delivery', 'delivery.read', async (visit) => {
    const { table, deliveries } = await readAll(visit);
    visit.show('platform/record', deliveryListPage(table, deliveries));
  });

  door.table('/delivery', 'delivery.read', async (visit) => {
    return { name: 'delivery', table: (await readAll(visit)).table };
  });

  door.get('/initiatives/:ref/delivery', 'delivery.read', async (visit) => {
    const { db } = visit.site;
    const initiative = await findInitiative(db, visit.office.id, String(visit.req.params.ref));
    const { ref } = initiative;
    const where = { db, officeId: visit.office.id };
    const clawback = (await readRows(readFigures, where, CLAWBACK_FIGURES, [{ initiative: ref }])).flat();
    const shown = clawback.some(({ value }) => value !== 0) ? clawback : [];
    const { warnings, sections } = await readSections(visit, ref);
    visit.show(
      'platform/record',
      deliveryPage(initiative, await readOne(visit, ref), { clawback: shown, warnings, sections }),
    );
  });

  riskMatrixRoutes(door);
  registerRoutes(door, RISKS, [registerPart(ISSUES, 'risk', 'Issues that came from it')]);
  for (const register of [MILESTONES, ISSUES, CONFIDENCE_SERIES, LESSONS, EXIT_PLANS, CLAWBACKS]) {
    registerRoutes(door, register);
  }
}

/** What the page of an initiative says of its delivery. */
export const readDeliveryPart: ReadPart = async (visit, ref) =>
  visit.may('delivery.read') ? deliveryPart(await readOne(visit, ref)) : {};

async function readOne(visit: Visit, ref: string): Promise<Delivery> {
  const today = officeDay(visit.office, visit.site.clock);
  const [delivery] = await readDeliveries(visit.site.db, visit.office.id, [ref], today);
  return delivery as Delivery;
}

async function readAll({ site, office, req }: Visit) {
  readQuery(req.query, []);
  const initiatives = await listInitiatives(site.db, office.id);
  const refs = initiatives.map(({ ref }) => ref);
  const deliveries = await readDeliveries(site.db, office.id, refs, officeDay(office, site.clock));
  return { deliveries, table: deliveryTable(initiatives, deliveries) };
}

/** A section for each register, the milestones with their timeline, and what somebody must see to. */
async function readSections(visit: Visit, ref: string): Promise<{ warnings: string[]; sections: PageSection[] }> {
  const { db } = visit.site;
  const today = officeDay(visit.office, visit.site.clock);
  const ofInitiative = async (register: Register) =>
    (await listRecords(db, visit.office.id, register)).filter(({ answers }) => answers.initiative === ref);
  const confidences = confidenceTable(await ofInitiative(CONFIDENCE_SERIES));
  const sections: PageSection[] = [{ table: confidences, links: linksOf(visit, CONFIDENCE_SERIES, ref) }];
  const warnings: string[] = [];
  for (const register of [MILESTONES, RISKS, ISSUES, LESSONS, EXIT_PLANS, CLAWBACKS]) {
    const part = await registerPart(register, 'initiative')(visit, ref);
    warnings.push(...(part.warnings ?? []));
    for (const section of part.sections ?? []) sections.push({ ...section, links: linksOf(visit, register, ref) });
    if (register === MILESTONES) sections.push(...timelineSection(await ofInitiative(MILESTONES), today));
  }
  return { warnings, sections };
}

function linksOf(visit: Visit, { one, title, path, acts }: Register, ref: string) {
  const query = `?initiative=${ref}`;
  return [
    ...(visit.may(acts.add) ? [{ text: `Add ${withArticle(one)} to ${ref}`, href: `${path}/new${query}` }] : []),
    { text: `${title} of ${ref} as CSV`, href: `${path}.csv${query}` },
  ];
}
