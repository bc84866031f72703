import type { Day } from '../../calendar/day.ts';
import { PLACE_CHOICES } from '../../partners/place.ts';
import { type Choice, dayFields, type FormAnswer, FormReader, readQuery } from '../../platform/form.ts';
import { Refusal } from '../../platform/refusal.ts';
import { CATEGORY_CHOICES } from '../spend-choices.ts';
import type { NewClaim } from './claim.store.ts';
import { CLAIM_KINDS, CLAIM_STATES, type ClaimKind, type ClaimLine, type ClaimState } from './claim.ts';

export const CLAIM_KIND_CHOICES: readonly Choice[] = Object.entries(CLAIM_KINDS).map(([value, text]) => ({
  value,
  text,
}));

/** How many lines the form of a claim has. */
export const MOST_LINES = 10;
export const LINE_NUMBERS = Array.from({ length: MOST_LINES }, (_, index) => index + 1);

/** The fields of a line of the form. */
export function lineFields(number: number): { place: string; category: string; amount: string; description: string } {
  return {
    place: `place-${number}`,
    category: `category-${number}`,
    amount: `amount-${number}`,
    description: `description-${number}`,
  };
}

const FIELDS = [
  'agreement',
  'kind',
  ...dayFields('starts'),
  ...dayFields('ends'),
  ...dayFields('received'),
  'theirs',
  'again',
  ...LINE_NUMBERS.flatMap((number) => Object.values(lineFields(number))),
];

/** Reads a claim as it reached the office. A line is read once anything of it was filled in. */
export function readClaim(body: unknown, agreements: readonly Choice[], today: Day): FormAnswer<NewClaim> {
  const form = new FormReader(body, FIELDS);
  const agreement = form.choice('agreement', 'Agreement', agreements);
  const kind = form.choice('kind', 'Kind', CLAIM_KIND_CHOICES) as ClaimKind;
  const startsOn = form.day('starts', 'First day') as Day;
  const endsOn = form.day('ends', 'Last day') as Day;
  if (startsOn !== null && endsOn !== null && endsOn < startsOn) {
    form.fail('ends-day', 'Last day must be on or after the first day');
  }
  const receivedOn = form.day('received', 'Date received', { notAfter: today }) as Day;
  const theirs = form.text('theirs', "Provider's reference", { optional: true, longest: 60 }) || null;
  const again = form.text('again', 'Why it claims again', { optional: true, longest: 500 }) || null;
  const lines = LINE_NUMBERS.flatMap((number) => readLine(form, number));
  if (lines.length === 0) form.fail(lineFields(1).amount, 'Enter at least one line of the claim');
  return form.answer(() => ({ agreement, kind, startsOn, endsOn, receivedOn, theirs, again, lines }));
}

function readLine(form: FormReader, number: number): ClaimLine[] {
  const fields = lineFields(number);
  if (Object.values(fields).every((field) => (form.typed[field] ?? '').trim() === '')) return [];
  return [
    {
      place: form.choice(fields.place, `Place of line ${number}`, PLACE_CHOICES),
      category: form.choice(fields.category, `Category of line ${number}`, CATEGORY_CHOICES),
      pence: form.pounds(fields.amount, `Amount of line ${number}`),
      description: form.text(fields.description, `Description of line ${number}`, { longest: 500 }),
    },
  ];
}

const OUTCOMES: Record<'checked' | 'approved' | 'returned' | 'declined', string> = {
  checked: 'It was checked: send it for approval',
  approved: 'Approve it',
  returned: 'Return it to the provider, to be sent again',
  declined: 'Decline it',
};

/** What may become of a claim that is to be checked, or of one that is to be decided. */
export function outcomeChoices(first: 'checked' | 'approved'): Choice[] {
  return ([first, 'returned', 'declined'] as const).map((value) => ({ value, text: OUTCOMES[value] }));
}

/** Reads what becomes of a claim, with the reason where it is returned or declined. */
export function readOutcome<S extends 'checked' | 'approved'>(
  body: unknown,
  first: S,
): FormAnswer<{ step: S | 'returned' | 'declined'; reason: string | null }> {
  const form = new FormReader(body, ['outcome', 'reason']);
  const step = form.choice('outcome', 'What becomes of it', outcomeChoices(first)) as S | 'returned' | 'declined';
  const optional = step !== 'returned' && step !== 'declined';
  const reason = form.text('reason', 'Reason', { optional, longest: 1000 }) || null;
  return form.answer(() => ({ step, reason }));
}

/** Reads why an approved claim is taken back. */
export function readTakingBack(body: unknown): FormAnswer<string> {
  const form = new FormReader(body, ['back-reason']);
  const reason = form.text('back-reason', 'Reason for taking it back', { longest: 1000 });
  return form.answer(() => reason);
}

/** Which claims a list shows, and what the address said. */
export interface ClaimQuery {
  state: ClaimState | undefined;
  agreement: string | undefined;
  typed: Record<string, string>;
}

/** Reads the address of the list of claims. Refused as malformed, naming the part. */
export function readClaimQuery(query: Record<string, unknown>): ClaimQuery {
  const { state, agreement } = readQuery(query, ['state', 'agreement']);
  const known = CLAIM_STATES.find((candidate) => candidate === state);
  if (state !== undefined && known === undefined) {
    throw new Refusal(
      'malformed',
      'filter',
      `The part state of the address must be ${CLAIM_STATES.join(', ')}. Choose again.`,
    );
  }
  return {
    state: known,
    agreement,
    typed: { ...(state === undefined ? {} : { state }), ...(agreement === undefined ? {} : { agreement }) },
  };
}
