import type { Knex } from 'knex';
import { type Act, perform } from '../../src/audit/act.ts';
import { allocate } from '../../src/funds/allocation.store.ts';
import { addDecision } from '../../src/funds/decision.store.ts';
import { addFund } from '../../src/funds/fund.store.ts';
import { addSource, award } from '../../src/funds/source.store.ts';
import { commit } from '../../src/initiatives/agreements/agreement.store.ts';
import { addInitiative, budget } from '../../src/initiatives/initiative.store.ts';
import { closePeriod } from '../../src/ledger/closing.ts';
import { addYear } from '../../src/ledger/period.store.ts';
import { addOrganisation } from '../../src/partners/organisation.store.ts';
import { addOffice } from '../../src/people/office.store.ts';
import { addPerson } from '../../src/people/person.store.ts';
import { settableClock } from '../../src/platform/clock.ts';
import { filledOnce } from '../template.ts';
import { cheapPasswordHash } from '../world.ts';

const PEOPLE: [name: string, role: string][] = [
  ['finance', 'finance-officer'],
  ['finance2', 'finance-officer'],
  ['manager', 'finance-manager'],
  ['cfo', 'chief-finance-officer'],
  ['commissioning', 'commissioning-officer'],
  ['auditor', 'auditor'],
  ['leeds', 'district-contact'],
];

/**
 * A small office at 31 July 2015, with 2014/15 and the first three periods of 2015/16 closed. I-01 has £100,000 for
 * 2015/16, of which AG-2015-001 binds £60,000; I-02 has £20,000; the amount of I-03 was never published.
 */
export const fillOffice = filledOnce('office', async (db: Knex): Promise<void> => {
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
  for (const [name, role] of PEOPLE) {
    const districtCode = role === 'district-contact' ? 'E08000035' : undefined;
    await addPerson(site, program, { email: `${name}@demo.example`, name, passwordHash, roles: [role], districtCode });
  }
  const person = await db('person').where({ email: 'cfo@demo.example' }).first('id');
  const cfo = { officeId, personId: person.id, role: 'chief-finance-officer' };
  const told = (name: string, work: (act: Act) => Promise<unknown>) =>
    perform(site, cfo, name, null, async (act) => {
      await work(act);
      return { subject: { kind: 'story', ref: name }, result: null };
    });
  await told('years', async (act) => {
    await addYear(act, 2014);
    await addYear(act, 2015);
  });
  await told('fund', async (act) => {
    await addFund(act, { code: 'CSE', name: 'CSE fund', startsOn: '2014-04-01' });
    await addSource(act, {
      fund: 'CSE',
      code: 'PCC',
      name: 'The Commissioner',
      funder: 'The Commissioner',
      restriction: 'none',
      conditions: null,
    });
    await addDecision(act, {
      decidedOn: '2014-03-01',
      title: 'Budget',
      summary: 'The budget',
      decidedBy: 'The Commissioner',
      headlinePence: null,
      invented: true,
    });
  });
  for (let count = 0; count < 16; count += 1) {
    await told('close', (act) => {
      return closePeriod(act, { year: count < 13 ? 2014 : 2015, number: (count % 13) + 1 });
    });
  }
  await told('money', async (act) => {
    const shared = {
      source: 'PCC',
      year: 2015,
      nature: 'revenue',
      decisionRef: 'D-2014-001',
      happenedOn: '2015-04-01',
    } as const;
    await award(act, { ...shared, pence: 50_000_000, reference: 'Letter', invented: true });
    const allocation = await allocate(act, { ...shared, pence: 12_000_000, purpose: 'CSE', overrideReason: null });
    const initiative = { fund: 'CSE', kind: 'school-awareness', purpose: 'To protect', basis: 'A decision' };
    await addInitiative(act, { ...initiative, name: 'Investigators', amountPublished: true });
    await addInitiative(act, { ...initiative, name: 'School awareness', amountPublished: true });
    await addInitiative(act, { ...initiative, name: 'Foster care', amountPublished: false });
    const given = { ...shared, allocation, overrideReason: null };
    await budget(act, { ...given, initiative: 'I-01', pence: 10_000_000 });
    await budget(act, { ...given, initiative: 'I-02', pence: 2_000_000 });
    const organisationId = await addOrganisation(act, { name: 'West Yorkshire Police', kind: 'police' });
    await commit(act, {
      initiative: 'I-01',
      kind: 'transfer',
      organisationId,
      year: 2015,
      nature: 'revenue',
      pence: 6_000_000,
      signedOn: '2015-04-20',
      startsOn: '2015-04-01',
      endsOn: '2016-03-31',
      purpose: 'Investigators',
      crimeReduction: 'More cases are investigated',
      valueForMoney: 'At cost',
      conditions: null,
      overrideReason: null,
    });
  });
});

/** What a finance officer types for an ordinary invoice of July 2015; a test changes what it is about. */
export function invoice(changes: Record<string, string> = {}): Record<string, string> {
  return {
    initiative: 'I-01',
    agreement: 'AG-2015-001',
    place: 'E23000010',
    category: '1',
    supplier: 'West Yorkshire Police',
    'invoiced-day': '3',
    'invoiced-month': 'July',
    'invoiced-year': '2015',
    'received-day': '6',
    'received-month': '7',
    'received-year': '2015',
    'paid-day': '',
    'paid-month': '',
    'paid-year': '',
    period: '2015-16-P04',
    reference: 'WYP-0417',
    net: '£10,000.00',
    vat: '',
    nature: 'revenue',
    description: 'Investigators, July',
    reason: '',
    ...changes,
  };
}
