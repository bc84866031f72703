import type { Act } from '../src/audit/act.ts';
import { findOrganisationByName } from '../src/partners/organisation-match.ts';
import { recordChoices } from '../src/spend/coding/choice.store.ts';
import { LINE_FIELD_NAMES } from '../src/spend/coding/codable-line.ts';
import { addRule } from '../src/spend/coding/coding-rule.store.ts';
import { CONDITION_TESTS, type Condition, type ConditionTest } from '../src/spend/coding/condition.ts';
import { type By, type CsvRow, type Event, eachRow, known } from './timeline.ts';

/** The rules by which the demonstration's ledger lines are coded, and what was coded by hand often enough to suggest one. */
export function theCodingRules(by: By): Event[] {
  return [
    ...eachRow('coding-rules', (row) =>
      by(row.by as string, 'coding-rule.add', 'coding-rule', async (act) =>
        addRule(act, {
          conditions: await conditionsOf(act, row.conditions as string),
          result: resultOf(row),
          profiles: row.profiles === '' ? [] : (row.profiles as string).split('; '),
          why: row.why as string,
        }),
      ),
    ),
    ...eachRow('coding-choices', (row) =>
      by(row.by as string, 'coding-choice.record', 'coding-choice', async (act) => {
        const { profile = '', supplier = '', account = '', cost_centre: costCentre = '' } = row;
        const signature = { profile, supplier, account, costCentre, project: null, area: null, categoryText: null };
        await recordChoices(act, [{ signature, result: resultOf(row), lines: Number(row.lines) }]);
        return '';
      }),
    ),
  ];
}

function resultOf({ initiative = '', agreement = '', place = '', category = '', left_out: leftOut = '' }: CsvRow) {
  if (leftOut !== '') return { leftOut };
  return { initiative, agreement, place, category: category || null };
}

/** Conditions stand as `field test value`, with ` & ` between them; several values with `|`, a range with `..`. */
async function conditionsOf(act: Act, text: string): Promise<Condition[]> {
  const conditions: Condition[] = [];
  for (const part of text.split(' & ')) {
    const [field, test, ...rest] = part.split(' ');
    const said = rest.join(' ');
    const kind = known(Object.keys(CONDITION_TESTS).find((name) => name === test) as ConditionTest | undefined, part);
    conditions.push({
      field: known(
        LINE_FIELD_NAMES.find((name) => name === field),
        part,
      ),
      test: kind,
      values: await valuesOf(act, kind, said),
    });
  }
  return conditions;
}

async function valuesOf(act: Act, test: ConditionTest, said: string): Promise<string[]> {
  if (test === 'between') return said.split('..');
  if (test !== 'organisation') return said.split('|');
  return [String(known(await findOrganisationByName(act.trx, act.doer.officeId, said), said).id)];
}
