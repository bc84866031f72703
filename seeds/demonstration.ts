import type { Knex } from 'knex';
import { type Act, type Done, perform } from '../src/audit/act.ts';
import { addFund } from '../src/funds/fund.store.ts';
import { addYear } from '../src/ledger/period.store.ts';
import { addOffice, firstOffice } from '../src/people/office.store.ts';
import { hashPassword } from '../src/people/password.ts';
import { addPerson, findByEmail, listPeople } from '../src/people/person.store.ts';
import { doer, type Person } from '../src/people/person.ts';
import { roleShown } from '../src/people/role.ts';
import { settableClock } from '../src/platform/clock.ts';
import type { Plain } from '../src/platform/digest.ts';
import { theAgreementTerms } from './agreement-terms.ts';
import { theAssurance } from './assurance.ts';
import { theAttachments } from './attachments.ts';
import { theBriefings } from './briefings.ts';
import { theClaims } from './claims.ts';
import { theCodingRules } from './coding.ts';
import { theDelivery } from './delivery.ts';
import { theFund } from './fund.ts';
import { theImports } from './imports.ts';
import { theInitiatives } from './initiatives.ts';
import { theKindRecords } from './kinds.ts';
import { theLives } from './life.ts';
import { theMeetings } from './meetings.ts';
import { theMovements } from './movements.ts';
import { theOutcomes } from './outcomes.ts';
import { publishDemonstrationPacks } from './packs.ts';
import { thePartners } from './partners.ts';
import { thePayroll } from './payroll.ts';
import { thePeriodEnd } from './period-end.ts';
import { thePublications } from './publication.ts';
import { theReconciliation } from './reconciliation.ts';
import { theReturns } from './returns.ts';
import { theSpend } from './spend.ts';
import { type Event, FUND, happenInOrder, readRows } from './timeline.ts';
import { theWords } from './words.ts';

export const DEMONSTRATION_PASSWORD = 'correct horse battery staple';
const OFFICE_NAME = 'Office of the Police and Crime Commissioner for West Yorkshire';
const START = '2014-04-01T08:00:00.000Z';

/** Makes the demonstration fund when the database holds no office yet; answers whether it did. */
export async function seedWhenEmpty(db: Knex): Promise<boolean> {
  if ((await firstOffice(db)) !== null) return false;
  await seedDemonstration(db);
  await publishDemonstrationPacks(db);
  return true;
}

/** The demonstration's people, for the line that the server prints at start; none in an office of its own. */
export async function demonstrationSignIns(db: Knex): Promise<{ email: string; roles: string }[]> {
  const office = await firstOffice(db);
  if (office === null || !office.demonstration) return [];
  const people = await listPeople(db, office.id);
  return people
    .filter(({ email }) => email.endsWith('@demo.example'))
    .toSorted((a, b) => a.id - b.id)
    .map(({ email, roles }) => ({
      email,
      roles: roles.map((role) => roleShown(role, office.commissionerTitle)).join(', '),
    }));
}

/**
 * West Yorkshire's fund of 2014 to 2015 from published facts, with what is not published made up and marked so. Told
 * through the same acts as the pages, each at its own instant, so that the past can be asked about.
 */
export async function seedDemonstration(db: Knex): Promise<void> {
  const clock = settableClock(START);
  const site = { db, clock };
  const officeId = await addOffice(db, {
    code: 'WY',
    name: OFFICE_NAME,
    areaCode: 'E23000010',
    commissionerTitle: 'Police and Crime Commissioner',
    standingDay: '2015-07-31',
    demonstration: true,
  });
  const program = { officeId, personId: null, role: 'program' };
  const passwordHash = await hashPassword(DEMONSTRATION_PASSWORD);
  for (const { email = '', name = '', roles = '', district = '' } of readRows('people')) {
    await addPerson(site, program, {
      email,
      name,
      passwordHash,
      roles: roles.split(' '),
      districtCode: district || undefined,
    });
  }
  const people = new Map<string, Person>();
  for (const { email = '' } of readRows('people')) {
    const found = await findByEmail(db, email);
    if (found !== null) people.set(email.split('@')[0] as string, found.person);
  }
  const person = (name: string): Person => people.get(name) as Person;

  const by = (name: string, action: string, kind: string, work: (act: Act) => Promise<Plain>) =>
    perform(site, doer(person(name)), action, null, async (act): Promise<Done<Plain>> => {
      const result = await work(act);
      return { subject: { kind, ref: typeof result === 'string' ? result : '' }, result };
    });

  const events: Event[] = [
    {
      at: '2014-04-01T09:00:00.000Z',
      happen: () =>
        by('manager', 'fund.add', 'fund', async (act) => {
          await addFund(act, { code: FUND, name: 'Response to child sexual exploitation', startsOn: '2014-04-01' });
          for (const year of [2014, 2015]) await addYear(act, year);
          return FUND;
        }),
    },
    ...theFund(by),
    ...theInitiatives(by, db, officeId),
    ...theLives(by, OFFICE_NAME),
    ...theAttachments(by),
    ...theAgreementTerms(by, db, officeId),
    ...theSpend(by, person),
    ...thePeriodEnd(by, person),
    ...theMovements(by, person),
    ...theReconciliation(by, person),
    ...theOutcomes(by, person, db),
    ...theMeetings(by, person),
    ...theBriefings(by, person),
    ...thePartners(by),
    ...theAssurance(by, person),
    ...theDelivery(by),
    ...theKindRecords(by),
    ...theClaims(by, person, site),
    ...theCodingRules(by),
    ...theImports(by, person, site),
    ...thePayroll(by),
    ...theReturns(by),
    ...thePublications(by, person, site),
    ...theWords(by, db, officeId),
  ];
  await happenInOrder(events, clock);
}
