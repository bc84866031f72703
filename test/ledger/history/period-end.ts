import { DE_MINIMIS, enterAccrual } from '../../../src/spend/accrual.ts';
import { enterAdjustment } from '../../../src/spend/adjustment.ts';
import { enterCorrection } from '../../../src/spend/enter.ts';
import { enterPrepayment } from '../../../src/spend/prepayment.ts';
import { type Aim, aimed } from './budgeting.ts';
import { accountIn, type Part } from './model.ts';
import { type ModelPeriod, type Office, samePeriod } from './office.ts';
import type { Spending } from './spending.ts';

export type PeriodEndStep =
  | (Aim & { do: 'accrue'; reason: boolean; bound: boolean; late: boolean })
  | { do: 'approve-accrual' }
  | { do: 'reverse-accrual'; which: number }
  | (Aim & { do: 'pay-in-advance'; reason: boolean; bound: boolean; months: number })
  | { do: 'reverse-prepayment'; which: number }
  | (Aim & { do: 'adjust'; reason: boolean; credit: boolean; ago: number });

interface ModelAccrual {
  ref: string;
  pence: number;
  agreement: string;
  reason: boolean;
  period: ModelPeriod;
  parts: Part[];
  state: 'awaiting' | 'approved' | 'turned' | 'reversed';
}

interface ModelPrepayment {
  ref: string;
  agreement: string;
  stands: ModelPeriod;
  /** What was paid of the posting year's money: entry by entry, and what of each is not yet served. */
  paid: { part: Part; open: number }[];
  due: (ModelPeriod & { pence: number })[];
  released: Part[];
  reversed: boolean;
}

/** What was spent on one coding in one period, by the way that it went; what moved last stands last. */
type Ways = Map<string, { spent: string; purse: string; pence: number }>;

/** The steps of a period end: accruals that turn round, payments in advance, adjustments of what is closed. */
export class PeriodEnd {
  private readonly office: Office;
  private readonly spending: Spending;
  private readonly accruals: ModelAccrual[] = [];
  private readonly prepayments: ModelPrepayment[] = [];
  private readonly adjusted = new Map<string, Ways>();

  constructor(office: Office, spending: Spending) {
    this.office = office;
    this.spending = spending;
  }

  async take(step: PeriodEndStep): Promise<void> {
    if (step.do === 'accrue') await this.accrue(step);
    else if (step.do === 'approve-accrual') await this.approveAccrual();
    else if (step.do === 'reverse-accrual') await this.reverseAccrual(step.which);
    else if (step.do === 'pay-in-advance') await this.payInAdvance(step);
    else if (step.do === 'reverse-prepayment') await this.reversePrepayment(step.which);
    else await this.adjust(step);
  }

  /** What the closing of a period brings: its accruals turn round, and what is due in the next month is spent. */
  closing(closed: ModelPeriod, next: ModelPeriod): void {
    for (const accrual of this.accruals) {
      if (accrual.state !== 'approved' || !samePeriod(accrual.period, closed)) continue;
      accrual.state = 'turned';
      for (const part of accrual.parts) {
        const { from, to } = turnedRound(part, next);
        this.office.model.move(to, from, part.pence);
      }
    }
    for (const prepayment of this.prepayments) if (!prepayment.reversed) this.release(prepayment, next);
  }

  private agreement(bound: boolean): string {
    return bound ? (this.spending.currentAgreement ?? '') : '';
  }

  private async accrue(step: Extract<PeriodEndStep, { do: 'accrue' }>): Promise<void> {
    const { office, spending } = this;
    const { period } = office;
    const agreement = this.agreement(step.bound);
    const left = office.model.reach(spending.purses(agreement, period.year));
    const pence = aimed(left, step);
    const isOver = pence > left && !step.reason;
    const rule = pence < DE_MINIMIS ? 'de-minimis' : isOver ? 'overspend-reason' : null;
    const { netPence, vatPence, invoicedOn, receivedOn, paidOn, ...coded } = spending.wanted(
      agreement,
      pence,
      step.reason,
    );
    const [one] = office.people;
    const wanted = { ...coded, description: 'Work done', pence };
    const ref = await office.expect(rule, () => office.act(one, (act) => enterAccrual(act, wanted, one.id)));
    if (rule !== null) return;
    this.accruals.push({
      ref: ref as string,
      pence,
      agreement,
      reason: step.reason,
      period,
      parts: [],
      state: 'awaiting',
    });
    if (!step.late) await this.approveAccrual();
  }

