import { seedDemonstration } from '../../seeds/demonstration.ts';
import { perform } from '../../src/audit/act.ts';
import { allocate } from '../../src/funds/allocation.store.ts';
import { addSource, award } from '../../src/funds/source.store.ts';
import { budget } from '../../src/initiatives/initiative.store.ts';
import { firstOffice } from '../../src/people/office.store.ts';
import { doer } from '../../src/people/person.ts';
import { approveSpend } from '../../src/spend/decide.ts';
import { enterCorrection, enterSpend, type NewSpend } from '../../src/spend/enter.ts';
import { type Kind, openWorld, type Visitor, type World } from '../world.ts';

/** The demonstration's office with money for specialist foster care, whose amount nobody has published there. */
export async function openOffice(kind: Kind): Promise<World> {
  const world = await openWorld(kind, seedDemonstration);
  const { db } = world;
  const office = await firstOffice(db);
  const by = { officeId: office?.id as number, personId: null, role: 'program' };
  const site = { db, clock: { now: () => '2015-07-30T18:00:00.000Z' } };
  await perform(site, by, 'test.fill', null, async (act) => {
    const money = {
      source: 'GIFT',
      year: 2015,
      nature: 'revenue' as const,
      pence: 90_000_00,
      happenedOn: '2015-07-30',
    };
    await addSource(act, {
      code: 'GIFT',
      fund: 'CSE',
      name: 'Gift',
      funder: 'A charity',
      restriction: 'ring-fenced',
      conditions: null,
    });
    await award(act, { ...money, reference: 'Letter', decisionRef: null, invented: true });
    const allocation = await allocate(act, {
      ...money,
      purpose: 'Foster care',
      decisionRef: 'D-2015-001',
      overrideReason: null,
    });
    await budget(act, {
      ...money,
      initiative: 'I-04',
      allocation,
      decisionRef: 'D-2015-001',
      reason: 'A gift',
      overrideReason: null,
    });
    return { subject: { kind: 'test', ref: '' }, result: '' };
  });
  return world;
}

const USUAL: NewSpend = {
  initiative: 'I-02',
  agreement: '',
  nature: 'revenue',
  place: 'E23000010',
  category: '4',
  supplier: 'Print works (invented)',
  reference: null,
  description: 'Leaflets for schools',
  reason: null,
  invoicedOn: '2015-06-10',
  receivedOn: null,
  paidOn: '2015-06-20',
  period: { year: 2015, number: 4 },
  netPence: 60_000,
  vatPence: 0,
};

/** Records spend by one person and has it approved by another; answers its reference. */
export async function spent(world: World, wanted: Partial<NewSpend>): Promise<string> {
  const finance = await world.person('finance2@demo.example');
  const cfo = await world.person('cfo@demo.example');
  const ref = await perform(world.site, doer(finance), 'spend.enter', null, async (act) => {
    const entered = await enterSpend(act, { ...USUAL, ...wanted }, finance.id);
    return { subject: { kind: 'spend', ref: entered }, result: entered };
  });
  await approved(world, ref, cfo.email);
  return ref;
}

/** Takes spend back, whole or in part, and has that approved; answers the reference of the correction. */
export async function takenBack(
  world: World,
  corrects: string,
  wanted: { kind: 'refund' | 'reversal'; pence: number; happenedOn: string },
): Promise<string> {
  const finance = await world.person('finance2@demo.example');
  const ref = await perform(world.site, doer(finance), 'spend.correct', null, async (act) => {
    const correction = { ...wanted, corrects, reason: 'Sent twice', period: { year: 2015, number: 4 } };
    const entered = await enterCorrection(act, correction, finance.id);
    return { subject: { kind: 'spend', ref: entered }, result: entered };
  });
  await approved(world, ref, 'cfo@demo.example');
  return ref;
}

async function approved(world: World, ref: string, email: string): Promise<void> {
  const person = await world.person(email);
  await perform(world.site, doer(person), 'spend.approve', null, async (act) => {
    await approveSpend(act, person, ref, 'Needed');
    return { subject: { kind: 'spend', ref }, result: ref };
  });
}

/** Prepares a month through its form and answers where its draft is. */
export async function prepared(
  visitor: Visitor,
  kind: string,
  month: string,
  why = '',
): Promise<{ status: number; href: string; text: string }> {
  const answer = await visitor.send('/publications/new', '/publications/new', { kind, month, why });
  return { status: answer.status, href: answer.headers.location ?? '', text: answer.text };
}
