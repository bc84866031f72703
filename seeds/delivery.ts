import { CLAWBACKS } from '../src/initiatives/clawback.ts';
import { CONFIDENCE_SERIES } from '../src/initiatives/confidence.ts';
import { EXIT_PLANS } from '../src/initiatives/exit-plan.ts';
import { ISSUES } from '../src/initiatives/issue.ts';
import { LESSONS } from '../src/initiatives/lesson.ts';
import { MILESTONES } from '../src/initiatives/milestone.ts';
import { RISKS } from '../src/initiatives/risk.ts';
import { theRecords } from './records.ts';
import type { By, Event } from './timeline.ts';

/** How the demonstration's initiatives are delivered. */
export function theDelivery(by: By): Event[] {
  return [
    ...theRecords(by, 'risks', RISKS),
    ...theRecords(by, 'milestones', MILESTONES),
    ...theRecords(by, 'issues', ISSUES),
    ...theRecords(by, 'confidence', CONFIDENCE_SERIES),
    ...theRecords(by, 'lessons', LESSONS),
    ...theRecords(by, 'exit-plans', EXIT_PLANS),
    ...theRecords(by, 'clawbacks', CLAWBACKS),
  ];
}
