import { formatDay, londonDay } from '../../calendar/day.ts';
import type { Page } from '../../people/door.ts';
import { whoShown } from '../../people/person.ts';
import { counted } from '../../platform/count.ts';
import { Fields } from '../../platform/form.pages.ts';
import type { Choice, Typed } from '../../platform/form.ts';
import { type Cell, columns, countCell, ref as refCell, type Table, tagged, words } from '../../platform/table.ts';
import { type CodingRule, leavesOut, type RuleWording, ruleSentence } from './coding-rule.ts';
import type { Suggestion } from './suggestion.ts';

/** How often each rule decided lately: of which batches it was counted, and lines by rule. */
export interface RuleUse {
  /** Such as 'the last 6 batches'. */
  of: string;
  lines: ReadonlyMap<string, number>;
}

/** What is known of the rules besides themselves. */
export interface RulesShown {
  /** All of them, in the order in which they are asked. */
  rules: readonly CodingRule[];
  wording: RuleWording;
  /** Rules that can never decide, each with the earlier one that always does. */
  never: ReadonlyMap<string, string>;
  suggestions: readonly Suggestion[];
  use: RuleUse | null;
  names: ReadonlyMap<number, string>;
  recordedAt: ReadonlyMap<number, string>;
}

export const STATE_CHOICES: readonly Choice[] = [
  { value: 'leave-out', text: 'Those that leave lines out' },
  { value: 'stopped', text: 'Those that cannot decide' },
  { value: 'retired', text: 'Retired' },
  { value: 'all', text: 'All, retired too' },
];

export interface RulesAsked {
  state?: string;
  initiative?: string;
  profile?: string;
  words?: string;
}

/** The rules that a list is narrowed to, in their order; without a state, those in force. */
export function narrowedRules({ rules, wording, never }: RulesShown, asked: RulesAsked): CodingRule[] {
  const part = asked.words?.toLowerCase() ?? '';
  return rules.filter((rule) => {
    const { state, result, profiles } = rule;
    const cannot = rule.stopped !== null || never.has(rule.ref);
    if (asked.state === undefined && state !== 'active') return false;
    if (asked.state === 'stopped' && (state !== 'active' || !cannot)) return false;
    if (asked.state === 'retired' && state !== 'retired') return false;
    if (asked.state === 'leave-out' && (state !== 'active' || !leavesOut(result))) return false;
    if (asked.initiative !== undefined && (leavesOut(result) || result.initiative !== asked.initiative)) return false;
    if (asked.profile !== undefined && profiles.length > 0 && !profiles.includes(asked.profile)) return false;
    return ruleSentence(rule, wording).toLowerCase().includes(part);
  });
}

/** The list of rules with what is suggested, and where each can be moved. */
export function rulesPage(
  shown: RulesShown,
  asked: RulesAsked,
  { initiatives, mayRule }: { initiatives: readonly Choice[]; mayRule: boolean },
): Page {
  const rules = narrowedRules(shown, asked);
  const isNarrowed = Object.keys(asked).length > 0;
  const fields = new Fields(asked as Typed, []);
  const query = new URLSearchParams(asked as Record<string, string>).toString();
  return {
    title: 'Coding rules',
    breadcrumbs: [{ text: 'Spend', href: '/spend' }],
    lede: [
      'By these rules a line of a ledger extract finds its initiative, agreement, place and category, or is left out because it is not ours. They are asked from the top, and the first that fits decides. A line that no rule decides waits for a person.',
    ],
    warnings: warningsOf(shown),
    actions: mayRule ? [{ text: 'Make a rule', href: '/coding-rules/new' }] : [],
    tryHref: '/coding-rules/try',
    filter: {
      action: '/coding-rules',
      fields: [
        fields.select('state', 'Which rules', STATE_CHOICES, { any: 'In force' }),
        fields.select('initiative', 'Initiative', initiatives, { any: 'Any' }),
        fields.select('profile', 'Kind of file', shown.wording.profiles, { any: 'Any' }),
        fields.text('words', 'Words in the rule'),
      ],
    },
    filtered: isNarrowed,
    csv: `/coding-rules.csv${query === '' ? '' : `?${query}`}`,
    count: counted(rules.length, 'rule', 'rules'),
    table: rulesTable(shown, rules),
    moves: mayRule && !isNarrowed ? rules.map((_, at) => movesOf(rules, at)) : null,
    empty: isNarrowed ? 'No rule matches.' : 'There is no rule yet, so every line waits for a person.',
    suggestions: suggestionsTable(shown, mayRule),
  };
}

