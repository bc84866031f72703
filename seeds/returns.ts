import { ELIGIBLE_COSTS, GRANT_RECEIPTS, GRANT_TERMS } from '../src/funds/grant.ts';
import { addRecord } from '../src/registers/register.store.ts';
import { RETURN_DUTIES } from '../src/returns/duty.ts';
import { type By, type Event, eachRow, pence } from './timeline.ts';

/** Which returns are owed, what sources paid, and what is claimed from one that pays in arrears. */
export function theReturns(by: By): Event[] {
  return [
    ...eachRow('return-duties', (row) =>
      by(row.by as string, 'return-duty.add', 'return-duty', (act) =>
        addRecord(act, RETURN_DUTIES, {
          template: row.template as string,
          source: row.source as string,
          fromQuarter: row.from as string,
          untilQuarter: null,
          daysAfter: Number(row.days_after),
          authority: row.authority as string,
        }),
      ),
    ),
    ...eachRow('grant-receipts', (row) =>
      by(row.by as string, 'grant-receipt.add', 'grant-receipt', (act) =>
        addRecord(act, GRANT_RECEIPTS, {
          source: row.source as string,
          year: row.year as string,
          nature: row.nature as string,
          received: row.received as string,
          amount: pence(row.amount),
          reference: row.reference as string,
        }),
      ),
    ),
    ...eachRow('grant-terms', (row) =>
      by(row.by as string, 'grant-term.add', 'grant-term', (act) =>
        addRecord(act, GRANT_TERMS, {
          source: row.source as string,
          year: row.year as string,
          threshold: pence(row.threshold),
          share: Number(row.share),
          authority: row.authority as string,
        }),
      ),
    ),
    ...eachRow('eligible-costs', (row) =>
      by(row.by as string, 'eligible-cost.add', 'eligible-cost', (act) =>
        addRecord(act, ELIGIBLE_COSTS, {
          source: row.source as string,
          quarter: row.quarter as string,
          cost: row.cost as string,
          amount: pence(row.amount),
          grounds: row.grounds as string,
        }),
      ),
    ),
  ];
}
