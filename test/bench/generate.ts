import type { Knex } from 'knex';
import { type Act, type Doer, perform, type Site } from '../../src/audit/act.ts';
import { type PeriodSpan, periodsOf } from '../../src/calendar/financial-year.ts';
import { allocate } from '../../src/funds/allocation.store.ts';
import { addDecision } from '../../src/funds/decision.store.ts';
import { addFund } from '../../src/funds/fund.store.ts';
import { addSource, award } from '../../src/funds/source.store.ts';
import { commit } from '../../src/initiatives/agreements/agreement.store.ts';
import { addInitiative, budget } from '../../src/initiatives/initiative.store.ts';
import { ensureAccount, findAccounts } from '../../src/ledger/account.store.ts';
import { type Account, sibling } from '../../src/ledger/account.ts';
import { CATEGORIES } from '../../src/ledger/category.ts';
import { closePeriod } from '../../src/ledger/closing.ts';
import type { NewEntry } from '../../src/ledger/entry.ts';
import { addYear } from '../../src/ledger/period.store.ts';
import { post } from '../../src/ledger/post.ts';
import { addOrganisation } from '../../src/partners/organisation.store.ts';
import { DISTRICTS } from '../../src/partners/place.ts';
import { addOffice } from '../../src/people/office.store.ts';
import { addPerson } from '../../src/people/person.store.ts';
import { settableClock } from '../../src/platform/clock.ts';
import type { Plain } from '../../src/platform/digest.ts';
import { moveAwaiting } from '../../src/spend/awaiting.store.ts';
import { enterForecasts } from '../../src/spend/forecast.store.ts';
import { spendRef } from '../../src/spend/spend.ts';

/** Changes whenever what is generated does, so that an older ledger kept on disk is not taken for it. */
export const GENERATOR = 5;

export const REPORT_YEAR = 2015;
const YEARS = [2014, REPORT_YEAR];
const INITIATIVES = 40;
const SOURCES = ['OWN', 'GRANT', 'HEALTH', 'COUNCIL', 'POLICE'];
const BUDGET = 1_000_000_000;
const BOUND = 600_000_000;
const REVISION = 1_000_000;
/** The months in which money is spent: all of the first year, and the second up to January. */
const MONTHS = [...months(2014, 12), ...months(REPORT_YEAR, 10)];
const LAST_MONTH = MONTHS.length - 1;
/** What every initiative does at least once in every month, at every size; the rest is more of the same. */
const MONTHLY = ['bound', 'free', 'refund', 'reversal', 'accrual'] as const;
const AWAITING = 200;
/** How many entries an act posts. */
const SLICE = 400;

type Kind = (typeof MONTHLY)[number];

function months(year: number, count: number): PeriodSpan[] {
  return periodsOf(year).slice(0, count);
}

