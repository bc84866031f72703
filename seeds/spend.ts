import type { Act } from '../src/audit/act.ts';
import { readPeriod } from '../src/calendar/period.ts';
import type { Person } from '../src/people/person.ts';
import { approveSpend } from '../src/spend/decide.ts';
import { enterCorrection, enterSpend } from '../src/spend/enter.ts';
import { enterForecasts } from '../src/spend/forecast.store.ts';
import { type By, type CsvRow, type Event, eachRow, known, pence, readRows } from './timeline.ts';

/** Spend with its approvals and corrections, and forecasts. */
export function theSpend(by: By, person: (name: string) => Person): Event[] {
  const events: Event[] = [];
  for (const row of readRows('spend')) {
    let ref = '';
    events.push({
      at: row.recorded as string,
      happen: async () => {
        ref = (await by(row.by as string, row.kind === 'spend' ? 'spend.enter' : `spend.${row.kind}`, 'spend', (act) =>
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
