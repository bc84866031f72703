import { allocate } from '../../../src/funds/allocation.store.ts';
import { commit, release } from '../../../src/initiatives/agreements/agreement.store.ts';
import { budget } from '../../../src/initiatives/initiative.store.ts';
import { accountIn } from './model.ts';
import { DECISION, type Office, SOURCES } from './office.ts';

/** Amounts aim at what is left (`share` of it), one penny below, at, or above it. */
export interface Aim {
  near: number;
  share: number;
}

export type BudgetStep = Aim & {
  do: 'allocate' | 'budget' | 'commit' | 'release';
  ringFenced: boolean;
  /** Whether somebody with the authority gives a reason for going beyond what is left. */
  reason: boolean;
};

export function aimed(left: number, { near, share }: Aim): number {
  return Math.max(1, Math.floor(Math.max(0, left) * share) + near);
}

/** An agreement that a history signed, in the money of one year. */
export interface SignedAgreement {
  ref: string;
  year: number;
  accounts: string[];
}

/** The steps that decide about money before it is spent. */
export class Budgeting {
  readonly agreements: SignedAgreement[] = [];
  private readonly office: Office;

  constructor(office: Office) {
    this.office = office;
  }

  /** The agreement that binds money of the current year, if one was signed. */
  get current(): SignedAgreement | undefined {
    return this.agreements.find(({ year }) => year === this.office.period.year);
  }

  async take(step: BudgetStep): Promise<void> {
    if (step.do === 'allocate') await this.allocate(step);
    else if (step.do === 'budget') await this.budget(step);
    else if (step.do === 'commit') await this.commit(step);
    else await this.release(step);
  }

  private shared(step: BudgetStep) {
    return {
      source: step.ringFenced ? 'R' : 'S',
      nature: 'revenue' as const,
      decisionRef: DECISION,
      happenedOn: this.office.day,
      overrideReason: step.reason ? 'Decided above' : null,
    };
  }

  private async allocate(step: BudgetStep): Promise<void> {
    const { office } = this;
    const shared = this.shared(step);
    const { year } = office.period;
    const from = accountIn(shared.source, year, 'unallocated');
    const pence = aimed(office.model.left(from), step);
    const rule = pence > office.model.left(from) && !step.reason ? 'below-zero' : null;
    const ref = await office.expect(rule, () =>
      office.act(office.people[0], (act) => allocate(act, { ...shared, year, pence, purpose: 'More' })),
    );
    if (rule === null) office.model.move(from, accountIn(shared.source, year, 'allocation', ref as string), pence);
  }

  private async budget(step: BudgetStep): Promise<void> {
    const { office } = this;
    const shared = this.shared(step);
    const { year } = office.period;
    const allocation = `AL-${year}-00${SOURCES.indexOf(shared.source as 'S' | 'R') + 1}`;
    const from = accountIn(shared.source, year, 'allocation', allocation);
    const pence = aimed(office.model.left(from), step);
    const rule = pence > office.model.left(from) && !step.reason ? 'below-zero' : null;
    const wanted = { ...shared, initiative: 'I-01', allocation, pence, reason: 'More is needed' };
    await office.expect(rule, () => office.act(office.people[0], (act) => budget(act, wanted)));
    if (rule === null) office.model.move(from, accountIn(shared.source, year, 'initiative', 'I-01'), pence);
  }

  private async commit(step: BudgetStep): Promise<void> {
    const { office } = this;
    if (this.current !== undefined) return;
    const { year } = office.period;
    const purses = office.free('I-01');
    const pence = aimed(office.model.reach(purses), step);
    const last = purses.at(-1) as string;
    // Each source but the last is drawn on as far as it reaches; the last must bear the rest.
    const rest = pence - Math.min(pence, office.model.reach(purses.slice(0, -1)));
    const rule = rest > 0 && rest > office.model.left(last) && !step.reason ? 'below-zero' : null;
    const ref = await office.expect(rule, () =>
      office.act(office.people[0], (act) =>
        commit(act, {
          initiative: 'I-01',
          kind: 'grant',
          organisationId: office.organisationId,
          year,
          nature: 'revenue',
          pence,
          signedOn: office.day,
          startsOn: office.day,
          endsOn: office.day,
          purpose: 'P',
          crimeReduction: 'C',
          valueForMoney: 'V',
          conditions: null,
          overrideReason: step.reason ? 'Decided above' : null,
        }),
      ),
    );
    if (rule !== null) return;
    const bound = (purse: string) => purse.replace(':initiative:I-01', `:agreement:${ref}`);
    const parts = office.model.parts(purses, pence, bound);
    office.model.apply(parts);
    this.agreements.push({ ref: ref as string, year, accounts: [...new Set(parts.map(({ to }) => to))] });
  }

  private async release(step: BudgetStep): Promise<void> {
    const { office } = this;
    const agreement = this.current;
    if (agreement === undefined) return;
    let bound = 0;
    for (const account of agreement.accounts) bound += office.model.left(account);
    const pence = aimed(bound, step);
    const rule = pence > bound ? 'release' : null;
    await office.expect(rule, () =>
      office.act(office.people[0], async (act) => {
        await release(act, { agreement: agreement.ref, pence, reason: 'Not needed', happenedOn: office.day });
        return null;
      }),
    );
    if (rule !== null) return;
    const free = (account: string) => account.replace(`:agreement:${agreement.ref}`, ':initiative:I-01');
    office.model.apply(office.model.parts(agreement.accounts.toReversed(), pence, free));
  }
}
