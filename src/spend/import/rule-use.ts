import type { Db, Row } from '../../platform/database.ts';
import type { RuleUse } from '../coding/rules.pages.ts';
import { STANDS } from './stage/live-line.ts';

const LATEST = 12;

/** How many lines each rule decided in the latest batches that stand; null where none was imported yet. */
export async function readRuleUse(db: Db, officeId: number): Promise<RuleUse | null> {
  const plans: number[] = await db('import_plan as p')
    .where('p.office_id', officeId)
    .whereRaw(STANDS)
    .orderBy('p.id', 'desc')
    .limit(LATEST)
    .pluck('p.id');
  if (plans.length === 0) return null;
  const codings: Row[] = await db('import_coding')
    .whereIn('plan_id', plans)
    .whereIn('how', ['rule', 'ruled-out'])
    .select('rule', 'charge_lines', 'credit_lines');
  const lines = new Map<string, number>();
  for (const { rule, charge_lines, credit_lines } of codings) {
    lines.set(rule, (lines.get(rule) ?? 0) + charge_lines + credit_lines);
  }
  return { of: plans.length === 1 ? 'the latest batch' : `the latest ${plans.length} batches`, lines };
}
