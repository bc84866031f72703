import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { limitOf } from '../../src/people/authority-limit.ts';
import type { Person } from '../../src/people/person.ts';
import { ROLES, type Role } from '../../src/people/role.ts';
import { Refusal } from '../../src/platform/refusal.ts';
import { approveSeen, approveTogether } from '../../src/spend/approve-seen.ts';
import { returnSpend } from '../../src/spend/decide.ts';
import { enterSpend } from '../../src/spend/enter.ts';
import { enterAgain } from '../../src/spend/enter-again.ts';
import { DATABASES, openWorld, type World } from '../world.ts';
import { Desk, INVOICE } from './desk.ts';
import { fillOffice } from './office.ts';

const SEED = Number(process.env.CSE_SEED ?? 20151126);
const RUNS = { sqlite: Number(process.env.CSE_RUNS ?? 25), postgres: Number(process.env.CSE_RUNS ?? 8) };
const NAMES = ['finance', 'finance2', 'manager', 'cfo', 'commissioning'] as const;
const LIMITED: Role[] = ['finance-officer', 'finance-manager', 'deputy-chief-finance-officer', 'chief-finance-officer'];

const someone = fc.constantFrom(...NAMES);
const which = fc.nat({ max: 9 });
const step = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      what: fc.constant('enter' as const),
      who: someone,
      pence: fc.integer({ min: 1, max: 20_000_000 }),
    }),
  },
  { weight: 4, arbitrary: fc.record({ what: fc.constant('approve' as const), who: someone, which }) },
  {
    weight: 2,
    arbitrary: fc.record({
      what: fc.constant('together' as const),
      who: someone,
      several: fc.uniqueArray(which, { minLength: 1, maxLength: 4 }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ what: fc.constant('return' as const), who: someone, which }) },
  { weight: 3, arbitrary: fc.record({ what: fc.constant('again' as const), who: someone, which }) },
  {
    weight: 2,
    arbitrary: fc.record({
      what: fc.constant('roles' as const),
      who: someone,
      roles: fc.subarray(LIMITED, { minLength: 0 }),
    }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** What the test itself knows of an entry, told from its own steps alone. */
interface Told {
  ref: string;
  pence: number;
  authors: string[];
  state: 'waiting' | 'returned' | 'approved' | 'again';
}

describe.each(DATABASES)('Whatever people do on %s', (kind) => {
  let world: World;
  let desk: Desk;
  beforeAll(async () => {
    world = await openWorld(kind, fillOffice);
    desk = new Desk(world);
  });
  afterAll(() => world.close());

  /** Does it, and answers whether it was let through. */
  async function tried(who: string, work: (person: Person) => Promise<unknown>): Promise<boolean> {
    try {
      await work(await world.person(`${who}@demo.example`));
      return true;
    } catch (error) {
      if (error instanceof Refusal) return false;
      throw error;
    }
  }

  async function setRoles(who: string, roles: readonly Role[]): Promise<void> {
    const person = await world.person(`${who}@demo.example`);
    await desk.act('cfo', 'role.grant', async (act) => {
      for (const role of Object.keys(ROLES) as Role[]) {
        const held = roles.includes(role) ? 1 : 0;
        if (person.roles.includes(role) !== (held === 1))
          await act.add('role_grant', { person_id: person.id, role, held });
      }
      return null;
    });
  }

  const limitNow = async (who: string): Promise<number> =>
    Math.max(-1, ...(await world.person(`${who}@demo.example`)).roles.map((role) => limitOf(role, 'spend.approve')));

  async function take(taken: Step, told: Told[]): Promise<void> {
    const { who } = taken;
    if (taken.what === 'roles') return setRoles(who, taken.roles);
    if (taken.what === 'enter') {
      const { pence } = taken;
      const spend = { ...INVOICE, netPence: pence, reason: 'It is needed' };
      const ref = await world
        .person(`${who}@demo.example`)
        .then(({ id }) => desk.act(who, 'spend.enter', (act) => enterSpend(act, spend, id)));
      told.push({ ref, pence, authors: [who], state: 'waiting' });
      return;
    }
    if (taken.what === 'together') {
      const meant = taken.several.flatMap((at) => told[at] ?? []);
      const refs = meant.map(({ ref }) => ref).sort();
      const limit = await limitNow(who);
      const isOwed = meant.every((of) => of.state === 'waiting' && !of.authors.includes(who) && of.pence <= limit);
      const done = await tried(who, (person) =>
        desk.act(who, 'spend.approve', async (act) => {
          await approveTogether(act, person, { refs, reasons: new Map(), seen: null });
          return null;
        }),
      );
      expect(done).toBe(isOwed && refs.length > 0);
      if (done) for (const of of meant) of.state = 'approved';
      return;
    }
    const of = told[taken.which];
    if (of === undefined) return;
    if (taken.what === 'again') {
      const { id } = await world.person(`${who}@demo.example`);
      let ref = '';
      const done = await tried(who, async () => {
        ref = await desk.act(who, 'spend.enter-again', (act) =>
          enterAgain(act, of.ref, (within) =>
            enterSpend(within, { ...INVOICE, netPence: of.pence, reason: 'Again' }, id),
          ),
        );
      });
      expect(done).toBe(of.state === 'returned');
      if (!done) return;
      of.state = 'again';
      told.push({ ref, pence: of.pence, authors: [...of.authors, who], state: 'waiting' });
      return;
    }
    const mayDecide = of.state === 'waiting' && !of.authors.includes(who) && of.pence <= (await limitNow(who));
    const done = await tried(who, (person) =>
      desk.act(who, `spend.${taken.what}`, async (act) => {
        if (taken.what === 'approve') await approveSeen(act, person, of.ref, { reason: null, seen: null });
        else await returnSpend(act, person, of.ref, 'Wrong');
        return null;
      }),
    );
    expect(done).toBe(mayDecide);
    if (done) of.state = taken.what === 'approve' ? 'approved' : 'returned';
  }

  /** Every approval whose approver entered the entry or any version before it, told by the tables alone. */
  async function ownApprovals(): Promise<unknown[]> {
    const approved = await world.db('spend_outcome').where({ outcome: 'approved' }).select('spend_ref', 'decided_by');
    const authors = new Map(
      (await world.db('spend').select('ref', 'entered_by')).map((row) => [row.ref, row.entered_by]),
    );
    const before = new Map(
      (await world.db('earlier_version').where({ steps: 1 })).map((row) => [row.spend_ref, row.earlier_ref]),
    );
    return approved.filter(({ spend_ref: ref, decided_by: by }) => {
      for (let at = ref; at !== undefined; at = before.get(at)) if (authors.get(at) === by) return true;
      return false;
    });
  }

  test(
    'nobody approves what they entered in any version, nor beyond their limit, nor twice',
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 6, maxLength: 24 }), async (steps) => {
          const told: Told[] = [];
          for (const taken of steps) await take(taken, told);
          expect(await ownApprovals()).toEqual([]);
          const rows = await world
            .db('spend_outcome')
            .whereIn(
              'spend_ref',
              told.map(({ ref }) => ref),
            )
            .select('outcome', 'spend_ref');
          const known = told
            .filter(({ state }) => state !== 'waiting')
            .map(({ ref, state }) => `${ref} ${state === 'approved' ? 'approved' : 'returned'}`);
          expect(rows.map(({ spend_ref, outcome }) => `${spend_ref} ${outcome}`).sort()).toEqual(known.sort());
        }),
        { seed: SEED, numRuns: RUNS[kind], verbose: 1 },
      );
    },
    60_000 + RUNS[kind] * 6_000,
  );
});
