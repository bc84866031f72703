import type { Act } from '../audit/act.ts';
import type { Day } from '../calendar/day.ts';
import { yearShown } from '../calendar/financial-year.ts';
import { comparePeriods, type PeriodKey, periodShown } from '../calendar/period.ts';
import type { Purse } from '../funds/budget-head.ts';
import { findAgreement } from '../initiatives/agreements/agreement.store.ts';
import { yearsShown } from '../initiatives/agreements/agreement.ts';
import { agreementPurses, initiativePurses } from '../initiatives/agreements/purse.store.ts';
import { findInitiative, noBudget } from '../initiatives/initiative.store.ts';
import { addUp } from '../ledger/balance.ts';
import { readPeriods } from '../ledger/period.store.ts';
import { openPeriod } from '../ledger/period.ts';
import { formatPounds, MAX_PENCE, type Pence } from '../money/pence.ts';
import type { Db } from '../platform/database.ts';
import { refused } from '../platform/refusal.ts';
import { moveAwaiting } from './awaiting.store.ts';
import { findPayable } from './claims/payable.store.ts';
import { checkPays, settle } from './claims/settle.ts';
import { findCorrectable, readPostedParts } from './correctable.ts';
import { demandNotStoodFor } from './import/match/stood-for.ts';
import { leftToCorrect } from './spend.store.ts';
import { lineNamed, overspend, type Spend, spendRef } from './spend.ts';

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
> & {
  /** The payable that it pays, with all of its amount; none where it is left out. */
  settles?: string | null;
};

/** What decides where a spend's money comes from; the period is that whose year's money it is. */
export type Coded = Pick<NewSpend, 'initiative' | 'agreement' | 'nature' | 'period'>;

/** How anything that is entered is coded, whatever kind it is. */
export type Coding = Pick<NewSpend, 'initiative' | 'agreement' | 'nature' | 'place' | 'category' | 'supplier'>;

/** What a spend would leave of its agreement and its initiative's budget, in pence. */
export interface Effect {
  agreementAfter: Pence | null;
  budgetAfter: Pence;
  over: Pence;
}

