import type { Knex } from 'knex';
import { type Act, type Done, perform } from '../src/audit/act.ts';
import { readYear } from '../src/calendar/financial-year.ts';
import { readPeriod } from '../src/calendar/period.ts';
import { readQuarter } from '../src/calendar/quarter.ts';
import { allocate } from '../src/funds/allocation.store.ts';
import { addDecision } from '../src/funds/decision.store.ts';
import { addFund } from '../src/funds/fund.store.ts';
import { addSource, award } from '../src/funds/source.store.ts';
import { commit } from '../src/initiatives/agreement.store.ts';
import { addInitiative, budget } from '../src/initiatives/initiative.store.ts';
import type { Nature } from '../src/ledger/account.ts';
import { addYear, closePeriod } from '../src/ledger/period.store.ts';
import { parsePounds } from '../src/money/pence.ts';
import { addMeasure, type Measure, observe, setTarget } from '../src/outcomes/measure.store.ts';
import { addOrganisation, listOrganisations } from '../src/partners/organisation.store.ts';
import { addOffice, firstOffice } from '../src/people/office.store.ts';
import { hashPassword } from '../src/people/password.ts';
import { addPerson, findByEmail, listPeople } from '../src/people/person.store.ts';
import { doer, type Person } from '../src/people/person.ts';
import { roleShown } from '../src/people/role.ts';
import { settableClock } from '../src/platform/clock.ts';
import type { Plain } from '../src/platform/digest.ts';
import { approveSpend } from '../src/spend/decide.ts';
import { enterCorrection, enterSpend } from '../src/spend/enter.ts';
import { enterForecasts } from '../src/spend/forecast.store.ts';
import { type CsvRow, type Event, happenInOrder, readRows } from './timeline.ts';

export const DEMONSTRATION_PASSWORD = 'correct horse battery staple';
const FUND = 'CSE';
const START = '2014-04-01T08:00:00.000Z';

/** Makes the demonstration fund when the database holds no office yet; answers whether it did. */
export async function seedWhenEmpty(db: Knex): Promise<boolean> {
  if ((await firstOffice(db)) !== null) return false;
  await seedDemonstration(db);
  return true;
}

/** The demonstration's people, for the line that the server prints at start; none in an office of its own. */
export async function demonstrationSignIns(db: Knex): Promise<{ email: string; roles: string }[]> {
  const office = await firstOffice(db);
  if (office === null || !office.demonstration) return [];
  const people = await listPeople(db, office.id);
  return people
    .filter(({ email }) => email.endsWith('@demo.example'))
    .toSorted((a, b) => a.id - b.id)
    .map(({ email, roles }) => ({
      email,
      roles: roles.map((role) => roleShown(role, office.commissionerTitle)).join(', '),
    }));
}

/**
 * West Yorkshire's fund of 2014 to 2015 from published facts, with what is not published made up and marked so. Told
 * through the same acts as the pages, each at its own instant, so that the past can be asked about.
 */
export async function seedDemonstration(db: Knex): Promise<void> {
  const clock = settableClock(START);
  const site = { db, clock };
  const officeId = await addOffice(db, {
    code: 'WY',
    name: 'Office of the Police and Crime Commissioner for West Yorkshire',
    areaCode: 'E23000010',
    commissionerTitle: 'Police and Crime Commissioner',
    standingDay: '2015-07-31',
    demonstration: true,
  });
  const program = { officeId, personId: null, role: 'program' };
  const passwordHash = await hashPassword(DEMONSTRATION_PASSWORD);
  for (const { email = '', name = '', roles = '', district = '' } of readRows('people')) {
    await addPerson(site, program, {
      email,
      name,
      passwordHash,
      roles: roles.split(' '),
      districtCode: district || undefined,
    });
  }
  const people = new Map<string, Person>();
  for (const { email = '' } of readRows('people')) {
    const found = await findByEmail(db, email);
    if (found !== null) people.set(email.split('@')[0] as string, found.person);
  }
  const person = (name: string): Person => people.get(name) as Person;

  const by = (name: string, action: string, kind: string, work: (act: Act) => Promise<Plain>) =>
    perform(site, doer(person(name)), action, null, async (act): Promise<Done<Plain>> => {
      const result = await work(act);
      return { subject: { kind, ref: typeof result === 'string' ? result : '' }, result };
    });

  const events: Event[] = [
    {
      at: '2014-04-01T09:00:00.000Z',
      happen: () =>
        by('manager', 'fund.add', 'fund', async (act) => {
          await addFund(act, { code: FUND, name: 'Response to child sexual exploitation', startsOn: '2014-04-01' });
          for (const year of [2014, 2015]) await addYear(act, year);
          return FUND;
        }),
    },
    ...theFund(by),
    ...theInitiatives(by, db, officeId),
    ...theSpend(by, person),
    ...theOutcomes(by, person),
  ];
  await happenInOrder(events, clock);
}

