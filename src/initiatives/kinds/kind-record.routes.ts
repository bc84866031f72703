import { DISTRICTS } from '../../partners/place.ts';
import type { Door, Visit } from '../../people/door.ts';
import { officeDay } from '../../people/office.store.ts';
import { registerRoutesAt } from '../../registers/register.routes.ts';
import type { Register } from '../../registers/register.ts';
import { findInitiative } from '../initiative.store.ts';
import type { Sort } from './initiative-kind.ts';
import { keptRegister } from './kind-basis.ts';
import { demandSort } from './kind-record.ts';

/** The records of an initiative: a list, a file, forms and histories for each sort that its kind keeps. */
export function kindRecordRoutes(door: Door): void {
  const acts = { read: 'kind-record.read', add: 'kind-record.enter', change: 'kind-record.enter' } as const;
  registerRoutesAt(door, '/initiatives/:initiative/records/:sort', acts, async (visit) => {
    const { initiative: ref, sort } = visit.req.params;
    const initiative = await findInitiative(visit.site.db, visit.office.id, String(ref));
    return visitedRegister(visit, initiative.ref, demandSort(initiative, String(sort)));
  });
}

/** The register of a sort for whoever looks: a district's contact is offered and shown its own district alone. */
export function visitedRegister(visit: Visit, initiative: string, sort: Sort): Register {
  const places = DISTRICTS.filter(({ code }) => visit.may('kind-record.read', { district: code }));
  const today = officeDay(visit.office, visit.site.clock);
  return keptRegister(sort, { initiative, today, places });
}
