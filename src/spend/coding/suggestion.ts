import { readFileSync } from 'node:fs';
import { JsonPart } from '../../platform/json-part.ts';
import { inProject } from '../../platform/root.ts';
import { type CodableLine, plainForm } from './codable-line.ts';
import { leavesOut, type NewCodingRule, type RuleResult } from './coding-rule.ts';
import type { Condition, SupplierNames } from './condition.ts';

/** What of a line, besides its supplier, tells one kind of choice from another. */
export const SIGNATURE_FIELDS = ['account', 'costCentre', 'project', 'area', 'categoryText'] as const;

type SignatureField = (typeof SIGNATURE_FIELDS)[number];

/** What lines that were coded or left out by hand in one go had in common. */
export type Signature = Pick<CodableLine, 'profile' | 'supplier' | SignatureField>;

/** That somebody coded lines by hand or left them out, as the import tells it. */
export interface NewChoice {
  signature: Signature;
  result: RuleResult;
  /** How many lines of the file. */
  lines: number;
}

/** A choice as it was recorded. Of a supplier that was known only the organisation is kept, never its name in the file. */
export interface KeptChoice {
  id: number;
  signature: Omit<Signature, 'supplier'> & { supplier: string | null };
  organisationId: number | null;
  result: RuleResult;
  lines: number;
  enteredBy: number | null;
  seq: number;
}

/** What was said to a suggestion: the choices made up to then are settled. */
export interface SuggestionAnswer {
  choiceId: number;
  answer: 'accepted' | 'declined';
  seq: number;
}

/** A rule that people have followed by hand often enough to be offered as one, with what it rests on. */
export interface Suggestion extends NewCodingRule {
  /** The first choice of its kind, by which it is named in addresses. */
  id: number;
  times: number;
  people: number;
  lines: number;
  /** The first and the last act behind it. */
  firstSeq: number;
  lastSeq: number;
}

/** What a rule made of a suggestion says of its lines; where it leaves them out, `why` is why they are not ours. */
export function acceptedResult({ result }: Pick<Suggestion, 'result'>, why: string): RuleResult {
  return leavesOut(result) ? { leftOut: why } : result;
}

/** After how many choices made the same way a rule is suggested (`data/coding.json`). */
export const SUGGEST_AFTER: number = readSuggestAfter();

function readSuggestAfter(): number {
  const file = 'data/coding.json';
  const part = JsonPart.parse(file, readFileSync(inProject('data', 'coding.json'), 'utf8')).at('suggestAfterChoices');
  const { value } = part;
  return Number.isInteger(value) && (value as number) >= 1 ? (value as number) : part.fail('a whole number from 1');
}

/**
 * The rules that people follow by hand, the most used first: made the same way in at least so many acts since the last
 * answer to it, and never otherwise.
 */
export function suggestionsFrom(
  choices: readonly KeptChoice[],
  answers: readonly SuggestionAnswer[],
  suppliers: SupplierNames,
  least = SUGGEST_AFTER,
): Suggestion[] {
  const groups = new Map<string, KeptChoice[]>();
  for (const choice of choices) {
    const key = signatureKey(choice, suppliers);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [choice]);
    else group.push(choice);
  }
  return [...groups.values()]
    .flatMap((group) => suggestionOf(group, answers, suppliers, least) ?? [])
    .toSorted((a, b) => b.times - a.times || b.lines - a.lines || a.id - b.id);
}

function suggestionOf(
  group: readonly KeptChoice[],
  answers: readonly SuggestionAnswer[],
  suppliers: SupplierNames,
  least: number,
): Suggestion | null {
  const ids = new Set(group.map(({ id }) => id));
  const answered = Math.max(-1, ...answers.filter(({ choiceId }) => ids.has(choiceId)).map(({ seq }) => seq));
  const results = new Set(group.map(({ result }) => resultKey(result)));
  const since = group.filter(({ seq }) => seq > answered);
  const times = new Set(since.map(({ seq }) => seq)).size;
  const [first, last] = [group[0], group.at(-1)];
  if (results.size > 1 || times < least || first === undefined || last === undefined) return null;
  const conditions = conditionsOf(last, suppliers);
  if (conditions.length === 0) return null;
  return {
    id: first.id,
    conditions,
    result: last.result,
    profiles: [last.signature.profile],
    times: new Set(group.map(({ seq }) => seq)).size,
    people: new Set(group.map(({ enteredBy }) => enteredBy)).size,
    lines: linesOf(group),
    firstSeq: first.seq,
    lastSeq: last.seq,
  };
}

function linesOf(group: readonly KeptChoice[]): number {
  let count = 0;
  for (const { lines } of group) count += lines;
  return count;
}

/** The organisation that a choice was about: as it was known then, or as its spelt-out supplier is known now. */
function organisationOf({ organisationId, signature }: KeptChoice, suppliers: SupplierNames): number | null {
  if (organisationId !== null) return suppliers.survivorOf(organisationId);
  return signature.supplier === null ? null : suppliers.organisationOf(signature.supplier);
}

function signatureKey(choice: KeptChoice, suppliers: SupplierNames): string {
  const organisation = organisationOf(choice, suppliers);
  const { signature } = choice;
  const fields = SIGNATURE_FIELDS.map((field) => plainOrNull(signature[field]));
  return JSON.stringify([signature.profile, organisation ?? plainOrNull(signature.supplier), ...fields]);
}

function resultKey(result: RuleResult): string {
  if (leavesOut(result)) return 'left out';
  const { initiative, agreement, place, category } = result;
  return JSON.stringify([initiative, agreement, place, category]);
}

function conditionsOf(choice: KeptChoice, suppliers: SupplierNames): Condition[] {
  const { signature } = choice;
  const organisation = organisationOf(choice, suppliers);
  const supplier: Condition[] =
    organisation !== null
      ? [{ field: 'supplier', test: 'organisation', values: [String(organisation)] }]
      : is('supplier', signature.supplier);
  return [...SIGNATURE_FIELDS.flatMap((field) => is(field, signature[field])), ...supplier];
}

function is(field: Condition['field'], text: string | null): Condition[] {
  return plainOrNull(text) === null ? [] : [{ field, test: 'is', values: [(text as string).trim()] }];
}

function plainOrNull(text: string | null): string | null {
  const form = text === null ? '' : plainForm(text);
  return form === '' ? null : form;
}
