import type { Act } from '../audit/act.ts';
import type { Day } from '../calendar/day.ts';
import { yearShown } from '../calendar/financial-year.ts';
import type { PeriodKey } from '../calendar/period.ts';
import { agreementPurses, findAgreement, initiativePurses, type Purse } from '../initiatives/agreement.store.ts';
import { findInitiative, noBudget } from '../initiatives/initiative.store.ts';
import { addUp } from '../ledger/balance.ts';
import { readPeriods } from '../ledger/period.store.ts';
import { openPeriod } from '../ledger/period.ts';
import { formatPounds, MAX_PENCE, type Pence } from '../money/pence.ts';
import type { Db } from '../platform/database.ts';
import { refused } from '../platform/refusal.ts';
import { findSpend, leftToCorrect } from './spend.store.ts';
import { overspend, type Spend, spendRef } from './spend.ts';

/** What a finance officer enters. */
export type NewSpend = Pick<
  Spend,
  | 'initiative'
  | 'agreement'
  | 'nature'
  | 'place'
  | 'category'
  | 'supplier'
  | 'reference'
  | 'description'
  | 'reason'
  | 'invoicedOn'
  | 'receivedOn'
  | 'paidOn'
  | 'period'
  | 'netPence'
  | 'vatPence'
>;

/** What decides where a spend's money comes from. */
export type Coded = Pick<NewSpend, 'initiative' | 'agreement' | 'nature' | 'period'>;

/** What a spend would leave of its agreement and its initiative's budget, in pence. */
export interface Effect {
  agreementAfter: Pence | null;
  budgetAfter: Pence;
  over: Pence;
}

/** What approving this spend would leave, as the books stand. Refused when there is no budget to draw on at all. */
export async function effectOf(db: Db, officeId: number, spend: Coded, pence: Pence): Promise<Effect> {
  const { bound, free } = await pursesOf(db, officeId, spend);
  const agreementBefore = addUp(bound.map(({ left }) => left));
  const budgetBefore = addUp(free.map(({ left }) => left));
  const fromAgreement = Math.min(pence, Math.max(0, agreementBefore));
  return {
    agreementAfter: spend.agreement === '' ? null : agreementBefore - fromAgreement,
    budgetAfter: budgetBefore - (pence - fromAgreement),
    over: overspend(bound, free, pence),
  };
}

/**
 * What a spend draws on in its period's year: what its agreement binds, then what its initiative has free. Refused as
 * `no-budget` when the initiative has none at all.
 */
export async function pursesOf(db: Db, officeId: number, spend: Coded): Promise<{ bound: Purse[]; free: Purse[] }> {
  const { initiative, agreement, nature, period } = spend;
  const bound = agreement === '' ? [] : await agreementPurses(db, officeId, agreement);
  const free = await initiativePurses(db, officeId, initiative, period.year, nature);
  if (free.length === 0) throw noBudget(initiative, period.year, nature);
  return { bound: bound.filter(({ account }) => account.year === period.year), free };
}

/**
 * What entering this spend would do, as the books stand. Refused by name: `other-initiative`, `other-nature`,
 * `period-closed`, `no-such-period`, `amount`, `no-budget`, `overspend-reason`.
 */
export async function checkSpend(db: Db, officeId: number, wanted: NewSpend): Promise<Effect> {
  await findInitiative(db, officeId, wanted.initiative);
  if (wanted.agreement !== '') await checkAgreement(db, officeId, wanted);
  openPeriod(await readPeriods(db, officeId), wanted.period);
  const pence = addUp([wanted.netPence, wanted.vatPence]);
  if (pence < 1 || pence > MAX_PENCE) {
    throw refused('amount', `Net amount and VAT together must be from £0.01 to ${formatPounds(MAX_PENCE)}.`, 'net');
  }
  const effect = await effectOf(db, officeId, wanted, pence);
  if (effect.over > 0 && wanted.reason === null) throw needsReason(effect.over);
  return effect;
}

/** Enters a spend, to be approved by somebody else. Answers its reference. Nothing moves in the books yet. */
export async function enterSpend(act: Act, wanted: NewSpend, enteredBy: number): Promise<string> {
  await checkSpend(act.trx, act.doer.officeId, wanted);
  const { fund } = await findInitiative(act.trx, act.doer.officeId, wanted.initiative);
  const pence = addUp([wanted.netPence, wanted.vatPence]);
  return addSpendRow(act, { ...wanted, fund, kind: 'spend', pence, corrects: null, enteredBy });
}

