import type { Day } from '../calendar/day.ts';
import { dayFields, type FormAnswer, FormReader } from '../platform/form.ts';
import type { NewDecision } from './decision.store.ts';

const FIELDS = ['title', 'summary', ...dayFields('decided'), 'decidedBy', 'headline'];

/** Reads the form that records a decision. What is typed on a page was decided, so it is never marked as invented. */
export function readDecision(body: unknown, today: Day): FormAnswer<NewDecision> {
  const form = new FormReader(body, FIELDS);
  const title = form.text('title', 'Title');
  const summary = form.text('summary', 'Summary', { longest: 4000 });
  const decidedOn = form.day('decided', 'Date of the decision', { notAfter: today });
  const decidedBy = form.text('decidedBy', 'Decided by');
  const headline = form.pounds('headline', 'Headline amount', { optional: true });
  return form.answer(() => ({
    title,
    summary,
    decidedOn: decidedOn as Day,
    decidedBy,
    headlinePence: headline === 0 ? null : headline,
    invented: false,
  }));
}
