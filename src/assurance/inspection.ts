import { addDays, type Day, formatDay, formatShortDay } from '../calendar/day.ts';
import { refused } from '../platform/refusal.ts';
import { dayCell, words } from '../platform/table.ts';
import type { Answers, ReadChoices } from '../registers/field.ts';
import { listRecords } from '../registers/register.store.ts';
import type { Kept, Register } from '../registers/register.ts';
import { readAboutInspections } from './inspection-beside.ts';
import { BODY_CHOICES, OFFICE_TARGETS } from './office-target.ts';
import { BLUE, GREEN, GREY, isPast, RED, type State, stateCell, stateChoices } from './progress.ts';

/** Where assurance begins, as the way down to its pages. */
export const ASSURANCE = { text: 'Assurance', href: '/assurance' };

/** Since when the law gives a period: section 37 of the Policing and Crime Act 2017 came into force. */
const PERIOD_SINCE: Day = '2017-01-31';
const PERIOD_DAYS = 56;

/** By when comments on a report are due, and on what that rests. */
export interface CommentsDue {
  on: Day;
  basis: 'law' | 'target';
}

/**
 * By when the Commissioner must publish comments on a report; null where none must be: a report that is not published,
 * or of a body that section 55 of the Police Act 1996 does not name. A report published since 31 January 2017: within
 * "the period of 56 days beginning with the day on which the report is published" (section 55(5A)), so that day is the
 * first and the 55th after it the last. Before, the law said no period, and the office's own target counts.
 */
export function commentsDue({ body, published }: Answers): CommentsDue | null {
  const duty = OFFICE_TARGETS.bodies.find(({ code }) => code === body)?.section55 ?? false;
  if (!duty || typeof published !== 'string') return null;
  if (published >= PERIOD_SINCE) return { on: addDays(published, PERIOD_DAYS - 1), basis: 'law' };
  return { on: addDays(published, OFFICE_TARGETS.commentOnReportWithinDays), basis: 'target' };
}

const BASIS = { law: 'by law', target: 'office’s target' };

const STATES = {
  unpublished: { text: 'Not yet published', classes: GREY },
  none: { text: 'No comments due', classes: GREY },
  due: { text: 'Comments due', classes: BLUE },
  overdue: { text: 'Comments overdue', classes: RED },
  commented: { text: 'Comments published', classes: GREEN },
} satisfies Record<string, State>;

export type InspectionState = keyof typeof STATES;

/** How far the comments on a report are. Its responses stand beside it (`commentsOn`). */
export function inspectionState({ answers, beside }: Kept, today: Day): InspectionState {
  if (typeof beside?.commentsOn === 'string') return 'commented';
  if (answers.published === null) return 'unpublished';
  const due = commentsDue(answers);
  if (due === null) return 'none';
  return isPast(due.on, today) ? 'overdue' : 'due';
}

/** What somebody must see to: comments that are overdue, or that say nothing to a recommendation (section 55(5B)). */
function warnInspection(record: Kept, today: Day): string | null {
  const { ref, beside } = record;
  const state = inspectionState(record, today);
  if (state === 'overdue') {
    const due = commentsDue(record.answers) as CommentsDue;
    return `${ref}: the comments on this report were due by ${formatDay(due.on)} (${BASIS[due.basis]}). Publish them.`;
  }
  const silent = Number(beside?.unanswered ?? 0);
  if (state !== 'commented' || silent === 0) return null;
  return `${ref}: the comments are published, and ${silent} of its recommendations ${silent === 1 ? 'has' : 'have'} no answer. Say of each what is done, or why nothing is.`;
}

/** Inspections and reviews, the latest published first, after those that are still to be published. */
export const INSPECTIONS: Register = {
  code: 'inspection',
  table: 'inspection',
  path: '/inspections',
  prefix: 'IN',
  title: 'Inspections and reviews',
  one: 'inspection or review',
  lede: [
    'What others found when they looked. On each report of HM Inspectorate of Constabulary the Commissioner must publish comments: since 31 January 2017 within 56 days, of which the day of publication is the first.',
  ],
  empty: 'No inspection or review has been recorded.',
  way: [ASSURANCE],
  acts: { read: 'assurance.read', add: 'assurance.enter', change: 'assurance.enter' },
  fields: [
    {
      name: 'body',
      label: 'Body',
      kind: 'choice',
      choices: BODY_CHOICES,
      list: true,
      filter: true,
      hint: 'Who published the report',
    },
    { name: 'title', label: 'Title', kind: 'text', list: true },
    {
      name: 'scope',
      label: 'What was inspected',
      kind: 'choice',
      radios: true,
      list: true,
      choices: [
        { value: 'force', text: 'The force' },
        { value: 'thematic', text: 'A theme, over several forces' },
        { value: 'partners', text: 'The force with its partners' },
      ],
    },
    {
      name: 'inspected',
      label: 'When it was inspected',
      heading: 'Inspected',
      kind: 'text',
      optional: true,
      list: true,
      hint: 'As far as it was published, such as August 2014',
    },
    { name: 'published', label: 'Published', kind: 'day', past: true, optional: true, list: true },
    {
      name: 'expected',
      label: 'When it is expected',
      heading: 'Expected',
      kind: 'text',
      optional: true,
      hint: 'Where the report is not published yet, such as February 2016',
    },
    { name: 'link', label: 'Where it is published', kind: 'link', optional: true, hint: 'Its address, with https://' },
    { name: 'summary', label: 'Summary', kind: 'longText', hint: 'What it says. Write nothing about a person.' },
    { name: 'judgement', label: 'Judgement', kind: 'longText', optional: true, hint: 'In the body’s own words' },
  ],
  derived: [
    {
      heading: 'Comments due by',
      cell: ({ answers }) => {
        const due = commentsDue(answers);
        return due === null
          ? { ...words(''), file: null }
          : dayCell(due.on, `${formatShortDay(due.on)}, ${BASIS[due.basis]}`);
      },
    },
    {
      heading: 'State',
      cell: (record, today) => stateCell(STATES[inspectionState(record, today)]),
    },
  ],
  narrow: [
    {
      name: 'state',
      label: 'State',
      choices: stateChoices(STATES),
      of: (record, today) => [inspectionState(record, today)],
    },
  ],
  name: ({ title }) => String(title),
  check: ({ published, expected }) => {
    if (published !== null && expected !== null) {
      throw refused(
        'published',
        'A report that is published is no longer expected. Leave one of the two empty.',
        'expected',
      );
    }
  },
  readBeside: readAboutInspections,
  order: (a, b) => byPublished(b).localeCompare(byPublished(a)) || a.ref.localeCompare(b.ref),
  warn: warnInspection,
};

function byPublished({ answers }: Kept): string {
  return String(answers.published ?? '9999');
}

/** Every inspection and review as the choices of a question. */
export const readInspectionChoices: ReadChoices = async (db, officeId) =>
  (await listRecords(db, officeId, INSPECTIONS)).map(({ ref, answers }) => ({
    value: ref,
    text: `${ref} ${String(answers.title)}`,
  }));

/** Where an inspection's own page is. */
export function inspectionHref(ref: string): string {
  return `${INSPECTIONS.path}/${ref}`;
}
