import type { Knex } from 'knex';
import { readYear } from '../src/calendar/financial-year.ts';
import { commit } from '../src/initiatives/agreement.store.ts';
import { addInitiative, budget } from '../src/initiatives/initiative.store.ts';
import type { Nature } from '../src/ledger/account.ts';
import { listOrganisations } from '../src/partners/organisation.store.ts';
import { type By, type Event, eachRow, FUND, known, pence } from './timeline.ts';

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
