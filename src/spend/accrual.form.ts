import { readNature } from '../funds/money.form.ts';
import { type FormAnswer, FormReader } from '../platform/form.ts';
import type { NewAccrual } from './accrual.ts';
import { CODING_FIELDS, readCoding, readOverspendReason, readPostedPeriod } from './spend.form.ts';
import type { SpendChoices } from './spend-choices.ts';

/** Reads the form of an accrual. A closed period passes here, so that the act itself refuses it. */
export function readAccrualForm(body: unknown, choices: SpendChoices): FormAnswer<NewAccrual> {
  const form = new FormReader(body, [...CODING_FIELDS, 'amount', 'description']);
  const coding = readCoding(form, choices);
  const pence = form.pounds('amount', 'Amount');
  const period = readPostedPeriod(form, choices);
  const nature = readNature(form);
  const description = form.text('description', 'What it is for', { longest: 500 });
  const reason = readOverspendReason(form);
  return form.answer(() => ({
    ...coding,
    nature,
    pence,
    period: period as NewAccrual['period'],
    description,
    reason,
  }));
}
