import { categoryShown } from '../../ledger/category.ts';
import { placeName } from '../../partners/place.ts';
import type { Page } from '../../people/door.ts';
import { whoShown } from '../../people/person.ts';
import { counted, formatCount } from '../../platform/count.ts';
import { Fields, formPage } from '../../platform/form.pages.ts';
import type { FieldError, Typed } from '../../platform/form.ts';
import { capital } from '../../platform/sentence.ts';
import { columns, head, instantCell, type Table, words } from '../../platform/table.ts';
import {
  type CodingRule,
  conditionWords,
  either,
  leavesOut,
  type RuleResult,
  type RuleWording,
  ruleSentence,
} from './coding-rule.ts';
import type { RuleVersion } from './rule-version.store.ts';
import { LAST, type RulesShown, stateCell } from './rules.pages.ts';

const CRUMBS = [
  { text: 'Spend', href: '/spend' },
  { text: 'Coding rules', href: '/coding-rules' },
];

/** A rule: what it says, what stands in its way, what may be done with it, and every version of it. */
export function rulePage(
  rule: CodingRule,
  shown: Pick<RulesShown, 'wording' | 'never' | 'use' | 'names' | 'recordedAt'>,
  { versions, mayRule }: { versions: readonly RuleVersion[]; mayRule: boolean },
): Page {
  const { wording, never, use } = shown;
  const { ref, result, state } = rule;
  const href = `/coding-rules/${ref}`;
  const isActive = state === 'active';
  const lines = use === null ? null : (use.lines.get(ref) ?? 0);
  return {
    title: ref,
    caption: 'Coding rule',
    breadcrumbs: CRUMBS,
    lede: [ruleSentence(rule, wording)],
    warnings: warningsOf(rule, never),
    actions: mayRule
      ? [
          { text: isActive ? 'Change it' : 'Change it and bring it back', href: `${href}/change` },
          ...(isActive
            ? [
                { text: 'Move it', href: `${href}/move` },
                { text: 'Retire it', href: `${href}/retirement` },
              ]
            : []),
        ]
      : [],
    summary: [
      { key: 'State', cells: [stateCell(rule, never)] },
      ...(isActive ? [{ key: 'Order', cells: [words(`Asked as number ${formatCount(rule.position)}`)] }] : []),
      {
        key: 'All of these must fit',
        cells: rule.conditions.map((condition) => words(capital(conditionWords(condition, wording)))),
      },
      { key: 'Files', cells: [words(filesOf(rule, wording))] },
      ...resultRows(result),
      ...(use === null || lines === null
        ? []
        : [
            {
              key: leavesOut(result) ? 'Left out' : 'Decided',
              cells: [words(`${counted(lines, 'line', 'lines')} of ${use.of}`)],
            },
          ]),
    ],
    sections: [{ table: versionsTable(versions, shown) }],
    links: [{ text: 'Try the rules on a line', href: '/coding-rules/try' }],
  };
}

function resultRows(result: RuleResult) {
  if (leavesOut(result)) return [{ key: 'Lines are left out', cells: [words(result.leftOut)] }];
  const { initiative, agreement, place, category } = result;
  return [
    { key: 'Initiative', cells: [words(initiative, `/initiatives/${initiative}`)] },
    { key: 'Agreement', cells: [agreement === '' ? words('None') : words(agreement, `/agreements/${agreement}`)] },
    { key: 'Place', cells: [words(placeName(place))] },
    { key: 'Category', cells: [words(category === null ? 'As the file says' : categoryShown(category))] },
  ];
}

function filesOf({ profiles }: CodingRule, { profile }: RuleWording): string {
  return profiles.length === 0 ? 'All kinds of file' : either(profiles.map(profile));
}

function warningsOf({ ref, state, stopped }: CodingRule, never: ReadonlyMap<string, string>): string[] {
  if (state === 'retired') return [];
  const earlier = never.get(ref);
  return [
    ...(stopped === null ? [] : [`It decides nothing, because ${stopped}. Lines that it fits wait for a person.`]),
    ...(earlier === undefined
      ? []
      : [`It can never decide: every line that it fits is decided by ${earlier} before it.`]),
  ];
}

function versionsTable(
  versions: readonly RuleVersion[],
  { wording, names, recordedAt }: Pick<RulesShown, 'wording' | 'names' | 'recordedAt'>,
): Table {
  return {
    caption: 'Every version, the newest first',
    columns: columns('Version', 'Recorded', 'What it said', 'By', 'Why'),
    rows: versions
      .toReversed()
      .map((version) => [
        head(String(version.version)),
        instantCell(recordedAt.get(version.seq) as string),
        words(version.state === 'retired' ? 'Retired' : ruleSentence(version, wording)),
        words(whoShown(names, version.enteredBy)),
        words(version.why),
      ]),
    notes: [],
    empty: 'There is no version.',
  };
}

/** The form that retires a rule. */
export function retirePage(
  { ref, version }: CodingRule,
  sentence: string,
  typed: Typed,
  errors: readonly FieldError[] = [],
): Page {
  const about = {
    title: `Retire ${ref}`,
    caption: 'Coding rule',
    action: `/coding-rules/${ref}/retirement`,
    button: 'Retire it',
    breadcrumbs: [...CRUMBS, { text: ref, href: `/coding-rules/${ref}` }],
    lede: [sentence, 'Once retired it decides nothing. What it decided stays decided, and its history stays.'],
  };
  const fields = [new Fields(typed, errors).longText('why', 'Reason', { rows: 2 })];
  return { ...formPage(about, fields, errors), hidden: { version: typed.version || String(version) } };
}

/** The form that gives a rule another place in the order. */
export function movePage(
  { ref, position }: CodingRule,
  rules: readonly CodingRule[],
  wording: RuleWording,
  { typed, errors = [] }: { typed: Typed; errors?: readonly FieldError[] },
): Page {
  const places = rules
    .filter((rule) => rule.state === 'active' && rule.ref !== ref && rule.position !== position + 1)
    .map((rule) => ({
      value: rule.ref,
      text: `Before ${rule.ref} (number ${rule.position}): ${ruleSentence(rule, wording)}`,
    }));
  const about = {
    title: `Move ${ref}`,
    caption: `Coding rule, asked as number ${formatCount(position)}`,
    action: `/coding-rules/${ref}/move`,
    button: 'Move it',
    breadcrumbs: [...CRUMBS, { text: ref, href: `/coding-rules/${ref}` }],
    lede: ['The first rule that fits a line decides it, so a narrow rule belongs before a wide one.'],
  };
  const fields = new Fields(typed, errors);
  const last = { value: LAST, text: 'Behind all others' };
  return formPage(about, [fields.radios('before', 'Where it is asked', [...places, last])], errors);
}
