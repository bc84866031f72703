import type { Knex } from 'knex';
import { type Act, perform } from '../../../src/audit/act.ts';
import { allocate } from '../../../src/funds/allocation.store.ts';
import { addDecision } from '../../../src/funds/decision.store.ts';
import { addFund } from '../../../src/funds/fund.store.ts';
import { addSource, award } from '../../../src/funds/source.store.ts';
import { addInitiative, budget } from '../../../src/initiatives/initiative.store.ts';
import { closePeriod } from '../../../src/ledger/closing.ts';
import { addYear } from '../../../src/ledger/period.store.ts';
import { addOrganisation } from '../../../src/partners/organisation.store.ts';
import { addOffice } from '../../../src/people/office.store.ts';
import { addPerson, findPerson } from '../../../src/people/person.store.ts';
import { doer, type Person } from '../../../src/people/person.ts';
import { settableClock } from '../../../src/platform/clock.ts';
import { type Plain, randomToken } from '../../../src/platform/digest.ts';
import { Refusal } from '../../../src/platform/refusal.ts';
import { accountIn, BookModel } from './model.ts';

export const YEARS = [2014, 2015] as const;
/** Own money and a ring-fenced grant. */
export const SOURCES = ['S', 'R'] as const;
export const DECISION = 'D-2014-001';
export const AWARD = 100_000_00;
const ALLOCATED = 60_000_00;
const BUDGETS: [initiative: string, pence: number][] = [
  ['I-01', 30_000_00],
  ['I-02', 10_000_00],
];

/** A period as the model counts it: the months of both years, with the year ends between them. */
export interface ModelPeriod {
  year: number;
  number: number;
}

export function samePeriod(a: ModelPeriod, b: ModelPeriod): boolean {
  return a.year === b.year && a.number === b.number;
}

const ALL_PERIODS: ModelPeriod[] = YEARS.flatMap((year) =>
  Array.from({ length: 13 }, (_, index) => ({ year, number: index + 1 })),
);
const FIRST_OPEN = 11;

/**
 * An office of its own in a shared database, near the end of its first year, so that a few closings pass the year
 * end: two sources, two initiatives budgeted from both in both years, two people who may enter and approve.
 */
export class Office {
  readonly db: Knex;
  readonly officeId: number;
  readonly people: [Person, Person];
  readonly organisationId: number;
  readonly model = new BookModel();
  private readonly clock: ReturnType<typeof settableClock>;
  /** Where in `ALL_PERIODS` the oldest open period stands. */
  private at = FIRST_OPEN;

  private constructor(
    db: Knex,
    officeId: number,
    clock: ReturnType<typeof settableClock>,
    people: [Person, Person],
    organisationId: number,
  ) {
    Object.assign(this, { db, officeId, clock, people, organisationId });
    this.db = db;
    this.officeId = officeId;
    this.clock = clock;
    this.people = people;
    this.organisationId = organisationId;
  }

  static async open(db: Knex): Promise<Office> {
    const clock = settableClock('2014-04-01T09:00:00.000Z');
    const officeId = await addOffice(db, {
      code: randomToken(6),
      name: 'An office',
      areaCode: 'E23000010',
      commissionerTitle: 'Police and Crime Commissioner',
      standingDay: '2015-02-15',
      demonstration: false,
    });
    const program = { officeId, personId: null, role: 'program' };
    const people: Person[] = [];
    for (const name of ['One', 'Two']) {
      const email = `${randomToken(6)}@office.example`;
      const roles = ['chief-finance-officer', 'finance-officer'];
      const id = await addPerson({ db, clock }, program, { email, name, passwordHash: 'none', roles });
      people.push((await findPerson(db, id)) as Person);
    }
    const organisationId = await perform({ db, clock }, program, 'begin', null, async (act) => ({
      subject: { kind: 'office', ref: '' },
      result: await beginOffice(act),
    }));
    const office = new Office(db, officeId, clock, people as [Person, Person], organisationId);
    office.expectBeginning();
    return office;
  }

  /** What the model holds of the beginning, so that both start from the same books. */
  private expectBeginning(): void {
    let allocation = 0;
    for (const year of YEARS) {
      allocation = 0;
      for (const source of SOURCES) {
        allocation += 1;
        const unallocated = accountIn(source, year, 'unallocated');
        const held = accountIn(source, year, 'allocation', `AL-${year}-00${allocation}`);
        this.model.move(accountIn(source, year, 'source'), unallocated, AWARD);
        this.model.move(unallocated, held, ALLOCATED);
        for (const [ref, pence] of BUDGETS) this.model.move(held, accountIn(source, year, 'initiative', ref), pence);
      }
    }
  }

