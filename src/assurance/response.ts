import { formatDay } from '../calendar/day.ts';
import { listDecisions } from '../funds/decision.store.ts';
import { refused } from '../platform/refusal.ts';
import type { ReadChoices } from '../registers/field.ts';
import { findRecord, listRecords } from '../registers/register.store.ts';
import type { Register } from '../registers/register.ts';
import { ASSURANCE, INSPECTIONS, inspectionHref, readInspectionChoices } from './inspection.ts';
import { BLUE, GREEN, type State, stateCell } from './progress.ts';

const STATES = {
  drafted: { text: 'Drafted', classes: BLUE },
  published: { text: 'Published', classes: GREEN },
} satisfies Record<string, State>;

/** Every decision as the choices of a question. */
export const readDecisionChoices: ReadChoices = async (db, officeId) =>
  (await listDecisions(db, officeId)).map(({ ref, title }) => ({ value: ref, text: `${ref} ${title}` }));

/** Where a decision's own page is. */
export function decisionHref(ref: string): string {
  return `/decisions/${ref}`;
}

/**
 * The Commissioner's comments on reports, one of each: section 55(5) of the Police Act 1996 has the Chief Constable's
 * comments and the answer to them published with them, and section 55(6) a copy sent to the inspectors and the Home
 * Secretary. Refused by name: `not-published` and `before-report` for a report that could not be commented on yet,
 * `already-answered` for a second of the same report, `sent-before`.
 */
export const RESPONSES: Register = {
  code: 'report-response',
  table: 'report_response',
  path: '/responses',
  prefix: 'RS',
  title: 'Responses to reports',
  one: 'response',
  lede: ['The Commissioner’s comments on each report, as they were published.'],
  empty: 'No response has been recorded.',
  way: [ASSURANCE],
  acts: { read: 'assurance.read', add: 'assurance.enter', change: 'assurance.enter' },
  fields: [
    {
      name: 'inspection',
      label: 'Inspection or review',
      kind: 'choice',
      choices: readInspectionChoices,
      href: inspectionHref,
      fixed: true,
      list: true,
      filter: true,
    },
    {
      name: 'comments',
      label: 'The Commissioner’s comments',
      kind: 'longText',
      longest: 10_000,
      hint: 'Of each recommendation: what is done, or why nothing is. Write nothing about a person.',
    },
    {
      name: 'chief',
      label: 'The Chief Constable’s comments, and the answer to them',
      kind: 'longText',
      optional: true,
    },
    {
      name: 'published',
      label: 'Published',
      kind: 'day',
      past: true,
      optional: true,
      list: true,
      hint: 'Leave it empty while the comments are a draft',
    },
    {
      name: 'sent',
      label: 'Sent to the inspectors and the Home Secretary',
      heading: 'Sent',
      kind: 'day',
      past: true,
      optional: true,
      list: true,
    },
    { name: 'link', label: 'Where it is published', kind: 'link', optional: true, hint: 'Its address, with https://' },
    {
      name: 'decision',
      label: 'Decision',
      kind: 'choice',
      choices: readDecisionChoices,
      href: decisionHref,
      optional: true,
      hint: 'Where the comments were decided by a recorded decision',
    },
  ],
  derived: [
    {
      heading: 'State',
      cell: ({ answers }) => stateCell(STATES[answers.published === null ? 'drafted' : 'published']),
    },
  ],
  name: ({ inspection }) => `Response to ${String(inspection)}`,
  check: ({ published, sent }) => {
    if (sent !== null && published === null) {
      throw refused(
        'sent-before',
        'What is not published has not been sent. Enter when it was published.',
        'published-day',
      );
    }
  },
  checkKept: async (act, { inspection, published }, before) => {
    const report = await findRecord(act.trx, act.doer.officeId, INSPECTIONS, String(inspection));
    const reported = report.answers.published;
    if (typeof reported !== 'string') {
      throw refused(
        'not-published',
        `${report.ref} is not published yet. Enter when it was, on its own page.`,
        'inspection',
      );
    }
    if (typeof published === 'string' && published < reported) {
      const sentence = `${report.ref} was published on ${formatDay(reported)}; comments on it come later.`;
      throw refused('before-report', sentence, 'published-day');
    }
    if (before !== null) return;
    const others = await listRecords(act.trx, act.doer.officeId, RESPONSES);
    const other = others.find(({ answers }) => answers.inspection === inspection);
    if (other === undefined) return;
    throw refused('already-answered', `${report.ref} has a response, ${other.ref}. Change that one.`, 'inspection');
  },
};
