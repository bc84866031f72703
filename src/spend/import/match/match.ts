import { comparePeriods } from '../../../calendar/period.ts';
import { addUp } from '../../../ledger/balance.ts';
import { formatPounds, type Pence } from '../../../money/pence.ts';
import type { Moved } from '../group.ts';
import type { Coding } from '../plan.ts';
import type { PlanLine } from '../plan-line.store.ts';
import type { Standing } from './standing.ts';

/** How much of something that stands a line is for; of a claim, what it pays. */
export interface Used {
  standing: Standing;
  pence: Pence;
}

/** What a line posts beyond what stands for it, and how. */
export type Posts =
  | { kind: 'nothing' }
  /** The whole line, under the agreement that it pays, or beside an accrual that turned round. */
  | { kind: 'whole'; pence: Pence; agreement: string; settles: { ref: string; pence: Pence }[] }
  /** The part by which the line is more, as new spend; or less, as a refund of what stands. */
  | { kind: 'more'; pence: Pence }
  | { kind: 'less'; pence: Pence; refunds: string };

export type Outcome =
  | { posts: Posts; moves: Moved[]; obstacle: null }
  | { posts: Posts; moves: Moved[]; obstacle: string };

const NOTHING: Posts = { kind: 'nothing' };

/**
 * What a line that stands for these items posts: nothing where they come to the line, else only the difference, which
 * needs its explanation. What moved no money yet, a claim or an instalment, is paid by the whole line.
 */
export function outcomeOf(line: PlanLine, coding: Coding, used: readonly Used[], reason: string | null): Outcome {
  const stop = (obstacle: string): Outcome => ({ posts: NOTHING, moves: [], obstacle: `Row ${line.row}: ${obstacle}` });
  for (const { standing, pence } of used) {
    if (Math.abs(pence) > Math.abs(standing.left) || pence * standing.left <= 0) {
      return stop(
        `of ${standing.ref}, ${formatPounds(standing.left)} is left to match, and ${formatPounds(pence)} was said. Match it again.`,
      );
    }
  }
  const posted = used.filter(({ standing }) => standing.isPosted);
  if (posted.length > 0 && posted.length < used.length) {
    return stop(
      'it is matched to what is recorded as spend and to what is still to be paid. Match it to one of the two.',
    );
  }
  const sum = addUp(used.map(({ pence }) => pence));
  const more = line.pence - sum;
  if (posted.length === 0) return paying(line, coding, used, more, reason, stop);
  // An accrual of an earlier period has turned round by itself, so the line that it expected counts whole.
  if (posted.every(({ standing }) => standing.kind === 'accrual' && isBefore(standing, coding))) {
    return { ...whole(line, coding, coding.agreement, []), obstacle: null };
  }
  if (more === 0) return { posts: NOTHING, moves: [], obstacle: null };
  if (reason === null) return stop(`it differs by ${formatPounds(more)} from what stands. Say why.`);
  const last = (posted.at(-1) as Used).standing;
  if (more > 0) {
    const moves: Moved[] = [
      { kind: 'spend', initiative: last.initiative, agreement: last.agreement, period: coding.period, pence: more },
    ];
    return { posts: { kind: 'more', pence: more }, moves, obstacle: null };
  }
  if (last.kind !== 'entry') {
    return stop(
      `it is ${formatPounds(-more)} less than ${last.ref}, which is no spend of which a part can be refunded. Correct that by hand first.`,
    );
  }
  if (!last.isApproved) {
    return stop(
      `it is ${formatPounds(-more)} less than ${last.ref}, which awaits approval. Have that returned and entered with the right amount.`,
    );
  }
  return { posts: { kind: 'less', pence: -more, refunds: last.ref }, moves: [], obstacle: null };
}

function paying(
  line: PlanLine,
  coding: Coding,
  used: readonly Used[],
  more: Pence,
  reason: string | null,
  stop: (obstacle: string) => Outcome,
): Outcome {
  const agreements = [...new Set(used.map(({ standing }) => standing.agreement))];
  if (agreements.length !== 1)
    return stop('it is matched to payments under different agreements. Match it to those of one.');
  if (coding.category === '') return stop('it has no category. Code it first.');
  if (more > 0 && reason === null) return stop(`it is ${formatPounds(more)} more than what is to be paid. Say why.`);
  const settles = used
    .filter(({ standing }) => standing.kind === 'claim')
    .map(({ standing, pence }) => ({ ref: standing.ref, pence }));
  const initiative = (used[0] as Used).standing.initiative;
  return { ...whole(line, { ...coding, initiative }, agreements[0] as string, settles), obstacle: null };
}

function whole(line: PlanLine, coding: Coding, agreement: string, settles: { ref: string; pence: Pence }[]) {
  const moves: Moved[] = [
    {
      kind: line.pence > 0 ? 'spend' : 'unmatched-credit',
      initiative: coding.initiative,
      agreement: line.pence > 0 ? agreement : '',
      period: coding.period,
      pence: Math.abs(line.pence),
    },
  ];
  return { posts: { kind: 'whole' as const, pence: line.pence, agreement, settles }, moves };
}

function isBefore({ period }: Standing, coding: Coding): boolean {
  return period !== null && comparePeriods(period, coding.period) < 0;
}
