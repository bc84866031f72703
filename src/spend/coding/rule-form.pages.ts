import { PLACE_CHOICES } from '../../partners/place.ts';
import type { Page } from '../../people/door.ts';
import { errorSummary, type Field, Fields } from '../../platform/form.pages.ts';
import type { FieldError, Typed } from '../../platform/form.ts';
import { CATEGORY_CHOICES } from '../spend-choices.ts';
import type { CodingRule } from './coding-rule.ts';
import {
  CONDITION_NUMBERS,
  FIELD_CHOICES,
  OUTCOMES,
  profileField,
  type RuleChoices,
  TEST_CHOICES,
} from './rule.form.ts';

/** What a rule's form is about: a new rule, one made of a suggestion, or a change of one that stands. */
export interface RuleFormAbout {
  choices: RuleChoices;
  standing: Pick<CodingRule, 'ref' | 'version' | 'state'> | null;
}

/** The form that makes a rule or changes one. */
export function ruleFormPage(
  { choices, standing }: RuleFormAbout,
  typed: Typed,
  errors: readonly FieldError[] = [],
): Page {
  const fields = new Fields(typed, errors);
  const isBack = standing?.state === 'retired';
  return {
    ...headOf(standing, isBack),
    breadcrumbs: [
      { text: 'Spend', href: '/spend' },
      { text: 'Coding rules', href: '/coding-rules' },
      ...(standing === null ? [] : [{ text: standing.ref, href: `/coding-rules/${standing.ref}` }]),
    ],
    errors: errorSummary(errors),
    conditions: CONDITION_NUMBERS.map((number) => conditionFields(fields, number)),
    result: [
      fields.radios('outcome', 'What becomes of the lines', OUTCOMES),
      fields.text('left-out', 'Why they are not ours', { hint: 'Only where they are left out.' }),
      fields.select('initiative', 'Initiative', choices.offered.initiatives),
      fields.select('agreement', 'Agreement', choices.offered.agreements, {
        any: 'No agreement',
        hint: 'One of that initiative, or none.',
      }),
      fields.select('place', 'Place', PLACE_CHOICES),
      fields.select('category', 'Category', CATEGORY_CHOICES, { any: 'As the file says' }),
      fields.checkboxes(
        'Which files it is for',
        choices.profiles.map(({ value, text }) => ({ name: profileField(value), text })),
        { hint: 'All of them, when none is ticked.', small: true },
      ),
    ],
    why: fields.longText('why', 'Reason', {
      rows: 2,
      hint: 'Who agreed it, or what shows that it is right. No names of victims, children or suspects.',
    }),
    hidden: hiddenOf(standing, typed),
  };
}

function headOf(standing: RuleFormAbout['standing'], isBack: boolean) {
  if (standing === null) return { title: 'Make a coding rule', action: '/coding-rules/new', button: 'Make the rule' };
  return {
    title: isBack ? `Bring ${standing.ref} back` : `Change ${standing.ref}`,
    action: `/coding-rules/${standing.ref}/change`,
    button: isBack ? 'Bring it back' : 'Save the change',
  };
}

/** The version that the form was opened on stays through errors, so that a change in between is noticed. */
function hiddenOf(standing: RuleFormAbout['standing'], typed: Typed): Record<string, string> {
  if (standing !== null) return { version: typed.version || String(standing.version) };
  return typed.suggestion ? { suggestion: typed.suggestion } : {};
}

function conditionFields(fields: Fields, number: number): { legend: string; fields: Field[] } {
  const any = number === 1 ? 'Choose one' : 'Nothing more';
  return {
    legend: `Condition ${number}`,
    fields: [
      fields.select(`field-${number}`, 'What', FIELD_CHOICES, { any, full: true }),
      fields.select(`test-${number}`, 'How', TEST_CHOICES, { any, full: true }),
      fields.longText(`values-${number}`, 'Values, each on its own line', { rows: 2 }),
    ],
  };
}
