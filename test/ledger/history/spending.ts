import { randomToken } from '../../../src/platform/digest.ts';
import { approveSpend } from '../../../src/spend/decide.ts';
import { enterCorrection, enterSpend } from '../../../src/spend/enter.ts';
import { type Aim, aimed, type Budgeting } from './budgeting.ts';
import { accountIn, type Part } from './model.ts';
import type { ModelPeriod, Office } from './office.ts';

export type SpendStep =
  | (Aim & { do: 'spend'; reason: boolean; bound: boolean; own: boolean; twice: boolean; late: boolean })
  | { do: 'approve-late' }
  | { do: 'refund'; near: number; which: number }
  | { do: 'reverse'; which: number; again: boolean }
  | { do: 'replay'; other: boolean };

/** Spend as the model knows it: what was drawn, in the order in which it was drawn. */
export interface ModelSpend {
  ref: string;
  pence: number;
  /** The period in which it stands. */
  stands: ModelPeriod;
  parts: Part[];
  corrected: number;
  reversed: boolean;
}

interface Awaiting {
  ref: string;
  pence: number;
  agreement: string;
  entered: ModelPeriod;
  reason: boolean;
}

/** The steps of the finance office: spend, its approval by somebody else, and what puts it right. */
export class Spending {
  readonly spends: ModelSpend[] = [];
  private readonly office: Office;
  private readonly budgeting: Budgeting;
  private awaiting: Awaiting[] = [];
  private lastOnce: { key: string; ref: string; pence: number } | null = null;

  constructor(office: Office, budgeting: Budgeting) {
    this.office = office;
    this.budgeting = budgeting;
  }

  async take(step: SpendStep): Promise<void> {
    if (step.do === 'spend') await this.spend(step);
    else if (step.do === 'approve-late') await this.approveLate();
    else if (step.do === 'refund') await this.refund(step);
    else if (step.do === 'reverse') await this.reverse(step);
    else await this.replay(step);
  }

  get currentAgreement(): string | undefined {
    return this.budgeting.current?.ref;
  }

  /** What a spend draws on: what the agreement binds of the year's money, then what the initiative has free. */
  purses(agreement: string, year: number): string[] {
    const bound = this.budgeting.agreements.find(({ ref }) => ref === agreement);
    return [...(bound?.year === year ? bound.accounts : []), ...this.office.free('I-01', year)];
  }

  /** Where what is drawn from a purse is spent: the source's own account, which names the agreement. */
  spentFrom(agreement: string, year: number): (purse: string) => string {
    const who = agreement === '' ? 'I-01' : `I-01:${agreement}`;
    return (purse) => accountIn(purse.split(':')[1] as string, year, 'spent', who);
  }

  approve(by: 0 | 1, ref: string, reason: string | null = null): Promise<string> {
    const person = this.office.people[by];
    return this.office.act(person, async (act) => (await approveSpend(act, person, ref, reason)).ref);
  }

  wanted(agreement: string, pence: number, reason: boolean) {
    return {
      initiative: 'I-01',
      agreement,
      nature: 'revenue' as const,
      place: 'E08000035',
      category: '5',
      supplier: 'A supplier',
      reference: null,
      description: null,
      reason: reason ? 'It had happened' : null,
      invoicedOn: this.office.day,
      receivedOn: null,
      paidOn: null,
      period: this.office.period,
      netPence: pence,
      vatPence: 0,
    };
  }

  private async spend(step: Extract<SpendStep, { do: 'spend' }>): Promise<void> {
    const { office } = this;
    const { year } = office.period;
    const agreement = step.bound ? (this.budgeting.current?.ref ?? '') : '';
    const left = office.model.reach(this.purses(agreement, year));
    const pence = aimed(left, step);
    const rule = pence > left && !step.reason ? 'overspend-reason' : null;
    const key = randomToken();
    const [one] = office.people;
    const ref = await office.expect(rule, () =>
      office.act(one, (act) => enterSpend(act, this.wanted(agreement, pence, step.reason), one.id), key, pence),
    );
    if (rule !== null) return;
    this.lastOnce = { key, ref: ref as string, pence };
    this.awaiting.push({ ref: ref as string, pence, agreement, entered: office.period, reason: step.reason });
    if (step.own) await office.expect('own-entry', () => this.approve(0, ref as string));
    if (step.late) return;
    await this.decide(this.awaiting.pop() as Awaiting);
    if (step.twice) await office.expect('decided', () => this.approve(1, ref as string));
  }

