import { addUp } from '../../ledger/balance.ts';
import { formatPounds, type Pence } from '../../money/pence.ts';
import { counted } from '../../platform/count.ts';
import type { Db } from '../../platform/database.ts';
import { readRules } from '../coding/coding-rule.store.ts';
import { leavesOut } from '../coding/coding-rule.ts';
import { readCodings } from './coding.store.ts';
import { readPlan } from './plan.store.ts';
import type { Coding, Plan } from './plan.ts';
import { LEFT_OUT } from './stage/staged-line.ts';

/** Lines of a file that are not ours, those that one rule left out together, and those left out by hand. */
export interface LeftOut {
  /** The rule that left them out; null for a person. */
  rule: string | null;
  /** Why they are not ours, as the rule said when the file was read; '' where a person left them out. */
  why: string;
  lines: number;
  pence: Pence;
}

/** What was left out and why, such as: left out by CR-008 (not of this fund): 340 lines, £12,345.00. */
export function leftOutWords({ rule, why, lines, pence }: LeftOut): string {
  const by = rule === null ? 'by hand' : `by ${rule}${why === '' ? '' : ` (${why})`}`;
  return `left out ${by}: ${counted(lines, 'line', 'lines')}, ${formatPounds(pence)}`;
}

/** Whether a coding's lines are left out: by hand, or by a rule. */
export function isLeftOut({ how }: Pick<Coding, 'how'>): boolean {
  return LEFT_OUT.includes(how);
}

/** What of a plan is left out, by the rules that did, those with most lines first, and then what people left out. */
export async function readLeftOut(
  db: Db,
  { officeId, booksSeq }: Pick<Plan, 'officeId' | 'booksSeq'>,
  codings: readonly Coding[],
): Promise<LeftOut[]> {
  const out = codings.filter(isLeftOut);
  const rules = out.some(({ how }) => how === 'ruled-out') ? await readRules(db, officeId, booksSeq) : [];
  const reasons = new Map(rules.map(({ ref, result }) => [ref, leavesOut(result) ? result.leftOut : '']));
  const by = new Map<string | null, Coding[]>();
  for (const coding of out) {
    const rule = coding.how === 'ruled-out' ? coding.rule : null;
    const of = by.get(rule);
    if (of === undefined) by.set(rule, [coding]);
    else of.push(coding);
  }
  return [...by]
    .map(([rule, of]) => ({
      rule,
      why: rule === null ? '' : (reasons.get(rule) ?? ''),
      lines: addUp(of.map(({ chargeLines, creditLines }) => chargeLines + creditLines)),
      pence: addUp(of.map(({ chargePence, creditPence }) => chargePence - creditPence)),
    }))
    .toSorted((a, b) => Number(a.rule === null) - Number(b.rule === null) || b.lines - a.lines);
}

/** What of a batch's file is left out; nothing is known of a batch whose every line is a spend of its own. */
export async function readBatchLeftOut(db: Db, planId: number | null): Promise<LeftOut[]> {
  if (planId === null) return [];
  return readLeftOut(db, await readPlan(db, planId), await readCodings(db, planId));
}
