import { yearShown } from '../calendar/financial-year.ts';
import { periodShown } from '../calendar/period.ts';
import type { ShownFigure } from '../ledger/shown-figure.ts';
import { formatPounds } from '../money/pence.ts';
import { PLACE_CHOICES } from '../partners/place.ts';
import type { Page } from '../people/door.ts';
import { Fields, formPage } from '../platform/form.pages.ts';
import type { FieldError, Typed } from '../platform/form.ts';
import { amountCell, columns, head, number, type Table } from '../platform/table.ts';
import { overSentence } from './approval-effect.pages.ts';
import type { Corrected } from './corrected.ts';
import type { Part } from './part.ts';
import { partsTable } from './parts.pages.ts';
import type { RecodeChecked } from './recode.ts';
import type { RecodeEffect } from './recode-effect.ts';
import { agreementChoices } from './spend.form.ts';
import type { Spend } from './spend.ts';
import { CATEGORY_CHOICES, type SpendChoices } from './spend-choices.ts';
import { natureField, overspendField } from './spend-form.pages.ts';
import { spendFormHref, spendHref } from './spend-list.pages.ts';
import { SPEND } from './spend-way.ts';

/** A spend that is to be corrected, with what is left of it. */
export interface Recodable {
  original: Spend;
  corrected: Corrected;
}

/** What is corrected and what becomes of its period, in sentences for the head of a form. */
export function correctedLede({ original, corrected }: Recodable): string[] {
  const { supplier, pence } = original;
  const left = corrected.pence === pence ? '' : `, of which ${formatPounds(corrected.pence)} has not been taken back`;
  const { concerns, period } = corrected;
  const when =
    concerns === null
      ? `It is posted in ${periodShown(period)}, where it stands.`
      : `${periodShown(concerns)} of ${yearShown(concerns.year)} is closed: the correction is posted in ` +
        `${periodShown(period)} and restates it, so that its total stays and only the coding moves.`;
  return [
    `${supplier}, ${formatPounds(pence)}${left}.`,
    `What was recorded stays. It is taken back and posted anew in one act, which somebody else approves once. ${when}`,
  ];
}

/** The way down to a page about one spend. */
export function spendCrumbs({ ref }: Pick<Spend, 'ref'>) {
  return [SPEND, { text: ref, href: spendHref({ ref }) }];
}

/** The form that codes a spend anew, starting from its coding as it is. */
export function recodePage(
  recodable: Recodable,
  choices: SpendChoices,
  typed: Typed,
  errors: readonly FieldError[] = [],
): Page {
  const fields = new Fields(typed, errors);
  const { ref } = recodable.original;
  return formPage(
    {
      title: `Recode ${ref}`,
      action: spendFormHref(ref, 'recode/check'),
      button: 'Continue',
      breadcrumbs: spendCrumbs(recodable.original),
      lede: [...correctedLede(recodable), 'Change what is wrong, and leave the rest as it is.'],
    },
    [
      fields.select('initiative', 'Initiative', choices.initiatives),
      fields.select('agreement', 'Agreement', agreementChoices(choices), { full: true }),
      natureField(fields),
      fields.select('place', 'Place', PLACE_CHOICES),
      fields.select('category', 'Category', CATEGORY_CHOICES, { full: true }),
      fields.longText('why', 'Reason', {
        rows: 3,
        hint: 'Why it is coded anew, without anything that points to a person',
      }),
      overspendField(fields),
    ],
    errors,
  );
}

interface Checked {
  checked: RecodeChecked;
  parts: readonly Part[];
  figures: readonly ShownFigure[];
  why: string;
  typed: Typed;
  sort: 'recode' | 'split';
}

/** What a recoding or a split would do, before it is recorded: from what to what, and what is left before and after. */
export function recodeCheckPage({ checked, parts, figures, why, typed, sort }: Checked): Page {
  const { original, corrected, effect } = checked;
  const { ref } = original;
  return {
    title: sort === 'recode' ? `Check the recoding of ${ref}` : `Check how ${ref} is shared`,
    breadcrumbs: spendCrumbs(original),
    lede: ['Nothing is recorded yet.', ...correctedLede(checked).slice(1), `Reason: ${why}`],
    tables: [partsTable(corrected, parts), leftTable(effect, figures)],
    over: overSentence(effect.over),
    action: spendFormHref(ref, sort),
    back: spendFormHref(ref, `${sort}/new`),
    button: 'Send for approval',
    hidden: Object.entries(typed).map(([name, value]) => ({ name, value })),
  };
}

/** What each agreement and budget is left with, now and after; the figures are in the order of the effect's lines. */
function leftTable({ lines }: RecodeEffect, figures: readonly ShownFigure[]): Table {
  return {
    caption: 'What it changes',
    columns: columns('What is left', '#Now', '#After this'),
    rows: lines.map(({ coded, of, after }, index) => [
      head(
        of === 'agreement'
          ? `Left of ${coded.agreement}`
          : `Left of the ${coded.nature} budget of ${coded.initiative} for ${yearShown(coded.period.year)}`,
      ),
      number(figures[index]?.text ?? '', figures[index]?.href),
      amountCell(after),
    ]),
    notes: [],
    empty: '',
  };
}
