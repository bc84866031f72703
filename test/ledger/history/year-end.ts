import { readFigures } from '../../../src/figures/registry.ts';
import { approveCarryForward, requestCarryForward } from '../../../src/funds/carry-forward.store.ts';
import { recordLapse } from '../../../src/funds/lapse.store.ts';
import { approveVirement, declineVirement, requestVirement } from '../../../src/funds/virement.store.ts';
import { listInitiatives } from '../../../src/initiatives/initiative.store.ts';
import { type Aim, aimed } from './budgeting.ts';
import { accountIn } from './model.ts';
import { DECISION, type Office } from './office.ts';

type Level = 'unallocated' | 'allocation' | 'initiative';

export type YearEndStep =
  | (Aim & { do: 'vire'; ringFenced: boolean; back: boolean; consent: boolean; reason: boolean })
  | (Aim & { do: 'carry'; ringFenced: boolean; level: Level; consent: boolean; late: boolean })
  | { do: 'lapse'; ringFenced: boolean };

/** A Chief Finance Officer's limit on an initiative's virements of the year (`data/authority-limits.csv`). */
const VIREMENT_LIMIT = 50_000_00;

/** The steps that move budget between heads and between years. */
export class YearEnd {
  private readonly office: Office;
  private readonly vired = new Map<number, number>();

  constructor(office: Office) {
    this.office = office;
  }

  async take(step: YearEndStep): Promise<void> {
    if (step.do === 'vire') await this.vire(step);
    else if (step.do === 'carry') await this.carry(step);
    else await this.lapse(step.ringFenced);
  }

  private async vire(step: Extract<YearEndStep, { do: 'vire' }>): Promise<void> {
    const { office } = this;
    const [one, two] = office.people;
    const { year } = office.period;
    const source = step.ringFenced ? 'R' : 'S';
    const [from, to] = step.back ? (['I-02', 'I-01'] as const) : (['I-01', 'I-02'] as const);
    const purse = accountIn(source, year, 'initiative', from);
    const left = office.model.left(purse);
    const pence = aimed(left, step);
    const isOver = pence > left && !step.reason;
    const rule = step.ringFenced && !step.consent ? 'no-consent' : isOver ? 'below-zero' : null;
    const money = { source, year, nature: 'revenue' as const };
    const texts = { decisionRef: DECISION, reason: 'Needed there', consent: step.consent ? 'Letter of 1 March' : null };
    const override = step.reason ? 'Decided above' : null;
    const wanted = { ...money, ...texts, level: 'initiative' as const, from, to, pence, override };
    const ref = await office.expect(rule, () =>
      office.act(one, (act) => requestVirement(act, wanted, one.id, listInitiatives)),
    );
    if (rule !== null) return;
    const approval = { seen: null, override: null, on: office.day };
    const approve = (by: typeof one) => () =>
      office.act(by, async (act) => (await approveVirement(act, by, ref as string, approval, readFigures)).ref);
    await office.expect('own-entry', approve(one));
    // Both heads have the same running total, since everything moves between the two.
    const running = (this.vired.get(year) ?? 0) + pence;
    await office.expect(running > VIREMENT_LIMIT ? 'limit' : null, approve(two));
    if (running > VIREMENT_LIMIT) {
      const decline = () =>
        office.act(two, async (act) => (await declineVirement(act, two, ref as string, 'Too much')).ref);
      await office.expect(null, decline);
      return;
    }
    this.vired.set(year, running);
    office.model.move(purse, accountIn(source, year, 'initiative', to), pence);
    await office.expect('decided', approve(two));
  }

  private async carry(step: Extract<YearEndStep, { do: 'carry' }>): Promise<void> {
    const { office } = this;
    const [one, two] = office.people;
    const source = step.ringFenced ? 'R' : 'S';
    const ref = { unallocated: '', allocation: `AL-2014-00${step.ringFenced ? 2 : 1}`, initiative: 'I-01' }[step.level];
    const head = (year: number) => accountIn(source, year, step.level, ref);
    const left = office.model.left(head(2014));
    const pence = aimed(left, step);
    const noConsent = step.ringFenced && !step.consent;
    const rule = noConsent ? 'no-consent' : step.late ? 'asked-too-late' : pence > left ? 'below-zero' : null;
    const wanted = {
      source,
      year: 2014,
      nature: 'revenue' as const,
      head: { level: step.level, ref },
      pence,
      decisionRef: DECISION,
      reason: 'Work goes on',
      consent: step.consent ? 'Letter of 1 February' : null,
      late: null,
      askedOn: step.late ? '2015-03-01' : '2015-02-28',
    };
    const asked = await office.expect(rule, () => office.act(one, (act) => requestCarryForward(act, wanted, one.id)));
    if (rule !== null) return;
    const approve = (by: typeof one) => () =>
      office.act(by, async (act) => (await approveCarryForward(act, by, asked as string, office.day)).ref);
    await office.expect('own-entry', approve(one));
    await office.expect(null, approve(two));
    const way = step.ringFenced ? 'carried' : 'reserve';
    office.model.move(head(2014), accountIn(source, 2014, way), pence);
    office.model.move(accountIn(source, 2015, way), head(2015), pence);
    await office.expect('decided', approve(two));
  }

  private async lapse(ringFenced: boolean): Promise<void> {
    const { office } = this;
    const source = ringFenced ? 'R' : 'S';
    const heads = ['unallocated', 'allocation', 'initiative'].flatMap((kind) =>
      office.model.accounts(accountIn(source, 2014, kind)),
    );
    let left = 0;
    for (const head of heads) left += office.model.left(head);
    const bound = office.model.accounts(accountIn(source, 2014, 'agreement'));
    const isBound = bound.some((account) => office.model.left(account) > 0);
    const isOpen = office.period.year === 2014 && office.period.number <= 12;
    const rule = !ringFenced
      ? 'own-money'
      : isOpen
        ? 'year-open'
        : isBound
          ? 'still-bound'
          : left <= 0
            ? 'nothing-left'
            : null;
    const [one] = office.people;
    const wanted = { source, year: 2014, nature: 'revenue' as const, seen: null, reason: 'The grant ended' };
    const lapsed = await office.expect(rule, () =>
      office.act(one, (act) => recordLapse(act, { ...wanted, on: office.day })),
    );
    if (rule !== null) return;
    if (lapsed !== left) throw new Error(`${lapsed} lapsed; ${left} was left.`);
    let open = left;
    for (const head of heads) {
      const part = Math.min(open, Math.max(0, office.model.left(head)));
      open -= part;
      if (part > 0) office.model.move(head, accountIn(source, 2014, 'source'), part);
    }
  }
}
