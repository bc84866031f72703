import type { Day } from '../calendar/day.ts';
import { type Choice, dayFields, type FormAnswer, FormReader } from '../platform/form.ts';
import { readCode } from './code.ts';
import { readMoneyYear, readNature } from './money.form.ts';
import type { Award, FundingSource } from './source.store.ts';

export const RESTRICTIONS: readonly (Choice & { value: FundingSource['restriction'] })[] = [
  { value: 'none', text: 'None: it may be used for anything the fund is for' },
  { value: 'ring-fenced', text: 'Ring-fenced: only for what its conditions name' },
];

/** Reads the form that adds a funding source. */
export function readSource(body: unknown, funds: readonly Choice[]): FormAnswer<FundingSource> {
  const form = new FormReader(body, ['fund', 'code', 'name', 'funder', 'restriction', 'conditions']);
  const fund = form.choice('fund', 'Fund', funds);
  const code = readCode(form);
  const name = form.text('name', 'Name');
  const funder = form.text('funder', 'Funder');
  const restriction = form.choice('restriction', 'Restriction', RESTRICTIONS) as FundingSource['restriction'];
  const conditions = form.text('conditions', 'Conditions', { optional: true, longest: 4000 });
  if (restriction === 'ring-fenced' && conditions === '') {
    form.fail('conditions', 'Enter the conditions: what ring-fenced money may be used for');
  }
  return form.answer(() => ({ fund, code, name, funder, restriction, conditions: conditions || null }));
}

/** Reads the form that records an award. What is typed on a page was awarded, so it is never marked as invented. */
export function readAward(
  body: unknown,
  source: string,
  choices: { years: readonly Choice[]; decisions: readonly Choice[]; today: Day },
): FormAnswer<Award & { happenedOn: Day }> {
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
