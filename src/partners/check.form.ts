import { type Day, formatDay } from '../calendar/day.ts';
import { type Choice, dayFields, type FormAnswer, FormReader } from '../platform/form.ts';
import { CHECK_KINDS, CHECK_OUTCOMES, type CheckState, type NewCheck, usualExpiry } from './check.ts';

export const CHECK_KIND_CHOICES: readonly Choice[] = CHECK_KINDS.map(({ code, label }) => ({
  value: code,
  text: label,
}));
export const CHECK_OUTCOME_CHOICES: readonly Choice[] = Object.entries(CHECK_OUTCOMES).map(([value, text]) => ({
  value,
  text,
}));

export const CHECK_STATES: Record<CheckState, string> = {
  failed: 'Failed',
  expired: 'Expired',
  missing: 'Not recorded',
  expiring: 'Expires soon',
  'in-date': 'In date',
};

/** What the list of checks can be narrowed to; with `all` it holds the checks that later ones replaced too. */
export const CHECK_FILTERS: readonly Choice[] = [
  ...Object.entries(CHECK_STATES).map(([value, text]) => ({ value, text })),
  { value: 'all', text: 'Everything recorded' },
];

/** Reads the form that records a check on a provider. Without an expiry date it holds as long as its kind usually does. */
export function readCheck(body: unknown, today: Day): FormAnswer<Omit<NewCheck, 'organisationId'>> {
  const form = new FormReader(body, [
    'kind',
    ...dayFields('made'),
    ...dayFields('expires'),
    'outcome',
    'madeBy',
    'detail',
  ]);
  const kind = form.choice('kind', 'Check', CHECK_KIND_CHOICES);
  const madeOn = form.day('made', 'Date of the check', { notAfter: today }) as Day;
  const typed = form.day('expires', 'Expiry date', { optional: true });
  const outcome = form.choice('outcome', 'Outcome', CHECK_OUTCOME_CHOICES) as NewCheck['outcome'];
  const madeBy = form.text('madeBy', 'Who made the check');
  const detail = form.text('detail', 'What was found', { optional: true, longest: 2000 }) || null;
  return form.answer(() => ({
    kind,
    madeOn,
    expiresOn: typed ?? usualExpiry(kind, madeOn),
    outcome,
    madeBy,
    detail,
  }));
}

/** Reads the form that lets agreements be made although a check has expired or failed. */
export function readCheckOverride(body: unknown, today: Day): FormAnswer<{ untilOn: Day; reason: string }> {
  const form = new FormReader(body, [...dayFields('until'), 'reason']);
  const untilOn = form.day('until', 'Last day on which it holds') as Day;
  if (untilOn !== null && untilOn < today) {
    form.fail('until-day', `Last day on which it holds must be ${formatDay(today)} or later`);
  }
  const reason = form.text('reason', 'Reason', { longest: 1000 });
  return form.answer(() => ({ untilOn, reason }));
}
