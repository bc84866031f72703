import type { Act } from '../../audit/act.ts';
import { type Day, formatDay } from '../../calendar/day.ts';
import { refused } from '../../platform/refusal.ts';
import { tagged } from '../../platform/table.ts';
import type { Answers } from '../../registers/field.ts';
import { findRecord } from '../../registers/register.store.ts';
import type { Kept, Register } from '../../registers/register.ts';
import { INITIATIVES } from '../initiative.pages.ts';
import { INITIATIVE_FIELD, OWNER_FIELD } from '../initiative-choices.ts';
import { RISKS, readRiskChoices } from './risk.ts';

const SEVERITIES = [
  { value: 'critical', text: 'Critical', hint: 'Delivery stops, or somebody may come to harm' },
  { value: 'high', text: 'High', hint: 'A milestone or an outcome will be missed' },
  { value: 'medium', text: 'Medium', hint: 'It can be made good within the plan' },
  { value: 'low', text: 'Low', hint: 'A nuisance' },
];
const SEVERITY_COLOURS: Record<string, string> = { critical: 'red', high: 'red', medium: 'amber', low: 'green' };

export type IssueState = 'open' | 'overdue' | 'resolved';

const STATES: Record<IssueState, { text: string; classes: string }> = {
  open: { text: 'Open', classes: 'govuk-tag--yellow' },
  overdue: { text: 'Overdue', classes: 'govuk-tag--red' },
  resolved: { text: 'Resolved', classes: 'govuk-tag--green' },
};

/** Where an issue stands on a day; one that is overdue is open too. */
export function issueState({ due, resolved }: Answers, today: Day): IssueState {
  if ((resolved ?? null) !== null) return 'resolved';
  return String(due) < today ? 'overdue' : 'open';
}

/**
 * Refused when a resolution is told by half: the day without how (`how-needed`), how without the day
 * (`resolved-day-needed`), or a day before it was raised (`resolved-before-raised`). Also when it is due before it was
 * raised (`due-before-raised`).
 */
function checkIssue({ raised, due, resolved, how }: Answers): void {
  const [isResolved, isTold] = [(resolved ?? null) !== null, (how ?? null) !== null];
  if (String(due) < String(raised)) {
    throw refused('due-before-raised', `It was raised on ${formatDay(String(raised))}, so it is due later.`, 'due-day');
  }
  if (isResolved && !isTold) throw refused('how-needed', 'Enter how it was resolved', 'how');
  if (isTold && !isResolved) {
    throw refused('resolved-day-needed', 'Enter the day on which it was resolved, or leave how empty', 'resolved-day');
  }
  if (isResolved && String(resolved) < String(raised)) {
    throw refused(
      'resolved-before-raised',
      `It was raised on ${formatDay(String(raised))}, so it was not resolved before that.`,
      'resolved-day',
    );
  }
}

/** Refused when the risk that it came from is one of another initiative (`other-initiative`). */
async function demandOwnRisk(act: Act, { initiative, risk }: Answers): Promise<void> {
  if ((risk ?? null) === null) return;
  const found = await findRecord(act.trx, act.doer.officeId, RISKS, String(risk));
  if (found.answers.initiative === initiative) return;
  throw refused(
    'other-initiative',
    `${found.ref} is a risk of ${found.answers.initiative}, not of ${initiative}. Choose one of ${initiative}, or none.`,
    'risk',
  );
}

/** What has happened to an initiative and must be put right: the gravest open ones first, those resolved last. */
export const ISSUES: Register = {
  code: 'issue',
  table: 'issue',
  path: '/issues',
  prefix: 'IS',
  title: 'Issues',
  one: 'issue',
  lede: ['What has happened, what it does to delivery, and who puts it right by when.'],
  empty: 'No issue has been recorded.',
  way: [INITIATIVES],
  acts: { read: 'delivery.read', add: 'delivery.enter', change: 'delivery.enter' },
  fields: [
    INITIATIVE_FIELD,
    { name: 'title', label: 'What happened', kind: 'text', list: true, hint: 'Write nothing about a person' },
    { name: 'raised', label: 'Raised on', kind: 'day', past: true, fixed: true, list: true },
    {
      name: 'risk',
      label: 'From which risk',
      heading: 'From risk',
      kind: 'choice',
      choices: readRiskChoices,
      href: (ref) => `/risks/${ref}`,
      optional: true,
      filter: 'linked',
      hint: 'Where a risk of this initiative occurred',
    },
    { name: 'impact', label: 'Impact', kind: 'longText', hint: 'What it does to delivery' },
    {
      name: 'severity',
      label: 'Severity',
      kind: 'choice',
      choices: SEVERITIES,
      radios: true,
      rag: (value) => SEVERITY_COLOURS[value] ?? 'grey',
      list: true,
      filter: true,
    },
    OWNER_FIELD,
    { name: 'action', label: 'Action', kind: 'longText', hint: 'What is done about it' },
    { name: 'due', label: 'Due', kind: 'day', list: true },
    { name: 'resolved', label: 'Resolved on', kind: 'day', past: true, optional: true, list: true },
    { name: 'how', label: 'How it was resolved', kind: 'longText', optional: true },
  ],
  derived: [{ heading: 'State', cell: ({ answers }, today) => tagged(STATES[issueState(answers, today)]) }],
  narrow: [
    {
      name: 'state',
      label: 'State',
      choices: [
        { value: 'open', text: 'Open, overdue or not' },
        { value: 'overdue', text: 'Overdue' },
        { value: 'resolved', text: 'Resolved' },
      ],
      of: ({ answers }, today) => {
        const state = issueState(answers, today);
        return state === 'overdue' ? ['open', 'overdue'] : [state];
      },
    },
  ],
  name: ({ title }) => String(title),
  check: checkIssue,
  checkKept: demandOwnRisk,
  order: byGravity,
  warn: ({ ref, answers }, today) =>
    issueState(answers, today) === 'overdue'
      ? `${ref} ${answers.title} is overdue: its action was due on ${formatDay(String(answers.due))}.`
      : null,
};

function byGravity(a: Kept, b: Kept): number {
  const rank = ({ answers }: Kept) => SEVERITIES.findIndex(({ value }) => value === answers.severity);
  const done = ({ answers }: Kept) => Number((answers.resolved ?? null) !== null);
  return done(a) - done(b) || rank(a) - rank(b) || a.ref.localeCompare(b.ref);
}
