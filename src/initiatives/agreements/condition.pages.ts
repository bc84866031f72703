import { CATEGORIES, categoryShown } from '../../ledger/category.ts';
import type { Page } from '../../people/door.ts';
import type { PagePart } from '../../people/page-part.ts';
import { Fields, formPage } from '../../platform/form.pages.ts';
import type { FieldError, Typed } from '../../platform/form.ts';
import { columns, head, words } from '../../platform/table.ts';
import { agreementCrumbs } from './agreement.pages.ts';
import type { Agreement } from './agreement.ts';
import { categoryField, conditionField, detailField, typedConditions } from './condition.form.ts';
import type { ConditionChange } from './condition.store.ts';
import { CONDITION_KINDS, type Condition, ELIGIBLE_SPEND } from './condition.ts';

/** What an agreement carries, and everything that was recorded of it, each change with its day. */
export interface ConditionsShown {
  ref: string;
  conditions: readonly Condition[];
  changes: readonly (ConditionChange & { day: string; by: string })[];
  maySet: boolean;
}

/** What the conditions say on the page of an agreement. */
export function conditionPart({ ref, conditions, changes, maySet }: ConditionsShown): PagePart {
  const isSet = changes.length > 0;
  const later = changes.filter(({ reason }) => reason !== null);
  const hasMore = conditions.some((condition) => agreedShown(condition) !== '');
  return {
    actions: maySet
      ? [{ text: isSet ? 'Change its conditions' : 'Set its conditions', href: `/agreements/${ref}/conditions` }]
      : [],
    sections: [
      {
        table: {
          caption: 'Conditions',
          columns: columns('Condition', 'What it means', ...(hasMore ? ['More'] : [])),
          rows: conditions.map((condition) => [
            head(condition.label),
            words(condition.means),
            ...(hasMore ? [words(agreedShown(condition))] : []),
          ]),
          notes: [],
          empty: isSet ? 'No condition applies any longer.' : 'No condition has been chosen from the list yet.',
        },
      },
      ...(later.length === 0
        ? []
        : [
            {
              table: {
                caption: 'Changes of conditions',
                columns: columns('Recorded', 'Condition', 'Applies', 'More', 'Reason', 'By'),
                rows: later.map((change) => [
                  head(change.day),
                  words(change.label),
                  words(change.applies ? 'Yes' : 'No longer'),
                  words(change.applies ? agreedShown(change) : ''),
                  words(change.reason ?? ''),
                  words(change.by),
                ]),
                notes: [],
                empty: '',
              },
            },
          ]),
    ],
  };
}

function agreedShown({ detail, categories }: Pick<Condition, 'detail' | 'categories'>): string {
  const listed = categories.length === 0 ? [] : [`Only ${categories.map(categoryShown).join(', ')}.`];
  return [...listed, ...(detail === null ? [] : [detail])].join(' ');
}

/** The conditions that are usual for a kind of agreement, as the form shows them. */
export function usualConditions(kind: Agreement['kind']): Typed {
  const usual = CONDITION_KINDS.filter(({ usualFor }) => usualFor.includes(kind));
  return typedConditions(usual.map(({ code }) => ({ code, detail: null, categories: [] })));
}

/** The form that sets the conditions of an agreement. */
export function conditionFormPage(
  { ref }: Agreement,
  { isFirst }: { isFirst: boolean },
  typed: Typed,
  errors: FieldError[] = [],
): Page {
  const fields = new Fields(typed, errors);
  return formPage(
    {
      title: `Conditions of ${ref}`,
      action: `/agreements/${ref}/conditions`,
      button: 'Record the conditions',
      breadcrumbs: agreementCrumbs(ref),
      lede: isFirst
        ? ['Those that are usual for this kind of agreement are ticked. Tick what the signed document says.']
        : ['What is recorded here holds from now on. What held before is kept.'],
    },
    [
      fields.checkboxes(
        'Conditions',
        CONDITION_KINDS.map(({ code, label, means }) => ({ name: conditionField(code), text: label, hint: means })),
      ),
      fields.checkboxes(
        'Categories that may be claimed',
        CATEGORIES.map(({ code }) => ({ name: categoryField(code), text: categoryShown(code) })),
        { optional: true, small: true, hint: 'Of eligible spend. None ticked: no category is ruled out.' },
      ),
      ...CONDITION_KINDS.map(({ code, label }) =>
        fields.text(detailField(code), `More on ${label.toLowerCase()}`, {
          optional: true,
          ...(code === ELIGIBLE_SPEND ? { hint: 'For example, salaries up to 37 hours a week' } : {}),
        }),
      ),
      ...(isFirst ? [] : [fields.longText('reason', 'Reason', { rows: 3, hint: 'Why the conditions change' })]),
    ],
    errors,
  );
}
