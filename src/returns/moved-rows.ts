import { yearLabel } from '../calendar/financial-year.ts';
import { periodLabel } from '../calendar/period.ts';
import { headShown } from '../funds/budget-head.ts';
import { listCarryForwards } from '../funds/carry-forward.store.ts';
import { listVirements } from '../funds/virement.store.ts';
import { readEntries } from '../ledger/entry.store.ts';
import type { Entry } from '../ledger/entry.ts';
import type { Change } from './change-rows.ts';
import { inQuarter, type RowSource } from './row.ts';

/** The virements that were approved, and posted in the quarter. */
export async function virementChanges({ books, quarter }: RowSource): Promise<Change[]> {
  const { db, officeId, moment } = books;
  const posted = await firstOfActs(books, 'virement');
  const virements = await listVirements(db, officeId, { status: 'approved' });
  return virements.flatMap(({ ref, level, from, to, source, year, nature, decisionRef, reason, outcome }) => {
    const seq = outcome?.seq ?? Number.MAX_SAFE_INTEGER;
    const entry = seq > moment.seq ? undefined : posted.get(seq);
    if (entry === undefined || !inQuarter(quarter, entry)) return [];
    return [
      {
        key: `virement|${ref}`,
        label: `${ref}, ${from} to ${to}`,
        facts: {
          kind: 'virement',
          moved_from: from,
          moved_to: to,
          reason: `${decisionRef} ${reason}`,
          period: periodLabel({ year: entry.year, number: entry.period }),
        },
        scope: { act: String(seq), [level]: to, source, year, nature },
      },
    ];
  });
}

/** The carry-forwards that were approved, and posted in the quarter. */
export async function carryForwardChanges({ books, quarter }: RowSource): Promise<Change[]> {
  const { db, officeId, moment } = books;
  const posted = await firstOfActs(books, 'carry-in');
  const carried = await listCarryForwards(db, officeId, { status: 'approved' });
  return carried.flatMap(({ ref, head, source, year, nature, decisionRef, reason, outcome }) => {
    const seq = outcome?.seq ?? Number.MAX_SAFE_INTEGER;
    const entry = seq > moment.seq ? undefined : posted.get(seq);
    if (entry === undefined || !inQuarter(quarter, entry)) return [];
    const held = head.level === 'unallocated' ? `${source} unallocated` : headShown(head);
    return [
      {
        key: `carry-forward|${ref}`,
        label: `${ref}, ${held}`,
        facts: {
          kind: 'carry-forward',
          moved_from: `${held} ${yearLabel(year)}`,
          moved_to: `${held} ${yearLabel(year + 1)}`,
          reason: `${decisionRef} ${reason}`,
          period: periodLabel({ year: entry.year, number: entry.period }),
        },
        scope: { act: String(seq), source, year: year + 1, nature },
      },
    ];
  });
}

/** The first entry of the kind of each act up to the books' moment. */
async function firstOfActs(
  { db, officeId, moment }: RowSource['books'],
  kind: Entry['kind'],
): Promise<Map<number, Entry>> {
  const first = new Map<number, Entry>();
  for (const entry of await readEntries(db, officeId, { kind, upToSeq: moment.seq })) {
    if (!first.has(entry.seq)) first.set(entry.seq, entry);
  }
  return first;
}
