import { formatDay } from '../calendar/day.ts';
import { counted } from '../platform/count.ts';
import { refused } from '../platform/refusal.ts';
import { words } from '../platform/table.ts';
import type { Answers, ReadChoices } from '../registers/field.ts';
import { listRecords } from '../registers/register.store.ts';
import type { Register } from '../registers/register.ts';
import { ASSURANCE, inspectionHref, readInspectionChoices } from './inspection.ts';
import { stateCell, stateChoices } from './progress.ts';
import { demandOpen } from './recommendation-closing.store.ts';
import { isResponseOverdue, PROGRESS, progressOf, readAboutRecommendations } from './recommendation-state.ts';

const ADDRESSED = [
  { value: 'force', text: 'The force' },
  { value: 'pcc', text: 'The Commissioner' },
  { value: 'councils', text: 'The councils' },
  { value: 'all', text: 'All of them' },
];
const PRIORITIES = [
  { value: 'high', text: 'High' },
  { value: 'medium', text: 'Medium' },
  { value: 'low', text: 'Low' },
];
const STANCES = [
  { value: 'accepted', text: 'Accepted' },
  { value: 'partly', text: 'Partly accepted' },
  { value: 'rejected', text: 'Rejected' },
];

/** A number of actions with how many of them are done: '1 of 3'. */
export function actionsShown(beside: Answers | undefined): string {
  const actions = Number(beside?.actions ?? 0);
  return actions === 0 ? 'None' : `${actions - Number(beside?.undone)} of ${actions} done`;
}

/**
 * What inspectors asked for, in the order of their reports. Refused by name: `reasons-needed` where one is not
 * accepted whole, `closed` when one that was closed is changed without being reopened.
 */
export const RECOMMENDATIONS: Register = {
  code: 'recommendation',
  table: 'recommendation',
  path: '/recommendations',
  prefix: 'RC',
  title: 'Recommendations',
  one: 'recommendation',
  lede: [
    'What inspectors asked for, and how far it is. A recommendation is closed when every action is done and evidenced, by somebody who recorded none of them.',
  ],
  empty: 'No recommendation has been recorded.',
  way: [ASSURANCE],
  acts: { read: 'assurance.read', add: 'assurance.enter', change: 'assurance.enter' },
  fields: [
    {
      name: 'inspection',
      label: 'Inspection or review',
      heading: 'Report',
      kind: 'choice',
      choices: readInspectionChoices,
      href: inspectionHref,
      fixed: true,
      list: true,
      filter: true,
    },
    { name: 'number', label: 'Number in the report', heading: 'Number', kind: 'text', list: true, longest: 40 },
    { name: 'title', label: 'What it is about', kind: 'text', list: true, hint: 'In a few words' },
    { name: 'text', label: 'Text of the recommendation', kind: 'longText', hint: 'As the report has it' },
    { name: 'addressedTo', label: 'Addressed to', kind: 'choice', choices: ADDRESSED, list: true, filter: true },
    { name: 'priority', label: 'Priority', kind: 'choice', choices: PRIORITIES, radios: true, list: true },
    {
      name: 'stance',
      label: 'Whether it is accepted',
      heading: 'Accepted',
      kind: 'choice',
      choices: STANCES,
      optional: true,
      list: true,
      hint: 'Leave it open until that is decided',
    },
    { name: 'reasons', label: 'Reasons', kind: 'longText', optional: true, hint: 'Where it is not accepted whole' },
    { name: 'responseDue', label: 'Response due', kind: 'day', optional: true },
    { name: 'response', label: 'Response', kind: 'longText', optional: true, hint: 'What is done about it, in words' },
  ],
  derived: [
    { heading: 'Actions', cell: ({ beside }) => words(actionsShown(beside)) },
    {
      heading: 'Progress',
      cell: (record, today) => stateCell(PROGRESS[progressOf(record, today)]),
    },
  ],
  narrow: [
    {
      name: 'progress',
      label: 'Progress',
      choices: stateChoices(PROGRESS),
      of: (record, today) => [progressOf(record, today)],
    },
  ],
  name: ({ number, title }) => `${String(number)} ${String(title)}`,
  check: ({ stance, reasons }) => {
    if ((stance === 'partly' || stance === 'rejected') && reasons === null) {
      throw refused('reasons-needed', 'Say why it is not accepted whole.', 'reasons');
    }
  },
  checkKept: async (act, _answers, before) => {
    if (before !== null) await demandOpen(act, before.ref);
  },
  readBeside: readAboutRecommendations,
  order: (a, b) =>
    String(a.answers.inspection).localeCompare(String(b.answers.inspection)) || a.ref.localeCompare(b.ref),
  warn: (record, today) => {
    const { ref, answers, beside } = record;
    const overdue = isResponseOverdue(record, today) && progressOf(record, today) !== 'closed';
    if (overdue) return `${ref}: the response was due by ${formatDay(String(answers.responseDue))}. Record it.`;
    if (progressOf(record, today) !== 'overdue') return null;
    const undone = counted(Number(beside?.undone), 'action is', 'actions are');
    return `${ref}: ${undone} not done, and the first was due by ${formatDay(String(beside?.earliestDue))}.`;
  },
};

/** Every recommendation as the choices of a question. */
export const readRecommendationChoices: ReadChoices = async (db, officeId) =>
  (await listRecords(db, officeId, RECOMMENDATIONS)).map(({ ref, answers }) => ({
    value: ref,
    text: `${ref} ${RECOMMENDATIONS.name(answers, new Map())}`,
  }));

/** Where a recommendation's own page is. */
export function recommendationHref(ref: string): string {
  return `${RECOMMENDATIONS.path}/${ref}`;
}
