import { describe, expect, test } from '@jest/globals';
import { CLAWBACKS, clawbackState, outstandingOf } from '../../../src/initiatives/delivery/clawback.ts';
import {
  CONFIDENCE_SERIES,
  saysOtherwise,
  standings,
  trendShown,
} from '../../../src/initiatives/delivery/confidence.ts';
import { DELAY_REASONS } from '../../../src/initiatives/delivery/delay-reason.ts';
import { deliveriesOf } from '../../../src/initiatives/delivery/delivery.ts';
import { EXIT_PLANS } from '../../../src/initiatives/delivery/exit-plan.ts';
import { ISSUES, issueState } from '../../../src/initiatives/delivery/issue.ts';
import { LESSONS } from '../../../src/initiatives/delivery/lesson.ts';
import { timelineSection } from '../../../src/initiatives/delivery/milestone.chart.ts';
import {
  isOverdue,
  MILESTONES,
  milestoneState,
  slipInDays,
  slipShown,
} from '../../../src/initiatives/delivery/milestone.ts';
import { RISKS, riskMovement, riskRating } from '../../../src/initiatives/delivery/risk.ts';
import { Refusal } from '../../../src/platform/refusal.ts';
import type { Answers } from '../../../src/registers/field.ts';
import type { Kept, Register } from '../../../src/registers/register.ts';

const TODAY = '2015-07-31';

/** The rule that refuses the answers and the field that it names, or null when they are let through. */
function refusal({ check }: Register, answers: Answers, before: Answers | null = null): [string, string] | null {
  try {
    check?.(answers, { before, today: TODAY });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return [error.rule, error.field ?? ''];
  }
  return null;
}

function kept(ref: string, answers: Answers, seq = 1): Kept {
  return { ref, version: 1, answers, why: null, enteredBy: null, seq, previous: null };
}

describe('a milestone', () => {
  const planned = { baseline: '2015-09-30', current: '2015-09-30', reached: null, delayReason: null };

  test('moves later only with a reason for the delay, earlier or not at all without', () => {
    const needed = ['delay-reason-needed', 'delayReason'];
    expect(refusal(MILESTONES, planned)).toBe(null);
    expect(refusal(MILESTONES, { ...planned, current: '2015-10-01' })).toEqual(needed);
    expect(refusal(MILESTONES, { ...planned, current: '2015-10-01', delayReason: 'recruitment' })).toBe(null);
    expect(refusal(MILESTONES, { ...planned, current: '2015-09-29' }, planned)).toBe(null);
    const brought = { ...planned, current: '2015-08-31' };
    expect(refusal(MILESTONES, { ...planned, current: '2015-09-15' }, brought)).toEqual(needed);
    expect(refusal(MILESTONES, brought, { ...planned, current: '2015-10-31' })).toBe(null);
  });

  test.each([
    ['reached', { reached: '2015-08-04' }, 'reached', -57],
    ['expected on its baseline, some way off', {}, 'on-time', 0],
    ['expected within 30 days', { baseline: '2015-08-30', current: '2015-08-30' }, 'due', 0],
    ['expected in 31 days', { baseline: '2015-08-31', current: '2015-08-31' }, 'on-time', 0],
    ['expected today', { baseline: TODAY, current: TODAY }, 'due', 0],
    ['expected after its baseline', { current: '2015-10-31' }, 'late', 31],
    ['overdue since yesterday', { baseline: '2015-07-30', current: '2015-07-30' }, 'late', 1],
    ['overdue although it was moved', { baseline: '2015-07-01', current: '2015-07-30' }, 'late', 30],
    ['reached after its baseline', { baseline: '2015-07-01', reached: '2015-07-11' }, 'reached', 10],
  ])('%s', (_, changes, state, slip) => {
    const answers = { ...planned, ...changes };
    expect([milestoneState(answers, TODAY), slipInDays(answers, TODAY)]).toEqual([state, slip]);
  });

  test('is overdue once its date is behind the office’s day, and warns until it is reached', () => {
    const answers = { ...planned, title: 'Protocol', current: '2015-07-30', baseline: '2015-07-30' };
    expect([isOverdue(answers, '2015-07-30'), isOverdue(answers, TODAY)]).toEqual([false, true]);
    expect(MILESTONES.warn?.(kept('M-001', answers), TODAY)).toContain('expected on 30 July 2015');
    expect(MILESTONES.warn?.(kept('M-001', { ...answers, reached: TODAY }), TODAY)).toBe(null);
    expect(slipShown(answers, TODAY)).toBe('1 day later than its baseline');
  });

  test('is delayed for one of the reasons of the list', () => {
    const codes = DELAY_REASONS.map(({ value }) => value);
    expect(codes).toEqual(expect.arrayContaining(['recruitment', 'procurement', 'data-sharing', 'other']));
    expect(new Set(codes).size).toBe(codes.length);
  });

  test('stands on the line of time where its words say, and words do no harm there', () => {
    const rows = ['<script>', 'Protocol'].map((title) => kept('M-001', { ...planned, title, current: '2015-10-31' }));
    const [section] = timelineSection(rows, TODAY);
    expect(section?.svg).toContain('&lt;script&gt;');
    expect(section?.svg).toContain('Protocol: 31 Oct 2015, 31 days later than its baseline');
    expect(timelineSection(rows.slice(1), TODAY)).toEqual([]);
  });
});

