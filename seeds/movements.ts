import { readYear } from '../src/calendar/financial-year.ts';
import { readFigures } from '../src/figures/registry.ts';
import type { BudgetHead } from '../src/funds/budget-head.ts';
import { approveCarryForward, requestCarryForward } from '../src/funds/carry-forward.store.ts';
import { approveVirement, requestVirement } from '../src/funds/virement.store.ts';
import type { VirementLevel } from '../src/funds/virement.ts';
import { listInitiatives } from '../src/initiatives/initiative.store.ts';
import type { Nature } from '../src/ledger/account.ts';
import type { Person } from '../src/people/person.ts';
import { type By, type CsvRow, type Event, known, pence, readRows } from './timeline.ts';

/** Virements and carry-forwards, each asked for by one person and approved by another, or still awaiting that. */
export function theMovements(by: By, person: (name: string) => Person): Event[] {
  return [
    ...readRows('virements').flatMap((row) => {
      let ref = '';
      const ask: Event = {
        at: row.recorded as string,
        happen: async () => {
          ref = (await by(row.by as string, 'virement.request', 'virement', (act) =>
            requestVirement(
              act,
              {
                ...moneyOf(row),
                level: row.level as VirementLevel,
                from: row.from as string,
                to: row.to as string,
                override: null,
              },
              person(row.by as string).id,
              listInitiatives,
            ),
          )) as string;
        },
      };
      const approve = approval(row, () =>
        by(row.approver as string, 'virement.approve', 'virement', async (act) => {
          const seen = { seen: null, override: null, on: dayOf(row.approved) };
          return (await approveVirement(act, person(row.approver as string), ref, seen, readFigures)).ref;
        }),
      );
      return [ask, ...approve];
    }),
    ...readRows('carry-forwards').flatMap((row) => {
      let ref = '';
      const ask: Event = {
        at: row.recorded as string,
        happen: async () => {
          const head = { level: row.level, ref: row.held } as BudgetHead;
          const wanted = { ...moneyOf(row), head, late: null, askedOn: dayOf(row.recorded) };
          ref = (await by(row.by as string, 'carry-forward.request', 'carry-forward', (act) =>
            requestCarryForward(act, wanted, person(row.by as string).id),
          )) as string;
        },
      };
      const approve = approval(row, () =>
        by(row.approver as string, 'carry-forward.approve', 'carry-forward', async (act) => {
          return (await approveCarryForward(act, person(row.approver as string), ref, dayOf(row.approved))).ref;
        }),
      );
      return [ask, ...approve];
    }),
  ];
}

function approval(row: CsvRow, happen: () => Promise<unknown>): Event[] {
  return row.approved === '' ? [] : [{ at: row.approved as string, happen }];
}

function moneyOf(row: CsvRow) {
  return {
    source: row.source as string,
    year: known(readYear(row.year as string), row.year),
    nature: row.nature as Nature,
    pence: pence(row.amount),
    decisionRef: row.decision as string,
    reason: row.reason as string,
    consent: null,
  };
}

function dayOf(instant: string | undefined): string {
  return (instant as string).slice(0, 10);
}
