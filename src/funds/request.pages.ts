import { formatInstant } from '../calendar/day.ts';
import { yearChoices } from '../ledger/year-choice.ts';
import { formatPounds, type Pence } from '../money/pence.ts';
import { Fields } from '../platform/form.pages.ts';
import type { Choice, FieldError, Typed } from '../platform/form.ts';
import { capital } from '../platform/sentence.ts';
import { type Cell, words } from '../platform/table.ts';
import type { RequestQuery } from './request.form.ts';
import { REQUEST_STATUSES, type RequestStatus } from './request.ts';

/** Where a request stands, as a tag; the word carries it, the colour only helps. */
export function requestTag(status: RequestStatus): { text: string; classes: string } {
  const colours = {
    'awaiting approval': 'govuk-tag--yellow',
    approved: 'govuk-tag--green',
    declined: 'govuk-tag--red',
  };
  return { text: capital(status), classes: colours[status] };
}

/** An amount that is not a figure; in the file it is a plain number. */
export function amount(pence: Pence | null, href?: string): Cell {
  if (pence === null) return { text: '', kind: 'number', file: null };
  return { text: formatPounds(pence), href, kind: 'number', file: { amount: pence } };
}

/** Who did it and when, in one line. */
export function whoAndWhen(names: ReadonlyMap<number, string>, person: number, at: string): string {
  return `${names.get(person) ?? 'Somebody no longer known'}, ${formatInstant(at)}`;
}

/** A row of what is recorded; null where there is nothing to say. */
export function recorded(key: string, text: string | null, href?: string): { key: string; cells: Cell[] } | null {
  if (text === null) return null;
  return { key, cells: href === undefined ? text.split('\n').map((line) => words(line)) : [words(text, href)] };
}

/** The decision that a request rests on, with a word about it where it was made up. */
export function recordedDecision(ref: string, mark: string | undefined): { key: string; cells: Cell[] } {
  return { key: 'Decision', cells: [{ ...words(ref, `/decisions/${ref}`), mark }] };
}

export function present<T>(rows: readonly (T | null)[]): T[] {
  return rows.filter((row): row is T => row !== null);
}

/** A warning where fewer than two people can decide: then one absence stops it. */
export function fewDeciders(names: readonly string[]): string[] {
  if (names.length >= 2) return [];
  const who = names.length === 0 ? 'Nobody in the office' : `Only ${names[0]}`;
  return [`${who} can approve this: it was asked for by the others, or is beyond their limits.`];
}

/** The two answers to a request: to approve it, with what an approval of this kind asks, or to decline it. */
export function decisionForms(
  href: string,
  approve: { button: string; hidden?: Record<string, string>; asksOverride: boolean },
  typed: Typed,
  errors: readonly FieldError[],
) {
  const fields = new Fields(typed, errors);
  const override = fields.longText('override', 'Reason for going beyond what is left', {
    rows: 3,
    hint: 'It is recorded as your override.',
  });
  const decline = fields.longText('decline-reason', 'Or decline it: why', {
    rows: 3,
    hint: 'Whoever asked for it reads this',
  });
  return [
    {
      heading: 'Your decision',
      action: `${href}/approval`,
      hidden: approve.hidden ?? {},
      fields: approve.asksOverride ? [override] : [],
      button: approve.button,
    },
    { action: `${href}/decline`, fields: [decline], button: 'Decline it', secondary: true },
  ];
}

/** What narrows a list of requests, on its page. */
export function requestFilter(action: string, { typed }: RequestQuery, years: readonly number[], heads: Choice[]) {
  const fields = new Fields(typed, []);
  const any = { any: 'All', full: true };
  const states = REQUEST_STATUSES.map((status) => ({ value: status, text: requestTag(status).text }));
  return {
    action,
    button: 'Narrow the list',
    fields: [
      fields.select('year', 'Financial year', yearChoices(years), any),
      fields.select('status', 'State', states, any),
      fields.select('head', 'Budget head', heads, any),
    ],
  };
}

/** The same list as a file. */
export function requestFileLink(path: string, { typed }: RequestQuery): { text: string; href: string } {
  const query = new URLSearchParams(typed).toString();
  return { text: 'Download as CSV', href: query === '' ? path : `${path}?${query}` };
}
