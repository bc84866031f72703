import { readAttachmentPart } from '../documents/attachment-part.ts';
import type { ReadFigures } from '../ledger/shown-figure.ts';
import { chooseYear } from '../ledger/year-choice.ts';
import type { Door, Visit } from '../people/door.ts';
import { officeDay } from '../people/office.store.ts';
import { readQuery } from '../platform/form.ts';
import { textParameter, YEAR } from '../platform/parameter.ts';
import { notFound } from '../platform/refusal.ts';
import { registerPart, registerRoutes } from '../registers/register.routes.ts';
import { answeringPart } from './answering-money.ts';
import { closingRoutes, readClosingPart } from './close-recommendation.routes.ts';
import { INSPECTIONS, readInspectionChoices } from './inspection.ts';
import { matrixPage, matrixTable } from './matrix.pages.ts';
import { readMatrix } from './matrix.ts';
import { readOverdue } from './overdue.ts';
import { QUESTIONS } from './question.ts';
import { RECOMMENDATIONS } from './recommendation.ts';
import { ACTIONS } from './recommendation-action.ts';
import { LINKS } from './recommendation-link.ts';
import { RESPONSES } from './response.ts';
import { voiceRoutes } from './voice.routes.ts';
import { VOICE_CHANGES } from './voice-change.ts';

/** The room's addresses: from inspections to money, questions to the Chief Constable, and the child's voice. */
export function assuranceRoutes(door: Door, readFigures: ReadFigures): void {
  const read = async (visit: Visit) => {
    const { year, inspection } = readQuery(visit.req.query, ['year', 'inspection']);
    const { db } = visit.site;
    const today = officeDay(visit.office, visit.site.clock);
    const choice = await chooseYear(db, visit.office.id, year, today);
    const inspections = await readInspectionChoices(db, visit.office.id, today);
    if (inspection !== undefined && !inspections.some(({ value }) => value === inspection)) {
      throw notFound(`inspection ${inspection.slice(0, 20)}`);
    }
    const lines = await readMatrix(visit, readFigures, choice, { inspection });
    return { choice, inspections, inspection: inspection ?? '', table: matrixTable(lines, choice.year, today) };
  };

  door.get('/assurance', 'assurance.read', async (visit) => {
    const { table, ...about } = await read(visit);
    const overdue = await readOverdue(visit.site.db, visit.office.id, officeDay(visit.office, visit.site.clock));
    const warnings = overdue.map(({ sentence }) => sentence);
    const mayEnter = visit.may('assurance.enter');
    visit.show('platform/record', matrixPage(table, { ...about, warnings, mayEnter }));
  });

  door.table(
    '/assurance',
    'assurance.read',
    async (visit) => {
      return { name: 'assurance', table: (await read(visit)).table };
    },
    { year: YEAR, inspection: textParameter('the reference of an inspection', 'IN-001') },
  );

  registerRoutes(door, INSPECTIONS, [
    readAttachmentPart('inspection'),
    registerPart(RESPONSES, 'inspection'),
    registerPart(RECOMMENDATIONS, 'inspection'),
    registerPart(QUESTIONS, 'inspection'),
  ]);
  registerRoutes(door, RESPONSES);
  registerRoutes(door, RECOMMENDATIONS, [
    registerPart(ACTIONS, 'recommendation', 'Actions'),
    answeringPart(readFigures),
    registerPart(QUESTIONS, 'recommendation'),
    registerPart(VOICE_CHANGES, 'recommendation'),
    readClosingPart,
  ]);
  closingRoutes(door);
  registerRoutes(door, ACTIONS, [readAttachmentPart('recommendation-action')]);
  registerRoutes(door, LINKS);
  registerRoutes(door, QUESTIONS);
  voiceRoutes(door);
}
