import { comparePeriods } from '../../calendar/period.ts';
import { readEntries } from '../../ledger/entry.store.ts';
import type { Entry } from '../../ledger/entry.ts';
import type { Db } from '../../platform/database.ts';
import { notFound } from '../../platform/refusal.ts';
import { readCodings } from './coding.store.ts';
import { isGrouped } from './group.ts';
import type { Coding } from './plan.ts';
import type { PlanLineFilter } from './plan-line.store.ts';

/**
 * The lines that an entry of a batch stands for, as a filter of its plan's lines. Entries that divide one group among
 * several accounts have the same lines; a reversal has those of what it turned round.
 */
export async function linesBehind(
  db: Db,
  officeId: number,
  { planId, batch, entry: id }: { planId: number; batch: string; entry: number },
): Promise<PlanLineFilter> {
  const entry = await groupEntry(db, officeId, batch, id);
  const codings = (await readCodings(db, planId)).filter((coding) => isGrouped(coding) && isOf(coding, entry));
  return {
    codingIds: codings.map((coding) => coding.id),
    sign: entry.kind === 'unmatched-credit' ? 'credits' : 'charges',
  };
}

async function groupEntry(db: Db, officeId: number, batch: string, id: number): Promise<Entry> {
  const [entry] = await readEntries(db, officeId, { ids: [id], batchRef: batch });
  if (entry === undefined || entry.spendRef !== null) throw notFound(`entry ${id} of ${batch}`);
  return entry.corrects === null ? entry : groupEntry(db, officeId, batch, entry.corrects);
}

/** Whether lines of this coding are behind the entry. */
export function isOf(coding: Coding, entry: Entry): boolean {
  const spent = entry.to.kind === 'spent' ? entry.to : entry.from;
  const isCredit = entry.kind === 'unmatched-credit';
  return (
    coding.initiative === spent.initiative &&
    (isCredit || coding.agreement === spent.agreement) &&
    coding.place === entry.place &&
    coding.category === entry.category &&
    comparePeriods(coding.period, { year: entry.year, number: entry.period }) === 0
  );
}
