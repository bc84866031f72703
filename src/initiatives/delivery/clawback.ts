import type { Act } from '../../audit/act.ts';
import { type Day, formatDay } from '../../calendar/day.ts';
import { formatPounds, type Pence } from '../../money/pence.ts';
import { refused } from '../../platform/refusal.ts';
import { tagged } from '../../platform/table.ts';
import type { Answers } from '../../registers/field.ts';
import type { Kept, Register } from '../../registers/register.ts';
import { AGREEMENT_FIELD, demandSameInitiative } from '../agreements/agreement-choices.ts';
import { INITIATIVES } from '../initiative.pages.ts';
import { INITIATIVE_FIELD } from '../initiative-choices.ts';

export type ClawbackState = 'asked' | 'agreed' | 'part' | 'repaid' | 'withdrawn';

const STATES: Record<ClawbackState, { text: string; classes: string }> = {
  asked: { text: 'Asked', classes: 'govuk-tag--yellow' },
  agreed: { text: 'Agreed', classes: 'govuk-tag--blue' },
  part: { text: 'Repaid in part', classes: 'govuk-tag--light-blue' },
  repaid: { text: 'Repaid', classes: 'govuk-tag--green' },
  withdrawn: { text: 'Withdrawn', classes: 'govuk-tag--grey' },
};

/** The shape of the reference of a refund in spend, such as SP-2015-16-000012. */
const REFUND = /^SP-\d{4}-\d{2}-\d{6}$/;

/** Where a clawback stands: it follows from what was asked, agreed, repaid and withdrawn. */
export function clawbackState(answers: Answers): ClawbackState {
  if ((answers.withdrawn ?? null) !== null) return 'withdrawn';
  if (penceOf(answers.repaidAmount) > 0) return outstandingOf(answers) === 0 ? 'repaid' : 'part';
  return (answers.agreed ?? null) === null ? 'asked' : 'agreed';
}

/** What is still to come, in pence: what was agreed (or asked, until then) less what was repaid; none once withdrawn. */
export function outstandingOf({ amount, agreedAmount, repaidAmount, withdrawn }: Answers): Pence {
  return (withdrawn ?? null) === null ? penceOf(agreedAmount ?? amount) - penceOf(repaidAmount) : 0;
}

export function penceOf(answer: Answers[string] | undefined): Pence {
  return Number(answer ?? 0);
}

/**
 * Refused by name: `nothing-asked`; `due-before-asked`; `agreed-beyond-asked` and `repaid-beyond-agreed`; `agreed-day-needed`;
 * `refund-needed` and `refund-shape`, since what was repaid is a refund in spend; `withdrawn-yet-repaid`.
 */
function checkClawback({ amount, asked, due, agreedAmount, agreed, repaidAmount, refund, withdrawn }: Answers): void {
  const [isAgreed, paid, most] = [
    (agreedAmount ?? null) !== null,
    penceOf(repaidAmount),
    penceOf(agreedAmount ?? amount),
  ];
  if (penceOf(amount) === 0) throw refused('nothing-asked', 'Amount asked back must be more than £0.00', 'amount');
  if ((due ?? null) !== null && String(due) < String(asked)) {
    throw refused('due-before-asked', 'Due must be on or after the day on which it was asked back', 'due-day');
  }
  if (isAgreed !== ((agreed ?? null) !== null)) {
    throw refused('agreed-day-needed', 'Enter both the amount agreed and the day, or neither', 'agreed-day');
  }
  if (penceOf(agreedAmount) > penceOf(amount)) {
    throw refused(
      'agreed-beyond-asked',
      `${formatPounds(penceOf(amount))} was asked back, so no more than that can be agreed.`,
      'agreedAmount',
    );
  }
  if (paid > most) {
    throw refused(
      'repaid-beyond-agreed',
      `${formatPounds(most)} was ${isAgreed ? 'agreed' : 'asked back'}, so no more than that can be repaid.`,
      'repaidAmount',
    );
  }
  if (paid > 0 && (refund ?? null) === null) {
    throw refused('refund-needed', 'Enter the reference of the refund in spend, like SP-2015-16-000012', 'refund');
  }
  if ((refund ?? null) !== null && !REFUND.test(String(refund))) {
    throw refused('refund-shape', 'Refund must be the reference of a spend, like SP-2015-16-000012', 'refund');
  }
  if ((withdrawn ?? null) !== null && paid > 0) {
    throw refused('withdrawn-yet-repaid', 'Some of it was repaid, so it cannot be withdrawn', 'withdrawn-day');
  }
}

/** Money asked back from providers: how much, why, by which condition, and what came of it. */
export const CLAWBACKS: Register = {
  code: 'clawback',
  table: 'clawback',
  path: '/clawbacks',
  prefix: 'CB',
  title: 'Clawback',
  one: 'clawback',
  lede: [
    'Money asked back: how much, why, by which condition, and what came of it. What is repaid is a refund in spend.',
  ],
  empty: 'No money has been asked back.',
  way: [INITIATIVES],
  acts: { read: 'delivery.read', add: 'delivery.enter', change: 'delivery.enter' },
  fields: [
    INITIATIVE_FIELD,
    AGREEMENT_FIELD,
    { name: 'amount', label: 'Amount asked back', heading: 'Asked back', kind: 'pounds', fixed: true, list: true },
    { name: 'reason', label: 'Reason', kind: 'longText' },
    {
      name: 'basis',
      label: 'Basis',
      kind: 'text',
      hint: 'The condition of the agreement or of the funding source that lets it be asked back',
    },
    { name: 'asked', label: 'Asked on', kind: 'day', past: true, fixed: true, list: true },
    { name: 'due', label: 'To be repaid by', kind: 'day', optional: true },
    { name: 'agreedAmount', label: 'Amount agreed', heading: 'Agreed', kind: 'pounds', optional: true, list: true },
    { name: 'agreed', label: 'Agreed on', kind: 'day', past: true, optional: true },
    { name: 'repaidAmount', label: 'Amount repaid', heading: 'Repaid', kind: 'pounds', optional: true, list: true },
    {
      name: 'refund',
      label: 'Refund in spend',
      kind: 'text',
      longest: 20,
      optional: true,
      hint: 'Its reference, like SP-2015-16-000012',
    },
    { name: 'withdrawn', label: 'Withdrawn on', kind: 'day', past: true, optional: true },
  ],
  derived: [{ heading: 'State', cell: ({ answers }) => tagged(STATES[clawbackState(answers)]) }],
  narrow: [
    {
      name: 'state',
      label: 'State',
      choices: Object.entries(STATES).map(([value, { text }]) => ({ value, text })),
      of: ({ answers }) => [clawbackState(answers)],
    },
  ],
  name: ({ initiative, agreement, amount }) =>
    `${formatPounds(penceOf(amount))} asked back under ${agreement ?? initiative}`,
  check: checkClawback,
  checkKept: (act: Act, answers: Answers) => demandSameInitiative(act, answers),
  warn: overdueWarning,
};

function overdueWarning({ ref, answers }: Kept, today: Day): string | null {
  const { due } = answers;
  const left = outstandingOf(answers);
  if ((due ?? null) === null || String(due) >= today || left === 0) return null;
  return `${ref}: ${formatPounds(left)} was to be repaid by ${formatDay(String(due))} and has not been.`;
}