  /** Approves what awaits while its period is open; refused for ever once it has closed, unless it is opened again. */
  private async approveAccrual(): Promise<void> {
    const { office, spending } = this;
    const accrual = this.accruals.findLast(({ state }) => state === 'awaiting');
    if (accrual === undefined) return;
    const { ref, pence, agreement, reason, period } = accrual;
    if (office.isClosed(period)) {
      await office.expect('accrual-late', () => spending.approve(1, ref));
      return;
    }
    await office.expect('own-entry', () => spending.approve(0, ref));
    const purses = spending.purses(agreement, period.year);
    const why = pence > office.model.reach(purses) && !reason ? 'It had happened' : null;
    await office.expect(null, () => spending.approve(1, ref, why));
    accrual.parts = office.model.parts(purses, pence, spending.spentFrom(agreement, period.year));
    accrual.state = 'approved';
    office.model.apply(accrual.parts);
  }

  private async reverse(ref: string, pence: number, rule: string | null): Promise<void> {
    const { office } = this;
    const [one] = office.people;
    const base = { corrects: ref, pence, reason: 'A mistake', happenedOn: office.day, period: office.period };
    const refund = { ...base, kind: 'refund' as const, pence: 1 };
    const refundRule = rule === null || rule === 'before-original' ? 'not-correctable' : rule;
    await office.expect(refundRule, () => office.act(one, (act) => enterCorrection(act, refund, one.id)));
    const wanted = { ...base, kind: 'reversal' as const };
    const correction = await office.expect(rule, () => office.act(one, (act) => enterCorrection(act, wanted, one.id)));
    if (rule === null) await office.expect(null, () => this.spending.approve(1, correction as string));
  }

  private async reverseAccrual(which: number): Promise<void> {
    const { office } = this;
    const accrual = this.accruals[which % Math.max(1, this.accruals.length)];
    if (accrual === undefined) return;
    const stands = office.isLater(accrual.period) ? 'before-original' : null;
    const rules = {
      awaiting: 'not-correctable',
      approved: stands,
      turned: 'turned-round',
      reversed: 'not-correctable',
    };
    const rule = rules[accrual.state];
    await this.reverse(accrual.ref, accrual.pence, rule);
    if (rule !== null) return;
    accrual.state = 'reversed';
    for (const { from, to, pence } of accrual.parts) this.office.model.move(to, from, pence);
  }

  private async payInAdvance(step: Extract<PeriodEndStep, { do: 'pay-in-advance' }>): Promise<void> {
    const { office, spending } = this;
    const { period } = office;
    const months = office.monthsFrom(period, step.months);
    if (months.length < step.months) return;
    const agreement = this.agreement(step.bound);
    const purses = spending.purses(agreement, period.year);
    const left = office.model.reach(purses);
    const pence = aimed(left, step) + step.months;
    const shares = months.map((month, index) => ({ ...month, pence: evenShare(pence, months.length, index) }));
    let own = 0;
    for (const share of shares) if (share.year === period.year) own += share.pence;
    const isOver = own > left && !step.reason;
    const rule =
      months[0]?.year !== period.year
        ? 'schedule-year'
        : months.length === 1
          ? 'not-in-advance'
          : isOver
            ? 'overspend-reason'
            : null;
    const [one] = office.people;
    const wanted = { ...spending.wanted(agreement, pence, step.reason), shares };
    const ref = await office.expect(rule, () => office.act(one, (act) => enterPrepayment(act, wanted, one.id)));
    if (rule !== null) return;
    await office.expect(null, () => spending.approve(1, ref as string));
    const ahead = (purse: string) => spending.spentFrom(agreement, period.year)(purse).replace(':spent:', ':prepaid:');
    const parts = office.model.parts(purses, own, ahead);
    office.model.apply(parts);
    const paid = parts.map((part) => ({ part, open: part.pence }));
    const prepayment = {
      ref: ref as string,
      agreement,
      stands: period,
      paid,
      due: shares,
      released: [],
      reversed: false,
    };
    this.prepayments.push(prepayment);
    this.release(prepayment, period);
  }

  /** Spends what is due up to and with the period: out of what was paid, or out of a later year's own money. */
  private release(prepayment: ModelPrepayment, through: ModelPeriod): void {
    const isDue = (share: ModelPeriod) =>
      share.year < through.year || (share.year === through.year && share.number <= through.number);
    for (const share of prepayment.due.filter(isDue)) {
      for (const part of this.served(prepayment, share)) {
        this.office.model.apply([part]);
        prepayment.released.push(part);
      }
    }
    prepayment.due = prepayment.due.filter((share) => !isDue(share));
  }

  private served(prepayment: ModelPrepayment, share: ModelPeriod & { pence: number }): Part[] {
    const { paid, agreement } = prepayment;
    const year = Number(paid[0]?.part.from.split(':')[2]?.slice(0, 4));
    if (share.year !== year) {
      const amounts = proportions(
        share.pence,
        paid.map(({ part }) => part.pence),
      );
      return paid.flatMap(({ part }, index) => {
        const { from, to } = turnedRound(part, share);
        const pence = amounts[index] as number;
        return pence === 0 ? [] : [{ from, to, pence, corrected: 0 }];
      });
    }
    const parts: Part[] = [];
    let open = share.pence;
    for (const one of paid) {
      const pence = Math.min(open, one.open);
      one.open -= pence;
      open -= pence;
      const to = this.spending.spentFrom(agreement, year)(one.part.from);
      if (pence > 0) parts.push({ from: one.part.to, to, pence, corrected: 0 });
    }
    return parts;
  }

