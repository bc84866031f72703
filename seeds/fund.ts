import { readYear } from '../src/calendar/financial-year.ts';
import { readPeriod } from '../src/calendar/period.ts';
import { allocate } from '../src/funds/allocation.store.ts';
import { addDecision } from '../src/funds/decision.store.ts';
import { addSource, award } from '../src/funds/source.store.ts';
import type { Nature } from '../src/ledger/account.ts';
import { closePeriod } from '../src/ledger/closing.ts';
import { addOrganisation } from '../src/partners/organisation.store.ts';
import { type By, type Event, eachRow, FUND, known, pence } from './timeline.ts';

/** Organisations, funding sources, decisions, awards, allocations, and the closing of periods. */
export function theFund(by: By): Event[] {
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
          headlinePence: row.headline ? pence(row.headline) : null,
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
