import { readPeriod } from '../src/calendar/period.ts';
import type { Against, Treatment } from '../src/home/reconciliation.store.ts';
import { loadPeriodFile, noteDifference } from '../src/home/reconciliation.ts';
import { readControlFile } from '../src/home/reconciliation-file.ts';
import { listInitiatives } from '../src/initiatives/initiative.store.ts';
import type { Person } from '../src/people/person.ts';
import { csvFile } from '../src/platform/csv.ts';
import { type By, type CsvRow, type Event, eachRow, known, pence, readRows } from './timeline.ts';

/** The finance system's lines of each period, each as one file, and what was said of the differences. */
export function theReconciliation(by: By, person: (name: string) => Person): Event[] {
  const files = new Map<string, CsvRow[]>();
  for (const row of readRows('control-lines')) {
    files.set(row.period as string, [...(files.get(row.period as string) ?? []), row]);
  }
  return [
    ...[...files].map(([label, rows]) => ({
      at: rows[0]?.recorded as string,
      happen: () => loadPeriod(by, person, label, rows),
    })),
    ...eachRow('difference-notes', (row) =>
      by(row.by as string, 'difference.note', 'period', async (act) => {
        const note = {
          period: known(readPeriod(row.period as string), row.period),
          against: row.against as Against,
          initiative: row.initiative as string,
          treatment: row.treatment as Treatment,
          text: row.text as string,
          seen: pence(row.difference),
        };
        await noteDifference(act, note, person(row.by as string).id);
        return row.period as string;
      }),
    ),
  ];
}

/** A file that speaks for the whole period: an initiative that it does not name spent nothing. */
function loadPeriod(by: By, person: (name: string) => Person, label: string, rows: CsvRow[]) {
  const name = rows[0]?.by as string;
  const period = known(readPeriod(label), label);
  return by(name, 'control-total.load', 'period', async (act) => {
    const { trx, doer } = act;
    const bytes = csvFile(
      ['initiative', 'amount', 'reference', 'date'],
      rows.map(({ initiative = '', amount, reference = '', date = '' }) => [
        initiative,
        { amount: pence(amount) },
        reference,
        date,
      ]),
    );
    const file = readControlFile(bytes, await listInitiatives(trx, doer.officeId));
    await loadPeriodFile(act, period, file, { coversPeriod: true, enteredBy: person(name).id });
    return label;
  });
}