describe('a risk', () => {
  test('is reviewed as long as it is open', () => {
    expect(refusal(RISKS, { state: 'open', nextReview: null })).toEqual(['review-needed', 'nextReview-day']);
    expect(refusal(RISKS, { state: 'open', nextReview: '2015-08-31' })).toBe(null);
    expect(refusal(RISKS, { state: 'closed', nextReview: null })).toBe(null);
    const open = { title: 'Posts stay empty', state: 'open', nextReview: '2015-07-30' };
    expect(RISKS.warn?.(kept('R-001', open), TODAY)).toContain('was to be reviewed by 30 July 2015');
    expect(RISKS.warn?.(kept('R-001', open), '2015-07-30')).toBe(null);
    expect(RISKS.warn?.(kept('R-001', { ...open, state: 'closed' }), TODAY)).toBe(null);
  });

  test('says what it did since the version before', () => {
    const at = (likelihoodAfter: string, impactAfter: string) => ({ likelihoodAfter, impactAfter });
    expect(riskMovement({ answers: at('3', '4'), previous: null })).toBe('New');
    expect(riskMovement({ answers: at('4', '4'), previous: at('3', '4') })).toBe('Up from 12');
    expect(riskMovement({ answers: at('2', '4'), previous: at('3', '4') })).toBe('Down from 12');
    expect(riskMovement({ answers: at('4', '3'), previous: at('3', '4') })).toBe('Same');
    expect([7, 8, 14, 15].map((score) => riskRating(score).word)).toEqual(['Green', 'Amber', 'Amber', 'Red']);
  });
});

describe('an issue', () => {
  const open = { raised: '2015-07-01', due: '2015-07-30', resolved: null, how: null };

  test.each<[string, Answers, [string, string] | null]>([
    ['open', {}, null],
    ['resolved with how', { resolved: '2015-07-02', how: 'New dates' }, null],
    ['resolved without how', { resolved: '2015-07-02' }, ['how-needed', 'how']],
    ['how without a day', { how: 'New dates' }, ['resolved-day-needed', 'resolved-day']],
    ['resolved too early', { resolved: '2015-06-30', how: 'x' }, ['resolved-before-raised', 'resolved-day']],
    ['due too early', { due: '2015-06-30' }, ['due-before-raised', 'due-day']],
  ])('%s', (_, changes, expected) => {
    expect(refusal(ISSUES, { ...open, ...changes })).toEqual(expected);
  });

  test('is overdue from the day after it was due, until it is resolved', () => {
    expect(issueState(open, '2015-07-30')).toBe('open');
    expect(issueState(open, TODAY)).toBe('overdue');
    expect(issueState({ ...open, resolved: TODAY }, TODAY)).toBe('resolved');
  });
});

