import type { Act } from '../../audit/act.ts';
import { demand } from '../../people/may.ts';
import type { Person } from '../../people/person.ts';
import { refused } from '../../platform/refusal.ts';
import { findClaim } from './claim.store.ts';
import { type Claim, payBy, type StepKind } from './claim.ts';
import { findingsOf } from './finding.ts';
import { listPayables } from './payable.store.ts';
import { isLive } from './payable.ts';
import { readTerms } from './terms.store.ts';

/**
 * Says that somebody looked at a claim, or returns or declines it with a reason. Refused by name: `decided` unless it
 * was only received.
 */
export async function checkClaim(
  act: Act,
  person: Person,
  ref: string,
  outcome: { step: 'checked' | 'returned' | 'declined'; reason: string | null },
): Promise<Claim> {
  demand(person, 'claim.check');
  const claim = await findClaim(act.trx, act.doer.officeId, ref);
  if (claim.state !== 'received') throw decided(claim);
  await addStep(act, person, claim, outcome.step, outcome.reason);
  return claim;
}

/**
 * Approves a claim that was checked, by somebody other than the one who recorded it and within their limit, or returns
 * or declines it. What is approved of a claim for payment is to be paid; a statement only says what was used.
 *
 * Refused by name: `own-entry`, `limit`, `not-checked`, `decided`, and by the rule of the first finding.
 */
export async function decideClaim(
  act: Act,
  person: Person,
  ref: string,
  outcome: { step: 'approved' | 'returned' | 'declined'; reason: string | null },
): Promise<Claim> {
  const { trx, doer } = act;
  const claim = await findClaim(trx, doer.officeId, ref);
  demand(person, 'claim.approve', claimSubject(claim));
  if (claim.state === 'received') {
    throw refused('not-checked', `${ref} has not been checked. Somebody holds it against its agreement first.`);
  }
  if (claim.state !== 'checked') throw decided(claim);
  if (outcome.step === 'approved') {
    const [first] = findingsOf(claim, await readTerms(trx, doer.officeId, claim));
    if (first !== undefined) {
      throw refused(first.rule, `${first.sentence} Return it to the provider, or decline it.`, 'outcome');
    }
  }
  await addStep(act, person, claim, outcome.step, outcome.reason);
  if (outcome.step === 'approved' && claim.kind === 'claim') await addPayable(act, claim);
  return claim;
}

/**
 * Takes an approved claim back, because it was wrong: it counts as used no more, and nothing is owed on it. Refused by
 * name: `own-entry`, `limit`, `not-approved`, `paid` while a ledger line pays it: reverse or return that first.
 */
export async function takeClaimBack(act: Act, person: Person, ref: string, reason: string): Promise<Claim> {
  const { trx, doer } = act;
  const claim = await findClaim(trx, doer.officeId, ref);
  demand(person, 'claim.approve', claimSubject(claim));
  if (claim.state !== 'approved') {
    throw refused('not-approved', `${ref} is ${claim.state}; only an approved claim is taken back.`);
  }
  const payables = await listPayables(trx, doer.officeId, { agreement: claim.agreement });
  const pays = payables
    .find((payable) => payable.claim.ref === ref)
    ?.settlements.find((paid) => isLive(paid) && paid.pence > 0);
  if (pays !== undefined) {
    throw refused('paid', `${pays.spend} pays ${ref}. Return or reverse that line first, then take the claim back.`);
  }
  await addStep(act, person, claim, 'taken-back', reason);
  return claim;
}

/** What `may` is asked about a claim that somebody is to decide: who recorded it, and its size. */
export function claimSubject({ enteredBy, pence }: Pick<Claim, 'enteredBy' | 'pence'>) {
  return { enteredBy, pence };
}

function decided({ ref, state }: Claim) {
  return refused('decided', `${ref} is already ${state}. Nothing was changed.`);
}

async function addStep(act: Act, person: Person, { ref }: Claim, step: StepKind, reason: string | null): Promise<void> {
  if ((step === 'returned' || step === 'declined') && reason === null) {
    throw refused('reason-needed', 'Say why: the provider is told.', 'reason');
  }
  await act.add('claim_step', {
    claim_ref: ref,
    step,
    reason_words: await act.optionalWords(reason),
    done_by: person.id,
  });
}

async function addPayable(act: Act, claim: Claim): Promise<void> {
  const year = Number(claim.receivedOn.slice(0, 4));
  await act.add('payable', {
    ref: `PY-${year}-${String(await act.nextNumber('payable', year)).padStart(3, '0')}`,
    claim_ref: claim.ref,
    pence: claim.pence,
    due_on: payBy(claim.receivedOn),
  });
}
