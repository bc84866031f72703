import type { Act } from '../audit/act.ts';
import type { Day } from '../calendar/day.ts';
import type { PeriodKey } from '../calendar/period.ts';
import { agreementPurses, findAgreement, initiativePurses } from '../initiatives/agreement.store.ts';
import { findInitiative, noBudget } from '../initiatives/initiative.store.ts';
import type { Nature } from '../ledger/account.ts';
import { addUp } from '../ledger/balance.ts';
import { readPeriods } from '../ledger/period.store.ts';
import { openPeriod } from '../ledger/period.ts';
import { formatPounds, MAX_PENCE, type Pence } from '../money/pence.ts';
import type { Db } from '../platform/database.ts';
import { refused } from '../platform/refusal.ts';
import { findSpend, listAmounts } from './spend.store.ts';
import { overspend, type Spend, spendRef } from './spend.ts';

/** What a finance officer enters. */
export interface NewSpend {
  initiative: string;
  agreement: string;
  nature: Nature;
  place: string;
  category: string;
  supplier: string;
  reference: string | null;
  description: string | null;
  reason: string | null;
  invoicedOn: Day;
  receivedOn: Day | null;
  paidOn: Day | null;
  period: PeriodKey;
  netPence: Pence;
  vatPence: Pence;
}

/** What a spend would leave of its agreement and its initiative's budget, in pence. */
export interface Effect {
  agreementBefore: Pence | null;
  agreementAfter: Pence | null;
  budgetBefore: Pence;
  budgetAfter: Pence;
  over: Pence;
}

/** What approving this spend would leave, as the books stand. Refused when there is no budget to draw on at all. */
export async function effectOf(
  db: Db,
  officeId: number,
  spend: Pick<NewSpend, 'initiative' | 'agreement' | 'nature' | 'period'>,
  pence: Pence,
): Promise<Effect> {
  const bound = spend.agreement === '' ? [] : await agreementPurses(db, officeId, spend.agreement);
  const free = await initiativePurses(db, officeId, spend.initiative, spend.period.year, spend.nature);
  if (free.length === 0) throw noBudget(spend.initiative, spend.period.year, spend.nature);
  const ofYear = bound.filter(({ account }) => account.year === spend.period.year);
  const agreementBefore = addUp(ofYear.map(({ left }) => left));
  const budgetBefore = addUp(free.map(({ left }) => left));
  const fromAgreement = Math.min(pence, Math.max(0, agreementBefore));
  return {
    agreementBefore: spend.agreement === '' ? null : agreementBefore,
    agreementAfter: spend.agreement === '' ? null : agreementBefore - fromAgreement,
    budgetBefore,
    budgetAfter: budgetBefore - (pence - fromAgreement),
    over: overspend(ofYear, free, pence),
  };
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
    throw refused('not-correctable', `${original.ref} is ${original.status}; only approved spend is corrected.`);
  }
  if (wanted.kind === 'refund' && original.kind !== 'spend') {
    throw refused('not-correctable', `${original.ref} is not spend, so nothing of it can be refunded. Reverse it.`);
  }
  openPeriod(await readPeriods(trx, doer.officeId), wanted.period);
  const others = await listAmounts(trx, doer.officeId, { corrects: original.ref });
  const left = original.pence - addUp(others.filter((c) => c.status !== 'returned').map((c) => c.pence));
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
