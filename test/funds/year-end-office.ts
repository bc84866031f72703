import type { Knex } from 'knex';
import { type Act, perform } from '../../src/audit/act.ts';
import { allocate } from '../../src/funds/allocation.store.ts';
import { addSource, award } from '../../src/funds/source.store.ts';
import { budget } from '../../src/initiatives/initiative.store.ts';
import { addYear } from '../../src/ledger/period.store.ts';
import { addPerson } from '../../src/people/person.store.ts';
import { settableClock } from '../../src/platform/clock.ts';
import { fillOffice } from '../spend/office.ts';
import { filledOnce } from '../template.ts';

export const DECISION = 'D-2014-001';
export const CONSENT = 'Letter HO/CSE/17 of 3 June 2015';

const PEOPLE: [name: string, role: string][] = [
  ['deputy', 'deputy-chief-finance-officer'],
  ['manager2', 'finance-manager'],
  ['ceo', 'chief-executive'],
  ['pcc', 'commissioner'],
];

/**
 * The small office at 31 July 2015 (its own money PCC: I-01 has £40,000 free of 2015/16, I-02 £20,000), with more
 * people who may approve, the year 2016/17, and ring-fenced money HO of the Home Office:
 * 2014/15: £90,000 awarded, AL-2014-001 of £70,000, I-01 £40,000, I-02 £10,000;
 * 2015/16: £80,000 awarded, AL-2015-002 of £60,000, I-01 £30,000, I-02 £15,000.
 */
export const fillYearEndOffice = filledOnce('year_end', async (db: Knex): Promise<void> => {
  await fillOffice(db);
  const site = { db, clock: settableClock('2015-07-30T08:00:00.000Z') };
  const { id: officeId } = await db('office').first('id');
  const program = { officeId, personId: null, role: 'program' };
  const { password_hash: passwordHash } = await db('person').first('password_hash');
  for (const [name, role] of PEOPLE) {
    await addPerson(site, program, { email: `${name}@demo.example`, name, passwordHash, roles: [role] });
  }
  const told = (work: (act: Act) => Promise<unknown>) =>
    perform(site, program, 'told', null, async (act) => {
      await work(act);
      return { subject: { kind: 'story', ref: '' }, result: null };
    });
  await told((act) => addYear(act, 2016));
  await told((act) =>
    addSource(act, {
      fund: 'CSE',
      code: 'HO',
      name: 'Home Office grant',
      funder: 'Home Office',
      restriction: 'ring-fenced',
      conditions: 'For victims only',
    }),
  );
  await told((act) => ringFenced(act, 2014, [9_000_000, 7_000_000, 4_000_000, 1_000_000]));
  await told((act) => ringFenced(act, 2015, [8_000_000, 6_000_000, 3_000_000, 1_500_000]));
});

async function ringFenced(act: Act, year: number, pounds: [number, number, number, number]): Promise<void> {
  const [awarded, allocated, first, second] = pounds;
  const happenedOn = `${year}-04-01`;
  const shared = { source: 'HO', year, nature: 'revenue' as const, decisionRef: DECISION, happenedOn };
  await award(act, { ...shared, pence: awarded, reference: 'Grant letter', invented: true });
  const allocation = await allocate(act, {
    ...shared,
    pence: allocated,
    purpose: 'Victims',
    overrideReason: null,
  });
  const given = { ...shared, allocation, overrideReason: null, reason: 'Grant of the year' };
  await budget(act, { ...given, initiative: 'I-01', pence: first });
  await budget(act, { ...given, initiative: 'I-02', pence: second });
}
