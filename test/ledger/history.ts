import type { Knex } from 'knex';
import { type Act, perform } from '../../src/audit/act.ts';
import { allocate } from '../../src/funds/allocation.store.ts';
import { addDecision } from '../../src/funds/decision.store.ts';
import { addFund } from '../../src/funds/fund.store.ts';
import { addSource, award } from '../../src/funds/source.store.ts';
import { commit, release } from '../../src/initiatives/agreement.store.ts';
import { addInitiative, budget } from '../../src/initiatives/initiative.store.ts';
import { addYear } from '../../src/ledger/period.store.ts';
import { addOrganisation } from '../../src/partners/organisation.store.ts';
import { addOffice } from '../../src/people/office.store.ts';
import { addPerson, findPerson } from '../../src/people/person.store.ts';
import { doer, type Person } from '../../src/people/person.ts';
import { settableClock } from '../../src/platform/clock.ts';
import { type Plain, randomToken } from '../../src/platform/digest.ts';
import { Refusal } from '../../src/platform/refusal.ts';
import { approveSpend } from '../../src/spend/decide.ts';
import { enterCorrection, enterSpend } from '../../src/spend/enter.ts';

/** A step of a generated history; amounts aim at what is left, one penny below, at, or above it. */
export type Step =
  | { do: 'allocate' | 'budget' | 'commit' | 'release'; near: number; share: number; reason: boolean }
  | { do: 'spend'; near: number; share: number; reason: boolean; bound: boolean; own: boolean; twice: boolean }
  | { do: 'refund'; near: number; which: number }
  | { do: 'reverse'; which: number; again: boolean }
  | { do: 'replay'; other: boolean };

const AWARD = 1_000_00;
const DAY = '2014-05-01';
const PERIOD = { year: 2014, number: 1 };

interface SpendModel {
  ref: string;
  pence: number;
  /** What was drawn, in the order in which it was drawn. */
  fromAgreement: number;
  fromInitiative: number;
  corrected: number;
  reversed: boolean;
}

/**
 * A plain second model of the books beside the real ones: it says beforehand what each step must answer, a refusal
 * by its name or nothing, and what every kind of account must then hold.
 */
export class History {
  readonly balances = { unallocated: AWARD, allocation: 0, initiative: 0, agreement: 0, spent: 0 };
  private readonly spends: SpendModel[] = [];
  private readonly allocations: string[] = [];
  private agreement = '';
  private lastOnce: { key: string; ref: string } | null = null;
  /** What the books held after each act, to be asked about again at the end. */
  readonly remembered: { seq: number; balances: Record<string, number> }[] = [];

  readonly db: Knex;
  readonly officeId: number;
  private readonly clock: ReturnType<typeof settableClock>;
  private readonly people: [Person, Person];
  private readonly organisationId: number;
  private budgeted = false;
  /** What later allocations hold, which the one initiative cannot draw on. */
  private elsewhere = 0;

  private constructor(
    db: Knex,
    officeId: number,
    clock: ReturnType<typeof settableClock>,
    people: [Person, Person],
    organisationId: number,
  ) {
    this.db = db;
    this.officeId = officeId;
    this.clock = clock;
    this.people = people;
    this.organisationId = organisationId;
  }

  /** An office of its own in a shared database, with £1,000.00 awarded and one allocation and budget to begin with. */
  static async begin(db: Knex): Promise<History> {
    const clock = settableClock('2014-04-01T09:00:00.000Z');
    const site = { db, clock };
    const officeId = await addOffice(db, {
      code: randomToken(6),
      name: 'An office',
      areaCode: 'E23000010',
      commissionerTitle: 'Police and Crime Commissioner',
      standingDay: null,
      demonstration: false,
    });
    const program = { officeId, personId: null, role: 'program' };
    const people: Person[] = [];
    for (const name of ['One', 'Two']) {
      const email = `${randomToken(6)}@office.example`;
      const roles = ['chief-finance-officer', 'finance-officer'];
      const id = await addPerson(site, program, { email, name, passwordHash: 'none', roles });
      people.push((await findPerson(db, id)) as Person);
    }
    const organisationId = await perform(site, program, 'begin', null, async (act) => {
      await addFund(act, { code: 'F', name: 'Fund', startsOn: '2014-04-01' });
      await addYear(act, 2014);
      await addSource(act, { code: 'S', fund: 'F', name: 'S', funder: 'S', restriction: 'none', conditions: null });
      await addDecision(act, {
        decidedOn: '2014-04-01',
        title: 'A decision',
        summary: 'It',
        decidedBy: 'Them',
        headlinePence: null,
        invented: true,
      });
      await award(act, {
        source: 'S',
        year: 2014,
        nature: 'revenue',
        pence: AWARD,
        reference: 'R',
        decisionRef: null,
        invented: true,
        happenedOn: DAY,
      });
      await addInitiative(act, { fund: 'F', kind: 'x', name: 'I', purpose: 'P', basis: 'B', amountPublished: true });
      const result = await addOrganisation(act, { name: 'O', kind: 'other' });
      return { subject: { kind: 'office', ref: '' }, result };
    });
    return new History(db, officeId, clock, people as [Person, Person], organisationId);
  }

