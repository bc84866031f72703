import type { Day } from '../../calendar/day.ts';
import { type MoveName, moveOf, type Status } from './life-machine.ts';

export const RECOMMENDATIONS = {
  recommended: 'Recommended',
  conditions: 'Recommended with conditions',
  'not-recommended': 'Not recommended',
} as const;

/** What PEG recommended, at which of its meetings. */
export interface Recommendation {
  meeting: string;
  recommendation: keyof typeof RECOMMENDATIONS;
  conditions: string | null;
}

export const OUTCOMES = { approved: 'Approved', declined: 'Declined' } as const;

/** What the Commissioner decided, by which recorded decision. */
export interface Ruling {
  decisionRef: string;
  outcome: keyof typeof OUTCOMES;
}

export const AIMS = { met: 'Met', partly: 'Partly met', 'not-met': 'Not met' } as const;

/** What became of the aim, once everything is known. */
export interface Evaluation {
  aim: keyof typeof AIMS;
  achieved: string;
  value: string;
  lessons: string;
  evidence: string;
}

/** One thing that happened to an initiative, as it was recorded. */
export interface LifeEvent {
  id: number;
  initiative: string;
  move: MoveName;
  happenedOn: Day;
  why: string;
  agreement: string | null;
  variation: string | null;
  recommendation: Recommendation | null;
  ruling: Ruling | null;
  evaluation: Evaluation | null;
  recordedBy: number | null;
  recordedAt: string;
  /** Given where it was recorded by mistake and taken back: it stays in the history and counts no more. */
  takenBack: { why: string; recordedBy: number | null; recordedAt: string } | null;
}

/** Where one initiative stands, since when, and how it came there. */
export interface Life {
  initiative: string;
  status: Status;
  since: Day;
  /** The day on which the initiative itself was recorded, with which its need was identified. */
  identifiedOn: Day;
  /** Everything recorded, what was taken back too, in its order. */
  events: LifeEvent[];
  /** What counts. */
  standing: LifeEvent[];
}

/** Derives where an initiative stands from everything recorded of it. */
export function lifeOf(initiative: string, identifiedOn: Day, events: LifeEvent[]): Life {
  const standing = events.filter(({ takenBack }) => takenBack === null);
  const last = standing.at(-1);
  return {
    initiative,
    status: last === undefined ? 'need-identified' : statusAfter(last),
    // A variation leaves an initiative live since the day on which it became so.
    since: sinceOf(standing) ?? identifiedOn,
    identifiedOn,
    events,
    standing,
  };
}

/** Where an event leads. */
export function statusAfter({ move, ruling }: Pick<LifeEvent, 'move' | 'ruling'>): Status {
  return ruling?.outcome === 'declined' ? 'declined' : moveOf(move).to;
}

function sinceOf(standing: readonly LifeEvent[]): Day | undefined {
  return standing.findLast(({ move }) => move !== 'vary')?.happenedOn;
}

/** The last standing event of a move. */
export function lastOf(life: Life, move: MoveName): LifeEvent | undefined {
  return life.standing.findLast((event) => event.move === move);
}

/** Whether this person recorded the reconciliation: nobody closes what they reconciled themselves. The program is nobody. */
export function isOwnReconciliation(life: Life, personId: number | null): boolean {
  return personId !== null && lastOf(life, 'reconcile')?.recordedBy === personId;
}

/** Whether the Commissioner decided otherwise than PEG recommended; null while either is missing. */
export function isAgainst(recommendation: Recommendation | null, ruling: Ruling | null): boolean | null {
  if (recommendation === null || ruling === null) return null;
  return (recommendation.recommendation === 'not-recommended') === (ruling.outcome === 'approved');
}
