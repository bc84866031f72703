import { type Month, monthLabel, monthShown, monthsOn, readMonth } from '../calendar/month.ts';
import { type Choice, type FormAnswer, FormReader, type Typed } from '../platform/form.ts';
import type { Decided } from './content.ts';
import type { NewDecision } from './decide.ts';
import { findKind, KIND_CHOICES, type PublicationKind } from './kind.ts';
import { ROW_CHOICES, TEXT_CHOICES, WHOLE_ROW } from './redaction.ts';

const MONTHS_OFFERED = 24;

/** The months that may be prepared, the last one first: those that were over on a day of this month. */
export function monthChoices(now: Month): Choice[] {
  return Array.from({ length: MONTHS_OFFERED }, (_, back) => monthsOn(now, -1 - back)).map((month) => ({
    value: monthLabel(month),
    text: monthShown(month),
  }));
}

/** Which month of which kind is to be prepared. */
export function readPreparation(
  body: unknown,
  months: readonly Choice[],
): FormAnswer<{ kind: PublicationKind; month: Month; why: string | null }> {
  const form = new FormReader(body, ['kind', 'month', 'why']);
  const kind = form.choice('kind', 'What is published', KIND_CHOICES);
  const month = form.choice('month', 'Month', months);
  const why = form.text('why', 'Why it is published again', { optional: true, longest: 1000 });
  return form.answer(() => ({
    kind: findKind(kind) as PublicationKind,
    month: readMonth(month) as Month,
    why: why || null,
  }));
}

/** The names of an item's questions on its form. */
export function itemFields({ item }: Decided): string[] {
  return [...item.texts.map(({ field }) => field), WHOLE_ROW];
}

/** What stands decided of an item, as its form shows it; what a rule asks about stays open. */
export function typedDecisions(row: Decided): Typed {
  const open = new Set(row.open.map(({ field }) => field));
  return Object.fromEntries(
    itemFields(row)
      .filter((field) => !open.has(field))
      .map((field) => [field, row.decisions.find((of) => of.field === field)?.choice ?? 'publish']),
  );
}

/** What somebody decided about an item: only what a rule asked about, or what differs from what stood. */
export function readDecisions(body: unknown, row: Decided): FormAnswer<{ decisions: NewDecision[]; reason: string }> {
  const form = new FormReader(body, [...itemFields(row), 'reason']);
  const stood = typedDecisions(row);
  const decisions: NewDecision[] = [];
  for (const field of itemFields(row)) {
    const text = row.item.texts.find((of) => of.field === field);
    const label =
      text === undefined ? 'Whether the row is published' : `What becomes of the ${text.label.toLowerCase()}`;
    const choice = form.choice(field, label, text === undefined ? ROW_CHOICES : TEXT_CHOICES);
    if (choice !== '' && choice !== stood[field]) {
      decisions.push({ field, choice: choice as NewDecision['choice'] });
    }
  }
  const reason = form.text('reason', 'Reason', { longest: 1000 });
  if (decisions.length === 0) {
    form.fail(itemFields(row)[0] as string, 'Nothing differs from what stands. Select what becomes of it, or go back.');
  }
  return form.answer(() => ({ decisions, reason }));
}

/** Why a publication is sent back. */
export function readSendingBack(body: unknown): FormAnswer<string> {
  const form = new FormReader(body, ['reason']);
  const reason = form.text('reason', 'Reason', { longest: 1000 });
  return form.answer(() => reason);
}