describe('delivery confidence', () => {
  const assessment = (ref: string, assessed: string, confidence: string, seq: number) =>
    kept(ref, { initiative: 'I-01', assessed, confidence, reasons: 'x' }, seq);

  test('needs reasons below Green', () => {
    expect(refusal(CONFIDENCE_SERIES, { confidence: 'Green', reasons: null })).toBe(null);
    for (const confidence of ['Amber/Green', 'Amber', 'Amber/Red', 'Red']) {
      expect(refusal(CONFIDENCE_SERIES, { confidence, reasons: null })).toEqual(['reasons-needed', 'reasons']);
      expect(refusal(CONFIDENCE_SERIES, { confidence, reasons: 'Posts' })).toBe(null);
    }
  });

  test('is the latest by its own day, whenever it was recorded; on one day the later one counts', () => {
    const series = [
      assessment('DC-001', '2015-07-01', 'Green', 1),
      assessment('DC-002', '2015-05-01', 'Red', 2),
      assessment('DC-003', '2015-07-01', 'Amber', 3),
    ];
    const standing = standings(series).get('I-01');
    expect([standing?.current.ref, standing?.before?.ref]).toEqual(['DC-003', 'DC-001']);
    expect(standings([]).get('I-01')).toBe(undefined);
  });

  test('rises, falls, stays, or begins', () => {
    const [green, amber] = [assessment('A', TODAY, 'Green', 1), assessment('B', TODAY, 'Amber', 2)];
    expect(trendShown({ current: amber, before: green })).toBe('Down from Green');
    expect(trendShown({ current: green, before: amber })).toBe('Up from Amber');
    expect(trendShown({ current: green, before: green })).toBe('Same as before, Green');
    expect(trendShown({ current: green, before: null })).toBe('First assessment');
  });

  test('is warned of when it is Green and the record says otherwise, and only then', () => {
    const [green, amber] = ['Green', 'Amber'].map((word) => ({
      current: assessment('A', TODAY, word, 1),
      before: null,
    }));
    expect(saysOtherwise(green ?? null, { late: 2, red: 1 })).toBe(
      'Confidence in I-01 is Green; the record says otherwise: 2 milestones are late and 1 open risk is red.',
    );
    expect(saysOtherwise(green ?? null, { late: 0, red: 0 })).toBe(null);
    expect(saysOtherwise(amber ?? null, { late: 2, red: 1 })).toBe(null);
    expect(saysOtherwise(null, { late: 2, red: 1 })).toBe(null);
  });

  test('stands beside what is next and what is open, for each initiative alone', () => {
    const milestone = (ref: string, initiative: string, current: string, reached: string | null) =>
      kept(ref, { initiative, baseline: current, current, reached });
    const risk = (state: string, likelihoodAfter: string) =>
      kept('R', { initiative: 'I-01', state, likelihoodAfter, impactAfter: '5' });
    const records = {
      assessments: [assessment('DC-001', '2015-07-01', 'Green', 1)],
      milestones: [
        milestone('M-001', 'I-01', '2015-06-30', '2015-06-30'),
        milestone('M-002', 'I-01', '2015-09-30', null),
        milestone('M-003', 'I-01', '2015-07-30', null),
        milestone('M-004', 'I-02', '2015-08-01', null),
      ],
      risks: [risk('open', '3'), risk('open', '2'), risk('open', '1'), risk('closed', '5'), risk('occurred', '5')],
      issues: [kept('IS-001', { initiative: 'I-02', due: '2015-07-30', resolved: null })],
    };
    const [one, two] = deliveriesOf(['I-01', 'I-02'], records, TODAY);
    expect(one).toMatchObject({ openRisks: 3, redRisks: 1, amberRisks: 1, openIssues: 0, lateMilestones: 1 });
    expect([one?.next?.ref, one?.nextIsOverdue]).toEqual(['M-003', true]);
    expect(one?.otherwise).toContain('1 milestone is late and 1 open risk is red');
    expect(two).toMatchObject({ confidence: null, openRisks: 0, openIssues: 1, overdueIssues: 1, otherwise: null });
    expect([two?.next?.ref, two?.nextIsOverdue]).toEqual(['M-004', false]);
  });
});

describe('a lesson', () => {
  test('says what would be done again, or differently, or both', () => {
    expect(refusal(LESSONS, { again: null, differently: null })).toEqual(['nothing-learnt', 'again']);
    expect(refusal(LESSONS, { again: 'x', differently: null })).toBe(null);
    expect(refusal(LESSONS, { again: null, differently: 'x' })).toBe(null);
  });
});

