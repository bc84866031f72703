import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { CATEGORIES } from '../../ledger/category.ts';
import { refused } from '../../platform/refusal.ts';
import { inProject } from '../../platform/root.ts';
import { AGREEMENT_KINDS, type Agreement } from './agreement.ts';

type AgreementKind = Agreement['kind'];

/** A condition that an agreement can carry. */
export interface ConditionKind {
  code: string;
  label: string;
  /** What it means, in one sentence. */
  means: string;
  /** The kinds of agreement for which the form ticks it from the start. */
  usualFor: readonly AgreementKind[];
}

/** The condition that limits what spend may be claimed to categories of spend. */
export const ELIGIBLE_SPEND = 'eligible-spend';

/**
 * The conditions that agreements can carry (`data/agreement-conditions.csv`), in the order in which forms list them:
 * those of the model grant agreement of the Government Functional Standard for grants.
 */
export const CONDITION_KINDS: readonly ConditionKind[] = readConditionKinds();

function readConditionKinds(): ConditionKind[] {
  const file = readFileSync(inProject('data', 'agreement-conditions.csv'));
  const rows: Record<string, string>[] = parse(file, { columns: true, bom: true });
  return rows.map((row) => {
    const { code = '', label = '', means = '' } = row;
    if (!/^[a-z][a-z-]{1,39}$/.test(code)) {
      throw new Error(`agreement-conditions.csv: the code ${code} must be lower-case letters and hyphens.`);
    }
    const kinds = Object.keys(AGREEMENT_KINDS) as AgreementKind[];
    const odd = kinds.find((kind) => row[kind] !== 'yes' && row[kind] !== 'no');
    if (odd !== undefined) throw new Error(`agreement-conditions.csv: ${odd} of ${code} must be yes or no.`);
    return { code, label, means, usualFor: kinds.filter((kind) => row[kind] === 'yes') };
  });
}

/** A condition that an agreement carries. */
export interface Condition {
  code: string;
  label: string;
  means: string;
  /** What is agreed beyond what the condition means; null for nothing. */
  detail: string | null;
  /** Of eligible spend: the codes of the categories (`data/categories.csv`) that may be claimed; none for any. */
  categories: readonly string[];
}

/** A condition by its code, in the words of the file; under its code alone once the file no longer has it. */
export function conditionNamed(code: string): Pick<ConditionKind, 'code' | 'label' | 'means'> {
  return CONDITION_KINDS.find((kind) => kind.code === code) ?? { code, label: code, means: '' };
}

/** Whether an agreement with these conditions carries the one of the code. */
export function hasCondition(conditions: readonly Pick<Condition, 'code'>[], code: string): boolean {
  return conditions.some((condition) => condition.code === code);
}

/** The codes of the categories of spend that may be claimed; null where no restriction is recorded. */
export function eligibleCategories(conditions: readonly Condition[]): string[] | null {
  const listed = conditions.find(({ code }) => code === ELIGIBLE_SPEND)?.categories ?? [];
  return listed.length === 0 ? null : [...listed];
}

/** A condition that an agreement is to carry. */
export type NewCondition = Pick<Condition, 'code' | 'detail' | 'categories'>;

/**
 * Refused by name: `unknown-condition`, `unknown-category`, `condition-twice`, and `categories-elsewhere` for
 * categories beside any condition but eligible spend.
 */
export function checkConditions(wanted: readonly NewCondition[]): void {
  for (const [index, { code, categories }] of wanted.entries()) {
    if (!CONDITION_KINDS.some((kind) => kind.code === code)) {
      throw refused('unknown-condition', `There is no condition ${code}. Choose one of those listed.`);
    }
    if (wanted.findIndex((condition) => condition.code === code) !== index) {
      throw refused('condition-twice', `${conditionNamed(code).label} was named twice. Name it once.`);
    }
    if (categories.length > 0 && code !== ELIGIBLE_SPEND) {
      throw refused('categories-elsewhere', 'Categories belong to the condition on eligible spend alone.');
    }
    const unknown = categories.find((category) => !CATEGORIES.some((known) => known.code === category));
    if (unknown !== undefined) {
      throw refused('unknown-category', `There is no category ${unknown}. Choose one of those listed.`);
    }
  }
}

/** Whether two conditions of one code say the same. */
export function isSame(a: NewCondition, b: NewCondition): boolean {
  return (a.detail ?? '') === (b.detail ?? '') && a.categories.toSorted().join() === b.categories.toSorted().join();
}
