import type { Page } from '../../people/door.ts';
import { counted } from '../../platform/count.ts';
import { errorSummary } from '../../platform/form.pages.ts';
import type { FieldError } from '../../platform/form.ts';
import { columns } from '../../platform/table.ts';
import { SPEND } from '../spend-way.ts';
import { IMPORTS } from './batch.pages.ts';
import { type ChoiceList, codingBox, codingCells } from './choose.pages.ts';
import { type Coding, type Plan, planHref } from './plan.ts';

/** Lines that rules left out, those that say the same together, and putting the chosen ones back. */
export function putBackPage(
  shown: {
    plan: Plan;
    /** The rule whose lines are listed; null for those of every rule. */
    rule: string | null;
    codings: readonly Coding[];
    names: ReadonlyMap<number, string>;
    count: number;
    next: string | null;
  },
  errors: readonly FieldError[] = [],
): Page {
  const { plan, rule, codings, names, count, next } = shown;
  const href = planHref(plan);
  return {
    title: rule === null ? 'Left out by coding rules' : `Left out by ${rule}`,
    wide: true,
    breadcrumbs: [SPEND, IMPORTS, { text: plan.fileName, href }],
    errors: errorSummary(errors),
    lede: [
      'Lines that say the same stand together. Those that are ours can be put back: they wait in the queue until they are coded. One line of several is put back from the list of its lines. Where the rule is wrong, change it as well.',
    ],
    action: `${href}/left-out`,
    lists: [
      {
        id: 'left-out',
        caption: `${counted(count, 'kind', 'kinds')} of line`,
        columns: columns('Supplier', 'The file says', 'Left out by', 'Period', '#Lines', '#Amount'),
        rows: codings.map((coding) => ({ box: codingBox(coding, names, {}), cells: codingCells(coding, names, href) })),
        notes: [],
        empty: 'No rule leaves lines of this file out.',
      },
    ] satisfies ChoiceList[],
    fields: [],
    buttons: codings.length === 0 ? [] : [{ text: 'Put the chosen lines back', value: 'put-back', second: true }],
    more: next === null ? null : { text: 'Next lines', href: next },
    back: { text: 'Back to what the file would do', href },
  };
}
