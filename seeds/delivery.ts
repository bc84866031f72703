import { CLAWBACKS } from '../src/initiatives/delivery/clawback.ts';
import { CONFIDENCE_SERIES } from '../src/initiatives/delivery/confidence.ts';
import { EXIT_PLANS } from '../src/initiatives/delivery/exit-plan.ts';
import { ISSUES } from '../src/initiatives/delivery/issue.ts';
import { LESSONS } from '../src/initiatives/delivery/lesson.ts';
import { MILESTONES } from '../src/initiatives/delivery/milestone.ts';
import { RISKS } from '../src/initiatives/delivery/risk.ts';
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
