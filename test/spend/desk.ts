import { parse } from 'csv-parse/sync';
import { type Act, perform } from '../../src/audit/act.ts';
import { latestMoment } from '../../src/audit/moment.ts';
import type { PeriodKey } from '../../src/calendar/period.ts';
import { FIGURES, readFigures } from '../../src/figures/registry.ts';
import { allocate } from '../../src/funds/allocation.store.ts';
import { addSource, award } from '../../src/funds/source.store.ts';
import { commit } from '../../src/initiatives/agreements/agreement.store.ts';
import { budget } from '../../src/initiatives/initiative.store.ts';
import { closePeriod, type Hold, reopenPeriod } from '../../src/ledger/closing.ts';
import { readEntries } from '../../src/ledger/entry.store.ts';
import { openBooks } from '../../src/ledger/figure.ts';
import { readPeriods } from '../../src/ledger/period.store.ts';
import type { Scope } from '../../src/ledger/scope.ts';
import { addOrganisation } from '../../src/partners/organisation.store.ts';
import { doer } from '../../src/people/person.ts';
import type { Plain } from '../../src/platform/digest.ts';
import { enterAccrual, type NewAccrual } from '../../src/spend/accrual.ts';
import { enterAdjustment, type NewAdjustment } from '../../src/spend/adjustment.ts';
import { approveSpend, returnSpend } from '../../src/spend/decide.ts';
import { enterCorrection, enterSpend, type NewCorrection, type NewSpend } from '../../src/spend/enter.ts';
import { enterPrepayment, type NewPrepayment } from '../../src/spend/prepayment.ts';
import { evenShares } from '../../src/spend/schedule.ts';
import type { World } from '../world.ts';

export const P = (number: number, year = 2015): PeriodKey => ({ year, number });

const CODING = {
  initiative: 'I-02',
  agreement: '',
  nature: 'revenue' as const,
  place: 'E23000010',
  category: '4',
  supplier: 'Theatre Company',
  reason: null,
};

/** The finance desk of a test office: enters as `finance`, approves as `cfo`, closes as `manager`. */
export class Desk {
  readonly world: World;
  private readonly officeId = 1;

  constructor(world: World) {
    this.world = world;
  }

  async act<T extends Plain>(name: string, action: string, work: (act: Act) => Promise<T>): Promise<T> {
    const person = await this.world.person(`${name}@demo.example`);
    return perform(this.world.site, doer(person), action, null, async (act) => ({
      subject: { kind: 'story', ref: action },
      result: await work(act),
    }));
  }

  private async enter(action: string, work: (act: Act, enteredBy: number) => Promise<string>): Promise<string> {
    const { id } = await this.world.person('finance@demo.example');
    return this.act('finance', action, (act) => work(act, id));
  }

  spend(changes: Partial<NewSpend>): Promise<string> {
    return this.enter('spend.enter', (act, by) => enterSpend(act, { ...INVOICE, ...changes }, by));
  }

  accrue(changes: Partial<NewAccrual>): Promise<string> {
    const wanted = { ...CODING, description: 'The July tour', pence: 2_000_00, period: P(4), ...changes };
    return this.enter('spend.accrual', (act, by) => enterAccrual(act, wanted, by));
  }

  /** Pays in advance, evenly over the periods named unless the shares are given. */
  prepay(changes: Partial<NewPrepayment> & { months?: PeriodKey[] }): Promise<string> {
    const { months = [P(4), P(5), P(6)], ...rest } = changes;
    const shares = evenShares(months, rest.netPence ?? INVOICE.netPence);
    return this.enter('spend.prepayment', (act, by) => enterPrepayment(act, { ...INVOICE, shares, ...rest }, by));
  }

  adjust(changes: Partial<NewAdjustment>): Promise<string> {
    const wanted: NewAdjustment = {
      ...CODING,
      kind: 'adjustment',
      concerns: P(2),
      period: P(4),
      pence: 1_000_00,
      comment: 'An invoice was left out',
      happenedOn: '2015-07-31',
      ...changes,
    };
    return this.enter('spend.adjustment', (act, by) => enterAdjustment(act, wanted, by));
  }

  correct(corrects: string, changes: Partial<NewCorrection> = {}): Promise<string> {
    const wanted: NewCorrection = {
      kind: 'reversal',
      corrects,
      pence: 0,
      reason: 'A mistake',
      happenedOn: '2015-07-31',
      period: P(4),
      ...changes,
    };
    return this.enter(`spend.${wanted.kind}`, (act, by) => enterCorrection(act, wanted, by));
  }

  async approve(ref: string, reason: string | null = null): Promise<string> {
    const person = await this.world.person('cfo@demo.example');
    await this.act('cfo', 'spend.approve', async (act) => {
      await approveSpend(act, person, ref, reason);
      return null;
    });
    return ref;
  }

