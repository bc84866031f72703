import type { Day } from '../calendar/day.ts';
import { dayFields, type FormAnswer, FormReader } from '../platform/form.ts';
import type { NewDecision } from './decision.store.ts';
import { hasParts, PART_FIELDS, readParts } from './decision-record.form.ts';
import type { DecisionParts } from './decision-record.ts';

const FIELDS = ['title', 'summary', ...dayFields('decided'), 'decidedBy', 'headline', ...PART_FIELDS];

/**
 * Reads the form that records a decision, with what it is published with where any of that was filled in. What is
 * typed on a page was decided, so it is never marked as invented.
 */
export function readDecision(
  body: unknown,
  today: Day,
): FormAnswer<{ decision: NewDecision; parts: DecisionParts | null }> {
  const form = new FormReader(body, FIELDS);
  const title = form.text('title', 'Title');
  const summary = form.text('summary', 'Summary', { longest: 4000 });
  const decidedOn = form.day('decided', 'Date of the decision', { notAfter: today });
  const decidedBy = form.text('decidedBy', 'Decided by');
  const headline = form.pounds('headline', 'Headline amount', { optional: true });
  const parts = hasParts(form.typed) ? readParts(form) : null;
  return form.answer(() => ({
    decision: {
      title,
      summary,
      decidedOn: decidedOn as Day,
      decidedBy,
      headlinePence: headline === 0 ? null : headline,
      invented: false,
    },
    parts: parts === null ? null : parts(),
  }));
}
