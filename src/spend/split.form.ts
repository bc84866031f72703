import { PLACES } from '../partners/place.ts';
import { type Choice, type FormAnswer, FormReader, type Typed } from '../platform/form.ts';
import type { Shares, SplitBy } from './split.ts';

export const SPLIT_BY: readonly (Choice & { value: SplitBy; hint: string })[] = [
  { value: 'parts', text: 'In parts', hint: 'Such as 3, 2 and 1' },
  { value: 'percent', text: 'By percent', hint: 'Together 100, such as 33.33' },
  { value: 'amounts', text: 'By amounts', hint: 'In pounds, together the whole' },
];

export function shareField(place: string): string {
  return `share-${place}`;
}

/** What the form of shares asks, and the button that shares equally. */
export const SHARE_FIELDS: readonly string[] = ['by', 'equally', ...PLACES.map(({ code }) => shareField(code))];

/** Reads how an amount is shared; the answer is made once nothing failed. A place left empty bears nothing. */
export function readShares(form: FormReader): () => Shares {
  const by = form.choice('by', 'How it is shared', SPLIT_BY) as SplitBy;
  const places = PLACES.flatMap(({ code, name }) => {
    const field = shareField(code);
    if ((form.typed[field] ?? '').trim() === '') return [];
    const share = by === 'amounts' ? form.pounds(field, `The amount of ${name}`) : readShare(form, field, name);
    return [{ place: code, share }];
  });
  return () => ({ by, places });
}

/** What the form asks that shares a spend which is in the books. */
export const SPLIT_FIELDS: readonly string[] = [...SHARE_FIELDS, 'why'];

/** Reads how a spend that is in the books is shared, and why. */
export function readSplitForm(body: unknown): FormAnswer<{ shares: Shares; reason: string }> {
  const form = new FormReader(body, SPLIT_FIELDS);
  const shares = readShares(form);
  const reason = form.text('why', 'Reason', { longest: 500 });
  return form.answer(() => ({ shares: shares(), reason }));
}

const LARGEST_SHARE = /^[0-9]{1,6}(?:\.[0-9]{1,2})?$/;

/** A share in hundredths, exactly. */
function readShare(form: FormReader, field: string, name: string): number {
  const typed = (form.typed[field] ?? '').trim().replace(/ ?%$/, '');
  const [whole = '', rest = ''] = typed.split('.');
  const share = LARGEST_SHARE.test(typed) ? Number(whole) * 100 + Number(rest.padEnd(2, '0')) : 0;
  if (share === 0) form.fail(field, `The share of ${name} must be a number above 0, like 2 or 33.33`);
  return share;
}

/** Equal parts: of the places that have something in their box, or of every district where none has. */
function sharedEqually(typed: Typed): Typed {
  const { equally: _, ...rest } = typed;
  const filled = PLACES.filter(({ code }) => (typed[shareField(code)] ?? '').trim() !== '');
  const meant = filled.length > 0 ? filled : PLACES.filter(({ isCounty }) => !isCounty);
  return { ...rest, by: 'parts', ...Object.fromEntries(meant.map(({ code }) => [shareField(code), '1'])) };
}

/** What was typed of a form that has these fields, with equal parts where that button was pressed. */
export function typedShares(body: unknown, fields: readonly string[]): Typed {
  const { typed } = new FormReader(body, fields);
  return typed.equally === undefined ? typed : sharedEqually(typed);
}
