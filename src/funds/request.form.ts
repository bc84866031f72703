import { readYear } from '../calendar/financial-year.ts';
import { type FormAnswer, FormReader, readQuery } from '../platform/form.ts';
import { choiceParameter, type Parameters, patternParameter, YEAR } from '../platform/parameter.ts';
import { Refusal } from '../platform/refusal.ts';
import { REQUEST_STATUSES, type RequestFilter } from './request.ts';

/** Which requests a list is about, and what the address said, to fill the filter in and to link the same list. */
export interface RequestQuery {
  filter: Pick<RequestFilter, 'year' | 'status' | 'head'>;
  typed: Record<string, string>;
}

/** What the lists of virements and of carry-forwards can be narrowed by. */
export const REQUEST_PARAMETERS: Parameters = {
  year: YEAR,
  status: choiceParameter(REQUEST_STATUSES, 'how a request stands'),
  head: patternParameter(/^[A-Z]{1,3}-[0-9-]{1,20}$/, 'a reference like I-01 or AL-2015-001', 'I-01'),
};

/** Reads the address of a list of virements or of carry-forwards. Refused as malformed, naming the part. */
export function readRequestQuery(query: Record<string, unknown>): RequestQuery {
  const read = readQuery(query, Object.keys(REQUEST_PARAMETERS));
  const filter: RequestQuery['filter'] = {};
  if (read.year !== undefined) filter.year = readYear(read.year) ?? wrongPart('year', 'a financial year like 2015-16');
  if (read.status !== undefined) {
    filter.status =
      REQUEST_STATUSES.find((status) => status === read.status) ?? wrongPart('status', REQUEST_STATUSES.join(', '));
  }
  if (read.head !== undefined) {
    filter.head = /^[A-Z]{1,3}-[0-9-]{1,20}$/.test(read.head)
      ? read.head
      : wrongPart('head', 'a reference like I-01 or AL-2015-001');
  }
  const typed = Object.entries(read).flatMap(([name, text]) => (text === undefined ? [] : [[name, text] as const]));
  return { filter, typed: Object.fromEntries(typed) };
}

/** Refused as malformed: the part of a list's or a form's address that was not understood. */
export function wrongPart(name: string, expected: string): never {
  throw new Refusal('malformed', 'filter', `The part ${name} of the address must be ${expected}. Choose again.`);
}

/** Why a request is declined. */
export function readDecline(body: unknown): FormAnswer<string> {
  const form = new FormReader(body, ['decline-reason']);
  const reason = form.text('decline-reason', 'Reason for declining it', { longest: 1000 });
  return form.answer(() => reason);
}
