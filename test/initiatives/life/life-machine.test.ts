import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Doer } from '../../../src/audit/act.ts';
import { readLife } from '../../../src/initiatives/life/life.store.ts';
import {
  demandLegal,
  MOVE_NAMES,
  type MoveName,
  moveOf,
  STATUSES,
  type Status,
} from '../../../src/initiatives/life/life-machine.ts';
import { moveOn, takeBack } from '../../../src/initiatives/life/life-move.ts';
import { ROLES } from '../../../src/people/role.ts';
import { Refusal } from '../../../src/platform/refusal.ts';
import { DATABASES, openWorld, type World } from '../../world.ts';
import { addWithAgreement, fillLifeOffice, moveWith, TODAY, told, walk } from './life-office.ts';

/** What may be recorded of an initiative where it stands, and where that leads; a decision here is an approval. */
const LEADS: Record<Status, Partial<Record<MoveName, Status>>> = {
  'need-identified': { propose: 'proposed', withdraw: 'withdrawn' },
  proposed: { consider: 'considered', decide: 'approved', withdraw: 'withdrawn' },
  considered: { consider: 'considered', decide: 'approved', withdraw: 'withdrawn' },
  approved: { offer: 'offered', withdraw: 'withdrawn' },
  offered: { accept: 'accepted', 'decline-offer': 'offer-declined', withdraw: 'withdrawn' },
  'offer-declined': { offer: 'offered', withdraw: 'withdrawn' },
  accepted: { start: 'live', withdraw: 'withdrawn' },
  live: { vary: 'live', suspend: 'suspended', end: 'ended' },
  suspended: { resume: 'live', end: 'ended' },
  ended: { 'receive-return': 'return-received' },
  'return-received': { reconcile: 'reconciled' },
  reconciled: { close: 'closed' },
  closed: {},
  declined: {},
  withdrawn: {},
};

const MOVERS = ['commissioning-officer', 'chief-executive'];

/** Who may record what; nobody else may. */
const WHO: Record<MoveName, string[]> = {
  propose: MOVERS,
  consider: ['secretariat', 'chief-executive'],
  decide: ['commissioner', 'chief-executive', 'chief-finance-officer', 'finance-manager', 'secretariat'],
  offer: MOVERS,
  'decline-offer': MOVERS,
  accept: MOVERS,
  start: MOVERS,
  vary: MOVERS,
  suspend: MOVERS,
  resume: MOVERS,
  end: MOVERS,
  'receive-return': MOVERS,
  reconcile: ['finance-manager', 'chief-finance-officer', 'deputy-chief-finance-officer'],
  close: MOVERS,
  withdraw: MOVERS,
};

/** One way to each status. */
const WAYS: Record<Status, MoveName[]> = {
  'need-identified': [],
  proposed: ['propose'],
  considered: ['propose', 'consider'],
  approved: ['propose', 'consider', 'decide'],
  declined: ['propose', 'consider'],
  withdrawn: ['propose', 'withdraw'],
  offered: ['propose', 'consider', 'decide', 'offer'],
  'offer-declined': ['propose', 'consider', 'decide', 'offer', 'decline-offer'],
  accepted: ['propose', 'consider', 'decide', 'offer', 'accept'],
  live: ['propose', 'consider', 'decide', 'offer', 'accept', 'start'],
  suspended: ['propose', 'consider', 'decide', 'offer', 'accept', 'start', 'suspend'],
  ended: ['propose', 'consider', 'decide', 'offer', 'accept', 'start', 'end'],
  'return-received': ['propose', 'consider', 'decide', 'offer', 'accept', 'start', 'end', 'receive-return'],
  reconciled: ['propose', 'consider', 'decide', 'offer', 'accept', 'start', 'end', 'receive-return', 'reconcile'],
  closed: ['propose', 'consider', 'decide', 'offer', 'accept', 'start', 'end', 'receive-return', 'reconcile', 'close'],
};

const ALL = Object.keys(LEADS) as Status[];

/** Raised to undo an act that was let through, so that each case begins where the one before it did. */
class Undone extends Error {}

