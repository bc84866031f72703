import { type FormAnswer, FormReader, type Typed } from '../platform/form.ts';
import type { DecisionParts } from './decision-record.ts';
import { LEGAL_POWERS } from './legal-power.ts';

/** The fields of what a decision is published with. */
export const PART_FIELDS = [
  'power',
  'ownPower',
  'interests',
  'interestsDeclared',
  'significant',
  'heldBack',
  'heldBackReason',
] as const;

export const INTERESTS = [
  { value: 'none', text: 'None declared' },
  { value: 'declared', text: 'Interests were declared' },
];

export const YES_NO = [
  { value: 'yes', text: 'Yes' },
  { value: 'no', text: 'No' },
];

/** Reads the parts out of a form that holds them; each mistake beside its field. */
export function readParts(form: FormReader): () => DecisionParts {
  const power = form.choice('power', 'Legal power', LEGAL_POWERS, { optional: true });
  const ownPower = form.text('ownPower', 'Power in your own words', { optional: true, longest: 1000 });
  if (power === '' && ownPower === '') {
    form.fail('power', 'Select the legal power, or say below what the decision rests on');
  }
  const interests = form.choice('interests', 'whether interests were declared', INTERESTS);
  const declared = form.text('interestsDeclared', 'Interests declared', {
    optional: interests !== 'declared',
    longest: 2000,
  });
  if (interests === 'none' && declared !== '') {
    form.fail('interestsDeclared', 'Empty this field, or select that interests were declared');
  }
  const significant = form.choice('significant', 'whether it is of significant public interest', YES_NO);
  const part = form.text('heldBack', 'Part held back', { optional: true, longest: 1000 });
  const reason = form.text('heldBackReason', 'Reason for holding it back', { optional: true, longest: 1000 });
  if (part !== '' && reason === '') form.fail('heldBackReason', 'Enter why it is held back');
  if (part === '' && reason !== '') form.fail('heldBack', 'Name the part that is held back');
  return () => ({
    power: power || null,
    ownPower: ownPower || null,
    interests: interests === 'declared' ? declared : null,
    significant: significant === 'yes',
    heldBack: part === '' ? null : { part, reason },
  });
}

/** Whether any of the parts was filled in: a decision may be recorded first and completed later. */
export function hasParts(typed: Typed): boolean {
  return PART_FIELDS.some((field) => (typed[field] ?? '').trim() !== '');
}

/** Reads the form that completes the record of a decision. */
export function readCompletion(body: unknown): FormAnswer<DecisionParts> {
  const form = new FormReader(body, PART_FIELDS);
  const parts = readParts(form);
  return form.answer(parts);
}

/** Reads the form that corrects it: the parts as they should be, and why. */
export function readCorrection(body: unknown): FormAnswer<{ parts: DecisionParts; reason: string }> {
  const form = new FormReader(body, [...PART_FIELDS, 'reason']);
  const parts = readParts(form);
  const reason = form.text('reason', 'Reason for the correction', { longest: 1000 });
  return form.answer(() => ({ parts: parts(), reason }));
}

/** The parts as the form was filled in with them. */
export function typedParts({ power, ownPower, interests, significant, heldBack }: DecisionParts): Typed {
  return {
    power: power ?? '',
    ownPower: ownPower ?? '',
    interests: interests === null ? 'none' : 'declared',
    interestsDeclared: interests ?? '',
    significant: significant ? 'yes' : 'no',
    heldBack: heldBack?.part ?? '',
    heldBackReason: heldBack?.reason ?? '',
  };
}