  /** Approves what was left lying: by now its period may be closed, and others may have used what it was to draw on. */
  private async approveLate(): Promise<void> {
    const next = this.awaiting.shift();
    if (next !== undefined) await this.decide(next);
  }

  private async decide({ ref, pence, agreement, entered, reason }: Awaiting): Promise<void> {
    const { office } = this;
    // Posted to its own period while that is open, else to the oldest open one.
    const stands = office.isClosed(entered) ? office.period : entered;
    const { year } = stands;
    if (agreement !== '' && entered.year !== year) {
      // An agreement binds money of its own year: whoever entered it codes it anew.
      await office.expect('other-year', () => this.approve(1, ref));
      return;
    }
    const purses = this.purses(agreement, year);
    const isOver = pence > office.model.reach(purses);
    if (isOver && !reason) await office.expect('overspend-reason', () => this.approve(1, ref));
    await office.expect(null, () => this.approve(1, ref, isOver && !reason ? 'It had happened' : null));
    const parts = office.model.parts(purses, pence, this.spentFrom(agreement, year));
    office.model.apply(parts);
    this.spends.push({ ref, pence, stands, parts, corrected: 0, reversed: false });
  }

  private async correct(kind: 'refund' | 'reversal', of: ModelSpend, pence: number, rule: string | null) {
    const { office } = this;
    const [one] = office.people;
    const wanted = {
      kind,
      corrects: of.ref,
      pence,
      reason: 'A mistake',
      happenedOn: office.day,
      period: office.period,
    };
    const ref = await office.expect(rule, () => office.act(one, (act) => enterCorrection(act, wanted, one.id)));
    if (rule === null) await office.expect(null, () => this.approve(1, ref as string));
  }

  private refusal({ reversed, stands }: ModelSpend): string | null {
    return reversed ? 'not-correctable' : this.office.isLater(stands) ? 'before-original' : null;
  }

  private async refund(step: Extract<SpendStep, { do: 'refund' }>): Promise<void> {
    const of = this.spends[step.which % Math.max(1, this.spends.length)];
    if (of === undefined) return;
    const left = of.pence - of.corrected;
    const pence = Math.max(1, left + step.near);
    const rule = this.refusal(of) ?? (pence > left ? 'corrected-in-full' : null);
    await this.correct('refund', of, pence, rule);
    if (rule !== null) return;
    of.corrected += pence;
    let open = pence;
    // What was drawn last comes back first.
    for (const part of of.parts.toReversed()) {
      const back = Math.min(open, part.pence - part.corrected);
      open -= back;
      part.corrected += back;
      if (back > 0) this.office.model.move(part.to, part.from, back);
    }
  }

  private async reverse(step: Extract<SpendStep, { do: 'reverse' }>): Promise<void> {
    const of = this.spends[step.which % Math.max(1, this.spends.length)];
    if (of === undefined) return;
    const rule = this.refusal(of) ?? (of.corrected > 0 ? 'corrected-in-full' : null);
    await this.correct('reversal', of, of.pence, rule);
    if (rule !== null) return;
    of.reversed = true;
    of.corrected = of.pence;
    for (const { from, to, pence } of of.parts) this.office.model.move(to, from, pence);
    if (step.again) await this.correct('reversal', of, of.pence, 'not-correctable');
  }

  /** Sends the last spend's form again: the same content answers the same reference, other content is refused. */
  private async replay(step: Extract<SpendStep, { do: 'replay' }>): Promise<void> {
    if (this.lastOnce === null) return;
    const { office } = this;
    const { key, ref, pence } = this.lastOnce;
    const again = () =>
      office.act(
        office.people[0],
        async (): Promise<string> => {
          throw new Error('The act was done a second time.');
        },
        key,
        step.other ? 'other content' : pence,
      );
    const answer = await office.expect(step.other ? 'other-content' : null, again);
    if (!step.other && answer !== ref) throw new Error(`${answer} was answered instead of ${ref}.`);
  }
}