describe.each(DATABASES)('The life of an initiative, move by move, on %s', (kind) => {
  let world: World;
  let program: Doer;
  const stands = new Map<Status, { ref: string; agreement: string }>();

  beforeAll(async () => {
    world = await openWorld(kind, fillLifeOffice);
    const { officeId } = await world.person('auditor@demo.example');
    program = { officeId, personId: null, role: 'program' };
    for (const status of ALL) {
      const of = await told(world.site, program, addWithAgreement);
      await walk(world.site, program, of, WAYS[status]);
      if (status === 'declined') {
        const ruling = { decisionRef: 'D-2014-001', outcome: 'declined' } as const;
        await told(world.site, program, (act) => moveOn(act, moveWith('decide', of, { ruling }), TODAY));
      }
      stands.set(status, of);
    }
  }, 60_000);
  afterAll(() => world.close());

  /** Where a move leads, or by which rule it is refused; nothing stays of it. */
  async function attempt(status: Status, move: MoveName, doer: Doer): Promise<string> {
    const of = stands.get(status) as { ref: string; agreement: string };
    // A second round, such as another offer, happens on the last day that the case knows.
    const own = moveWith(move, of);
    const days = [...WAYS[status], move].map((way) => moveWith(way, of).happenedOn);
    const wanted = { ...own, happenedOn: days.toSorted().at(-1) as string };
    let led = '';
    try {
      await told(world.site, doer, async (act) => {
        await moveOn(act, wanted, TODAY);
        led = (await readLife(act.trx, doer.officeId, of.ref)).status;
        throw new Undone();
      });
    } catch (error) {
      if (error instanceof Undone) return led;
      if (error instanceof Refusal) return error.rule;
      throw error;
    }
    return led;
  }

  test('every status was reached', async () => {
    for (const [status, { ref }] of stands) {
      expect([ref, (await readLife(world.db, program.officeId, ref)).status]).toEqual([ref, status]);
    }
    expect(Object.keys(STATUSES).toSorted()).toEqual(ALL.toSorted());
    expect(MOVE_NAMES.toSorted()).toEqual(Object.keys(WHO).toSorted());
  });

  test.each(ALL)('from "%s" each move leads where it should, or is refused', async (status) => {
    for (const move of MOVE_NAMES) {
      expect([move, await attempt(status, move, program)]).toEqual([move, LEADS[status][move] ?? 'illegal-move']);
    }
  });

  test.each(Object.keys(ROLES))(
    '%s records what the role records, from every status, and nothing else',
    async (role) => {
      const doer = { ...program, personId: (await world.person('auditor@demo.example')).id, role };
      for (const status of ALL) {
        for (const [move, leadsTo] of Object.entries(LEADS[status]) as [MoveName, Status][]) {
          const expected = WHO[move].includes(role) ? leadsTo : 'role';
          expect([status, move, await attempt(status, move, doer)]).toEqual([status, move, expected]);
        }
      }
    },
  );

  test.each(Object.keys(ROLES))('%s takes back what the role could have recorded, and nothing else', async (role) => {
    const doer = { ...program, personId: (await world.person('auditor@demo.example')).id, role };
    for (const [status, { ref }] of stands) {
      const life = await readLife(world.db, program.officeId, ref);
      const last = life.standing.at(-1);
      if (last === undefined) continue;
      let answer = '';
      try {
        await told(world.site, doer, async (act) => {
          answer = await takeBack(act, ref, last.id, 'By mistake', TODAY);
          throw new Undone();
        });
      } catch (error) {
        if (error instanceof Refusal) answer = error.rule;
        else if (!(error instanceof Undone)) throw error;
      }
      const before = life.standing.at(-2);
      const expected = before === undefined ? 'need-identified' : moveOf(before.move).to;
      expect([status, answer]).toEqual([status, WHO[last.move].includes(role) ? expected : 'role']);
    }
  });

  test('a move that is not legal names those that are', () => {
    const said = (status: Status, move: MoveName): string => {
      try {
        demandLegal('I-07', status, move);
      } catch (error) {
        return (error as Error).message;
      }
      return 'it was let through';
    };
    expect(said('live', 'propose')).toBe(
      'I-07 stands at “Live”, so “Proposed” cannot be recorded. What can be recorded next: varied, suspended, ended.',
    );
    expect(said('need-identified', 'decide')).toBe(
      'I-07 stands at “Need identified”, so “Decided by the Commissioner” cannot be recorded. What can be recorded next: proposed, withdrawn.',
    );
    expect(said('closed', 'end')).toContain('Nothing more can be recorded of it; take the last step back first');
  });
});
