import type { Day } from '../../calendar/day.ts';
import type { Db } from '../../platform/database.ts';
import { listRecords } from '../../registers/register.store.ts';
import { CONFIDENCE_SERIES, type Standing, standings } from './confidence.ts';
import { type Delivery, deliveriesOf } from './delivery.ts';
import { ISSUES } from './issue.ts';
import { MILESTONES } from './milestone.ts';
import { RISKS } from './risk.ts';

/** Where the delivery of each of these initiatives stands on a day, in their order. */
export async function readDeliveries(
  db: Db,
  officeId: number,
  initiatives: readonly string[],
  today: Day,
): Promise<Delivery[]> {
  const records = {
    assessments: await listRecords(db, officeId, CONFIDENCE_SERIES),
    milestones: await listRecords(db, officeId, MILESTONES),
    risks: await listRecords(db, officeId, RISKS),
    issues: await listRecords(db, officeId, ISSUES),
  };
  return deliveriesOf(initiatives, records, today);
}

/** The latest assessment of each initiative's delivery, with the one before it, by the initiative's reference. */
export async function readConfidences(db: Db, officeId: number): Promise<Map<string, Standing>> {
  return standings(await listRecords(db, officeId, CONFIDENCE_SERIES));
}
