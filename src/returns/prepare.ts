import { type Act, type Once, perform, type Site } from '../audit/act.ts';
import { latestMoment } from '../audit/moment.ts';
import { yearShown } from '../calendar/financial-year.ts';
import { periodShown, quarterOf } from '../calendar/period.ts';
import { compareQuarters, periodsOfQuarter, type Quarter, quarterShown } from '../calendar/quarter.ts';
import { findSource } from '../funds/source.store.ts';
import { readPeriods } from '../ledger/period.store.ts';
import { currentPeriod, type Period } from '../ledger/period.ts';
import { demand } from '../people/may.ts';
import { doer, type Person } from '../people/person.ts';
import type { Db } from '../platform/database.ts';
import { notFound, refused } from '../platform/refusal.ts';
import { listFilings, submittedOf } from './filing.store.ts';
import { type Filing, mayFollow, returnRef, type Standing, type WantedReturn } from './filing.ts';
import { keepTemplate, listTemplates } from './template.store.ts';
import { templateFor } from './template.ts';

/** What somebody asks to be prepared: the template's version follows from the quarter's year. */
export interface Wanted {
  template: string;
  quarter: Quarter;
  source?: string | null;
  standing?: Standing;
}

/**
 * Prepares a return: fixes its cut-off at what the office knows now. Prepared again before it is submitted, it makes
 * the next draft, which takes the explanations of the one before it over; so it does after it was submitted, when
 * changes were asked for or it becomes more certain, and then it names the filing that it follows.
 *
 * Refused by name: `no-such-year`, `future-quarter`, `period-open` (naming the period to close), `needs-source`,
 * `submitted`.
 */
export async function prepareReturn(
  site: Site,
  person: Person,
  wanted: Wanted,
  once: Once | null,
): Promise<{ ref: string; draft: number }> {
  demand(person, 'return.prepare');
  return perform(site, doer(person), 'return.prepare', once, async (act) => {
    const { officeId } = act.doer;
    const meant = await meantReturn(act.trx, officeId, wanted);
    const { template, quarter, source } = meant;
    mustBeClosed(await readPeriods(act.trx, officeId), quarter);
    const ref = returnRef(meant);
    const standing = wanted.standing ?? 'final';
    const filings = await listFilings(act.trx, officeId, { ref });
    const [follows] = submittedOf(filings, ref);
    if (follows !== undefined && !mayFollow(follows, standing)) throw alreadyFiled(follows, standing);
    const [before] = filings;
    const draft = (before?.draft ?? 0) + 1;
    const cutoff = await latestMoment(act.trx, officeId);
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
    await act.add('return_terms', {
      filing_id: filing,
      template_id: await keepTemplate(act, template, false),
      source,
      standing,
      follows_id: follows?.id ?? null,
    });
    if (before?.id !== undefined && before.id !== null) await takeOver(act, before.id, filing);
    return {
      subject: { kind: 'return', ref },
      detail: { draft, cutoff: cutoff.seq, standing, follows: follows?.draft ?? null },
      result: { ref, draft },
    };
  });
}

function alreadyFiled(filed: Filing, standing: Standing) {
  const sentence =
    `${filed.ref} has been submitted and never changes. It was submitted as ${filed.standing}, so it cannot be filed ` +
    `again as ${standing}. Choose another quarter, file it as more certain than that, or record first what changes were asked for.`;
  return refused('submitted', sentence, 'quarter');
}

/** What is meant: the template's version for the quarter's year, and the quarter with which a year ends. */
export async function meantReturn(db: Db, officeId: number, wanted: Wanted): Promise<WantedReturn> {
  const { year } = wanted.quarter;
  const templates = await listTemplates(db, officeId);
  const template = templateFor(templates, wanted.template, year);
  if (template === undefined) {
    if (!templates.some(({ name }) => name === wanted.template)) throw notFound(`return template ${wanted.template}`);
    throw refused(
      'no-version',
      `${wanted.template} has no version for ${yearShown(year)}. Choose a later year.`,
      'year',
    );
  }
  const quarter: Quarter = template.every === 'year' ? { year, quarter: 4 } : wanted.quarter;
  if (template.covers === 'fund') return { template, quarter, source: null };
  const source = wanted.source ?? null;
  if (source === null) {
    throw refused('needs-source', `${template.title} is filed for one funding source. Select the source.`, 'source');
  }
  await findSource(db, officeId, source);
  return { template, quarter, source };
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
