import type { Door, Visit } from '../../people/door.ts';
import { officeDay } from '../../people/office.store.ts';
import { readQuery, type Typed } from '../../platform/form.ts';
import { INITIATIVE } from '../../platform/parameter.ts';
import { notFound } from '../../platform/refusal.ts';
import { listRecords } from '../../registers/register.store.ts';
import { readInitiativeChoices } from '../initiative-choices.ts';
import { RISKS } from './risk.ts';
import { matrixFileTable, matrixPage, openRisks } from './risk-matrix.pages.ts';

/** The matrix of risks and its file: before the addresses of single risks, which would take its name for a reference. */
export function riskMatrixRoutes(door: Door): void {
  door.get('/risks/matrix', RISKS.acts.read, async (visit) => {
    const { risks, asked, initiatives } = await readMatrix(visit);
    visit.show('platform/record', matrixPage(risks, asked, initiatives));
  });

  door.table(
    '/risks/matrix',
    RISKS.acts.read,
    async (visit) => {
      const { risks, asked } = await readMatrix(visit);
      return { name: 'risk-matrix', table: matrixFileTable(risks, asked.initiative) };
    },
    { initiative: INITIATIVE },
  );
}

async function readMatrix({ site, office, req }: Visit) {
  const asked = readQuery(req.query, ['initiative']) as Typed;
  const initiatives = await readInitiativeChoices(site.db, office.id, officeDay(office, site.clock));
  if (asked.initiative !== undefined && !initiatives.some(({ value }) => value === asked.initiative)) {
    throw notFound(`initiative ${asked.initiative.slice(0, 20)}`);
  }
  const risks = openRisks(await listRecords(site.db, office.id, RISKS), asked.initiative);
  return { risks, asked, initiatives };
}
