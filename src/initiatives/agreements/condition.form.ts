import { CATEGORIES } from '../../ledger/category.ts';
import { type FormAnswer, FormReader, TICKED, type Typed } from '../../platform/form.ts';
import { CONDITION_KINDS, type Condition, ELIGIBLE_SPEND, type NewCondition } from './condition.ts';

/** The fields of a condition: the box that says it applies, and what is agreed beyond what it means. */
export function conditionField(code: string): string {
  return `condition-${code}`;
}

export function detailField(code: string): string {
  return `detail-${code}`;
}

/** The box of a category of spend that may be claimed. */
export function categoryField(code: string): string {
  return `category-${code}`;
}

/** Conditions as the form shows them. */
export function typedConditions(conditions: readonly Omit<Condition, 'label' | 'means'>[]): Typed {
  const typed: Typed = {};
  for (const { code, detail, categories } of conditions) {
    typed[conditionField(code)] = TICKED;
    typed[detailField(code)] = detail ?? '';
    for (const category of categories) typed[categoryField(category)] = TICKED;
  }
  return typed;
}

export interface TypedConditions {
  conditions: NewCondition[];
  reason: string | null;
}

/** Reads which conditions an agreement carries. What is said of one that is not ticked is refused, not dropped. */
export function readConditionsForm(body: unknown, { isFirst }: { isFirst: boolean }): FormAnswer<TypedConditions> {
  const boxes = CONDITION_KINDS.flatMap(({ code }) => [conditionField(code), detailField(code)]);
  const categoryBoxes = CATEGORIES.map(({ code }) => categoryField(code));
  const form = new FormReader(body, [...boxes, ...categoryBoxes, ...(isFirst ? [] : ['reason'])]);
  const ticked = CATEGORIES.filter(({ code, label }) => form.box(categoryField(code), label)).map(({ code }) => code);
  const conditions = CONDITION_KINDS.flatMap(({ code, label }) => {
    const applies = form.box(conditionField(code), label);
    const detail = form.text(detailField(code), label, { optional: true, longest: 1000 }) || null;
    const categories = code === ELIGIBLE_SPEND ? ticked : [];
    if (!applies && (detail !== null || categories.length > 0)) {
      form.fail(conditionField(code), `Tick ${label.toLowerCase()}, or empty what is said of it`);
    }
    return applies ? [{ code, detail, categories }] : [];
  });
  if (isFirst && conditions.length === 0) {
    form.fail(conditionField(CONDITION_KINDS[0]?.code ?? ''), 'Tick at least one condition');
  }
  const reason = isFirst ? null : form.text('reason', 'Reason', { longest: 1000 });
  return form.answer(() => ({ conditions, reason }));
}