  /** Takes a step; throws when the books answer anything but what the model says. */
  async take(step: Step): Promise<void> {
    this.clock.set(new Date(new Date(this.clock.now()).getTime() + 1000).toISOString());
    if (step.do === 'spend') await this.takeSpend(step);
    else if (step.do === 'refund') await this.takeRefund(step);
    else if (step.do === 'reverse') await this.takeReversal(step);
    else if (step.do === 'replay') await this.takeReplay(step);
    else await this.takeBudgetStep(step);
    const last = await this.db('audit_event').where({ office_id: this.officeId }).max({ seq: 'seq' }).first();
    this.remembered.push({ seq: last?.seq, balances: { ...this.balances } });
  }

  private act(person: Person, work: (act: Act) => Promise<Plain>, key?: string, input: Plain = ''): Promise<Plain> {
    const site = { db: this.db, clock: this.clock };
    const once = key === undefined ? null : { key, input };
    return perform(site, doer(person), 'step', once, async (act) => ({
      subject: { kind: 'step', ref: '' },
      result: await work(act),
    }));
  }

  private async expect(rule: string | null, work: () => Promise<Plain>): Promise<Plain> {
    try {
      const result = await work();
      if (rule !== null) throw new Error(`It was let through; ${rule} was expected.`);
      return result;
    } catch (error) {
      if (error instanceof Refusal && error.rule === rule) return null;
      if (error instanceof Refusal) throw new Error(`${error.rule} (${error.message}); ${rule} was expected.`);
      throw error;
    }
  }

  private amount(left: number, near: number, share: number): number {
    return Math.max(1, Math.floor(left * share) + near);
  }

  private async takeBudgetStep(
    step: Extract<Step, { do: 'allocate' | 'budget' | 'commit' | 'release' }>,
  ): Promise<void> {
    const [person] = this.people;
    const overrideReason = step.reason ? 'Decided above' : null;
    const { balances } = this;
    const base = {
      happenedOn: DAY,
      nature: 'revenue' as const,
      source: 'S',
      decisionRef: 'D-2014-001',
      overrideReason,
    };
    const move = (from: keyof typeof balances, to: keyof typeof balances, pence: number) => {
      balances[from] -= pence;
      balances[to] += pence;
    };
    const over = (left: number, pence: number) => (pence > left && !step.reason ? 'below-zero' : null);
    if (step.do === 'allocate') {
      if (this.allocations.length > 0 && step.share < 1) return;
      const pence = this.amount(balances.unallocated, step.near, step.share);
      const rule = over(balances.unallocated, pence);
      const ref = await this.expect(rule, () =>
        this.act(person, (act) => allocate(act, { ...base, year: 2014, pence, purpose: 'P' })),
      );
      if (rule !== null) return;
      // Later allocations stay where they are: one initiative draws on one allocation of a source and year.
      this.allocations.push(ref as string);
      if (this.allocations.length === 1) move('unallocated', 'allocation', pence);
      else {
        balances.unallocated -= pence;
        balances.allocation += pence;
        this.elsewhere += pence;
      }
    } else if (step.do === 'budget') {
      const [allocation] = this.allocations;
      if (allocation === undefined) return;
      const left = balances.allocation - this.elsewhere;
      const pence = this.amount(Math.max(0, left), step.near, step.share);
      const rule = over(left, pence);
      await this.expect(rule, () =>
        this.act(person, (act) => budget(act, { ...base, initiative: 'I-01', allocation, pence })),
      );
      if (rule !== null) return;
      this.budgeted = true;
      move('allocation', 'initiative', pence);
    } else if (step.do === 'commit') {
      if (!this.budgeted || this.agreement !== '') return;
      const pence = this.amount(Math.max(0, balances.initiative), step.near, step.share);
      const rule = over(balances.initiative, pence);
      const ref = await this.expect(rule, () =>
        this.act(person, (act) =>
          commit(act, {
            initiative: 'I-01',
            kind: 'grant',
            organisationId: this.organisationId,
            year: 2014,
            nature: 'revenue',
            pence,
            signedOn: DAY,
            startsOn: DAY,
            endsOn: DAY,
            purpose: 'P',
            crimeReduction: 'C',
            valueForMoney: 'V',
            conditions: null,
            overrideReason,
          }),
        ),
      );
      if (rule !== null) return;
      this.agreement = ref as string;
      move('initiative', 'agreement', pence);
    } else {
      if (this.agreement === '') return;
      const pence = this.amount(balances.agreement, step.near, step.share);
      const rule = pence > balances.agreement ? 'release' : null;
      const { agreement } = this;
      await this.expect(rule, () =>
        this.act(person, async (act) => {
          await release(act, { agreement, pence, reason: 'Not needed', happenedOn: DAY });
          return null;
        }),
      );
      if (rule === null) move('agreement', 'initiative', pence);
    }
  }

