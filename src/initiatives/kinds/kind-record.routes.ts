import { DISTRICTS } from '../../partners/place.ts';
import type { Door, Visit } from '../../people/door.ts';
import { officeDay } from '../../people/office.store.ts';
import type { Parameters } from '../../platform/parameter.ts';
import { parametersOf } from '../../registers/register.form.ts';
import { registerRoutesAt } from '../../registers/register.routes.ts';
import type { Register } from '../../registers/register.ts';
import { findInitiative } from '../initiative.store.ts';
import { initiativeKinds, type Sort } from './initiative-kind.ts';
import { keptRegister } from './kind-basis.ts';
import { demandSort } from './kind-record.ts';

/** The records of an initiative: a list, a file, forms and histories for each sort that its kind keeps. */
export function kindRecordRoutes(door: Door): void {
  const acts = { read: 'kind-record.read', add: 'kind-record.enter', change: 'kind-record.enter' } as const;
  const resolve = async (visit: Visit): Promise<Register> => {
    const { initiative: ref, sort } = visit.req.params;
    const initiative = await findInitiative(visit.site.db, visit.office.id, String(ref));
    return visitedRegister(visit, initiative.ref, demandSort(initiative, String(sort)));
  };
  registerRoutesAt(door, '/initiatives/:initiative/records/:sort', acts, resolve, { parameters: narrowedBy() });
}

/** What the lists of all sorts can be narrowed by: the address names the sort, so it has them all. */
function narrowedBy(): Parameters {
  const sorts = initiativeKinds().flatMap(({ records }) => records);
  const asked = sorts.map((sort) => parametersOf(keptRegister(sort, { initiative: null, today: '2015-04-01' })));
  return Object.assign({}, ...asked);
}

/** The register of a sort for whoever looks: a district's contact is offered and shown its own district alone. */
export function visitedRegister(visit: Visit, initiative: string, sort: Sort): Register {
  const places = DISTRICTS.filter(({ code }) => visit.may('kind-record.read', { district: code }));
  const today = officeDay(visit.office, visit.site.clock);
  return keptRegister(sort, { initiative, today, places });
}
