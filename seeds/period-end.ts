import type { Act } from '../src/audit/act.ts';
import { readPeriod } from '../src/calendar/period.ts';
import { addUp } from '../src/ledger/balance.ts';
import { readPeriods } from '../src/ledger/period.store.ts';
import type { Person } from '../src/people/person.ts';
import { enterAccrual } from '../src/spend/accrual.ts';
import { enterAdjustment, type NewAdjustment } from '../src/spend/adjustment.ts';
import { approveSpend } from '../src/spend/decide.ts';
import { enterPrepayment } from '../src/spend/prepayment.ts';
import { evenShares, monthsBetween } from '../src/spend/schedule.ts';
import { type By, type CsvRow, type Event, known, pence, readRows } from './timeline.ts';

/** An accrual, a payment in advance and an adjustment of a closed period, each with its approval. */
export function thePeriodEnd(by: By, person: (name: string) => Person): Event[] {
  return [
    ...entered('accruals', 'spend.accrual', by, person, (act, row, enteredBy) =>
      enterAccrual(
        act,
        {
          ...codingOf(row),
          period: periodOf(row.period),
          pence: pence(row.amount),
          description: row.description as string,
        },
        enteredBy,
      ),
    ),
    ...entered('prepayments', 'spend.prepayment', by, person, enterPaidInAdvance),
    ...entered('adjustments', 'spend.adjustment', by, person, (act, row, enteredBy) =>
      enterAdjustment(
        act,
        {
          ...codingOf(row),
          kind: row.kind as NewAdjustment['kind'],
          concerns: periodOf(row.concerns),
          period: periodOf(row.period),
          pence: pence(row.amount),
          comment: row.comment as string,
          happenedOn: row.happened as string,
        },
        enteredBy,
      ),
    ),
  ];
}

type Enter = (act: Act, row: CsvRow, enteredBy: number) => Promise<string>;

function entered(file: string, action: string, by: By, person: (name: string) => Person, enter: Enter): Event[] {
  return readRows(file).flatMap((row) => {
    let ref = '';
    const { recorded, approved, approver } = row as Record<'recorded' | 'approved' | 'approver', string>;
    const author = row.by as string;
    return [
      {
        at: recorded,
        happen: async () => {
          ref = (await by(author, action, 'spend', (act) => enter(act, row, person(author).id))) as string;
        },
      },
      {
        at: approved,
        happen: () =>
          by(approver, 'spend.approve', 'spend', async (act) => {
            await approveSpend(act, person(approver), ref, null);
            return ref;
          }),
      },
    ];
  });
}

async function enterPaidInAdvance(act: Act, row: CsvRow, enteredBy: number): Promise<string> {
  const netPence = pence(row.net);
  const vatPence = row.vat === '' ? 0 : pence(row.vat);
  const periods = await readPeriods(act.trx, act.doer.officeId);
  const months = monthsBetween(periods, periodOf(row.first), periodOf(row.last));
  const paid = {
    ...codingOf(row),
    period: periodOf(row.period),
    reference: row.reference || null,
    description: row.description || null,
    invoicedOn: row.invoiced as string,
    receivedOn: row.received || null,
    paidOn: row.paid || null,
    netPence,
    vatPence,
    shares: evenShares(months, addUp([netPence, vatPence])),
  };
  return enterPrepayment(act, paid, enteredBy);
}

function codingOf(row: CsvRow) {
  return {
    initiative: row.initiative as string,
    agreement: row.agreement as string,
    nature: 'revenue' as const,
    place: row.place as string,
    category: row.category as string,
    supplier: row.supplier as string,
    reason: null,
  };
}

function periodOf(text: string | undefined) {
  return known(readPeriod(text as string), text);
}