  get period(): ModelPeriod {
    return ALL_PERIODS[this.at] as ModelPeriod;
  }

  /** The closed periods of the history, the latest last. */
  get closed(): ModelPeriod[] {
    return ALL_PERIODS.slice(0, this.at);
  }

  /** The next period that is a month; undefined after the last. */
  get nextMonth(): ModelPeriod | undefined {
    return ALL_PERIODS.slice(this.at + 1).find(({ number }) => number !== 13);
  }

  isClosed(period: ModelPeriod): boolean {
    return this.closed.some((closed) => samePeriod(closed, period));
  }

  /** Whether a period is still to come when the oldest open one is the current. */
  isLater({ year, number }: ModelPeriod): boolean {
    const { period } = this;
    return year > period.year || (year === period.year && number > period.number);
  }

  /** So many months, beginning with the period or with the first after a year end; fewer where the years end. */
  monthsFrom(period: ModelPeriod, count: number): ModelPeriod[] {
    const from = ALL_PERIODS.findIndex((candidate) => samePeriod(candidate, period));
    return ALL_PERIODS.slice(from)
      .filter(({ number }) => number !== 13)
      .slice(0, count);
  }

  get day(): string {
    const { year, number } = this.period;
    const month = ((number + 2) % 12) + 1;
    return number === 13 ? `${year + 1}-03-31` : `${number > 9 ? year + 1 : year}-${String(month).padStart(2, '0')}-15`;
  }

  turn(): void {
    this.at += 1;
  }

  turnBack(): void {
    this.at -= 1;
  }

  /** An initiative's own accounts of the current year, in the order in which they were budgeted. */
  free(initiative: string, year = this.period.year): string[] {
    return SOURCES.map((source) => accountIn(source, year, 'initiative', initiative));
  }

  tick(): void {
    this.clock.set(new Date(new Date(this.clock.now()).getTime() + 1000).toISOString());
  }

  act<T extends Plain>(person: Person, work: (act: Act) => Promise<T>, key?: string, input: Plain = ''): Promise<T> {
    const once = key === undefined ? null : { key, input };
    return perform({ db: this.db, clock: this.clock }, doer(person), 'step', once, async (act) => ({
      subject: { kind: 'step', ref: '' },
      result: await work(act),
    }));
  }

  /** Does the work, and throws when it answers anything but the rule expected: a refusal by name, or null for none. */
  async expect<T extends Plain>(rule: string | null, work: () => Promise<T>): Promise<T | null> {
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
}

async function beginOffice(act: Act): Promise<number> {
  const happenedOn = '2014-04-01';
  await addFund(act, { code: 'F', name: 'Fund', startsOn: happenedOn });
  for (const year of YEARS) await addYear(act, year);
  await addDecision(act, {
    decidedOn: happenedOn,
    title: 'A decision',
    summary: 'It',
    decidedBy: 'Them',
    headlinePence: null,
    invented: true,
  });
  for (const code of SOURCES) {
    const restriction = code === 'R' ? 'ring-fenced' : 'none';
    await addSource(act, { code, fund: 'F', name: code, funder: code, restriction, conditions: null });
  }
  for (const name of ['One', 'Two']) {
    await addInitiative(act, { fund: 'F', kind: 'x', name, purpose: 'P', basis: 'B', amountPublished: true });
  }
  const shared = { nature: 'revenue' as const, decisionRef: DECISION, happenedOn };
  for (const year of YEARS) {
    for (const source of SOURCES) {
      await award(act, { ...shared, source, year, pence: AWARD, reference: 'R', invented: true });
      const allocation = await allocate(act, {
        ...shared,
        source,
        year,
        pence: ALLOCATED,
        purpose: 'P',
        overrideReason: null,
      });
      for (const [initiative, pence] of BUDGETS) {
        await budget(act, { ...shared, initiative, allocation, source, pence, overrideReason: null, reason: 'Begun' });
      }
    }
  }
  for (const period of ALL_PERIODS.slice(0, FIRST_OPEN)) await closePeriod(act, period);
  return addOrganisation(act, { name: 'O', kind: 'other' });
}
