import type { Scope } from '../ledger/scope.ts';

/** What a figure can be asked by. */
export type Dimension = keyof Scope;

/** What each dimension is called, in the order in which pages list them. */
export const DIMENSION_WORDS: Record<Dimension, string> = {
  fund: 'fund',
  source: 'funding source',
  nature: 'revenue or capital',
  allocation: 'allocation',
  initiative: 'initiative',
  agreement: 'agreement',
  place: 'district',
  category: 'category',
  year: 'financial year',
  quarter: 'quarter',
  period: 'period',
  through: 'everything up to a period',
  decision: 'decision',
  act: 'act',
  cost: 'type of cost',
  measure: 'measure',
  of: 'figure',
  since: 'published pack',
};

const MONEY: readonly Dimension[] = ['fund', 'source', 'nature', 'year', 'quarter', 'period', 'through'];
const ALLOCATED: readonly Dimension[] = [...MONEY, 'allocation'];
const BUDGETED: readonly Dimension[] = [...ALLOCATED, 'initiative'];
const BOUND: readonly Dimension[] = [...BUDGETED, 'agreement'];
const SPENT: readonly Dimension[] = [...BOUND, 'place', 'category'];
/** What is expected is said of a whole initiative, period by period; of its whole year it is divided over its sources. */
const EXPECTED: readonly Dimension[] = ['fund', 'initiative', 'year'];
const DIVIDED: readonly Dimension[] = [...EXPECTED, 'source', 'allocation'];
/** Money asked back, or agreed to be paid when, is of a whole agreement or initiative, not of a source or a year. */
const OF_AGREEMENT: readonly Dimension[] = ['fund', 'initiative', 'agreement'];
/** Posts are counted at the end of the time that is named. */
const IN_POST: readonly Dimension[] = [...EXPECTED, 'quarter', 'period', 'through'];
/** What is paid and claimed under agreements is known of a whole agreement. */
const CLAIMED: readonly Dimension[] = ['fund', 'nature', 'initiative', 'agreement'];
/** The terms of a grant are of one source and one year; what is claimed and received is also asked up to a period. */
const OF_GRANT: readonly Dimension[] = ['source', 'year', 'nature'];
const RECEIVED: readonly Dimension[] = [...OF_GRANT, 'through'];
const COUNTED: readonly Dimension[] = ['measure', 'place', 'category', 'quarter'];
/** Targets and shares are of all categories together. */
const AIMED: readonly Dimension[] = ['measure', 'place', 'quarter'];
const COUNTED_IN_YEAR: readonly Dimension[] = ['measure', 'place', 'year'];

/** A comparison is asked by whatever the figure that it compares can be asked by. */
const COMPARED: readonly Dimension[] = [...SPENT, 'decision', 'act', 'measure', 'of', 'since'];

/**
 * By what each figure can be asked: money stands in an account that has a source, an initiative or a place, or has
 * none yet. Asked by anything else a figure answers [z], never a nought that would look like an amount.
 */