type By = (name: string, action: string, kind: string, work: (act: Act) => Promise<Plain>) => Promise<Plain>;

/** Turns each row of a file into an event at its recorded instant. */
function eachRow(name: string, happen: (row: CsvRow & Record<string, string>) => Promise<unknown>): Event[] {
  return readRows(name).map((row) => ({ at: row.recorded as string, happen: () => happen(row) }));
}

function pence(text: string | undefined): number {
  const read = parsePounds(text ?? '');
  if (!read.ok) throw new Error(`The demonstration data holds ${JSON.stringify(text)}; an amount ${read.reason}.`);
  return read.pence;
}

function known<T>(value: T | null | undefined, text: string | undefined): T {
  if (value === null || value === undefined) throw new Error(`The demonstration data holds ${JSON.stringify(text)}.`);
  return value;
}

function theFund(by: By): Event[] {
  return [
    ...eachRow('organisations', ({ name, kind, district }) =>
      by('commissioning', 'organisation.add', 'organisation', (act) =>
        addOrganisation(act, { name: name as string, kind: kind as string, districtCode: district || null }),
      ),
    ),
    ...eachRow('sources', (row) =>
      by('manager', 'source.add', 'source', async (act) => {
        await addSource(act, {
          code: row.code as string,
          fund: FUND,
          name: row.name as string,
          funder: row.funder as string,
          restriction: row.restriction as 'none',
          conditions: row.conditions || null,
        });
        return row.code as string;
      }),
    ),
    ...eachRow('decisions', (row) =>
      by('pcc', 'decision.add', 'decision', (act) =>
        addDecision(act, {
          decidedOn: row.decided_on as string,
          title: row.title as string,
          summary: row.summary as string,
          decidedBy: row.decided_by as string,
          headlinePence: pence(row.headline),
          invented: row.invented === 'yes',
        }),
      ),
    ),
    ...eachRow('awards', (row) =>
      by('manager', 'award.add', 'source', async (act) => {
        await award(act, {
          source: row.source as string,
          year: known(readYear(row.year as string), row.year),
          nature: row.nature as Nature,
          pence: pence(row.amount),
          reference: row.reference as string,
          decisionRef: row.decision || null,
          happenedOn: row.happened as string,
          invented: row.invented === 'yes',
        });
        return row.source as string;
      }),
    ),
    ...eachRow('allocations', (row) =>
      by('manager', 'allocation.add', 'allocation', (act) =>
        allocate(act, {
          source: row.source as string,
          year: known(readYear(row.year as string), row.year),
          nature: row.nature as Nature,
          pence: pence(row.amount),
          purpose: row.purpose as string,
          decisionRef: row.decision as string,
          happenedOn: row.happened as string,
          overrideReason: null,
        }),
      ),
    ),
    ...eachRow('periods', (row) =>
      by('manager', 'period.close', 'period', async (act) => {
        await closePeriod(act, known(readPeriod(row.close as string), row.close));
        return row.close as string;
      }),
    ),
  ];
}

function theInitiatives(by: By, db: Knex, officeId: number): Event[] {
  return [
    ...eachRow('initiatives', (row) =>
      by('commissioning', 'initiative.add', 'initiative', (act) =>
        addInitiative(act, {
          fund: FUND,
          kind: row.kind as string,
          name: row.name as string,
          purpose: row.purpose as string,
          basis: row.basis as string,
          amountPublished: row.amount_published === 'yes',
        }),
      ),
    ),
    ...eachRow('budgets', (row) =>
      by('manager', 'budget.add', 'initiative', async (act) => {
        await budget(act, {
          initiative: row.initiative as string,
          allocation: row.allocation as string,
          source: row.source as string,
          nature: row.nature as Nature,
          pence: pence(row.amount),
          decisionRef: row.decision as string,
          happenedOn: row.happened as string,
          overrideReason: null,
        });
        return row.initiative as string;
      }),
    ),
    ...eachRow('agreements', async (row) => {
      const organisations = await listOrganisations(db, officeId);
      const provider = known(
        organisations.find(({ name }) => name === row.organisation),
        row.organisation,
      );
      await by('commissioning', 'agreement.add', 'agreement', (act) =>
        commit(act, {
          initiative: row.initiative as string,
          kind: row.kind as 'grant',
          organisationId: provider.id,
          year: known(readYear(row.year as string), row.year),
          nature: row.nature as Nature,
          pence: pence(row.amount),
          signedOn: row.signed as string,
          startsOn: row.starts as string,
          endsOn: row.ends as string,
          purpose: row.purpose as string,
          crimeReduction: row.crime_reduction as string,
          valueForMoney: row.value_for_money as string,
          conditions: null,
          overrideReason: null,
        }),
      );
    }),
  ];
}