  private async takeSpend(step: Extract<Step, { do: 'spend' }>): Promise<void> {
    if (!this.budgeted) return;
    const [one, two] = this.people;
    const { balances } = this;
    const isBound = step.bound && this.agreement !== '';
    const bound = isBound ? balances.agreement : 0;
    const left = bound + Math.max(0, balances.initiative);
    const pence = this.amount(left, step.near, step.share);
    const reason = step.reason ? 'It had happened' : null;
    const rule = pence > left && !step.reason ? 'overspend-reason' : null;
    const key = randomToken();
    const wanted = {
      initiative: 'I-01',
      agreement: isBound ? this.agreement : '',
      nature: 'revenue' as const,
      place: 'E08000035',
      category: '5',
      supplier: 'A supplier',
      reference: null,
      description: null,
      reason,
      invoicedOn: DAY,
      receivedOn: null,
      paidOn: null,
      period: PERIOD,
      netPence: pence,
      vatPence: 0,
    };
    const ref = await this.expect(rule, () => this.act(one, (act) => enterSpend(act, wanted, one.id), key, pence));
    if (rule !== null) return;
    this.lastOnce = { key, ref: ref as string };
    if (step.own) await this.expect('own-entry', () => this.approve(one, ref as string));
    await this.expect(null, () => this.approve(two, ref as string));
    if (step.twice) await this.expect('decided', () => this.approve(two, ref as string));
    const fromAgreement = Math.min(pence, bound);
    balances.agreement -= fromAgreement;
    balances.initiative -= pence - fromAgreement;
    balances.spent += pence;
    const fromInitiative = pence - fromAgreement;
    this.spends.push({ ref: ref as string, pence, fromAgreement, fromInitiative, corrected: 0, reversed: false });
  }

  private approve(person: Person, ref: string): Promise<Plain> {
    return this.act(person, async (act) => (await approveSpend(act, person, ref, null)).ref);
  }

  private async correct(
    kind: 'refund' | 'reversal',
    of: SpendModel,
    pence: number,
    rule: string | null,
  ): Promise<void> {
    const [one, two] = this.people;
    const wanted = { kind, corrects: of.ref, pence, reason: 'A mistake', happenedOn: DAY, period: PERIOD };
    const ref = await this.expect(rule, () => this.act(one, (act) => enterCorrection(act, wanted, one.id)));
    if (rule === null) await this.expect(null, () => this.approve(two, ref as string));
  }

  private async takeRefund(step: Extract<Step, { do: 'refund' }>): Promise<void> {
    const of = this.spends[step.which % Math.max(1, this.spends.length)];
    if (of === undefined) return;
    const left = of.pence - of.corrected;
    const pence = Math.max(1, left + step.near);
    const rule = of.reversed ? 'not-correctable' : pence > left ? 'corrected-in-full' : null;
    await this.correct('refund', of, pence, rule);
    if (rule !== null) return;
    // What was drawn last comes back first.
    const before = Math.min(of.corrected, of.fromInitiative);
    const toInitiative = Math.min(pence, of.fromInitiative - before);
    this.balances.initiative += toInitiative;
    this.balances.agreement += pence - toInitiative;
    this.balances.spent -= pence;
    of.corrected += pence;
  }

  private async takeReversal(step: Extract<Step, { do: 'reverse' }>): Promise<void> {
    const of = this.spends[step.which % Math.max(1, this.spends.length)];
    if (of === undefined) return;
    const rule = of.reversed ? 'not-correctable' : of.corrected > 0 ? 'corrected-in-full' : null;
    await this.correct('reversal', of, of.pence, rule);
    if (rule !== null) return;
    of.reversed = true;
    of.corrected = of.pence;
    this.balances.initiative += of.fromInitiative;
    this.balances.agreement += of.fromAgreement;
    this.balances.spent -= of.pence;
    if (step.again) await this.correct('reversal', of, of.pence, 'not-correctable');
  }

  /** Sends the last spend's form again: the same content answers the same reference, other content is refused. */
  private async takeReplay(step: Extract<Step, { do: 'replay' }>): Promise<void> {
    if (this.lastOnce === null) return;
    const { key, ref } = this.lastOnce;
    const [one] = this.people;
    const first = await this.db('spend').where({ office_id: this.officeId, ref }).first('pence');
    const again = () =>
      this.act(
        one,
        async () => {
          throw new Error('The act was done a second time.');
        },
        key,
        step.other ? 'other content' : first.pence,
      );
    const answer = await this.expect(step.other ? 'other-content' : null, again);
    if (!step.other && answer !== ref) throw new Error(`${String(answer)} was answered instead of ${ref}.`);
  }
}
