import { type Act, type Once, perform, type Site } from '../audit/act.ts';
import { latestMoment } from '../audit/moment.ts';
import { yearShown } from '../calendar/financial-year.ts';
import { periodShown, quarterOf } from '../calendar/period.ts';
import { compareQuarters, periodsOfQuarter, type Quarter, quarterShown } from '../calendar/quarter.ts';
import { readPeriods } from '../ledger/period.store.ts';
import { currentPeriod, type Period } from '../ledger/period.ts';
import { demand } from '../people/may.ts';
import { doer, type Person } from '../people/person.ts';
import { refused } from '../platform/refusal.ts';
import { listFilings } from './filing.store.ts';
import { returnRef, stateOf } from './filing.ts';
import type { Template } from './template.ts';

/**
 * Prepares a return: fixes its cut-off at what the office knows now. Prepared again before it is submitted, it makes
 * the next draft, which takes the explanations of the one before it over.
 *
 * Refused by name: `no-such-year`, `future-quarter`, `period-open` (naming the period to close), `submitted`.
 */
export async function prepareReturn(
  site: Site,
  person: Person,
  template: Template,
  quarter: Quarter,
  once: Once | null,
): Promise<{ ref: string; draft: number }> {
  demand(person, 'return.prepare');
  const ref = returnRef(template, quarter);
  return perform(site, doer(person), 'return.prepare', once, async (act) => {
    mustBeClosed(await readPeriods(act.trx, act.doer.officeId), quarter);
    const [before] = await listFilings(act.trx, act.doer.officeId, { ref });
    if (before !== undefined && stateOf(before) === 'submitted') {
      throw refused('submitted', `${ref} has been submitted and never changes. Choose another quarter.`, 'quarter');
    }
    const draft = (before?.draft ?? 0) + 1;
    const cutoff = await latestMoment(act.trx, act.doer.officeId);
    const filing = await act.add('return_filing', {
      ref,
      draft,
      template: template.name,
      template_version: template.version,
      year: quarter.year,
      quarter: quarter.quarter,
      cutoff_seq: cutoff.seq,
      cutoff_at: cutoff.at,
      prepared_by: person.id,
    });
    if (before?.id !== undefined && before.id !== null) await takeOver(act, before.id, filing);
    return { subject: { kind: 'return', ref }, detail: { draft, cutoff: cutoff.seq }, result: { ref, draft } };
  });
}

/** Takes the latest explanation of each row over, and whose it is with it: they cannot certify the next draft either. */
async function takeOver(act: Act, from: number, filing: number): Promise<void> {
  const rows = await act.trx('return_explanation').where({ filing_id: from }).orderBy('id');
  for (const { row_key, text_words, entered_by } of new Map(rows.map((row) => [row.row_key, row])).values()) {
    await act.add('return_explanation', { filing_id: filing, row_key, text_words, entered_by });
  }
}

/** A return states what happened, so its quarter must be over and every period of it closed. */
export function mustBeClosed(periods: Period[], quarter: Quarter): void {
  if (!periods.some(({ year }) => year === quarter.year)) {
    throw refused('no-such-year', `${yearShown(quarter.year)} is not in this record. Choose a year that is.`, 'year');
  }
  const wanted = periodsOfQuarter(quarter);
  const open = wanted.filter(({ number }) =>
    periods.some((period) => period.year === quarter.year && period.number === number && !period.closed),
  );
  if (open.length === 0) return;
  const current = currentPeriod(periods);
  const now: Quarter = { year: current.year, quarter: quarterOf(current.number) };
  if (compareQuarters(quarter, now) > 0) {
    throw refused(
      'future-quarter',
      `${quarterShown(quarter)} has not begun: the current period is ${periodShown(current)}. Choose an earlier quarter.`,
      'quarter',
    );
  }
  throw refused(
    'period-open',
    `${quarterShown(quarter)} is still open. Close ${open.map(periodShown).join(', ')} first, so that its spend stands still.`,
    'quarter',
  );
}