function theSpend(by: By, person: (name: string) => Person): Event[] {
  const events: Event[] = [];
  for (const row of readRows('spend')) {
    let ref = '';
    events.push({
      at: row.recorded as string,
      happen: async () => {
        ref = (await by(row.by as string, `spend.enter-${row.kind}`, 'spend', (act) =>
          enterRow(act, row, person(row.by as string).id),
        )) as string;
      },
    });
    if (row.approved === '') continue;
    events.push({
      at: row.approved as string,
      happen: () =>
        by(row.approver as string, 'spend.approve', 'spend', async (act) => {
          await approveSpend(act, person(row.approver as string), ref, null);
          return ref;
        }),
    });
  }
  events.push(
    ...eachRow('forecasts', ({ by: author, initiative, year, recorded: _recorded, ...periods }) =>
      by(author as string, 'forecast.enter', 'initiative', async (act) => {
        const wanted = Object.entries(periods).map(([number, amount]) => ({
          period: known(readPeriod(`${year}-${number}`), number),
          pence: pence(amount),
        }));
        await enterForecasts(act, initiative as string, wanted, person(author as string).id);
        return initiative as string;
      }),
    ),
  );
  return events;
}

function enterRow(act: Act, row: CsvRow, enteredBy: number): Promise<string> {
  const period = known(readPeriod(row.period as string), row.period);
  if (row.kind !== 'spend') {
    const correction = {
      kind: row.kind as 'refund',
      corrects: row.corrects as string,
      pence: pence(row.net),
      reason: row.description as string,
      happenedOn: row.invoiced as string,
      period,
    };
    return enterCorrection(act, correction, enteredBy);
  }
  const spend = {
    initiative: row.initiative as string,
    agreement: row.agreement as string,
    nature: 'revenue' as const,
    place: row.place as string,
    category: row.category as string,
    supplier: row.supplier as string,
    reference: row.reference || null,
    description: row.description || null,
    reason: null,
    invoicedOn: row.invoiced as string,
    receivedOn: row.received || null,
    paidOn: row.paid || null,
    period,
    netPence: pence(row.net),
    vatPence: row.vat === '' ? 0 : pence(row.vat),
  };
  return enterSpend(act, spend, enteredBy);
}

function theOutcomes(by: By, person: (name: string) => Person): Event[] {
  return [
    ...eachRow('measures', (row) =>
      by('commissioning', 'measure.add', 'measure', async (act) => {
        await addMeasure(act, {
          code: row.code as string,
          initiative: row.initiative as string,
          name: row.name as string,
          unit: row.unit as string,
          direction: row.direction as Measure['direction'],
          basis: row.basis as Measure['basis'],
          countsPeople: row.counts_people === 'yes',
          denominator: row.denominator || null,
        });
        return row.code as string;
      }),
    ),
    ...eachRow('targets', (row) =>
      by(row.by as string, 'target.set', 'measure', async (act) => {
        await setTarget(act, {
          measure: row.measure as string,
          place: row.place as string,
          quarter: known(readQuarter(row.quarter as string), row.quarter),
          value: Number(row.value),
          enteredBy: person(row.by as string).id,
        });
        return row.measure as string;
      }),
    ),
    ...eachRow('observations', (row) =>
      by(row.by as string, 'observation.enter', 'measure', async (act) => {
        const isMissing = row.value === 'x' || row.value === 'z';
        await observe(act, {
          measure: row.measure as string,
          place: row.place as string,
          quarter: known(readQuarter(row.quarter as string), row.quarter),
          value: isMissing ? null : Number(row.value),
          marker: isMissing ? (row.value as 'x') : null,
          source: row.source as string,
          enteredBy: person(row.by as string).id,
        });
        return row.measure as string;
      }),
    ),
  ];
}
