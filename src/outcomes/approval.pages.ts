import { quarterName } from '../partners/data-return.ts';
import { placeName } from '../partners/place.ts';
import type { Page } from '../people/door.ts';
import { formatCount } from '../platform/count.ts';
import { errorSummary, Fields } from '../platform/form.pages.ts';
import { type FieldError, TICKED, type Typed } from '../platform/form.ts';
import { pickField } from './approval.form.ts';
import type { Waiting } from './approval.reading.ts';
import { recordHref } from './evidence.ts';
import { MEASURES } from './measure.pages.ts';
import { categoryName, isProtected, type Measure } from './measure.ts';
import { type Finding, shownFinding } from './observation.ts';
import { gradeShown } from './version.pages.ts';

/** The queue with what stands beside it. */
interface QueueState {
  /** Whether the numbers are shown that are otherwise hidden. */
  looked?: boolean;
  typed?: Typed;
  errors?: readonly FieldError[];
}

/** What awaits a decision; numbers of people are hidden until somebody who may decide asks to look at them. */
export function approvalsPage(
  queue: readonly Waiting[],
  { looked = false, typed = {}, errors = [] }: QueueState = {},
): Page {
  const isHidden = ({ observation, before, measure }: Waiting) =>
    isProtected(measure) && [observation.value, before?.value ?? null].some((value) => value !== null);
  return {
    title: 'Observations to approve',
    wide: true,
    breadcrumbs: [MEASURES, { text: 'Observations to approve' }],
    errors: errorSummary(errors),
    looked,
    mayLook: !looked && queue.some((one) => one.whyNot === null && isHidden(one)),
    mayDecide: queue.some(({ whyNot }) => whyNot === null),
    rows: queue.map((waiting) => rowOf(waiting, looked, typed)),
    reason: new Fields(typed, errors).text('reason', 'Why they are returned', {
      optional: true,
      hint: 'Needed to return them. Write no numbers and nothing about a person here.',
    }),
  };
}

function rowOf({ observation, measure, before, enteredBy, whyNot }: Waiting, looked: boolean, typed: Typed) {
  const { id, place, category, quarter, record } = observation;
  const named = categoryName(measure, category);
  const where = [placeName(place), ...(named === '' ? [] : [named]), quarterName(quarter)].join(', ');
  return {
    field: pickField(id),
    checked: typed[pickField(id)] === TICKED,
    name: measure.name,
    code: measure.code,
    href: `/measures/${measure.code}`,
    where,
    number: numberShown(observation, measure, looked),
    before: before === null ? 'Nothing yet' : numberShown(before, measure, looked),
    isCorrection: before !== null,
    grade: gradeShown(observation),
    source: observation.source,
    record: record === null ? null : { text: record, href: recordHref(record) },
    reason: observation.reason,
    enteredBy,
    whyNot,
  };
}

function numberShown(finding: Finding, measure: Measure, looked: boolean): string {
  const { value, children } = finding;
  if (value !== null && isProtected(measure)) {
    if (!looked) return 'Hidden';
    const behind =
      children === null ? '' : `, ${formatCount(children)} ${children === 1 ? 'child' : 'children'} behind it`;
    return `${formatCount(value)}${behind}`;
  }
  const shown = shownFinding(finding, measure);
  return shown.value === null ? SAID[shown.marker as keyof typeof SAID] : formatCount(shown.value);
}

const SAID = { c: '[c] confidential', x: '[x] not available', z: '[z] not applicable' };
