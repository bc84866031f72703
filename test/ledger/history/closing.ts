import { findAccounts } from '../../../src/ledger/account.store.ts';
import { closePeriod, reopenPeriod } from '../../../src/ledger/closing.ts';
import { post } from '../../../src/ledger/post.ts';
import type { ModelPeriod, Office } from './office.ts';

export type ClosingStep = { do: 'close' } | { do: 'reopen'; held: boolean } | { do: 'post-closed'; adjusts: boolean };

/** What the model does when a period closes, and what of it falls in the next month. */
export type OnClosing = (closed: ModelPeriod, next: ModelPeriod) => void;

/** The steps that close and reopen periods, and try what a closed one refuses. */
export class Closing {
  private readonly office: Office;
  private readonly brings: OnClosing;

  constructor(office: Office, brings: OnClosing) {
    this.office = office;
    this.brings = brings;
  }

  async take(step: ClosingStep): Promise<void> {
    if (step.do === 'close') await this.close();
    else if (step.do === 'reopen') await this.reopen(step.held);
    else await this.postClosed(step.adjusts);
  }

  private async close(): Promise<void> {
    const { office } = this;
    const next = office.nextMonth;
    if (next === undefined) return;
    const closing = office.period;
    await office.expect('close-in-order', () => this.act((act) => closePeriod(act, next)));
    await office.expect(null, () => this.act((act) => closePeriod(act, closing)));
    this.brings(closing, next);
    office.turn();
  }

  private async reopen(held: boolean): Promise<void> {
    const { office } = this;
    const last = office.closed.at(-1) as ModelPeriod;
    const holds = async () => (held ? [{ what: 'the pack', href: '/', through: last }] : []);
    const [before] = office.closed;
    await office.expect('reopen-in-order', () =>
      this.act((act) => reopenPeriod(act, before as ModelPeriod, 'Late', holds)),
    );
    await office.expect(held ? 'period-held' : null, () => this.act((act) => reopenPeriod(act, last, 'Late', holds)));
    if (!held) office.turnBack();
  }

  /** Promise 8: a posting into a closed period is refused; an adjustment of it, posted in the open one, is not. */
  private async postClosed(adjusts: boolean): Promise<void> {
    const { office } = this;
    const closed = office.closed.at(-1) as ModelPeriod;
    const where = { source: 'S', year: closed.year, initiative: 'I-01' };
    const [from] = await findAccounts(office.db, office.officeId, { ...where, kind: 'initiative' });
    const [to] = await findAccounts(office.db, office.officeId, { ...where, kind: 'spent', agreement: '' });
    if (from === undefined || to === undefined || office.model.left(from.name) < 1) return;
    const shared = { from, to, pence: 1, happenedOn: office.day, place: 'E08000035', category: '5' };
    await office.expect('period-closed', () =>
      this.act((act) => post(act, [{ ...shared, kind: 'spend', period: closed }])),
    );
    if (!adjusts) return;
    const { period } = office;
    await office.expect('not-closed', () =>
      this.act((act) => post(act, [{ ...shared, kind: 'adjustment', period, concerns: period }])),
    );
    await office.expect(null, () =>
      this.act((act) => post(act, [{ ...shared, kind: 'adjustment', period, concerns: closed }])),
    );
    office.model.move(from.name, to.name, 1);
  }

  private act(work: (act: Parameters<typeof closePeriod>[0]) => Promise<unknown>): Promise<null> {
    const { office } = this;
    return office.act(office.people[0], async (act) => {
      await work(act);
      return null;
    });
  }
}
