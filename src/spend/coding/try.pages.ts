import type { Page } from '../../people/door.ts';
import { Fields, formPage } from '../../platform/form.pages.ts';
import type { FieldError, Typed } from '../../platform/form.ts';
import { capital } from '../../platform/sentence.ts';
import { columns, countCell, ref, type Table, words } from '../../platform/table.ts';
import { LINE_FIELD_NAMES, LINE_FIELDS } from './codable-line.ts';
import { type RuleWording, resultWords, ruleSentence } from './coding-rule.ts';
import type { Decided } from './compile.ts';
import type { Asked, Explained } from './explain.ts';

/** The form on which somebody tries the rules, with what they say of the line that was typed. */
export function tryPage(
  typed: Typed,
  { tried, wording, errors = [] }: { tried: Explained | null; wording: RuleWording; errors?: readonly FieldError[] },
): Page {
  const fields = new Fields(typed, errors);
  const about = {
    title: 'Try the coding rules',
    action: '/coding-rules/try',
    button: 'Ask the rules',
    breadcrumbs: [
      { text: 'Spend', href: '/spend' },
      { text: 'Coding rules', href: '/coding-rules' },
    ],
    lede: tried === null ? ['Type what a line says. Nothing is saved.'] : [verdict(tried.decided)],
  };
  const asked = [
    fields.select('profile', 'What kind of file it is', wording.profiles),
    ...LINE_FIELD_NAMES.map((name) => fields.text(name, capital(LINE_FIELDS[name]), { optional: true })),
  ];
  return { ...formPage(about, asked, errors), table: tried === null ? undefined : askedTable(tried, wording) };
}

function verdict(decided: Decided | null): string {
  if (decided === null) return 'No rule decides this line, so it would wait for a person.';
  if ('stopped' in decided) return `${decided.reason}. The line would wait for a person.`;
  return `${decided.rule} decides: ${resultWords(decided)}.`;
}

function askedTable({ asked, decided }: Explained, wording: RuleWording): Table {
  return {
    caption: 'Each rule that was asked, and what it said',
    columns: columns('#Order', 'Rule', 'What it says', 'Of this line'),
    rows: asked.map((one) => [
      countCell(one.rule.position),
      ref(one.rule.ref, `/coding-rules/${one.rule.ref}`),
      words(ruleSentence(one.rule, wording)),
      words(outcome(one, decided)),
    ]),
    notes: [],
    empty: 'There is no rule in force.',
  };
}

function outcome({ rule, misses }: Asked, decided: Decided | null): string {
  if (misses.length > 0) return `Does not fit: ${misses.join('; ')}.`;
  return decided !== null && 'stopped' in decided ? `Fits, but ${rule.stopped}.` : 'Fits, and decides.';
}
