import { categoryShown } from '../../ledger/category.ts';
import { placeName } from '../../partners/place.ts';
import { whoShown } from '../../people/person.ts';
import { columns, number, type Table, words } from '../../platform/table.ts';
import { type CodingRule, ruleSentence } from './coding-rule.ts';
import { type RulesShown, stateCell, useCells } from './rules.pages.ts';

/** The rules as a file: each with its sentence and its parts. */
export function rulesFileTable(shown: RulesShown, rules: readonly CodingRule[]): Table {
  const { wording, use, names, recordedAt } = shown;
  return {
    caption: 'Coding rules',
    columns: columns(
      ...['#Order', 'Rule', 'What it says', 'State', 'Initiative', 'Agreement', 'Place', 'Category', 'Files'],
      ...(use === null ? [] : ['#Lines decided']),
      ...['#Version', 'Recorded', 'By', 'Why'],
    ),
    rows: rules.map((rule) => [
      { ...number(String(rule.position)), file: rule.position },
      words(rule.ref),
      words(ruleSentence(rule, wording)),
      stateCell(rule, shown.never),
      words(rule.result.initiative),
      words(rule.result.agreement),
      words(placeName(rule.result.place)),
      words(rule.result.category === null ? '' : categoryShown(rule.result.category)),
      words(rule.profiles.join('; ')),
      ...useCells(use, rule.ref),
      { ...number(String(rule.version)), file: rule.version },
      words(recordedAt.get(rule.seq) ?? ''),
      words(whoShown(names, rule.enteredBy)),
      words(rule.why),
    ]),
    notes: [],
    empty: '',
  };
}
