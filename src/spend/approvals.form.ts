import { parsePounds } from '../money/pence.ts';
import type { Person } from '../people/person.ts';
import { type FormAnswer, FormReader, readQuery, TICKED, type Typed } from '../platform/form.ts';
import { Refusal } from '../platform/refusal.ts';
import type { Together } from './approve-seen.ts';
import type { QueueFilter } from './queue.store.ts';
import { pageNumber } from './spend-list.form.ts';

/** How many entries are approved together at most: two pages of the queue. */
const MOST_TOGETHER = 100;

/** Which of what awaits approval is shown, and whether its boxes are ticked. */
export interface QueueQuery {
  filter: QueueFilter;
  ticked: boolean;
  page: number;
  /** What the address said, as texts: to fill the filter form in, and for links to the same queue. */
  typed: Typed;
}

/** Reads the address of the queue. Refused as malformed, saying which part was not understood and what it may be. */
export function readQueueQuery(query: Record<string, unknown>, person: Person): QueueQuery {
  const read = readQuery(query, ['show', 'initiative', 'by', 'over', 'select', 'page']);
  const filter: QueueFilter = {};
  const { show, initiative, by, over, select } = read;
  if (show !== undefined && show !== 'mine') wrong('show', 'mine or nothing');
  if (select !== undefined && select !== 'all') wrong('select', 'all or nothing');
  if (show === 'mine') filter.decidableBy = person;
  if (initiative !== undefined) {
    filter.initiative = /^I-\d{1,6}$/.test(initiative) ? initiative : wrong('initiative', 'a reference like I-01');
  }
  if (by !== undefined)
    filter.enteredBy = /^[1-9]\d{0,14}$/.test(by) ? Number(by) : wrong('by', 'the number of a person');
  if (over !== undefined) {
    const amount = parsePounds(over);
    filter.over = amount.ok && amount.pence >= 0 ? amount.pence : wrong('over', 'an amount like 1,000');
  }
  const kept = { show, initiative, by, over };
  const typed = Object.fromEntries(
    Object.entries(kept).filter((part): part is [string, string] => part[1] !== undefined),
  );
  return {
    filter,
    ticked: select === 'all',
    page: pageNumber(read.page),
    typed,
  };
}

const FIELD = /^(pick|reason)-(SP-\d{4}-\d{2}-\d{6,9})$/;

/**
 * Reads which entries were ticked, the reasons given for them and the effect that was seen; the entries in the order
 * of their references, in which they are approved.
 */
export function readPicks(body: unknown): FormAnswer<Together> {
  const names = typeof body === 'object' && body !== null ? Object.keys(body).filter((name) => FIELD.test(name)) : [];
  const form = new FormReader(body, [...names, 'seen']);
  const refs = names
    .filter((name) => name.startsWith('pick-') && form.box(name, 'Each entry'))
    .map((name) => name.slice('pick-'.length))
    .sort();
  const reasons = new Map<string, string>();
  for (const name of names.filter((one) => one.startsWith('reason-'))) {
    const reason = form.text(name, 'Reason', { optional: true, longest: 500 });
    if (reason !== '') reasons.set(name.slice('reason-'.length), reason);
  }
  const seen = form.text('seen', 'What was seen', { optional: true, longest: 64 });
  if (refs.length === 0) form.fail('waiting', 'Select at least one entry to approve');
  if (refs.length > MOST_TOGETHER)
    form.fail('', `Select ${MOST_TOGETHER} entries or fewer; approve the others after them`);
  return form.answer(() => ({ refs, reasons, seen: seen || null }));
}

/** What was typed for entries, with a box ticked for each of those named. */
export function ticked(refs: readonly string[], typed: Typed = {}): Typed {
  return { ...typed, ...Object.fromEntries(refs.map((ref) => [`pick-${ref}`, TICKED])) };
}

function wrong(name: string, expected: string): never {
  throw new Refusal(
    'malformed',
    'filter',
    `The part ${name} of the address must be ${expected}. Go back to the queue and choose again.`,
  );
}
