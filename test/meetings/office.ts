import type { Knex } from 'knex';
import { type Act, perform } from '../../src/audit/act.ts';
import { addAgendaItem } from '../../src/meetings/agenda.store.ts';
import { addMeeting } from '../../src/meetings/meeting.store.ts';
import { MEMBERS } from '../../src/meetings/member.ts';
import { PAPERS } from '../../src/meetings/paper.ts';
import { addOrganisation } from '../../src/partners/organisation.store.ts';
import { addPerson } from '../../src/people/person.store.ts';
import { settableClock } from '../../src/platform/clock.ts';
import type { Answers } from '../../src/registers/field.ts';
import { addRecord } from '../../src/registers/register.store.ts';
import { fillAssurance } from '../assurance/office.ts';
import { filledOnce } from '../template.ts';

/** Answers of a paper for PEG-2015-02; a test changes what it is about. */
export function paper(changes: Answers = {}): Answers {
  return {
    meeting: 'PEG-2015-02',
    item: null,
    title: 'Money for awareness',
    dated: '2015-07-20',
    author: 'Commissioning officer',
    sponsor: null,
    purpose: 'decision',
    summary: 'More schools ask for sessions',
    recommendation: 'To recommend £12,000',
    background: null,
    content: null,
    finance: 'From what is unallocated',
    legal: null,
    staff: null,
    technology: null,
    communications: null,
    equality: 'Schools of every district',
    dataProtection: null,
    contact: 'Commissioning officer, 01924 000000',
    marking: 'OFFICIAL',
    originator: 'The Commissioner’s office',
    handling: null,
    distribution: 'all',
    named: null,
    circulated: '2015-07-31',
    late: null,
    consent: null,
    standing: 'stands',
    ...changes,
  };
}

/** Answers of a decision that the first paper asks. */
export function asked(changes: Answers = {}): Answers {
  return {
    paper: 'P-001',
    title: 'Money for awareness in Leeds',
    asked: 'That £12,000 is allocated to sessions in Leeds',
    money: 'allocation',
    amount: 1_200_000,
    gains: '2',
    standing: 'stands',
    ...changes,
  };
}

/**
 * The small office with a PEG. Its members: PM-001 of the police, who signs in as `member`; PM-002 of Leeds (organisation
 * 2), who signs in as `councillor`; PM-003 in the place of PM-001. Three meetings, the first held, and two items on the
 * agenda of the second.
 */
export const fillMeetings = filledOnce('meetings', async (db: Knex): Promise<void> => {
  await fillAssurance(db);
  const site = { db, clock: settableClock('2015-05-02T08:00:00.000Z') };
  const program = { officeId: 1, personId: null, role: 'program' };
  const { password_hash: passwordHash } = await db('person').first();
  const people = [
    ['councillor', 'peg-member'],
    ['substitute', 'peg-member'],
  ] as const;
  for (const [name, role] of people) {
    await addPerson(site, program, { email: `${name}@demo.example`, name, passwordHash, roles: [role] });
  }
  const idOf = async (name: string): Promise<string> =>
    String(
      (
        await db('person')
          .where({ email: `${name}@demo.example` })
          .first('id')
      ).id,
    );
  const told = (work: (act: Act) => Promise<unknown>) =>
    perform(site, program, 'story', null, async (act) => {
      await work(act);
      return { subject: { kind: 'story', ref: '' }, result: null };
    });
  await told((act) => addOrganisation(act, { name: 'Leeds City Council', kind: 'council', districtCode: 'E08000035' }));
  const members: [name: string, organisation: string, account: string | null, substituteFor: string | null][] = [
    ['Mary Green', '1', 'member', null],
    ['Mark Grey', '2', 'councillor', null],
    ['Asha Patel', '1', 'substitute', 'PM-001'],
  ];
  for (const [name, organisation, account, substituteFor] of members) {
    const person = account === null ? null : await idOf(account);
    const answers = { name, organisation, post: null, substituteFor, from: '2014-01-01', until: null, person };
    await told((act) => addRecord(act, MEMBERS, answers));
  }
  for (const heldOn of ['2015-07-10', '2015-08-14', '2015-10-09']) {
    await told((act) => addMeeting(act, { heldOn, startsAt: '10:00', place: 'Wakefield', chair: 'The Commissioner' }));
  }
  const item = { lead: 'Chair', purpose: 'decision', minutes: 10 } as const;
  await told((act) => addAgendaItem(act, 'PEG-2015-02', { ...item, title: 'Money for awareness' }));
  await told((act) => addAgendaItem(act, 'PEG-2015-02', { ...item, title: 'Any other business' }));
});

/** As `fillMeetings`, with the paper P-001 circulated for the second meeting. */
export const fillPaper = filledOnce('meetings_paper', async (db: Knex): Promise<void> => {
  await fillMeetings(db);
  const site = { db, clock: settableClock('2015-07-31T08:00:00.000Z') };
  const { id } = await db('person').where({ email: 'commissioning@demo.example' }).first('id');
  const officer = { officeId: 1, personId: id, role: 'commissioning-officer' };
  await perform(site, officer, 'paper.add', null, async (act) => {
    const ref = await addRecord(act, PAPERS, paper({ item: '1' }));
    return { subject: { kind: 'paper', ref }, result: ref };
  });
});