/** What approving this spend would leave, as the books stand. Refused when there is no budget to draw on at all. */
async function effectOf(db: Db, officeId: number, spend: Coded, pence: Pence): Promise<Effect> {
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
 * `period-closed`, `no-such-period`, `amount`, `no-budget`, `overspend-reason`; where it pays a claim, what `checkPays`
 * refuses.
 */
export async function checkSpend(db: Db, officeId: number, wanted: NewSpend): Promise<Effect> {
  await checkCoding(db, officeId, wanted);
  openPeriod(await readPeriods(db, officeId), wanted.period);
  const pence = wholeAmount(wanted);
  if (wanted.settles) {
    const payable = await findPayable(db, officeId, wanted.settles);
    checkPays(payable, { agreement: wanted.agreement, pence, what: 'this spend' });
  }
  return checkEffect(db, officeId, wanted, { pence, reason: wanted.reason });
}

/** Net and VAT together, in pence. Refused as `amount` when nothing is left, or more than can be held. */
export function wholeAmount({ netPence, vatPence }: Pick<NewSpend, 'netPence' | 'vatPence'>): Pence {
  const pence = addUp([netPence, vatPence]);
  if (pence < 1 || pence > MAX_PENCE) {
    throw refused('amount', `Net amount and VAT together must be from £0.01 to ${formatPounds(MAX_PENCE)}.`, 'net');
  }
  return pence;
}

/** What drawing this amount would leave. Refused as `no-budget`, or `overspend-reason` when nobody said why. */
export async function checkEffect(
  db: Db,
  officeId: number,
  coded: Coded,
  { pence, reason }: { pence: Pence; reason: string | null },
): Promise<Effect> {
  const effect = await effectOf(db, officeId, coded, pence);
  if (effect.over > 0 && reason === null) throw needsReason(effect.over);
  return effect;
}

/** Enters a spend, to be approved by somebody else. Answers its reference. Nothing moves in the books yet. */
export async function enterSpend(act: Act, wanted: NewSpend, enteredBy: number): Promise<string> {
  await checkSpend(act.trx, act.doer.officeId, wanted);
  const { fund } = await findInitiative(act.trx, act.doer.officeId, wanted.initiative);
  const pence = wholeAmount(wanted);
  const ref = await addSpendRow(act, { ...wanted, ...ALONE, fund, kind: 'spend', pence, enteredBy });
  if (wanted.settles) await settle(act, { payable: wanted.settles, spend: ref });
  return ref;
}

/** Refused when a spend passes what is left and nobody said why. */
export function needsReason(over: Pence) {
  return refused(
    'overspend-reason',
    `This passes what is left by ${formatPounds(over)}. Say why, since it becomes an overspend.`,
    'reason',
  );
}

/**
 * Checks that the coding goes together. Refused by name: `other-initiative`, `other-nature`, and `other-year` when the
 * agreement binds no money of the year.
 */
export async function checkCoding(db: Db, officeId: number, wanted: Coded): Promise<void> {
  await findInitiative(db, officeId, wanted.initiative);
  if (wanted.agreement === '') return;
  const agreement = await findAgreement(db, officeId, wanted.agreement);
  if (agreement.initiative !== wanted.initiative) {
    throw refused('other-initiative', `${agreement.ref} belongs to ${agreement.initiative}. Select that.`, 'agreement');
  }
  const { year } = wanted.period;
  if (!agreement.amountPublished) {
    throw refused(
      'amount-not-published',
      `The amount of ${agreement.ref} is not published, so it binds no money. Select another agreement, or none.`,
      'agreement',
    );
  }
  if (!agreement.boundYears.includes(year)) {
    throw refused(
      'other-year',
      `${agreement.ref} binds money of ${yearsShown(agreement.boundYears)}, and the period is of ${yearShown(year)}. ` +
        'Select an agreement of that year, or none.',
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

type SpendRow = Omit<NewSpend, 'settles'> &
  Pick<Spend, 'fund' | 'kind' | 'pence' | 'corrects' | 'correctsKind' | 'concerns' | 'enteredBy'>;

/** What corrects no other and concerns no closed period. */
export const ALONE = { corrects: null, correctsKind: null, concerns: null } as const;

/** Adds what was entered, whatever kind it is, and answers its reference. */
export async function addSpendRow(act: Act, spend: SpendRow): Promise<string> {
  const { year, number } = spend.period;
  const ref = spendRef(year, await act.nextNumber('spend', year));
  const line = spend.corrects === null ? null : lineNamed(spend.corrects);
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
    corrects_ref: line === null ? spend.corrects : null,
    batch_ref: null,
    row_number: null,
    line_key: null,
    entered_by: spend.enteredBy,
  });
  if (line !== null) {
    await act.add('line_correction', {
      spend_ref: ref,
      batch_ref: line.batch,
      row_number: line.row,
      line_kind: spend.correctsKind,
    });
  }
  if (spend.concerns !== null) {
    await act.add('spend_concern', { spend_ref: ref, year: spend.concerns.year, period: spend.concerns.number });
  }
  await moveAwaiting(act, [spend], 'entered');
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
 *
 * Refused by name: `not-correctable`, `turned-round`, `recoded-since`, `period-closed`, `corrected-in-full`.
 */
export async function enterCorrection(act: Act, wanted: NewCorrection, enteredBy: number): Promise<string> {
  const { trx, doer } = act;
  const original = await findCorrectable(trx, doer.officeId, wanted.corrects);
  checkCorrectable(original, wanted.kind);
  if (wanted.kind === 'reversal') await demandNotStoodFor(trx, doer.officeId, original.ref);
  await checkNotRecoded(trx, doer.officeId, original);
  openPeriod(await readPeriods(trx, doer.officeId), wanted.period);
  await checkNotBefore(trx, doer.officeId, original, wanted.period);
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
    correctsKind: original.kind,
    concerns: null,
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

/** Refused as `recoded-since` for a refund of what was coded anew since: it would be spent with the old coding again. */
async function checkNotRecoded(db: Db, officeId: number, { ref, kind, corrects }: Spend): Promise<void> {
  if (kind !== 'refund' || corrects === null) return;
  if ((await findCorrectable(db, officeId, corrects)).status !== 'reversed') return;
  throw refused(
    'recoded-since',
    `${ref} refunds ${corrects}, which was coded anew since. If the money never came back, record it as spend with the ` +
      'coding that is right.',
    'kind',
  );
}

/** Refused as `before-original` where the period is earlier than the one in which the spend stands. */
async function checkNotBefore(db: Db, officeId: number, original: Spend, period: PeriodKey): Promise<void> {
  const { ref } = original;
  const first = (await readPostedParts(db, officeId, original)).at(-1)?.entry;
  if (first === undefined) return;
  const stands = { year: first.year, number: first.period };
  if (comparePeriods(period, stands) >= 0) return;
  throw refused(
    'before-original',
    `${ref} stands in ${periodShown(stands)} of ${yearShown(stands.year)}. Take it back in that period or a later one.`,
    'period',
  );
}

/** Refused unless this kind of correction can be made of it, saying what to do instead. */
function checkCorrectable(original: Spend, kind: NewCorrection['kind']): void {
  const { ref, status } = original;
  if (status === 'turned round') throw turnedRound(original);
  if (status !== 'approved' || original.kind === 'reversal') {
    throw refused('not-correctable', `${ref} is ${status}; only approved spend is corrected.`, 'kind');
  }
  if (kind === 'refund' && original.kind !== 'spend') {
    throw refused('not-correctable', `${ref} ${NOT_REFUNDED[original.kind] ?? 'is not spend'}, ${REVERSE_IT}`, 'kind');
  }
}

const REVERSE_IT = 'so nothing of it can be refunded. Reverse the whole, and record what is right.';
const NOT_REFUNDED: Partial<Record<Spend['kind'], string>> = {
  accrual: 'is an accrual, which nobody was paid',
  prepayment: 'was paid in advance by a schedule',
  adjustment: 'is an adjustment',
};

/** Refused once an accrual has turned round: nothing of it is left in spend. */
export function turnedRound({ ref }: Pick<Spend, 'ref'>) {
  return refused(
    'turned-round',
    `${ref} has turned round by itself, so nothing of it is left to take back, by a correction or by an adjustment.`,
    'kind',
  );
}