/** Refused when a spend passes what is left and nobody said why. */
export function needsReason(over: Pence) {
  return refused(
    'overspend-reason',
    `This passes what is left by ${formatPounds(over)}. Say why, since it becomes an overspend.`,
    'reason',
  );
}

async function checkAgreement(db: Db, officeId: number, wanted: NewSpend): Promise<void> {
  const agreement = await findAgreement(db, officeId, wanted.agreement);
  if (agreement.initiative !== wanted.initiative) {
    throw refused('other-initiative', `${agreement.ref} belongs to ${agreement.initiative}. Select that.`, 'agreement');
  }
  if (agreement.year !== wanted.period.year) {
    throw refused(
      'other-year',
      `${agreement.ref} binds money of ${yearShown(agreement.year)}, and the period is of ` +
        `${yearShown(wanted.period.year)}. Select an agreement of that year, or none.`,
      'agreement',
    );
  }
  if (agreement.nature !== wanted.nature) {
    throw refused(
      'other-nature',
      `${agreement.ref} is ${agreement.nature} money. Select ${agreement.nature}.`,
      'nature',
    );
  }
}

type SpendRow = NewSpend & Pick<Spend, 'fund' | 'kind' | 'pence' | 'corrects' | 'enteredBy'>;

async function addSpendRow(act: Act, spend: SpendRow): Promise<string> {
  const { year, number } = spend.period;
  const ref = spendRef(year, await act.nextNumber('spend', year));
  await act.add('spend', {
    fund: spend.fund,
    ref,
    kind: spend.kind,
    initiative: spend.initiative,
    agreement: spend.agreement,
    nature: spend.nature,
    place: spend.place,
    category: spend.category,
    supplier_words: await act.words(spend.supplier),
    reference_words: await act.optionalWords(spend.reference),
    description_words: await act.optionalWords(spend.description),
    reason_words: await act.optionalWords(spend.reason),
    invoiced_on: spend.invoicedOn,
    received_on: spend.receivedOn,
    paid_on: spend.paidOn,
    year,
    period: number,
    net_pence: spend.netPence,
    vat_pence: spend.vatPence,
    pence: spend.pence,
    corrects_ref: spend.corrects,
    batch_ref: null,
    row_number: null,
    line_key: null,
    entered_by: spend.enteredBy,
  });
  return ref;
}

/** A refund or a reversal as it is entered. */
export interface NewCorrection {
  kind: 'refund' | 'reversal';
  corrects: string;
  /** Taken back, for a refund; a reversal takes back the whole. */
  pence: Pence;
  reason: string;
  happenedOn: Day;
  period: PeriodKey;
}

/**
 * Enters a refund or a reversal of an approved spend, to be approved by somebody else. Refused when the spend is not
 * approved, or when more would be taken back than is left of it, counting corrections that await approval.
 */
export async function enterCorrection(act: Act, wanted: NewCorrection, enteredBy: number): Promise<string> {
  const { trx, doer } = act;
  const original = await findSpend(trx, doer.officeId, wanted.corrects);
  if (original.status !== 'approved' || original.kind === 'reversal') {
    throw refused(
      'not-correctable',
      `${original.ref} is ${original.status}; only approved spend is corrected.`,
      'kind',
    );
  }
  if (wanted.kind === 'refund' && original.kind !== 'spend') {
    throw refused(
      'not-correctable',
      `${original.ref} is not spend, so nothing of it can be refunded. Reverse it.`,
      'kind',
    );
  }
  openPeriod(await readPeriods(trx, doer.officeId), wanted.period);
  const left = await leftToCorrect(trx, doer.officeId, original);
  const pence = wanted.kind === 'reversal' ? original.pence : wanted.pence;
  if (pence > left) {
    throw refused(
      'corrected-in-full',
      `Of ${original.ref}, ${formatPounds(left)} has not been corrected yet; ${formatPounds(pence)} cannot be.`,
      'amount',
    );
  }
  return addSpendRow(act, {
    ...original,
    kind: wanted.kind,
    corrects: original.ref,
    reason: wanted.reason,
    invoicedOn: wanted.happenedOn,
    receivedOn: null,
    paidOn: null,
    period: wanted.period,
    netPence: pence,
    vatPence: 0,
    pence,
    enteredBy,
  });
}