describe('an exit plan', () => {
  const plan = { initiative: 'I-01', notice: null, lastDay: '2016-03-31', dataState: 'held', dataDone: null };

  test.each<[string, Answers, [string, string] | null]>([
    ['held data', {}, null],
    ['returned data without a day', { dataState: 'returned' }, ['data-day-needed', 'dataDone-day']],
    ['returned data', { dataState: 'returned', dataDone: TODAY }, null],
    ['held data with a day', { dataDone: TODAY }, ['data-still-held', 'dataDone-day']],
    ['notice in time', { notice: '2015-12-31' }, null],
    ['notice too late', { notice: '2016-04-01' }, ['notice-after-last-day', 'notice-day']],
  ])('%s', (_, changes, expected) => {
    expect(refusal(EXIT_PLANS, { ...plan, ...changes })).toEqual(expected);
  });

  test('warns when the end is near and nobody takes over, and when data outlive the service', () => {
    const warned = (changes: Answers) => EXIT_PLANS.warn?.(kept('EX-001', { ...plan, ...changes }), TODAY) ?? null;
    expect(warned({ lastDay: '2015-10-29' })).toContain('nobody is named to take over');
    expect(warned({ lastDay: '2015-10-30' })).toBe(null);
    expect(warned({ lastDay: '2015-10-29', handover: 'The council' })).toBe(null);
    expect(warned({ lastDay: '2015-07-30', handover: 'The council' })).toContain('neither returned nor destroyed');
    expect(warned({ lastDay: '2015-07-30', dataState: 'destroyed', dataDone: TODAY })).toBe(null);
    expect(warned({ lastDay: null })).toBe(null);
  });
});

describe('a clawback', () => {
  const asked = { amount: 120_000, agreedAmount: null, agreed: null, repaidAmount: null, refund: null };
  const agreed = { ...asked, agreedAmount: 90_000, agreed: TODAY };
  const refund = 'SP-2015-16-000009';

  test.each<[string, Answers, string | null]>([
    ['asked', asked, null],
    ['nothing', { ...asked, amount: 0 }, 'nothing-asked'],
    ['agreed', agreed, null],
    ['agreed without a day', { ...agreed, agreed: null }, 'agreed-day-needed'],
    ['a day without an amount', { ...asked, agreed: TODAY }, 'agreed-day-needed'],
    ['more agreed than asked', { ...agreed, agreedAmount: 120_001 }, 'agreed-beyond-asked'],
    ['repaid in full', { ...agreed, repaidAmount: 90_000, refund }, null],
    ['repaid without its refund', { ...agreed, repaidAmount: 90_000 }, 'refund-needed'],
    ['more repaid than agreed', { ...agreed, repaidAmount: 90_001, refund }, 'repaid-beyond-agreed'],
    ['more repaid than asked', { ...asked, repaidAmount: 120_001, refund }, 'repaid-beyond-agreed'],
    ['a refund of another shape', { ...agreed, repaidAmount: 1, refund: 'SP-9' }, 'refund-shape'],
    ['withdrawn', { ...agreed, withdrawn: TODAY }, null],
    ['withdrawn though repaid', { ...agreed, repaidAmount: 1, refund, withdrawn: TODAY }, 'withdrawn-yet-repaid'],
  ])('%s', (_, answers, rule) => {
    expect(refusal(CLAWBACKS, answers)?.[0] ?? null).toBe(rule);
  });

  test.each<[string, Answers, number]>([
    ['asked', asked, 120_000],
    ['agreed', agreed, 90_000],
    ['part', { ...agreed, repaidAmount: 1 }, 89_999],
    ['repaid', { ...agreed, repaidAmount: 90_000 }, 0],
    ['withdrawn', { ...agreed, withdrawn: TODAY }, 0],
  ])('is %s, and so much is still to come', (state, answers, left) => {
    expect([clawbackState(answers), outstandingOf(answers)]).toEqual([state, left]);
  });

  test('warns when what is left was to be repaid before today', () => {
    const warned = (changes: Answers, today = TODAY) =>
      CLAWBACKS.warn?.(kept('CB-001', { ...agreed, ...changes }), today);
    expect(warned({ due: '2015-07-30' })).toContain('£900.00 was to be repaid by 30 July 2015');
    expect(warned({ due: '2015-07-30' }, '2015-07-30')).toBe(null);
    expect(warned({ due: '2015-07-30', repaidAmount: 90_000 })).toBe(null);
  });
});
