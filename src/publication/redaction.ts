import { fingerprint } from '../disclosure/fingerprint.ts';
import type { CsvCell } from '../platform/csv.ts';
import type { Choice } from '../platform/form.ts';
import { type Item, type ItemText, type Subject, textOf } from './item.ts';

/** What is decided about a text. */
export type TextChoice = 'publish' | 'personal' | 'commercial';
/** What is decided about a whole row. */
export type RowChoice = 'publish' | 'foster-carer' | 'few-children';
export type RedactionChoice = TextChoice | RowChoice;

/** The field under which a decision on a whole row is kept. */
export const WHOLE_ROW = 'row';

/** What stands in the place of words that are kept back: the words of the Local Government Association's guidance. */
export const REDACTED: Record<Exclude<TextChoice, 'publish'>, string> = {
  personal: 'REDACTED PERSONAL DATA',
  commercial: 'REDACTED COMMERCIAL CONFIDENTIALITY',
};

export const TEXT_CHOICES: readonly (Choice & { value: TextChoice })[] = [
  { value: 'publish', text: 'Publish it as it is' },
  { value: 'personal', text: 'Redact it: personal data' },
  { value: 'commercial', text: 'Redact it: commercial confidentiality' },
];

export const ROW_CHOICES: readonly (Choice & { value: RowChoice })[] = [
  { value: 'publish', text: 'Publish the row' },
  { value: 'foster-carer', text: 'Leave it out: a payment to an individual foster carer' },
  { value: 'few-children', text: 'Leave it out: a number of a few children could be worked out from it' },
];

const SHOWN = new Map<RedactionChoice, string>([
  ...TEXT_CHOICES.map(({ value, text }): [RedactionChoice, string] => [value, text]),
  ...ROW_CHOICES.slice(1).map(({ value, text }): [RedactionChoice, string] => [value, text]),
]);

/** A choice in words. */
export function choiceShown(choice: RedactionChoice): string {
  return SHOWN.get(choice) ?? choice;
}

/** What a person decided about a text, or a row, and why. */
export interface Redaction {
  subject: Subject;
  item: string;
  field: string;
  choice: RedactionChoice;
  reason: string;
  /** The fingerprint of what was looked at: the decision holds for that alone. */
  seen: string;
  decidedBy: number;
  decidedAt: string;
}

/** The fingerprint of what somebody looks at when they decide, under a secret of the installation. */
export function seenOf(secret: string, item: Item, field: string): string {
  const text = item.texts.find((of) => of.field === field);
  if (text !== undefined) return fingerprint(secret, [item.subject, field, textOf(item, text.column)]);
  return fingerprint(secret, [item.subject, WHOLE_ROW, item.cells]);
}

/** The decision that holds for what stands in a field now; null where there is none, or the words changed since. */
export function standingDecision(
  decisions: ReadonlyMap<string, Redaction>,
  secret: string,
  item: Item,
  field: string,
): Redaction | null {
  return decisions.get(decisionKey({ ...item, item: item.ref, field, seen: seenOf(secret, item, field) })) ?? null;
}

/** What names a decision among all: what it is about, and what was looked at. */
export function decisionKey({
  subject,
  item,
  field,
  seen,
}: Pick<Redaction, 'subject' | 'item' | 'field' | 'seen'>): string {
  return `${subject}/${item}/${field}/${seen}`;
}

/** The item with its words kept back as was decided, and with what stands beside them empty. */
export function redacted(item: Item, choiceOf: (text: ItemText) => TextChoice): Item {
  const cells: Record<string, CsvCell> = { ...item.cells };
  for (const text of item.texts) {
    const choice = choiceOf(text);
    if (choice === 'publish') continue;
    cells[text.column] = REDACTED[choice];
    for (const column of text.beside ?? []) cells[column] = null;
  }
  return { ...item, cells };
}

/** Whether a text stands in the place of one that was kept back. */
export function isRedacted(text: string): boolean {
  return Object.values(REDACTED).includes(text);
}
