import { PLACE_CHOICES } from '../../partners/place.ts';
import { type Choice, type FormAnswer, FormReader, TICKED, type Typed } from '../../platform/form.ts';
import { CATEGORY_CHOICES } from '../spend-choices.ts';
import { LINE_FIELD_NAMES, LINE_FIELDS } from './codable-line.ts';
import { leavesOut, type NewCodingRule, type RuleResult, type RuleWording } from './coding-rule.ts';
import {
  CONDITION_TESTS,
  type Condition,
  type ConditionTest,
  conditionFault,
  type SupplierNames,
} from './condition.ts';
import { valuesField } from './demand-rule.ts';

/** How many conditions a form asks for. */
const CONDITIONS = 6;
export const CONDITION_NUMBERS: readonly number[] = Array.from({ length: CONDITIONS }, (_, at) => at + 1);

export const FIELD_CHOICES: readonly Choice[] = LINE_FIELD_NAMES.map((name) => ({
  value: name,
  text: `The ${LINE_FIELDS[name]}`,
}));

export const TEST_CHOICES: readonly Choice[] = Object.entries(CONDITION_TESTS).map(([value, text]) => ({
  value,
  text,
}));

/** What becomes of lines, as a form asks it. */
export const OUTCOMES = [
  { value: 'code', text: 'They are spend of ours', hint: 'Say below where it goes.' },
  {
    value: 'leave-out',
    text: 'They are left out',
    hint: 'They are not ours: they stay known, and are never spend. Say why; initiative, agreement, place and category may stay as they are.',
  },
];

/** What a rule's result can name, as it stands now. */
export interface RuleChoices {
  initiatives: readonly Choice[];
  agreements: readonly Choice[];
  profiles: readonly Choice[];
  /** Of these, what takes money still. */
  offered: Pick<RuleChoices, 'initiatives' | 'agreements'>;
}

/** What a rule's form answers, with the version that it was opened on and the suggestion that it was made of. */
export interface RuleTyped extends NewCodingRule {
  why: string;
  basedOn: number;
  suggestion: number | null;
}

export function profileField(name: string): string {
  return `profile-${name}`;
}

const FIELDS = [
  ...CONDITION_NUMBERS.flatMap((number) => [`field-${number}`, `test-${number}`, `values-${number}`]),
  ...['outcome', 'left-out', 'initiative', 'agreement', 'place', 'category', 'why', 'version', 'suggestion'],
];

/** Reads the form of a rule. A condition with nothing in it is left out; an organisation is read by any of its names. */
export function readRuleForm(body: unknown, choices: RuleChoices, suppliers: SupplierNames): FormAnswer<RuleTyped> {
  const form = new FormReader(body, [...FIELDS, ...choices.profiles.map(({ value }) => profileField(value))]);
  const conditions = CONDITION_NUMBERS.flatMap((number) => readCondition(form, number, suppliers) ?? []);
  const isEmpty = CONDITION_NUMBERS.every((number) => isUntouched(form, number));
  if (isEmpty) form.fail('field-1', 'Enter at least one condition: a rule without one would take every line');
  const profiles = choices.profiles.filter(({ value, text }) => form.box(profileField(value), text));
  const result = readResult(form, choices);
  const why = form.text('why', 'Reason', { longest: 500 });
  const basedOn = form.wholeNumber('version', 'Version', { optional: true });
  const suggestion = form.wholeNumber('suggestion', 'Suggestion', { optional: true });
  return form.answer(() => ({
    conditions,
    result,
    profiles: profiles.map(({ value }) => value),
    why,
    basedOn: basedOn ?? 0,
    suggestion,
  }));
}

/** What the answer to "what becomes of them" does not ask for is not looked at. */
function readResult(form: FormReader, choices: RuleChoices): RuleResult {
  const outcome = form.choice('outcome', 'What becomes of the lines', OUTCOMES, { optional: true });
  if (outcome === 'leave-out') return { leftOut: form.text('left-out', 'Why they are not ours', { longest: 500 }) };
  return {
    initiative: form.choice('initiative', 'Initiative', choices.initiatives),
    agreement: form.choice('agreement', 'Agreement', choices.agreements, { optional: true }),
    place: form.choice('place', 'Place', PLACE_CHOICES),
    category: form.choice('category', 'Category', CATEGORY_CHOICES, { optional: true }) || null,
  };
}

function isUntouched({ typed }: FormReader, number: number): boolean {
  return [`field-${number}`, `test-${number}`, `values-${number}`].every((name) => (typed[name] ?? '').trim() === '');
}

function readCondition(form: FormReader, number: number, suppliers: SupplierNames): Condition | null {
  if (isUntouched(form, number)) return null;
  const label = `Condition ${number}`;
  const field = form.choice(`field-${number}`, `What condition ${number} looks at`, FIELD_CHOICES);
  const test = form.choice(`test-${number}`, `How condition ${number} compares`, TEST_CHOICES) as ConditionTest;
  const text = form.text(valuesField(number - 1), `Values of condition ${number}`, { longest: 5000 });
  const name = LINE_FIELD_NAMES.find((known) => known === field);
  if (name === undefined || !(test in CONDITION_TESTS) || text === '') return null;
  const typed = text.split('\n').flatMap((line) => line.replace(/\s+/g, ' ').trim() || []);
  const values = test === 'organisation' ? typed.map((one) => organisationNumber(one, suppliers)) : typed;
  const stray = values.indexOf(null);
  if (stray >= 0) {
    form.fail(
      valuesField(number - 1),
      `${label}: no organisation, or more than one, goes by the name “${typed[stray]}”. Enter one of its names as they stand under Organisations`,
    );
    return null;
  }
  const condition = { field: name, test, values: values as string[] };
  const fault = conditionFault(condition);
  if (fault !== null) form.fail(valuesField(number - 1), `${label}: the ${LINE_FIELDS[name]} ${fault}`);
  return condition;
}

function organisationNumber(name: string, suppliers: SupplierNames): string | null {
  const id = suppliers.organisationOf(name);
  return id === null ? null : String(id);
}

/** A rule as a form shows it before anything is typed. */
export function typedRule({ conditions, result, profiles }: NewCodingRule, wording: RuleWording): Typed {
  const typed: Typed = leavesOut(result)
    ? { outcome: 'leave-out', 'left-out': result.leftOut }
    : { ...result, outcome: 'code', category: result.category ?? '' };
  for (const name of profiles) typed[profileField(name)] = TICKED;
  for (const [index, { field, test, values }] of conditions.entries()) {
    typed[`field-${index + 1}`] = field;
    typed[`test-${index + 1}`] = test;
    const shown = test === 'organisation' ? values.map((id) => wording.organisation(Number(id))) : values;
    typed[valuesField(index)] = shown.join('\n');
  }
  return typed;
}