/** Numbers that look random and are the same at every run. */
export function dice(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** An entry that was posted, of which nothing has been taken back yet. */
interface Paid {
  entryId: number;
  ref: string;
  pence: number;
}

/** The accounts of an initiative in a year, and what was last paid: from its agreement, and from its free budget. */
interface Purses {
  initiative: string;
  agreement: string;
  bound: Account;
  free: Account;
  boundSpent: Account;
  freeSpent: Account;
  refundable: Paid | null;
  reversible: Paid | null;
}

/**
 * An office whose ledger holds just so many entries, made as the program makes them: every entry through `post`, in
 * acts of some hundreds, each spend entered by one person and approved by another, each month closed after it. At
 * every size there are the same 40 initiatives, sources, agreements, months and kinds of entry, and no entry more.
 */
export class LedgerMaker {
  readonly site: Site;
  readonly officeId: number;
  private readonly doers: [Doer, Doer];
  private readonly roll = dice(20140401);
  private readonly purses = new Map<number, Purses[]>();

  private constructor(db: Knex, clock: ReturnType<typeof settableClock>, officeId: number, doers: [Doer, Doer]) {
    this.site = { db, clock };
    this.officeId = officeId;
    this.doers = doers;
  }

  /** Opens an office in an empty database. */
  static async open(db: Knex): Promise<LedgerMaker> {
    const clock = settableClock('2014-04-01T08:00:00.000Z');
    const officeId = await addOffice(db, {
      code: 'BENCH',
      name: 'An office',
      areaCode: 'E23000010',
      commissionerTitle: 'Police and Crime Commissioner',
      standingDay: '2016-01-31',
      demonstration: false,
    });
    const program = { officeId, personId: null, role: 'program' };
    const doers: Doer[] = [];
    for (const name of ['first', 'second']) {
      const roles = ['chief-finance-officer'];
      await addPerson({ db, clock }, program, { email: `${name}@office.example`, name, passwordHash: 'none', roles });
      const { id } = await db('person')
        .where({ email: `${name}@office.example` })
        .first('id');
      doers.push({ officeId, personId: id, role: 'chief-finance-officer' });
    }
    return new LedgerMaker(db, clock, officeId, doers as [Doer, Doer]);
  }

  /** Goes on with a ledger that was made before. */
  static async reopen(db: Knex): Promise<LedgerMaker> {
    const office = await db('office').first('id');
    const people = await db('person').where({ office_id: office.id }).orderBy('id').select('id');
    const doers = people.map(({ id }) => ({ officeId: office.id, personId: id, role: 'chief-finance-officer' }));
    return new LedgerMaker(db, settableClock('2016-01-31T09:00:00.000Z'), office.id, doers as [Doer, Doer]);
  }

  /** Fills it with so many entries, saying now and then how far it is. */
  async fill(entries: number, say: (done: number) => void): Promise<void> {
    await this.setUp();
    for (const [index, month] of MONTHS.entries()) {
      const left = entries - (await this.count()) - this.turned(index);
      const kinds = this.monthsWork(Math.floor(left / (MONTHS.length - index)));
      for (let at = 0; at < kinds.length; at += SLICE) await this.spendInMonth(month, kinds.slice(at, at + SLICE));
      if (index % 12 === 6) await this.act('budget.add', (act) => this.revise(act, month));
      if (index < LAST_MONTH) await this.close(month);
      say(await this.count());
    }
    await this.forecast();
    await this.leaveAwaiting();
    // Whatever rounding left over, so that every ledger has just the entries it is said to have.
    await this.spendInMonth(MONTHS[LAST_MONTH] as PeriodSpan, this.monthsWork(0, entries - (await this.count())));
  }

  /** One more entry in an act of its own, as somebody approves a spend. */
  async postOne(seed: number): Promise<void> {
    if (this.purses.size === 0) await this.findPurses();
    const purses = this.pursesOf(REPORT_YEAR)[seed % INITIATIVES] as Purses;
    const month = MONTHS[LAST_MONTH] as PeriodSpan;
    await this.act('spend.approve', async (act) => {
      await post(act, [this.entryOf(month, purses.bound, purses.boundSpent, 'spend', 100 + (seed % 9000), undefined)]);
    });
  }

  private async act(name: string, work: (act: Act) => Promise<unknown>, who: 0 | 1 = 0): Promise<void> {
    await perform<Plain>(this.site, this.doers[who], name, null, async (act) => {
      await work(act);
      return { subject: { kind: 'bench', ref: name }, result: null };
    });
  }

  private async count(): Promise<number> {
    const row = await this.site.db('entry').max({ n: 'id' }).first();
    return Number(row?.n ?? 0);
  }

  /** Entries that closings will still post by themselves: an accrual of every initiative is turned round. */
  private turned(index: number): number {
    return (LAST_MONTH - index) * INITIATIVES;
  }

  private async close(month: PeriodSpan): Promise<void> {
    await this.act('period.close', (act) => closePeriod(act, month));
    if (month.number === 12) {
      await this.act('period.close', (act) => closePeriod(act, { year: month.year, number: 13 }));
    }
  }

  private async setUp(): Promise<void> {
    const shared = { nature: 'revenue', decisionRef: 'D-2014-001', happenedOn: '2014-04-01' } as const;
    await this.act('set-up', async (act) => {
      for (const year of YEARS) await addYear(act, year);
      await addFund(act, { code: 'CSE', name: 'CSE fund', startsOn: '2014-04-01' });
      await addDecision(act, {
        decidedOn: '2014-03-01',
        title: 'Budget',
        summary: 'The budget',
        decidedBy: 'The Commissioner',
        headlinePence: null,
        invented: true,
      });
      const allocations = new Map<string, string>();
      for (const [index, code] of SOURCES.entries()) {
        const restriction = index % 2 === 0 ? 'none' : 'ring-fenced';
        await addSource(act, { fund: 'CSE', code, name: code, funder: code, restriction, conditions: null });
        for (const year of YEARS) {
          const money = { ...shared, source: code, year };
          await award(act, { ...money, pence: 20_000_000_000, reference: 'Letter', invented: true });
          const wanted = { ...money, pence: 15_000_000_000, purpose: code, overrideReason: null };
          allocations.set(`${code} ${year}`, await allocate(act, wanted));
        }
      }
      const organisationId = await addOrganisation(act, { name: 'A provider', kind: 'charity' });
      for (let index = 0; index < INITIATIVES; index += 1) {
        const initiative = await addInitiative(act, {
          fund: 'CSE',
          kind: 'school-awareness',
          name: `Initiative ${index + 1}`,
          purpose: 'To protect',
          basis: 'A decision',
          amountPublished: true,
        });
        const source = SOURCES[index % SOURCES.length] as string;
        for (const year of YEARS) {
          const allocation = allocations.get(`${source} ${year}`) as string;
          const given = { ...shared, source, initiative, allocation, overrideReason: null };
          await budget(act, { ...given, pence: BUDGET });
          await commit(act, {
            initiative,
            kind: 'grant',
            organisationId,
            year,
            nature: 'revenue',
            pence: BOUND,
            signedOn: '2014-04-01',
            startsOn: `${year}-04-01`,
            endsOn: `${year + 1}-03-31`,
            purpose: 'Work',
            crimeReduction: 'Less harm',
            valueForMoney: 'At cost',
            conditions: null,
            overrideReason: null,
          });
        }
      }
    });
    await this.findPurses();
  }

  private async findPurses(): Promise<void> {
    await this.act('accounts', async (act) => {
      for (const year of YEARS) {
        const found: Purses[] = [];
        const agreements = await findAccounts(act.trx, this.officeId, { kind: 'agreement', year });
        for (const bound of agreements) {
          const [free] = await findAccounts(act.trx, this.officeId, {
            kind: 'initiative',
            year,
            initiative: bound.initiative,
          });
          found.push({
            initiative: bound.initiative,
            agreement: bound.agreement,
            bound,
            free: free as Account,
            boundSpent: await ensureAccount(act, sibling(bound, { kind: 'spent' })),
            freeSpent: await ensureAccount(act, sibling(free as Account, { kind: 'spent' })),
            refundable: null,
            reversible: null,
          });
        }
        this.purses.set(year, found);
      }
    });
  }

  private pursesOf(year: number): Purses[] {
    return this.purses.get(year) as Purses[];
  }

  /** More money for a quarter of the initiatives, decided in a month. */
  private async revise(act: Act, month: PeriodSpan): Promise<void> {
    const entries: NewEntry[] = [];
    for (const { free } of this.pursesOf(month.year).slice(0, INITIATIVES / 4)) {
      const allocation = sibling(free, { kind: 'allocation', initiative: '' });
      const from = await ensureAccount(act, allocation);
      const entry = this.entryOf(month, from, free, 'budget-revision', REVISION, undefined);
      entries.push({ ...entry, decisionRef: 'D-2014-001', place: undefined, category: undefined });
    }
    await post(act, entries);
  }

  /** Which initiative does what in a month: everything once, then more spend until the month has its share. */
  private monthsWork(share: number, exactly?: number): [initiative: number, kind: Kind][] {
    const work: [number, Kind][] = [];
    if (exactly === undefined) {
      for (const kind of MONTHLY) for (let index = 0; index < INITIATIVES; index += 1) work.push([index, kind]);
    }
    const more: Kind[] = ['bound', 'bound', 'bound', 'free', 'bound', 'free', 'bound', 'refund'];
    while (work.length < (exactly ?? share)) {
      work.push([this.roll(INITIATIVES), more[this.roll(more.length)] as Kind]);
    }
    return work;
  }

  /** One person enters the spend of a month's slice, another approves it; accruals are posted beside it. */
  private async spendInMonth(month: PeriodSpan, work: [initiative: number, kind: Kind][]): Promise<void> {
    if (work.length === 0) return;
    const lines = work.map(([index, kind]) => this.lineOf(month, this.pursesOf(month.year)[index] as Purses, kind));
    await this.act('spend.enter', (act) => this.enter(act, month, lines));
    await this.act('spend.approve', (act) => this.approve(act, month, lines), 1);
  }

  private lineOf(month: PeriodSpan, purses: Purses, asked: Kind): Line {
    const shared = { purses, ref: '', ...this.codesOf(purses), day: this.dayIn(month) };
    // What takes back names what an earlier slice paid; until something was paid, more is paid.
    const corrects = asked === 'refund' ? purses.refundable : asked === 'reversal' ? purses.reversible : null;
    if (corrects === null) {
      const kind = asked === 'refund' || asked === 'reversal' ? 'bound' : asked;
      return { ...shared, kind, pence: 200 + this.roll(19_800), corrects };
    }
    if (asked === 'refund') purses.refundable = null;
    else purses.reversible = null;
    return { ...shared, kind: asked, pence: asked === 'refund' ? 1 + this.roll(100) : corrects.pence, corrects };
  }

  /** An initiative works in two districts, and buys things of three categories. */
  private codesOf({ initiative }: Purses): { place: string; category: string } {
    const number = Number(initiative.slice(2));
    const district = DISTRICTS[(number + this.roll(2)) % DISTRICTS.length] as { code: string };
    const category = CATEGORIES[(number + this.roll(3)) % CATEGORIES.length] as { code: string };
    return { place: district.code, category: category.code };
  }

  private dayIn({ startsOn }: PeriodSpan): string {
    return `${startsOn.slice(0, 8)}${String(1 + this.roll(28)).padStart(2, '0')}`;
  }

  private async enter(act: Act, month: PeriodSpan, lines: Line[]): Promise<void> {
    const entered = lines.filter(({ kind }) => kind !== 'accrual');
    await this.addSpend(act, month, entered, this.doers[0]);
  }

  private async addSpend(act: Act, month: PeriodSpan, lines: Line[], by: Doer): Promise<void> {
    const numbers = await act.nextNumbers('spend', month.year, lines.length);
    for (const [index, line] of lines.entries()) line.ref = spendRef(month.year, numbers[index] as number);
    const supplier = await act.words('A provider');
    await act.addMany(
      'spend',
      lines.map(({ purses, kind, pence, ref, place, category, day, corrects }) => ({
        fund: 'CSE',
        ref,
        kind: spendKind(kind),
        initiative: purses.initiative,
        agreement: isFree(kind) ? '' : purses.agreement,
        nature: 'revenue',
        place,
        category,
        supplier_words: supplier,
        reference_words: null,
        description_words: null,
        reason_words: null,
        invoiced_on: day,
        received_on: null,
        paid_on: null,
        year: month.year,
        period: month.number,
        net_pence: pence,
        vat_pence: 0,
        pence,
        corrects_ref: corrects?.ref ?? null,
        batch_ref: null,
        row_number: null,
        line_key: null,
        entered_by: by.personId,
      })),
    );
    await moveAwaiting(
      act,
      lines.map((line) => this.awaitingOf(month, line)),
      'entered',
    );
  }

  private awaitingOf(month: PeriodSpan, { purses, kind, pence, corrects }: Line) {
    return {
      fund: 'CSE',
      initiative: purses.initiative,
      agreement: isFree(kind) ? '' : purses.agreement,
      nature: 'revenue' as const,
      period: { year: month.year, number: month.number },
      concerns: null,
      kind: spendKind(kind),
      correctsKind: corrects === null ? null : ('spend' as const),
      pence,
    };
  }

  private async approve(act: Act, month: PeriodSpan, lines: Line[]): Promise<void> {
    const ids = await post(
      act,
      lines.map((line) => this.postedLine(month, line)),
    );
    for (const [index, line] of lines.entries()) {
      const entryId = ids[index] as number;
      const paid = { entryId, ref: line.ref, pence: line.pence };
      if (line.kind === 'bound') line.purses.refundable = paid;
      if (line.kind === 'free') line.purses.reversible = paid;
    }
    const decided = lines.filter(({ kind }) => kind !== 'accrual');
    await act.addMany(
      'spend_outcome',
      decided.map(({ ref }) => ({
        spend_ref: ref,
        outcome: 'approved',
        year: month.year,
        period: month.number,
        reason_words: null,
        decided_by: this.doers[1].personId,
      })),
    );
    await moveAwaiting(
      act,
      decided.map((line) => this.awaitingOf(month, line)),
      'decided',
    );
  }

  private postedLine(month: PeriodSpan, line: Line): NewEntry {
    const { purses, kind, pence, corrects } = line;
    if (corrects !== null) {
      const [from, to] = isFree(kind) ? [purses.freeSpent, purses.free] : [purses.boundSpent, purses.bound];
      const entryKind = kind === 'reversal' ? 'reversal' : 'refund';
      return { ...this.entryOf(month, from, to, entryKind, pence, line), corrects: corrects.entryId };
    }
    if (kind === 'free') return this.entryOf(month, purses.free, purses.freeSpent, 'spend', pence, line);
    const entryKind = kind === 'accrual' ? 'accrual' : 'spend';
    return this.entryOf(month, purses.bound, purses.boundSpent, entryKind, pence, line);
  }

  private entryOf(
    month: PeriodSpan,
    from: Account,
    to: Account,
    kind: NewEntry['kind'],
    pence: number,
    line: Line | undefined,
  ): NewEntry {
    return {
      kind,
      from,
      to,
      pence,
      happenedOn: line?.day ?? month.startsOn,
      period: { year: month.year, number: month.number },
      place: line?.place ?? 'E23000010',
      category: line?.category ?? '1',
      spendRef: line === undefined || line.ref === '' ? undefined : line.ref,
    };
  }

  /** What is expected of the open months, said twice, so that a first version stands behind the latest. */
  private async forecast(): Promise<void> {
    const open = periodsOf(REPORT_YEAR).filter(({ number }) => number >= 10 && number <= 12);
    for (const version of [1, 2]) {
      await this.act('forecast.enter', async (act) => {
        for (const [index, { initiative }] of this.pursesOf(REPORT_YEAR).entries()) {
          const wanted = open.map((period) => ({ period, pence: 40_000_000 + index * 1_000_000 * version }));
          await enterForecasts(act, initiative, wanted, this.doers[0].personId as number);
        }
      });
    }
  }

  private async leaveAwaiting(): Promise<void> {
    const month = MONTHS[LAST_MONTH] as PeriodSpan;
    const lines = Array.from({ length: AWAITING }, (_, index) =>
      this.lineOf(month, this.pursesOf(REPORT_YEAR)[index % INITIATIVES] as Purses, 'bound'),
    );
    await this.act('spend.enter', (act) => this.enter(act, month, lines));
  }
}

/** Whether it is paid from, or back to, what no agreement binds. */
function isFree(kind: Kind): boolean {
  return kind === 'free' || kind === 'reversal';
}

function spendKind(kind: Kind): 'spend' | 'refund' | 'reversal' {
  return kind === 'refund' || kind === 'reversal' ? kind : 'spend';
}

interface Line {
  purses: Purses;
  kind: Kind;
  pence: number;
  corrects: Paid | null;
  ref: string;
  place: string;
  category: string;
  day: string;
}
