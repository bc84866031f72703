import { periodShown } from '../../calendar/period.ts';
import { formatPounds } from '../../money/pence.ts';
import { type Choice, type FormAnswer, FormReader, type Typed } from '../../platform/form.ts';
import { type Proposal, type ProposedLine, recordable, sealOf } from './proposal.ts';
import type { LineChoice, NewPayroll } from './record-payroll.ts';

/** The names of a line's fields on the form. */
export function lineFields({ key }: Pick<ProposedLine, 'key'>) {
  return { amount: `amount-${key}`, leave: `leave-${key}`, reason: `reason-${key}` };
}

/** A line's field as a form names it, so that one that is no longer proposed is told from one that never was. */
const LINE_FIELD = /^(amount|leave|reason)-[A-Z]{1,4}-\d{1,6}_\d{4}-\d{2}-P\d{2}$/;

const FIELDS = ['seen', 'reference', 'reason', 'other', 'leave-later', 'later-reason'] as const;

/**
 * Reads a month as a person records it. Where the proposal changed since they saw it, that alone is said, and nothing
 * else is judged.
 */
export function readPayroll(
  body: unknown,
  proposal: Proposal,
): FormAnswer<Pick<NewPayroll, 'seen' | 'choices' | 'reference' | 'reason' | 'isOther'>> {
  const sent =
    typeof body === 'object' && body !== null ? Object.keys(body).filter((name) => LINE_FIELD.test(name)) : [];
  const lines = recordable(proposal);
  const form = new FormReader(body, [...FIELDS, ...sent, ...lines.flatMap((line) => Object.values(lineFields(line)))]);
  const seen = form.typed.seen ?? '';
  const choices = new Map<string, LineChoice>();
  if (seen === sealOf(proposal)) {
    const later = readLater(form, lines);
    for (const line of lines) choices.set(line.key, readLine(form, line, later));
  }
  const reference = form.text('reference', 'Reference', { optional: true, longest: 60 });
  const reason = form.text('reason', 'Reason', { optional: true, longest: 500 });
  const isOther = form.box('other', 'That it is something else');
  return form.answer(() => ({ seen, choices, reference: reference || null, reason: reason || null, isOther }));
}

/** Why every difference of an earlier month is left out; null where they are not. */
function readLater(form: FormReader, lines: readonly ProposedLine[]): string | null {
  if (lines.every(({ kind }) => kind === 'month')) return null;
  const isLeft = form.box('leave-later', 'Leave out what is for earlier months');
  const why = form.text('later-reason', 'Why', { optional: true, longest: 500 });
  if (isLeft && why === '') form.fail('later-reason', 'Say why what is for earlier months is left out');
  return isLeft ? why : null;
}

function readLine(form: FormReader, line: ProposedLine, later: string | null): LineChoice {
  const names = lineFields(line);
  const label = `${line.post.post.label}, ${periodShown(line.period)}`;
  const own = form.text(names.reason, `Reason for ${label}`, { optional: true, longest: 500 });
  if (later !== null && line.kind !== 'month') return { pence: 0, leave: true, reason: own || later };
  const leave = form.box(names.leave, `Leave out ${label}`);
  if (leave) {
    if (own === '') form.fail(names.reason, `Say why ${label} is left out`);
    return { pence: 0, leave, reason: own || null };
  }
  const before = form.typed[names.amount] ?? '';
  const pence = form.pounds(names.amount, `Amount of ${label}`);
  const wanted = Math.abs(line.proposed);
  if (before.trim() !== '' && pence > 0 && pence !== wanted && own === '') {
    form.fail(names.reason, `Say why the amount of ${label} is not ${formatPounds(wanted)}`);
  }
  return { pence, leave, reason: own || null };
}

/** Reads which entry a month was recorded with already. */
export function readByHand(body: unknown, entries: readonly Choice[]): FormAnswer<string> {
  const form = new FormReader(body, ['spend']);
  const spend = form.choice('spend', 'Entry', entries);
  return form.answer(() => spend);
}

/** What an untouched form holds: every amount as it is proposed. */
export function typedOf(proposal: Proposal, format: (pence: number) => string): Typed {
  return Object.fromEntries(
    recordable(proposal).map((line) => [lineFields(line).amount, format(Math.abs(line.proposed))]),
  );
}
