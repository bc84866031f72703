import type { Act } from '../../audit/act.ts';
import { demandDecision } from '../../funds/decision.store.ts';
import type { Pence } from '../../money/pence.ts';
import { doerMay } from '../../people/may.ts';
import { Refusal } from '../../platform/refusal.ts';
import { demandNotOver } from '../life/life.store.ts';
import { findAgreement, release } from './agreement.store.ts';
import { type CheckedProvider, yearAmountField } from './agreement.ts';
import { bindYears, pursesOfYears } from './bind.store.ts';
import { setPayment } from './payment-term.store.ts';
import type { NewPayment } from './payment-term.ts';
import { demandChecks, relyOn } from './provider-check.store.ts';
import { checkVariation, type VariedTerms } from './variation.ts';

/** A variation to be recorded. */
export interface NewVariation extends VariedTerms, Partial<CheckedProvider> {
  agreement: string;
  /** How it is paid from now on; left out where that stays. */
  payment?: NewPayment;
  /** What is still to be paid on approved claims, in pence: it stays bound. */
  owed?: Pence;
  /** Why a year's budget is passed; null from those who may not say so. */
  overrideReason: string | null;
}

/**
 * Records what was agreed to change of an agreement, and answers the variation's number. The agreement's own row
 * stays. A value that goes up is bound out of that year's budget in the same act, one that goes down is released.
 *
 * Refused by name: what `checkVariation` refuses; `no-decision`; for more value what `pursesOfYears`, `bindYears` and
 * `demandChecks` refuse; for less, `release` beyond what is still bound; and what `setPayment` refuses. Forbidden to
 * lower a value to those who may not release.
 */
export async function vary(act: Act, wanted: NewVariation): Promise<number> {
  const { trx, doer } = act;
  const agreement = await findAgreement(trx, doer.officeId, wanted.agreement);
  const { ref, organisationId } = agreement;
  checkVariation(agreement, wanted);
  if (wanted.decisionRef !== null) await demandDecision(act, wanted.decisionRef);
  const up = wanted.years.filter(({ pence }) => pence > 0);
  if (up.length > 0) await demandNotOver(trx, doer.officeId, agreement.initiative);
  const down = wanted.years.filter(({ pence }) => pence < 0);
  if (down.length > 0) demandRelease(act);
  const [first] = up;
  const override =
    first === undefined
      ? null
      : await demandChecks(act, organisationId, wanted.agreedOn, wanted, yearAmountField(first.year));
  const purses = await pursesOfYears(act, agreement, up);

  const number = agreement.variations + 1;
  await addVariationRows(act, number, wanted);
  for (const { year, pence } of down) {
    const back = { year, pence: -pence, reason: wanted.reason, happenedOn: wanted.agreedOn };
    await release(act, { agreement: ref, ...back, field: yearAmountField(year), owed: wanted.owed });
  }
  await bindYears(act, ref, up, purses, { happenedOn: wanted.agreedOn, overrideReason: wanted.overrideReason });
  await relyOn(act, override, { agreement: ref, variation: number });
  if (wanted.payment !== undefined) {
    await setPayment(act, ref, wanted.payment, { reason: wanted.reason, variation: number });
  }
  return number;
}

function demandRelease({ doer }: Act): void {
  if (doerMay(doer, 'agreement.release')) return;
  throw new Refusal(
    'forbidden',
    'release',
    'Your role does not include releasing money, so it cannot lower a value. Ask the finance manager.',
  );
}

async function addVariationRows(act: Act, number: number, wanted: NewVariation): Promise<void> {
  const { agreement } = wanted;
  await act.add('agreement_variation', {
    agreement,
    number,
    agreed_on: wanted.agreedOn,
    ends_on: wanted.endsOn,
    purpose_words: await act.optionalWords(wanted.purpose),
    terms_words: await act.optionalWords(wanted.terms),
    reason_words: await act.words(wanted.reason),
    decision_ref: wanted.decisionRef,
    entered_by: act.doer.personId,
  });
  await act.addMany(
    'agreement_variation_year',
    wanted.years.map(({ year, pence }) => ({ agreement, variation: number, year, pence })),
  );
}
