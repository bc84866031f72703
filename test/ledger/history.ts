import type { Knex } from 'knex';
import { Budgeting, type BudgetStep } from './history/budgeting.ts';
import { Closing, type ClosingStep } from './history/closing.ts';
import { Office } from './history/office.ts';
import { PeriodEnd, type PeriodEndStep } from './history/period-end.ts';
import { Spending, type SpendStep } from './history/spending.ts';
import { YearEnd, type YearEndStep } from './history/year-end.ts';

export type Step = BudgetStep | SpendStep | PeriodEndStep | ClosingStep | YearEndStep;

/**
 * A generated history of an office and a plain second model beside it: the model says beforehand what each step must
 * answer, a refusal by its name or nothing, and what every account must then hold.
 */
export class History {
  /** What every account held after each act, to be asked about again at the end. */
  readonly remembered: { seq: number; balances: Record<string, number> }[] = [];
  readonly office: Office;
  private readonly budgeting: Budgeting;
  private readonly spending: Spending;
  private readonly periodEnd: PeriodEnd;
  private readonly closing: Closing;
  private readonly yearEnd: YearEnd;

  private constructor(office: Office) {
    this.office = office;
    this.budgeting = new Budgeting(office);
    this.spending = new Spending(office, this.budgeting);
    this.periodEnd = new PeriodEnd(office, this.spending);
    this.closing = new Closing(office, (closed, next) => this.periodEnd.closing(closed, next));
    this.yearEnd = new YearEnd(office);
  }

  static async begin(db: Knex): Promise<History> {
    return new History(await Office.open(db));
  }

  /** Takes a step; throws when the books answer anything but what the model says. */
  async take(step: Step): Promise<void> {
    const { office } = this;
    office.tick();
    await this.step(step);
    const last = await office.db('audit_event').where({ office_id: office.officeId }).max({ seq: 'seq' }).first();
    this.remembered.push({ seq: last?.seq, balances: office.model.balances() });
  }

  private async step(step: Step): Promise<void> {
    switch (step.do) {
      case 'allocate':
      case 'budget':
      case 'commit':
      case 'release':
        return this.budgeting.take(step);
      case 'close':
      case 'reopen':
      case 'post-closed':
        return this.closing.take(step);
      case 'accrue':
      case 'approve-accrual':
      case 'reverse-accrual':
      case 'pay-in-advance':
      case 'reverse-prepayment':
      case 'adjust':
        return this.periodEnd.take(step);
      case 'vire':
      case 'carry':
      case 'lapse':
        return this.yearEnd.take(step);
      default:
        return this.spending.take(step);
    }
  }
}
