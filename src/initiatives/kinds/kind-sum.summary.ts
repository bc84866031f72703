import { DISTRICTS } from '../../partners/place.ts';
import { officeDay } from '../../people/office.store.ts';
import { listRecords } from '../../registers/register.store.ts';
import { readChoicesOf } from '../../registers/register.ts';
import type { TotalOf } from './initiative-kind.ts';
import { visitedRegister } from './kind-record.routes.ts';
import { demandSort } from './kind-record.ts';
import { sumFacts, sumTable } from './kind-sum.pages.ts';
import type { Summary, SummaryAbout } from './kind-summary.ts';

/** The records of a sort added up, for whoever looks. */
export async function readSumSummary({ visit, initiative }: SummaryAbout, total: TotalOf<'sum'>): Promise<Summary> {
  const where = [visit.site.db, visit.office.id] as const;
  const sort = demandSort(initiative, total.sort);
  const register = visitedRegister(visit, initiative.ref, sort);
  const seen = DISTRICTS.filter(({ code }) => visit.may('kind-record.read', { district: code }));
  const about = {
    sort,
    register,
    seen,
    records: await listRecords(...where, register),
    choices: await readChoicesOf(...where, register, officeDay(visit.office, visit.site.clock)),
  };
  return {
    tables: [{ code: total.code, table: sumTable(total, about) }],
    part: { summary: sumFacts(total, about).map(({ question, cell }) => ({ key: question.label, cells: [cell] })) },
  };
}