  async sendBack(ref: string): Promise<void> {
    const person = await this.world.person('cfo@demo.example');
    await this.act('cfo', 'spend.return', async (act) => {
      await returnSpend(act, person, ref, 'Too late');
      return null;
    });
  }

  async close(...keys: PeriodKey[]): Promise<void> {
    for (const key of keys) {
      await this.act('manager', 'period.close', async (act) => {
        await closePeriod(act, key);
        return null;
      });
    }
  }

  /** Closes every period up to and with the one named. */
  async closeThrough({ year, number }: PeriodKey): Promise<void> {
    for (const period of await readPeriods(this.world.db, this.officeId)) {
      const isMeant = period.year < year || (period.year === year && period.number <= number);
      if (!period.closed && isMeant) await this.close(period);
    }
  }

  reopen(key: PeriodKey, holds: Hold[] = []): Promise<null> {
    return this.act('cfo', 'period.reopen', async (act) => {
      await reopenPeriod(act, key, 'Something was missed', async () => holds);
      return null;
    });
  }

  /** Gives an initiative money of a year, out of a source of its own where one is named. */
  async money(given: { year: number; initiative: string; pence: number; source?: string }): Promise<void> {
    const { year, initiative, pence, source = 'PCC' } = given;
    const shared = {
      source,
      year,
      nature: 'revenue',
      decisionRef: 'D-2014-001',
      happenedOn: '2015-04-01',
      pence,
      overrideReason: null,
    } as const;
    await this.act('cfo', 'money', async (act) => {
      if (source !== 'PCC') {
        const added = { fund: 'CSE', code: source, name: source, funder: source, restriction: 'none' as const };
        await addSource(act, { ...added, conditions: null });
      }
      await award(act, { ...shared, reference: 'Letter', invented: true });
      const allocation = await allocate(act, { ...shared, purpose: 'CSE' });
      await budget(act, { ...shared, initiative, allocation, reason: 'More schools' });
      return null;
    });
  }

  /** Signs an agreement for I-02 that binds what is named of each year, and answers its reference. */
  agree(years: Record<number, number>, { endsOn = '2017-03-31' } = {}): Promise<string> {
    return this.act('cfo', 'agreement', async (act) => {
      const organisationId = await addOrganisation(act, { name: 'Theatre Company', kind: 'company' });
      return commit(act, {
        initiative: 'I-02',
        kind: 'contract',
        organisationId,
        years: Object.entries(years).map(([year, pence]) => ({ year: Number(year), pence })),
        nature: 'revenue',
        signedOn: '2015-07-01',
        startsOn: '2015-07-01',
        endsOn,
        purpose: 'A tour of schools',
        crimeReduction: 'Pupils know the signs',
        valueForMoney: 'Three quotes',
        conditions: null,
        overrideReason: null,
      });
    });
  }

  async figure(id: string, scope: Scope = {}): Promise<number | null> {
    const { db } = this.world;
    const books = openBooks(db, this.officeId, await latestMoment(db, this.officeId));
    const [shown] = await readFigures(books, [{ figure: id, scope }]);
    const figure = FIGURES.find((candidate) => candidate.id === id);
    // Whatever a figure says, the rows behind it must add up to it.
    let traced = 0;
    for (const { value } of (await figure?.trace(books, scope)) ?? []) traced += value ?? 0;
    if (shown?.value !== null && traced !== shown?.value) throw new Error(`${id}: ${shown?.value}, traced ${traced}`);
    return shown?.value ?? null;
  }

  /** What the rows of the file of all spend come to, as far as each counts: the same as spend to date. */
  async countedInFile(): Promise<number> {
    const auditor = await this.world.signIn('auditor@demo.example');
    const rows: Record<string, string>[] = parse((await auditor.get('/spend.csv')).text, { columns: true, bom: true });
    let pence = 0;
    for (const { counted_in_spend: counted } of rows) pence += Math.round(Number(counted) * 100);
    return pence;
  }

  /** What was posted for a spend: kind, from, to, amount in pence and period, in the order of posting. */
  async entries(spendRef: string): Promise<string[]> {
    return (await readEntries(this.world.db, this.officeId, { spendRef })).map(
      ({ kind, from, to, pence, year, period }) =>
        `${kind} ${from.source} ${from.year} ${from.kind} to ${to.year} ${to.kind}: ${pence} in ${year} P${period}`,
    );
  }
}

/** An ordinary invoice of July 2015 for I-02. */
export const INVOICE: NewSpend = {
  ...CODING,
  reference: null,
  description: 'Tour',
  invoicedOn: '2015-07-03',
  receivedOn: null,
  paidOn: null,
  period: P(4),
  netPence: 3_000_00,
  vatPence: 0,
};
