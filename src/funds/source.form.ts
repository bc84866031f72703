import type { Day } from '../calendar/day.ts';
import { type Choice, dayFields, type FormAnswer, FormReader } from '../platform/form.ts';
import { readMoneyYear, readNature } from './money.form.ts';
import type { Award, FundingSource } from './source.store.ts';

export const RESTRICTIONS: readonly (Choice & { value: FundingSource['restriction'] })[] = [
  { value: 'none', text: 'None: it may be used for anything the fund is for' },
  { value: 'ring-fenced', text: 'Ring-fenced: only for what its conditions name' },
];

/** What a source or another noun that people code is known by: it becomes part of account names and addresses. */
export const CODE = /^[A-Z][A-Z0-9-]{1,19}$/;
export const CODE_RULE = 'must be 2 to 20 capital letters, digits or hyphens, starting with a letter, like PCC-2015';

export function readSource(body: unknown, funds: readonly Choice[]): FormAnswer<FundingSource> {
  const form = new FormReader(body, ['fund', 'code', 'name', 'funder', 'restriction', 'conditions']);
  const fund = form.choice('fund', 'Fund', funds);
  const code = form.text('code', 'Code', { longest: 20 });
  if (code !== '' && code.length <= 20 && !CODE.test(code)) form.fail('code', `Code ${CODE_RULE}`);
  const name = form.text('name', 'Name');
  const funder = form.text('funder', 'Funder');
  const restriction = form.choice('restriction', 'Restriction', RESTRICTIONS) as FundingSource['restriction'];
  const conditions = form.text('conditions', 'Conditions', { optional: true, longest: 4000 });
  if (restriction === 'ring-fenced' && conditions === '') {
    form.fail('conditions', 'Enter the conditions: what ring-fenced money may be used for');
  }
  return form.answer(() => ({ fund, code, name, funder, restriction, conditions: conditions || null }));
}

export type NewAward = Award & { happenedOn: Day };

export function readAward(
  body: unknown,
  source: string,
  choices: { years: readonly Choice[]; decisions: readonly Choice[]; today: Day },
): FormAnswer<NewAward> {
  const form = new FormReader(body, ['year', 'nature', 'amount', 'reference', 'decision', ...dayFields('awarded')]);
  const year = readMoneyYear(form, choices.years);
  const nature = readNature(form);
  const pence = form.pounds('amount', 'Amount');
  const happenedOn = form.day('awarded', 'Date of the award', { notAfter: choices.today });
  const reference = form.text('reference', 'Reference', { longest: 300 });
  const decision = form.choice('decision', 'Decision', choices.decisions, { optional: true });
  return form.answer(() => ({
    source,
    year,
    nature,
    pence,
    reference,
    decisionRef: decision || null,
    invented: false,
    happenedOn: happenedOn as Day,
  }));
}
