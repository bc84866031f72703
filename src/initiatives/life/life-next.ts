import { readFileSync } from 'node:fs';
import { addDays, type Day, daysBetween } from '../../calendar/day.ts';
import { ROLES, type Role } from '../../people/role.ts';
import { inProject } from '../../platform/root.ts';
import type { AgreementTerms } from '../agreements/agreement.ts';
import { leadTimeDays } from '../kinds/initiative-kind.ts';
import { type Life, lastOf } from './life.ts';
import { MOVES, type MoveName, moveOf, STATUSES, type Status } from './life-machine.ts';

/** What comes next, which role owes it, and by when. */
export interface NextStep {
  move: MoveName;
  owedBy: Role;
  /** Null where nothing says by when. */
  due: Day | null;
  /** The first day on which it can be seen to: an initiative does not end before its agreement does. */
  opensOn: Day;
}

/** An agreement as far as it says when things are due. */
export type Dates = Pick<AgreementTerms, 'startsOn' | 'endsOn'> & { ref: string };

interface StepRule {
  next: MoveName;
  owedBy: Role;
  days: number | null;
  withinLeadTime: boolean;
  on: 'agreement-start' | 'agreement-end' | null;
}

const RULES = readRules();

/** Reads `data/life.json`. An error naming the status whose rule is not understood. */
function readRules(): Map<Status, StepRule> {
  const { steps } = JSON.parse(readFileSync(inProject('data', 'life.json'), 'utf8')) as {
    steps: Record<string, Partial<StepRule>>;
  };
  return new Map(
    Object.entries(steps).map(([status, { next, owedBy, days = null, withinLeadTime = false, on = null }]) => {
      const isKnown =
        Object.hasOwn(STATUSES, status) &&
        next !== undefined &&
        Object.hasOwn(MOVES, next) &&
        moveOf(next).from.includes(status as Status) &&
        owedBy !== undefined &&
        Object.hasOwn(ROLES, owedBy) &&
        (days === null || (Number.isSafeInteger(days) && days >= 0 && days <= 1000)) &&
        (on === null || on === 'agreement-start' || on === 'agreement-end');
      if (!isKnown) throw new Error(`life.json: the step of ${JSON.stringify(status)} is not understood.`);
      return [status as Status, { next, owedBy, days, withinLeadTime, on }];
    }),
  );
}

/**
 * What comes next by `data/life.json`; null where a life is over. Due on the day that an agreement names, so many days
 * after it or after the initiative came to stand there, and at the latest within its kind's lead time of the decision.
 * The final return of a provider is due so many days after its agreement ended, or after it ended early.
 */
export function nextStep(life: Life, kind: string, agreements: readonly Dates[]): NextStep | null {
  const rule = RULES.get(life.status);
  if (rule === undefined) return null;
  const { next: move, owedBy, days, on } = rule;
  const named = on === null ? null : agreementDay(on, life, agreements);
  const counted = days === null ? null : addDays(earlier(named, life.since), days);
  const byLeadTime = rule.withinLeadTime ? leadTimeEnd(life, kind) : null;
  const due = on !== null && days === null && named !== null ? named : earliest([counted, byLeadTime]);
  // Nothing can be done about a start or an end before the day itself.
  const waits = on !== null && days === null && named !== null && named > life.since;
  return { move, owedBy, due, opensOn: waits ? named : life.since };
}

/** How many days a step is overdue; 0 when it is not. */
export function daysOverdue({ due }: Pick<NextStep, 'due'>, today: Day): number {
  return due === null ? 0 : Math.max(0, daysBetween(due, today));
}

/** The day on which the agreement that was accepted starts, or on which the last of all ends. */
function agreementDay(on: 'agreement-start' | 'agreement-end', life: Life, agreements: readonly Dates[]): Day | null {
  if (on === 'agreement-end')
    return (
      agreements
        .map(({ endsOn }) => endsOn)
        .toSorted()
        .at(-1) ?? null
    );
  const accepted = lastOf(life, 'accept')?.agreement;
  return agreements.find(({ ref }) => ref === accepted)?.startsOn ?? null;
}

function leadTimeEnd(life: Life, kind: string): Day | null {
  const decided = lastOf(life, 'decide');
  const lead = leadTimeDays(kind);
  return decided === undefined || lead === null ? null : addDays(decided.happenedOn, lead);
}

function earlier(a: Day | null, b: Day): Day {
  return a !== null && a < b ? a : b;
}

function earliest(days: readonly (Day | null)[]): Day | null {
  return days.filter((day) => day !== null).toSorted()[0] ?? null;
}
