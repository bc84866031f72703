import type { PeriodKey } from '../../../src/calendar/period.ts';
import { addInitiative } from '../../../src/initiatives/initiative.store.ts';
import { findSort } from '../../../src/initiatives/kinds/initiative-kind.ts';
import { keptRegister } from '../../../src/initiatives/kinds/kind-basis.ts';
import type { Answers } from '../../../src/registers/field.ts';
import { addRecord, changeRecord, findRecord } from '../../../src/registers/register.store.ts';
import { nameByHand } from '../../../src/spend/payroll/by-hand.ts';
import { readProposal } from '../../../src/spend/payroll/proposal.store.ts';
import { type Proposal, recordable, sealOf } from '../../../src/spend/payroll/proposal.ts';
import { type LineChoice, type NewPayroll, recordPayroll } from '../../../src/spend/payroll/record-payroll.ts';
import { findSchedule, SCHEDULES } from '../../../src/spend/payroll/schedule.ts';
import { Desk } from '../desk.ts';

export const FORCE = 'West Yorkshire Police';

/** The desk of a test office that keeps posts: I-04 has £200,000 for 2015/16, and RS-001 recharges its posts that year. */
export class PayrollDesk extends Desk {
  async open(): Promise<this> {
    await this.act('cfo', 'initiative', (act) =>
      addInitiative(act, {
        fund: 'CSE',
        kind: 'specialist-investigators',
        name: 'Specialist investigators',
        purpose: 'To investigate',
        basis: 'A decision',
        amountPublished: true,
      }),
    );
    await this.money({ year: 2015, initiative: 'I-04', pence: 200_000_00 });
    await this.schedule({});
    return this;
  }

  schedule(changes: Answers): Promise<string> {
    const answers = {
      initiative: 'I-04',
      agreement: null,
      firstPeriod: '2015-16-P04',
      lastPeriod: '2015-16-P12',
      place: 'E23000010',
      category: '1',
      supplier: FORCE,
      onCost: null,
      ...changes,
    };
    return this.act('finance', 'payroll-schedule.add', (act) => addRecord(act, SCHEDULES, answers));
  }

  changeSchedule(changes: Answers): Promise<null> {
    return this.act('finance', 'payroll-schedule.change', async (act) => {
      const { answers, version } = await findRecord(act.trx, 1, SCHEDULES, 'RS-001');
      await changeRecord(act, SCHEDULES, {
        ref: 'RS-001',
        basedOn: version,
        answers: { ...answers, ...changes },
        why: null,
      });
      return null;
    });
  }

  /** A whole-time post at £31,200 a year, funded for all of 2015/16 unless told otherwise. */
  post(changes: Answers = {}): Promise<string> {
    return this.record('post', {
      label: 'Investigator',
      grade: 'support',
      share: 100,
      annualCost: 31_200_00,
      fundedFrom: '2015-04-01',
      fundedTo: '2016-03-31',
      vacancy: null,
      ...changes,
    });
  }

  fill(post: string, from: string, to: string | null = null, share = 100): Promise<string> {
    return this.record('filling', { post, from, to, share, ended: to === null ? null : 'resigned' });
  }

  private record(code: string, answers: Answers): Promise<string> {
    const register = this.register(code);
    return this.act('finance', `${code}.add`, (act) => addRecord(act, register, answers));
  }

  change(code: 'post' | 'filling', ref: string, changes: Answers): Promise<null> {
    const register = this.register(code);
    return this.act('finance', `${code}.change`, async (act) => {
      const { answers, version } = await findRecord(act.trx, 1, register, ref);
      await changeRecord(act, register, {
        ref,
        basedOn: version,
        answers: { ...answers, ...changes },
        why: 'Put right',
      });
      return null;
    });
  }

  private register(code: string) {
    const found = findSort(code);
    if (found === undefined) throw new Error(`There is no sort ${code}.`);
    return keptRegister(found.sort, { initiative: 'I-04', today: '2015-07-31' });
  }

  async proposal(period: PeriodKey, schedule = 'RS-001'): Promise<Proposal> {
    const { db } = this.world;
    return readProposal(db, 1, await findSchedule(db, 1, schedule), period);
  }

  /** What a period proposes, in a line for each post: the amount, the days and why. */
  async proposed(period: PeriodKey): Promise<string[]> {
    return (await this.proposal(period)).lines.map(
      ({ post, period: { number }, kind, proposed, why, credits, blocked }) =>
        [`${post.post.ref} P${number} ${kind} ${proposed}`, credits, why, blocked]
          .filter((said) => said !== null)
          .join(' | '),
    );
  }

  /** Records a period as it is proposed, with what a person says of single lines; answers how many entries were made. */
  async recordMonth(
    period: PeriodKey,
    said: { choices?: Record<string, Partial<LineChoice>> } & Partial<Omit<NewPayroll, 'choices'>> = {},
    by = 'finance',
  ): Promise<number> {
    const proposal = await this.proposal(period);
    const { choices = {}, ...rest } = said;
    const wanted: NewPayroll = {
      schedule: 'RS-001',
      period,
      seen: sealOf(proposal),
      choices: new Map(
        recordable(proposal).map(({ key, proposed }) => [
          key,
          { pence: Math.abs(proposed), leave: false, reason: null, ...choices[key] },
        ]),
      ),
      reference: null,
      reason: null,
      isOther: false,
      today: '2015-07-31',
      ...rest,
    };
    const { id } = await this.world.person(`${by}@demo.example`);
    return this.act(by, 'payroll.record', (act) => recordPayroll(act, wanted, id));
  }

  nameByHand(period: PeriodKey, spend: string): Promise<null> {
    return this.act('finance', 'payroll.by-hand', async (act) => {
      await nameByHand(act, { schedule: 'RS-001', period, spend });
      return null;
    });
  }

  /** Has everything approved that awaits approval. */
  async approveAll(): Promise<void> {
    const rows = await this.world
      .db('spend as s')
      .leftJoin('spend_outcome as o', 'o.spend_ref', 's.ref')
      .whereNull('o.id')
      .orderBy('s.id')
      .select('s.ref');
    for (const { ref } of rows) await this.approve(ref);
  }
}
