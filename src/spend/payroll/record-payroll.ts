import type { Act } from '../../audit/act.ts';
import { type Day, formatDay } from '../../calendar/day.ts';
import { type PeriodKey, periodShown } from '../../calendar/period.ts';
import { addUp } from '../../ledger/balance.ts';
import { readPeriods } from '../../ledger/period.store.ts';
import { openPeriod } from '../../ledger/period.ts';
import { formatPounds, type Pence } from '../../money/pence.ts';
import { refused } from '../../platform/refusal.ts';
import { checkEffect, enterCorrection, enterSpend } from '../enter.ts';
import { readProposal } from './proposal.store.ts';
import { daysShown, type Proposal, type ProposedLine, recordable, sealOf } from './proposal.ts';
import { findSchedule, type Schedule } from './schedule.ts';

/** What a person says of one proposed line: the amount without its sign, or that it is left out. */
export interface LineChoice {
  pence: Pence;
  leave: boolean;
  reason: string | null;
}

/** A month as a person records it. */
export interface NewPayroll {
  schedule: string;
  period: PeriodKey;
  /** The proposal that they saw. */
  seen: string;
  choices: ReadonlyMap<string, LineChoice>;
  /** What the recharge is called where it came from. */
  reference: string | null;
  /** Why it passes what is left of the budget. */
  reason: string | null;
  /** Whether what stands in the period already is something else. */
  isOther: boolean;
  today: Day;
}

/**
 * Records a month of a schedule in one act: for each proposed line an entry that awaits approval by somebody else, or
 * that it was left out and why. Answers how many entries were made.
 *
 * Refused by name: `not-begun`, `period-closed`, `nothing-proposed`; `proposed-anew` where the proposal changed since
 * it was seen; `stands-already`; `changed-reason` and `left-out-reason` where an amount was changed or a line left out
 * and nobody said why; and what `enterSpend` and `enterCorrection` refuse.
 */
export async function recordPayroll(act: Act, wanted: NewPayroll, enteredBy: number): Promise<number> {
  const { trx, doer } = act;
  const schedule = await findSchedule(trx, doer.officeId, wanted.schedule);
  const period = openPeriod(await readPeriods(trx, doer.officeId), wanted.period);
  if (wanted.today < period.startsOn) throw notBegun(wanted.period, period.startsOn);
  const proposal = await readProposal(trx, doer.officeId, schedule, wanted.period);
  const lines = recordable(proposal);
  if (lines.length === 0) throw nothingProposed(wanted.period);
  if (sealOf(proposal) !== wanted.seen) throw proposedAnew();
  if (proposal.standing.length > 0 && !wanted.isOther) throw standsAlready(proposal);
  const chosen = lines.map((line) => ({ line, choice: checkChoice(line, wanted.choices.get(line.key)) }));
  const pence = addUp(chosen.flatMap(({ line, choice }) => (choice.leave || line.proposed < 0 ? [] : [choice.pence])));
  if (pence > 0)
    await checkEffect(trx, doer.officeId, codingOf(schedule, wanted.period), { pence, reason: wanted.reason });
  const run = await addRun(act, schedule, { period: wanted.period, kind: 'from posts' });
  const [happenedOn = wanted.today] = [wanted.today, period.endsOn].toSorted();
  let entered = 0;
  for (const { line, choice } of chosen) {
    const spend = choice.leave ? null : await enterLine(act, schedule, { line, choice, wanted, happenedOn }, enteredBy);
    if (spend !== null) entered += 1;
    const sign = line.proposed < 0 ? -1 : 1;
    await addLine(act, run, schedule, line, {
      outcome: choice.leave ? 'left out' : 'recorded',
      pence: choice.leave ? 0 : sign * choice.pence,
      reason: choice.reason,
      spend,
    });
  }
  return entered;
}

function checkChoice(line: ProposedLine, choice: LineChoice | undefined): LineChoice {
  if (choice === undefined) throw proposedAnew();
  const label = `${line.post.post.label}, ${periodShown(line.period)}`;
  if (choice.leave && choice.reason === null) {
    throw refused('left-out-reason', `Say why ${label} is left out`, `reason-${line.key}`);
  }
  if (!choice.leave && choice.pence !== Math.abs(line.proposed) && choice.reason === null) {
    throw refused(
      'changed-reason',
      `Say why the amount of ${label} is not ${formatPounds(Math.abs(line.proposed))}`,
      `reason-${line.key}`,
    );
  }
  return choice;
}