const ANSWERED: Record<string, readonly Dimension[]> = {
  'fund.awarded': MONEY,
  'fund.unallocated': MONEY,
  'fund.reserve': MONEY,
  'fund.allocated': ALLOCATED,
  'fund.unbudgeted': ALLOCATED,
  'fund.carried-in': BUDGETED,
  'fund.carried-out': BUDGETED,
  'fund.lapsed': BUDGETED,
  'fund.virement-running': BUDGETED,
  'fund.traced': BOUND,
  'decision.headline': ['decision'],
  'decision.allocated': [...ALLOCATED, 'decision'],
  'decision.budgeted': [...BUDGETED, 'decision'],
  'decision.moved': [...BUDGETED, 'decision'],
  'decision.carried': [...BUDGETED, 'decision'],
  'decision.carried-unallocated': [...MONEY, 'decision'],
  'budget.original': BUDGETED,
  'budget.current': BUDGETED,
  'budget.profile': BUDGETED,
  'budget.available': BUDGETED,
  'commitment.made': BOUND,
  'commitment.signed': BOUND,
  'commitment.released': BOUND,
  'commitment.varied': BOUND,
  'commitment.rolled': BOUND,
  'commitment.outstanding': BOUND,
  'clawback.asked': OF_AGREEMENT,
  'clawback.repaid': OF_AGREEMENT,
  'clawback.outstanding': OF_AGREEMENT,
  'agreement.scheduled': OF_AGREEMENT,
  'agreement.due-to-date': OF_AGREEMENT,
  'spend.to-date': SPENT,
  'spend.in-period': SPENT,
  'spend.accruals': SPENT,
  'spend.prepaid': SPENT,
  'spend.restated': SPENT,
  'spend.awaiting': SPENT.filter((dimension) => dimension !== 'source' && dimension !== 'allocation'),
  'forecast.in-period': [...EXPECTED, 'quarter', 'period', 'through'],
  'forecast.remaining': DIVIDED,
  'forecast.after-period': [...DIVIDED, 'through'],
  outturn: DIVIDED,
  'outturn.in-period': [...EXPECTED, 'quarter', 'period', 'through'],
  'over-under-spend': DIVIDED,
  'over-under-spend.percent': DIVIDED,
  'lapse.exposure': [...EXPECTED, 'source', 'nature'],
  'posts.funded': IN_POST,
  'posts.filled': IN_POST,
  'posts.funded-wte': IN_POST,
  'posts.filled-wte': IN_POST,
  'posts.funded-cost': EXPECTED,
  'posts.filled-cost': EXPECTED,
  'posts.vacancy-saving': EXPECTED,
  'posts.unexplained': EXPECTED,
  'bed-nights.available': [...EXPECTED, 'quarter'],
  'bed-nights.used': [...EXPECTED, 'quarter'],
  'bed-nights.cost': ['initiative', 'year', 'quarter'],
  'bed-nights.spend': ['initiative', 'year', 'quarter'],
  'agreement.paid': CLAIMED,
  'agreement.used': CLAIMED,
  'agreement.in-hand': CLAIMED,
  'agreement.due-back': CLAIMED,
  'payable.open': CLAIMED,
  'payroll.funded': IN_POST,
  'payroll.filled': IN_POST,
  'payroll.vacant': IN_POST,
  'payroll.recorded': IN_POST,
  'grant.received': RECEIVED,
  'grant.threshold': OF_GRANT,
  'grant.share': OF_GRANT,
  'grant.eligible': [...RECEIVED, 'quarter', 'cost'],
  'grant.claimable': RECEIVED,
  'grant.claimed': RECEIVED,
  'grant.claimed-before': RECEIVED,
  'grant.claim': RECEIVED,
  'grant.unused': MONEY,
  'virement.amount': [...BUDGETED, 'act'],
  'carry-forward.amount': [...BUDGETED, 'act'],
  'restatement.before': [...SPENT, 'act'],
  'restatement.after': [...SPENT, 'act'],
  'restatement.change': [...SPENT, 'act'],
  'since.before': COMPARED,
  'since.activity': COMPARED,
  'since.forecast': COMPARED,
  'since.restated': COMPARED,
  'since.defined': COMPARED,
  'since-count.before': COMPARED,
  'since-count.activity': COMPARED,
  'since-count.restated': COMPARED,
  'since-count.defined': COMPARED,
  'outcome.observed': COUNTED,
  'outcome.target': AIMED,
  'outcome.share': AIMED,
  'outcome.year': COUNTED_IN_YEAR,
  'outcome.year-share': COUNTED_IN_YEAR,
  'completeness.expected': ['initiative', 'quarter'],
  'completeness.approved': ['initiative', 'quarter'],
  'completeness.share.percent': ['initiative', 'quarter'],
  'completeness.up-to-date': ['quarter'],
  'completeness.up-to-date.percent': ['quarter'],
  'completeness.stale': ['quarter'],
  'completeness.stale.percent': ['quarter'],
  'completeness.unmeasured': ['quarter'],
  'completeness.unmeasured.percent': ['quarter'],
  'unit-cost': [...COUNTED, 'year'],
  'unit-cost.spend': [...COUNTED, 'year'],
};

/** The dimensions that a figure answers, in the order of their words. */
export function dimensionsOf(figure: string): Dimension[] {
  const answered = ANSWERED[figure] ?? [];
  return (Object.keys(DIMENSION_WORDS) as Dimension[]).filter((dimension) => answered.includes(dimension));
}

/** Whether every part of a scope has a meaning for a figure. */
export function answers(figure: string, scope: Scope): boolean {
  const answered = ANSWERED[figure] ?? [];
  return (Object.keys(scope) as Dimension[]).every(
    (dimension) => scope[dimension] === undefined || answered.includes(dimension),
  );
}
