import type { Knex } from 'knex';
import { type Act, type Doer, perform, type Site } from '../../../src/audit/act.ts';
import { addDecision } from '../../../src/funds/decision.store.ts';
import { addInitiative } from '../../../src/initiatives/initiative.store.ts';
import type { NewLifeEvent } from '../../../src/initiatives/life/life.store.ts';
import type { MoveName } from '../../../src/initiatives/life/life-machine.ts';
import { moveOn } from '../../../src/initiatives/life/life-move.ts';
import { addPerson } from '../../../src/people/person.store.ts';
import { settableClock } from '../../../src/platform/clock.ts';
import { fillOffice } from '../../spend/office.ts';
import { filledOnce } from '../../template.ts';

export const TODAY = '2015-07-31';
/** Decided on 1 March 2014, and on 20 May 2015. */
export const DECISION = 'D-2014-001';
export const LATER_DECISION = 'D-2015-001';

const PEOPLE: [name: string, ...roles: string[]][] = [
  ['pcc', 'commissioner'],
  ['ceo', 'chief-executive'],
  ['secretariat', 'secretariat'],
  ['both', 'finance-manager', 'commissioning-officer'],
];

/** The small office of the spend tests with a Commissioner, a secretariat, and one who commissions and reconciles. */
export const fillLifeOffice = filledOnce('life', async (db: Knex): Promise<void> => {
  await fillOffice(db);
  const site = { db, clock: settableClock('2015-07-30T08:00:00.000Z') };
  const { id: officeId } = await db('office').first('id');
  const program = { officeId, personId: null, role: 'program' };
  const { password_hash: passwordHash } = await db('person').first('password_hash');
  for (const [name, ...roles] of PEOPLE) {
    await addPerson(site, program, { email: `${name}@demo.example`, name, passwordHash, roles });
  }
  await told(site, program, (act) =>
    addDecision(act, {
      decidedOn: '2015-05-20',
      title: 'Foster care',
      summary: 'Foster care for victims',
      decidedBy: 'The Commissioner',
      headlinePence: null,
      invented: true,
    }),
  );
});

/** Does something as one act and answers what it answered. */
export async function told<T>(site: Site, doer: Doer, work: (act: Act) => Promise<T>): Promise<T> {
  const answers: T[] = [];
  await perform(site, doer, 'told', null, async (act) => {
    answers.push(await work(act));
    return { subject: { kind: 'story', ref: '' }, result: null };
  });
  return answers[0] as T;
}

/** An initiative of its own with an agreement that runs from 1 June to 30 June 2015, without any money. */
export async function addWithAgreement(act: Act): Promise<{ ref: string; agreement: string }> {
  const ref = await addInitiative(act, {
    fund: 'CSE',
    kind: 'school-awareness',
    name: 'A pilot',
    purpose: 'To try it',
    basis: 'A letter',
    amountPublished: false,
  });
  return { ref, agreement: await addAgreementTo(act, ref) };
}

/** An agreement of 1 to 30 June 2015 whose money was never published, as far as a life looks at one. */
export async function addAgreementTo(act: Act, initiative: string): Promise<string> {
  const { id: organisationId } = await act.trx('organisation').first('id');
  const ref = `AG-2015-${String((await act.nextNumber('agreement', 2015)) + 100)}`;
  const words = await act.words('Words');
  await act.add('agreement', {
    fund: 'CSE',
    ref,
    initiative,
    kind: 'grant',
    organisation_id: organisationId,
    year: 2015,
    nature: 'revenue',
    pence: 1,
    signed_on: '2015-05-25',
    starts_on: '2015-06-01',
    ends_on: '2015-06-30',
    purpose_words: words,
    crime_reduction_words: words,
    value_for_money_words: words,
    conditions_words: null,
  });
  return ref;
}

/** The day on which each move happens in the stories, in order. */
export const DAYS: Record<MoveName, string> = {
  propose: '2015-05-01',
  consider: '2015-05-10',
  decide: '2015-05-20',
  offer: '2015-05-22',
  'decline-offer': '2015-05-23',
  accept: '2015-05-25',
  start: '2015-06-01',
  vary: '2015-06-02',
  suspend: '2015-06-05',
  resume: '2015-06-10',
  end: '2015-06-30',
  'receive-return': '2015-07-10',
  reconcile: '2015-07-20',
  close: '2015-07-25',
  withdraw: '2015-05-25',
};

/** A move with everything that it needs. */
export function moveWith(
  move: MoveName,
  of: { ref: string; agreement: string },
  changes: Partial<NewLifeEvent> = {},
): NewLifeEvent {
  const parts: Partial<Record<MoveName, Partial<NewLifeEvent>>> = {
    consider: { recommendation: { meeting: 'PEG-2015-02', recommendation: 'recommended', conditions: null } },
    decide: { ruling: { decisionRef: LATER_DECISION, outcome: 'approved' } },
    accept: { agreement: of.agreement },
    vary: { variation: 'Two more schools' },
    close: {
      evaluation: {
        aim: 'partly',
        achieved: '48 performances',
        value: '£2 for each pupil',
        lessons: 'Begin earlier',
        evidence: 'The final return',
      },
    },
  };
  return { initiative: of.ref, move, happenedOn: DAYS[move], why: `Because of ${move}`, ...parts[move], ...changes };
}

/** Moves an initiative on, one move after the other, each as an act of the doer. */
export async function walk(
  site: Site,
  doer: Doer,
  of: { ref: string; agreement: string },
  moves: readonly MoveName[],
): Promise<void> {
  for (const move of moves) await told(site, doer, (act) => moveOn(act, moveWith(move, of), TODAY));
}
