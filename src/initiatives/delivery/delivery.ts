import type { Day } from '../../calendar/day.ts';
import type { Kept } from '../../registers/register.ts';
import { type Standing, saysOtherwise, standings } from './confidence.ts';
import { issueState } from './issue.ts';
import { isOverdue, milestoneState } from './milestone.ts';
import { openRating } from './risk.ts';

/** What is recorded of the delivery of initiatives, as it stands. */
export interface DeliveryRecords {
  assessments: readonly Kept[];
  milestones: readonly Kept[];
  risks: readonly Kept[];
  issues: readonly Kept[];
}

/** Where the delivery of one initiative stands on a day. */
export interface Delivery {
  initiative: string;
  day: Day;
  /** Null as long as nobody has assessed it. */
  confidence: Standing | null;
  /** The nearest milestone that is not reached; null when there is none. */
  next: Kept | null;
  nextIsOverdue: boolean;
  lateMilestones: number;
  openRisks: number;
  redRisks: number;
  amberRisks: number;
  openIssues: number;
  overdueIssues: number;
  /** What speaks against an assessment of Green. */
  otherwise: string | null;
}

/** Where the delivery of each initiative stands, in the order in which they are named. */
export function deliveriesOf(initiatives: readonly string[], records: DeliveryRecords, today: Day): Delivery[] {
  const confidences = standings(records.assessments);
  return initiatives.map((initiative) => {
    const own = (kept: readonly Kept[]) => kept.filter(({ answers }) => answers.initiative === initiative);
    const confidence = confidences.get(initiative) ?? null;
    const milestones = own(records.milestones);
    const next = nextMilestone(milestones);
    const states = milestones.map(({ answers }) => milestoneState(answers, today));
    const ratings = own(records.risks).map(openRating);
    const issues = own(records.issues).map(({ answers }) => issueState(answers, today));
    const late = countOf(states, 'late');
    const red = countOf(ratings, 'red');
    return {
      initiative,
      day: today,
      confidence,
      next,
      nextIsOverdue: next !== null && isOverdue(next.answers, today),
      lateMilestones: late,
      openRisks: ratings.filter((rating) => rating !== null).length,
      redRisks: red,
      amberRisks: countOf(ratings, 'amber'),
      openIssues: issues.filter((state) => state !== 'resolved').length,
      overdueIssues: countOf(issues, 'overdue'),
      otherwise: saysOtherwise(confidence, { late, red }),
    };
  });
}

function nextMilestone(milestones: readonly Kept[]): Kept | null {
  const toCome = milestones.filter(({ answers }) => (answers.reached ?? null) === null);
  const inOrder = toCome.toSorted((a, b) => String(a.answers.current).localeCompare(String(b.answers.current)));
  return inOrder[0] ?? null;
}

function countOf<T>(found: readonly T[], one: T): number {
  return found.filter((candidate) => candidate === one).length;
}