  private async reversePrepayment(which: number): Promise<void> {
    const prepayment = this.prepayments[which % Math.max(1, this.prepayments.length)];
    if (prepayment === undefined) return;
    const isLater = this.office.isLater(prepayment.stands);
    const rule = prepayment.reversed ? 'not-correctable' : isLater ? 'before-original' : null;
    await this.reverse(prepayment.ref, 1, rule);
    if (rule !== null) return;
    prepayment.reversed = true;
    const parts = [...prepayment.released, ...prepayment.paid.map(({ part }) => part)];
    for (const { from, to, pence } of parts) this.office.model.move(to, from, pence);
  }

  /** Adjusts the second initiative, whose periods hold nothing but adjustments, so that what may be taken off is known. */
  private async adjust(step: Extract<PeriodEndStep, { do: 'adjust' }>): Promise<void> {
    const { office, spending } = this;
    const concerns = office.closed.at(-1 - step.ago) as ModelPeriod;
    const key = `${concerns.year} ${concerns.number}`;
    const ways: Ways = this.adjusted.get(key) ?? new Map();
    this.adjusted.set(key, ways);
    let spent = 0;
    for (const way of ways.values()) spent += way.pence;
    const purses = office.free('I-02', concerns.year);
    const left = step.credit ? spent : office.model.reach(purses);
    const pence = aimed(left, step);
    const over = step.credit ? 'adjustment-too-large' : step.reason ? null : 'overspend-reason';
    const rule = pence > left ? over : null;
    const { netPence, vatPence, invoicedOn, receivedOn, paidOn, ...coded } = spending.wanted('', pence, step.reason);
    const wanted = {
      ...coded,
      initiative: 'I-02',
      kind: step.credit ? ('adjustment-credit' as const) : ('adjustment' as const),
      concerns,
      comment: 'It was wrong',
      pence,
      happenedOn: office.day,
    };
    const [one] = office.people;
    const ref = await office.expect(rule, () => office.act(one, (act) => enterAdjustment(act, wanted, one.id)));
    if (rule !== null) return;
    await office.expect(null, () => spending.approve(1, ref as string));
    const parts = step.credit
      ? takenOff(ways, pence)
      : office.model.parts(purses, pence, (purse) => purse.replace(':initiative:', ':spent:'));
    office.model.apply(parts);
    for (const { from, to, pence: part } of parts) {
      if (step.credit) moved(ways, from, to, -part);
      else moved(ways, to, from, part);
    }
  }
}

function moved(ways: Ways, spent: string, purse: string, pence: number): void {
  const key = `${spent}|${purse}`;
  const before = ways.get(key)?.pence ?? 0;
  ways.delete(key);
  ways.set(key, { spent, purse, pence: before + pence });
}

function takenOff(ways: Ways, pence: number): Part[] {
  const parts: Part[] = [];
  let open = pence;
  for (const way of [...ways.values()].toReversed()) {
    const part = Math.min(open, way.pence);
    if (part <= 0) continue;
    open -= part;
    parts.push({ from: way.spent, to: way.purse, pence: part, corrected: 0 });
  }
  return parts;
}

/** The n-th of even shares; what cannot be shared goes to the earliest. */
function evenShare(pence: number, count: number, index: number): number {
  return Math.floor(pence / count) + (index < pence % count ? 1 : 0);
}

/** An amount divided by weight; what is left over goes to the largest remainders, the earlier first. */
function proportions(pence: number, weights: readonly number[]): number[] {
  let all = 0;
  for (const weight of weights) all += weight;
  const shares = weights.map((weight) => Math.floor((pence * weight) / all));
  let open = pence;
  for (const share of shares) open -= share;
  const byRemainder = weights
    .map((weight, index) => ({ index, remainder: (pence * weight) % all }))
    .toSorted((a, b) => b.remainder - a.remainder || a.index - b.index);
  for (const { index } of byRemainder.slice(0, open)) shares[index] = (shares[index] as number) + 1;
  return shares;
}

/** Where a part stands in the period named: the initiative's own money of that year where the year has changed. */
function turnedRound({ from, to }: Part, { year }: ModelPeriod): { from: string; to: string } {
  const source = from.split(':')[1] as string;
  if (from.startsWith(accountIn(source, year, ''))) return { from, to };
  return { from: accountIn(source, year, 'initiative', 'I-01'), to: accountIn(source, year, 'spent', 'I-01') };
}