function warningsOf({ rules, never }: RulesShown): string[] {
  const active = rules.filter(({ state }) => state === 'active');
  return [
    ...active.flatMap(({ ref, stopped }) =>
      stopped === null
        ? []
        : [`${ref} decides nothing, because ${stopped}. Its lines wait for a person. Change or retire it.`],
    ),
    ...[...never].map(
      ([ref, earlier]) =>
        `${ref} can never decide: every line that it fits is decided by ${earlier} before it. Move it up, change it or retire it.`,
    ),
  ];
}

function rulesTable(shown: RulesShown, rules: readonly CodingRule[]): Table {
  const { wording, use, names } = shown;
  return {
    caption: 'Rules in the order in which they are asked',
    captionHidden: true,
    columns: columns('#Order', 'Rule', 'What it says', ...(use === null ? [] : ['#Lines decided']), 'State', 'Last by'),
    rows: rules.map((rule) => [
      countCell(rule.position),
      refCell(rule.ref, `/coding-rules/${rule.ref}`),
      words(ruleSentence(rule, wording)),
      ...useCells(use, rule.ref),
      stateCell(rule, shown.never),
      words(whoShown(names, rule.enteredBy)),
    ]),
    notes: use === null ? [] : [`Lines decided are those of ${use.of}.`],
    empty: 'No rule matches.',
  };
}

/** How many lines a rule decided lately, where that is told. */
export function useCells(use: RuleUse | null, ref: string): Cell[] {
  if (use === null) return [];
  const count = use.lines.get(ref) ?? 0;
  return [countCell(count)];
}

/** Whether a rule decides, in a word with a colour beside it. */
export function stateCell({ ref, state, stopped }: CodingRule, never: ReadonlyMap<string, string>): Cell {
  if (state === 'retired') return tagged({ text: 'Retired', classes: 'govuk-tag--grey' });
  if (stopped !== null) return tagged({ text: 'Target over', classes: 'govuk-tag--red' });
  if (never.has(ref)) return tagged({ text: 'Never reached', classes: 'govuk-tag--yellow' });
  return tagged({ text: 'In force', classes: 'govuk-tag--green' });
}

/** Where the buttons of a row put its rule: before the one above it, or behind the one below. */
function movesOf(rules: readonly CodingRule[], at: number) {
  const rule = rules[at] as CodingRule;
  const [above, below, afterBelow] = [rules[at - 1], rules[at + 1], rules[at + 2]];
  return {
    ref: rule.ref,
    action: `/coding-rules/${rule.ref}/move`,
    up: above === undefined ? null : above.ref,
    down: below === undefined ? null : (afterBelow?.ref ?? LAST),
  };
}

/** What a form says for the end of the order. */
export const LAST = 'last';

function suggestionsTable({ suggestions, wording, recordedAt }: RulesShown, mayRule: boolean): Table {
  return {
    caption: 'Suggested, from what was coded or left out by hand',
    columns: columns('What the rule would say', 'What it rests on', ...(mayRule ? ['Answer'] : [])),
    rows: suggestions.map((suggestion) => [
      words(ruleSentence(suggestion, wording)),
      words(evidence(suggestion, recordedAt)),
      ...(mayRule
        ? [
            {
              ...words('Answer it', `/coding-rules/suggestions/${suggestion.id}`),
              hidden: ` (${leavesOut(suggestion.result) ? 'left out' : suggestion.result.initiative})`,
            },
          ]
        : []),
    ]),
    notes: [],
    empty: 'Nothing is suggested: nobody has coded the same kind of line the same way, or left it out, often enough.',
  };
}

/** '5 times since 6 May 2015, by 2 people, 37 lines'. */
export function evidence(
  { times, people, lines, firstSeq }: Suggestion,
  recordedAt: ReadonlyMap<number, string>,
): string {
  const since = formatDay(londonDay(recordedAt.get(firstSeq) as string));
  return `${counted(times, 'time', 'times')} since ${since}, by ${counted(people, 'person', 'people')}, ${counted(lines, 'line', 'lines')}`;
}
