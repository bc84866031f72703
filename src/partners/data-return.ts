import { type Day, daysBetween, formatDay } from '../calendar/day.ts';
import { yearOfDay, yearShown } from '../calendar/financial-year.ts';
import { type Quarter, quarterLabel, readQuarter } from '../calendar/quarter.ts';
import { counted } from '../platform/count.ts';
import type { Db } from '../platform/database.ts';
import type { Choice } from '../platform/form.ts';
import { refused } from '../platform/refusal.ts';
import { tagged } from '../platform/table.ts';
import type { Answers } from '../registers/field.ts';
import type { Register } from '../registers/register.ts';
import { districtsAmong, readPartyChoices } from './party.ts';
import { DISTRICTS_HOME } from './way.ts';

const WHAT = [
  { value: 'missing', text: 'Missing children' },
  { value: 'cse', text: 'CSE' },
  { value: 'both', text: 'Missing children and CSE' },
  { value: 'other', text: 'Other' },
];
const YES_NO = [
  { value: 'yes', text: 'Yes' },
  { value: 'no', text: 'No' },
];
const RETURN_STATES = [
  { value: 'due', text: 'Due' },
  { value: 'overdue', text: 'Overdue' },
  { value: 'on time', text: 'On time' },
  { value: 'late', text: 'Late' },
  { value: 'incomplete', text: 'Not complete' },
];
const YEARS_BEFORE = 4;

/** How a return stands on a day: not due yet, overdue, on time or late, by how many days. */
export type ReturnState =
  | { state: 'due' }
  | { state: 'overdue'; days: number }
  | { state: 'on time' }
  | { state: 'late'; days: number };

export function dataReturnState({ due, received }: Answers, today: Day): ReturnState {
  const on = String(due);
  if (received === null || received === undefined) {
    return today > on ? { state: 'overdue', days: daysBetween(on, today) } : { state: 'due' };
  }
  const days = daysBetween(on, String(received));
  return days > 0 ? { state: 'late', days } : { state: 'on time' };
}

function stateTag(answers: Answers, today: Day): { text: string; classes: string } {
  const found = dataReturnState(answers, today);
  if (found.state === 'due') return { text: 'Due', classes: 'govuk-tag--blue' };
  if (found.state === 'on time') return { text: 'On time', classes: 'govuk-tag--green' };
  const days = counted(found.days, 'day', 'days');
  return found.state === 'late'
    ? { text: `${days} late`, classes: 'govuk-tag--yellow' }
    : { text: `${days} overdue`, classes: 'govuk-tag--red' };
}

/** The quarters of the day's financial year and of the four before it, the latest first. */
export function quarterChoices(today: Day): Choice[] {
  const year = yearOfDay(today);
  const years = Array.from({ length: YEARS_BEFORE + 1 }, (_, back) => year - back);
  return years.flatMap((of) =>
    ([4, 3, 2, 1] as const).map((quarter) => ({
      value: quarterLabel({ year: of, quarter }),
      text: quarterName({ year: of, quarter }),
    })),
  );
}

/** A quarter in few words: '2015/16 Q1'. */
export function quarterName({ year, quarter }: Quarter): string {
  return `${yearShown(year)} Q${quarter}`;
}

/** Data that one area sends another or the police, quarter by quarter: when it came, and whether all of it. */
export const DATA_RETURNS: Register = {
  code: 'data-return',
  gated: true,
  table: 'data_return',
  path: '/data-returns',
  prefix: 'DR',
  title: 'Data returns between areas',
  one: 'data return',
  lede: [
    'What data on missing children and CSE one area owes another or the police, and whether it came on time and whole. ' +
      'The data themselves never stand here.',
  ],
  empty: 'No data return matches.',
  way: [DISTRICTS_HOME],
  acts: { read: 'contact.read', add: 'contact.enter', change: 'contact.enter' },
  fields: [
    { name: 'subject', label: 'Subject', kind: 'choice', choices: WHAT, list: true, filter: true },
    { name: 'what', label: 'What is sent', kind: 'text', hint: 'Such as missing episodes by ward; no personal data' },
    { name: 'sender', label: 'From', kind: 'choice', choices: readPartyChoices, fixed: true, list: true, filter: true },
    { name: 'receiver', label: 'To', kind: 'choice', choices: readPartyChoices, fixed: true, list: true, filter: true },
    {
      name: 'quarter',
      label: 'Quarter',
      kind: 'choice',
      choices: async (_db: Db, _officeId: number, today: Day) => quarterChoices(today),
      fixed: true,
      list: true,
      filter: true,
    },
    { name: 'due', label: 'Due on', kind: 'day', list: true },
    { name: 'received', label: 'Received on', kind: 'day', past: true, optional: true, list: true },
    { name: 'complete', label: 'Complete', kind: 'choice', choices: YES_NO, optional: true, list: true },
    {
      name: 'missing',
      label: 'What is missing',
      kind: 'longText',
      optional: true,
      longest: 1000,
      hint: 'Which parts, never about whom',
    },
  ],
  derived: [{ heading: 'State', cell: ({ answers }, today) => tagged(stateTag(answers, today)) }],
  narrow: [
    {
      name: 'state',
      label: 'State',
      choices: RETURN_STATES,
      of: ({ answers }, today) => [
        dataReturnState(answers, today).state,
        ...(answers.complete === 'no' ? ['incomplete'] : []),
      ],
    },
  ],
  name({ quarter, subject, sender }, choices) {
    const from = choices.get('sender')?.find(({ value }) => value === sender)?.text ?? sender;
    return `${WHAT.find(({ value }) => value === subject)?.text ?? 'Data'} from ${from}, ${quarterText(String(quarter))}`;
  },
  district({ sender, receiver }) {
    const districts = districtsAmong([sender, receiver].filter((party) => typeof party === 'string'));
    return districts.length === 0 ? null : districts;
  },
  check({ sender, receiver, received, complete, missing }) {
    if (sender === receiver) {
      throw refused('sent-to-itself', 'Data go from one area to another. Select two.', 'receiver');
    }
    if (received !== null && complete === null) {
      throw refused('complete-or-not', 'It was received: say whether it is complete.', 'complete');
    }
    if (received === null && complete !== null) {
      throw refused('not-received', 'It was not received, so it is not known whether it is complete.', 'complete');
    }
    if (complete === 'no' && missing === null) {
      throw refused('what-is-missing', 'It is not complete: say what is missing.', 'missing');
    }
    if (complete !== 'no' && missing !== null) {
      throw refused('nothing-missing', 'Say what is missing only where it is not complete.', 'missing');
    }
  },
  order: (a, b) => String(b.answers.due).localeCompare(String(a.answers.due)) || a.ref.localeCompare(b.ref),
  warn({ ref, answers }, today) {
    const found = dataReturnState(answers, today);
    if (found.state === 'overdue') {
      return `${ref} is ${counted(found.days, 'day', 'days')} overdue: it was due on ${formatDay(String(answers.due))}.`;
    }
    return answers.complete === 'no' ? `${ref} was received, but not all of it.` : null;
  },
};

function quarterText(text: string): string {
  const quarter = readQuarter(text);
  return quarter === null ? text : quarterName(quarter);
}
