import { type Day, formatDay } from '../../calendar/day.ts';
import { formatPounds, type Pence } from '../../money/pence.ts';
import { isAgainst, type Life, lastOf } from './life.ts';
import type { Dates } from './life-next.ts';

/** The first days on which money was bound and spent; null where none was. */
export interface FirstMoney {
  bound: Day | null;
  spent: Day | null;
}

/**
 * Where the record of the money and the life disagree: what somebody must see to. Money bound or spent before a
 * decision or before an acceptance, an agreement that ended under a live initiative, one that is live without any.
 */
export function disagreements(life: Life, agreements: readonly Dates[], money: FirstMoney, today: Day): string[] {
  const decided = life.standing.find(({ ruling }) => ruling?.outcome === 'approved')?.happenedOn ?? null;
  const accepted = life.standing.find(({ move }) => move === 'accept')?.happenedOn ?? null;
  const found: string[] = [];
  for (const [day, done] of [
    [money.bound, 'bound'],
    [money.spent, 'spent'],
  ] as const) {
    if (day === null) continue;
    const missing = [
      ...(decided === null ? ['no approval by the Commissioner'] : []),
      ...(accepted === null ? ['no acceptance by a provider'] : []),
    ];
    if (missing.length > 0)
      found.push(`Money was ${done} on ${formatDay(day)}, and ${missing.join(' and ')} is recorded.`);
    if (decided !== null && day < decided) {
      found.push(`Money was ${done} on ${formatDay(day)}, before it was approved on ${formatDay(decided)}.`);
    }
    if (accepted !== null && day < accepted) {
      found.push(`Money was ${done} on ${formatDay(day)}, before it was accepted on ${formatDay(accepted)}.`);
    }
  }
  return [...found, ...withoutAgreement(life, agreements, today)];
}

function withoutAgreement({ status }: Life, agreements: readonly Dates[], today: Day): string[] {
  if (status !== 'live' && status !== 'suspended') return [];
  if (agreements.some(({ startsOn, endsOn }) => startsOn <= today && today <= endsOn)) return [];
  const stands = status === 'live' ? 'still live' : 'still suspended';
  const last = agreements
    .map(({ endsOn }) => endsOn)
    .toSorted()
    .at(-1);
  if (last !== undefined && last < today) {
    return [
      `Its last agreement ended on ${formatDay(last)}, and it is ${stands}. Record that it ended, or an agreement.`,
    ];
  }
  return [`It is ${status}, and no agreement runs today. Record the agreement, or that it ended.`];
}

/** Said once the final return has come: what agreements still bind is released, or spent before it is closed. */
export function stillBound({ status, initiative }: Life, bound: Pence): string[] {
  if (bound <= 0 || !['return-received', 'reconciled', 'closed'].includes(status)) return [];
  return [`The agreements of ${initiative} still bind ${formatPounds(bound)}. Release what is not needed.`];
}

/** How the Commissioner's decision stands to what PEG recommended, in a sentence; null before a decision. */
export function standsToRecommendation(life: Life): string | null {
  const decided = lastOf(life, 'decide');
  if (decided === undefined) return null;
  const considered = lastOf(life, 'consider') ?? null;
  const against = isAgainst(considered?.recommendation ?? null, decided.ruling);
  if (against === null) return 'Decided without a recommendation of PEG.';
  if (against) return 'Decided against the recommendation of PEG.';
  const onConditions = considered?.recommendation?.recommendation === 'conditions';
  return onConditions ? 'As PEG recommended, with its conditions.' : 'As PEG recommended.';
}
