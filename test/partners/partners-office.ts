import type { Knex } from 'knex';
import { type Act, type Doer, perform, type Site } from '../../src/audit/act.ts';
import { addOffice } from '../../src/people/office.store.ts';
import { addPerson } from '../../src/people/person.store.ts';
import { settableClock } from '../../src/platform/clock.ts';
import type { Plain } from '../../src/platform/digest.ts';
import { filledOnce } from '../template.ts';
import { cheapPasswordHash } from '../world.ts';

const PEOPLE: [name: string, role: string, district?: string][] = [
  ['commissioning', 'commissioning-officer'],
  ['coordinator', 'coordinator'],
  ['manager', 'finance-manager'],
  ['finance', 'finance-officer'],
  ['auditor', 'auditor'],
  ['member', 'peg-member'],
  ['leeds', 'district-contact', 'E08000035'],
  ['bradford', 'district-contact', 'E08000032'],
];

/** An office of people alone, at 31 July 2015. */
export const fillPartners = filledOnce('partners', async (db: Knex): Promise<void> => {
  const site = { db, clock: settableClock('2014-04-01T08:00:00.000Z') };
  const officeId = await addOffice(db, {
    code: 'WY',
    name: 'Office of the Commissioner',
    areaCode: 'E23000010',
    commissionerTitle: 'Police and Crime Commissioner',
    standingDay: '2015-07-31',
    demonstration: false,
  });
  const program = { officeId, personId: null, role: 'program' };
  const passwordHash = await cheapPasswordHash();
  for (const [name, role, districtCode] of PEOPLE) {
    await addPerson(site, program, { email: `${name}@demo.example`, name, passwordHash, roles: [role], districtCode });
  }
});

/** Does something as one act and answers its result. */
export function done<T extends Plain>(site: Site, doer: Doer, work: (act: Act) => Promise<T>): Promise<T> {
  return perform(site, doer, 'story', null, async (act) => ({
    subject: { kind: 'story', ref: '' },
    result: await work(act),
  }));
}

/** The rule that refused, or what came of it. */
export async function ruleOf(work: Promise<unknown>): Promise<unknown> {
  try {
    await work;
    return 'done';
  } catch (error) {
    return (error as { rule?: string }).rule ?? String(error);
  }
}

/** The fields of a day as a form sends them. */
export function dayTyped(name: string, day: string): Record<string, string> {
  const [year = '', month = '', of = ''] = day.split('-');
  return { [`${name}-day`]: of, [`${name}-month`]: month, [`${name}-year`]: year };
}