interface LineAbout {
  line: ProposedLine;
  choice: LineChoice;
  wanted: NewPayroll;
  happenedOn: Day;
}

async function enterLine(
  act: Act,
  schedule: Schedule,
  { line, choice, wanted, happenedOn }: LineAbout,
  enteredBy: number,
): Promise<string> {
  const { period, reference } = wanted;
  if (line.credits !== null) {
    const reason = [line.why, choice.reason].filter((said) => said !== null).join(' ');
    const credit = { kind: 'refund' as const, corrects: line.credits, pence: choice.pence, reason, happenedOn, period };
    return enterCorrection(act, credit, enteredBy);
  }
  const what = `${line.post.post.label}: ${periodShown(line.period)}, ${daysShown(line.post, line.month)}`;
  const later = line.kind === 'month' ? null : line.why;
  return enterSpend(
    act,
    {
      ...codingOf(schedule, period),
      place: schedule.place,
      category: schedule.category,
      supplier: schedule.supplier,
      reference,
      description: [`${what}.`, later, choice.reason].filter((said) => said !== null).join(' '),
      reason: wanted.reason,
      invoicedOn: happenedOn,
      receivedOn: null,
      paidOn: null,
      netPence: choice.pence,
      vatPence: 0,
    },
    enteredBy,
  );
}

function codingOf({ initiative, agreement }: Schedule, period: PeriodKey) {
  return { initiative, agreement, nature: 'revenue' as const, period };
}

/** Adds that a month of a schedule was recorded; answers its id. */
export function addRun(
  act: Act,
  { ref, version }: Schedule,
  { period, kind }: { period: PeriodKey; kind: 'from posts' | 'by hand' },
): Promise<number> {
  return act.add('payroll_run', {
    schedule_ref: ref,
    schedule_version: version,
    kind,
    year: period.year,
    period: period.number,
    entered_by: act.doer.personId,
  });
}

/** Adds what became of a proposed line. */
export async function addLine(
  act: Act,
  run: number,
  { ref }: Schedule,
  line: Pick<ProposedLine, 'post' | 'period' | 'month' | 'proposed'>,
  became: { outcome: 'recorded' | 'left out' | 'by hand'; pence: Pence; reason: string | null; spend: string | null },
): Promise<void> {
  const key = {
    schedule_ref: ref,
    post: line.post.post.ref,
    year: line.period.year,
    period: line.period.number,
  };
  const before = await act
    .trx('payroll_line')
    .where({ ...key, office_id: act.doer.officeId })
    .max({ attempt: 'attempt' })
    .first();
  await act.add('payroll_line', {
    ...key,
    run_id: run,
    attempt: Number(before?.attempt ?? 0) + 1,
    outcome: became.outcome,
    whole_pence: line.month.whole,
    share_days: line.month.shareDays,
    proposed_pence: line.proposed,
    pence: became.pence,
    reason_words: await act.optionalWords(became.reason),
    spend_ref: became.spend,
  });
}

/** Refused until the first day of the period has come. */
function notBegun(period: PeriodKey, startsOn: Day) {
  return refused(
    'not-begun',
    `${periodShown(period)} begins on ${formatDay(startsOn)}. Record it from then on, when it is known who was in post.`,
  );
}

function nothingProposed(period: PeriodKey) {
  return refused('nothing-proposed', `Nothing of ${periodShown(period)} is left to record.`);
}

function proposedAnew() {
  return refused(
    'proposed-anew',
    'The posts, or what was recorded of them, changed since you opened this page. Nothing was recorded. Look at the proposal again and record it.',
  );
}

function standsAlready({ standing, period }: Proposal) {
  const found = standing.map(({ ref, pence }) => `${ref} of ${formatPounds(pence)}`).join(', ');
  return refused(
    'stands-already',
    `${found} of the same supplier stands in ${periodShown(period)} already. Say below that it is this month’s recharge, or tick that it is something else.`,
    'other',
  );
}
