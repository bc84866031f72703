import { categoryShown } from '../../ledger/category.ts';
import { placeName } from '../../partners/place.ts';
import { whoShown } from '../../people/person.ts';
import { type Cell, columns, countCell, type Table, words } from '../../platform/table.ts';
import { type CodingRule, leavesOut, type RuleResult, ruleSentence } from './coding-rule.ts';
import { type RulesShown, stateCell, useCells } from './rules.pages.ts';

/** The rules as a file: each with its sentence and its parts. */
export function rulesFileTable(shown: RulesShown, rules: readonly CodingRule[]): Table {
  const { wording, use, names, recordedAt } = shown;
  return {
    caption: 'Coding rules',
    columns: columns(
      ...['#Order', 'Rule', 'What it says', 'State', 'Initiative', 'Agreement', 'Place', 'Category'],
      ...['Left out because', 'Files'],
      ...(use === null ? [] : ['#Lines decided']),
      ...['#Version', 'Recorded', 'By', 'Why'],
    ),
    rows: rules.map((rule) => [
      countCell(rule.position),
      words(rule.ref),
      words(ruleSentence(rule, wording)),
      stateCell(rule, shown.never),
      ...resultCells(rule.result),
      words(rule.profiles.join('; ')),
      ...useCells(use, rule.ref),
      countCell(rule.version),
      words(recordedAt.get(rule.seq) ?? ''),
      words(whoShown(names, rule.enteredBy)),
      words(rule.why),
    ]),
    notes: [],
    empty: '',
  };
}

function resultCells(result: RuleResult): Cell[] {
  if (leavesOut(result)) return [...['', '', '', ''].map((none) => words(none)), words(result.leftOut)];
  const { initiative, agreement, place, category } = result;
  const shown = [initiative, agreement, placeName(place), category === null ? '' : categoryShown(category), ''];
  return shown.map((text) => words(text));
}
