import { type Choice, type FormAnswer, FormReader, readQuery } from '../platform/form.ts';
import { type Holding, holdingValue } from './budget-head.store.ts';
import { type HoldingInWords, holdingChoices } from './budget-head-choices.ts';
import { OVERRIDE, readOverride } from './money.form.ts';
import { wrongPart } from './request.form.ts';
import type { NewVirement } from './virement.store.ts';
import { VIREMENT_LEVELS, type VirementLevel } from './virement.ts';

/** What the form can choose from, for one level. */
export interface VirementChoices {
  level: VirementLevel;
  holdings: readonly HoldingInWords[];
  heads: readonly Choice[];
  decisions: readonly Choice[];
  mayOverride: boolean;
}

const FIELDS = ['from', 'to', 'amount', 'decision', 'reason', 'consent'];

/** Reads the form that asks for a virement. */
export function readVirement(body: unknown, choices: VirementChoices): FormAnswer<NewVirement> {
  const { level, holdings, mayOverride } = choices;
  const form = new FormReader(body, [...FIELDS, ...(mayOverride ? [OVERRIDE] : [])]);
  const from = form.choice('from', 'Budget head it comes from', holdingChoices(holdings));
  const to = form.choice('to', 'Budget head it goes to', choices.heads);
  const pence = form.pounds('amount', 'Amount');
  const decisionRef = form.choice('decision', 'Decision', choices.decisions);
  const reason = form.text('reason', 'Reason', { longest: 1000 });
  const consent = form.text('consent', 'Consent of the funder', { optional: true, longest: 1000 }) || null;
  const override = readOverride(form, mayOverride);
  return form.answer(() => {
    const { head, money } = holdings.find((holding) => holdingValue(holding) === from) as Holding;
    return { level, ...money, from: head.ref, to, pence, decisionRef, reason, consent, override };
  });
}

/** Reads which level the form is for: between initiatives unless the address says otherwise. */
export function readLevel(query: Record<string, unknown>): VirementLevel {
  const { level = 'initiative' } = readQuery(query, ['level']);
  return VIREMENT_LEVELS.find((known) => known === level) ?? wrongPart('level', VIREMENT_LEVELS.join(' or '));
}

/** What an approver of a virement sends: what they saw, and their reason where it goes beyond what is left. */
export function readVirementApproval(
  body: unknown,
  mayOverride: boolean,
): FormAnswer<{ seen: string | null; override: string | null }> {
  const form = new FormReader(body, ['seen', ...(mayOverride ? [OVERRIDE] : [])]);
  const seen = form.text('seen', 'What was seen', { optional: true }) || null;
  const override = readOverride(form, mayOverride);
  return form.answer(() => ({ seen, override }));
}
