import type { Knex } from 'knex';
import { readYear } from '../src/calendar/financial-year.ts';
import { commit } from '../src/initiatives/agreements/agreement.store.ts';
import type { AgreementYear } from '../src/initiatives/agreements/agreement.ts';
import { takeFromBudget } from '../src/initiatives/budget.store.ts';
import { addInitiative, budget } from '../src/initiatives/initiative.store.ts';
import { setProfile } from '../src/initiatives/profile.store.ts';
import type { WantedProfile } from '../src/initiatives/profile.ts';
import type { Nature } from '../src/ledger/account.ts';
import { listOrganisations } from '../src/partners/organisation.store.ts';
import { type By, type CsvRow, type Event, eachRow, FUND, known, pence } from './timeline.ts';

/** Initiatives, their budgets and agreements. */
export function theInitiatives(by: By, db: Knex, officeId: number): Event[] {
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
        const change = row.direction === 'take' ? takeFromBudget : budget;
        await change(act, {
          initiative: row.initiative as string,
          allocation: row.allocation as string,
          source: row.source as string,
          nature: row.nature as Nature,
          pence: pence(row.amount),
          decisionRef: row.decision as string,
          happenedOn: row.happened as string,
          reason: row.reason || null,
          overrideReason: null,
        });
        return row.initiative as string;
      }),
    ),
    ...eachRow('profiles', (row) =>
      by(row.by as string, 'budget.profile', 'initiative', async (act) => {
        const year = known(readYear(row.year as string), row.year);
        await setProfile(act, { initiative: row.initiative as string, year }, wantedProfile(row));
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
          ...(row.value === 'not published' ? { unpublished: true } : { years: valueByYear(row.value as string) }),
          nature: row.nature as Nature,
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

/** The value of an agreement by year, as the file holds it: '2014-15: 4,200.00; 2015-16: 8,400.00'. */
function valueByYear(text: string): AgreementYear[] {
  return text.split('; ').map((part) => {
    const [year = '', amount] = part.split(': ');
    return { year: known(readYear(year), text), pence: pence(amount) };
  });
}

function wantedProfile(row: CsvRow): WantedProfile {
  if (row.method === 'pattern') return { method: 'pattern', pattern: row.pattern as string };
  const months = Object.keys(row).filter((name) => /^P\d\d$/.test(name));
  return {
    method: 'hand',
    amounts: months.map((name) => ({ period: Number(name.slice(1)), pence: pence(row[name]) })),
  };
}
