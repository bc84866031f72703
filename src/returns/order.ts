import { addDays } from '../calendar/day.ts';
import { compareQuarters, quarterSpan } from '../calendar/quarter.ts';
import type { Db } from '../platform/database.ts';
import { refused } from '../platform/refusal.ts';
import { listOwedReturns } from './duty.ts';
import { listFilings, submittedOf } from './filing.store.ts';
import type { Filing } from './filing.ts';

/**
 * The earlier returns that go out before this one: those of earlier quarters that are owed and were not submitted, and
 * those that somebody prepared and nobody submitted.
 */
export async function readEarlierUnfiled(db: Db, officeId: number, filing: Filing): Promise<string[]> {
  const isEarlier = (other: Pick<Filing, 'quarter'>): boolean => compareQuarters(other.quarter, filing.quarter) < 0;
  const after = addDays(quarterSpan(filing.quarter).endsOn, 1);
  const owed = (await listOwedReturns(db, officeId, after)).filter(
    ({ template, source, submitted, ...other }) =>
      template.name === filing.template && source === filing.source && submitted === null && isEarlier(other),
  );
  const filings = await listFilings(db, officeId);
  const begun = filings.filter(
    (other) =>
      other.template === filing.template &&
      other.source === filing.source &&
      isEarlier(other) &&
      submittedOf(filings, other.ref).length === 0,
  );
  return [
    ...new Set([...owed, ...begun].toSorted((a, b) => compareQuarters(a.quarter, b.quarter)).map(({ ref }) => ref)),
  ];
}

/** Refused as `earlier-first` while an earlier return is still to be submitted. */
export async function demandEarlierFiled(db: Db, officeId: number, filing: Filing): Promise<void> {
  const [first] = await readEarlierUnfiled(db, officeId, filing);
  if (first === undefined) return;
  throw refused('earlier-first', `Submit ${first} first: returns go out in the order of their quarters.`);
}
