import type { Act } from '../../audit/act.ts';
import { spellOut } from '../../audit/words.ts';
import type { Db, Row } from '../../platform/database.ts';
import { groupedBy } from '../../platform/grouped-rows.ts';
import { refused } from '../../platform/refusal.ts';
import { findAgreement } from './agreement.store.ts';
import { type Instalment, type NewPayment, type Payment, type Retention, scheduleOf } from './payment-term.ts';
import { listVariations } from './variation.store.ts';

/** Why the way of paying changes, and the variation that brought it. */
export interface PaymentChange {
  reason: string | null;
  variation: number | null;
}

/**
 * Records how an agreement is paid from now on. Once it was recorded, a change says why.
 *
 * Refused by name: `reason-needed`, `no-variation`, `amount-not-published` for anything but on claim where the
 * agreement has no published amount, and what `scheduleOf` refuses.
 */
export async function setPayment(act: Act, agreementRef: string, wanted: NewPayment, change: PaymentChange) {
  const { trx, doer } = act;
  const agreement = await findAgreement(trx, doer.officeId, agreementRef);
  const { ref } = agreement;
  if (!agreement.amountPublished && (wanted.shape !== 'arrears' || wanted.retention !== null)) {
    throw refused(
      'amount-not-published',
      `The amount of ${ref} is not published, so its payments cannot be listed. Choose in arrears on claim, with nothing held back.`,
      'shape',
    );
  }
  const isFirst = (await listPayments(trx, doer.officeId, { agreement: ref })).length === 0;
  if (!isFirst && change.reason === null) {
    throw refused('reason-needed', `How ${ref} is paid was recorded before. Say why it changes.`, 'reason');
  }
  const variations = await listVariations(trx, doer.officeId, { agreement: ref });
  if (change.variation !== null && !variations.some(({ number }) => number === change.variation)) {
    throw refused(
      'no-variation',
      `${ref} has no variation ${change.variation}. Choose one of those listed.`,
      'variation',
    );
  }
  const schedule = agreement.amountPublished ? scheduleOf(wanted, agreement) : [];
  const { retention } = wanted;
  const byResult = wanted.shape === 'results' ? wanted : null;
  const termId = await act.add('payment_term', {
    agreement: ref,
    shape: wanted.shape,
    claimed: wanted.shape === 'arrears' ? wanted.claimed : null,
    unit_words: await act.optionalWords(byResult?.unit),
    unit_pence: byResult?.unitPence ?? null,
    cap_pence: byResult?.capPence ?? null,
    retention_tenths: retention !== null && 'tenths' in retention ? retention.tenths : null,
    retention_pence: retention !== null && 'pence' in retention ? retention.pence : null,
    retention_on: retention?.dueOn ?? null,
    variation: change.variation,
    reason_words: await act.optionalWords(change.reason),
    entered_by: doer.personId,
  });
  const milestones = await act.manyWords(schedule.flatMap(({ milestone }) => milestone ?? []));
  await act.addMany(
    'payment_instalment',
    schedule.map(({ number, dueOn, milestone, isRetention, pence }) => ({
      term_id: termId,
      number,
      due_on: dueOn,
      milestone_words: milestone === null ? null : (milestones.shift() as string),
      is_retention: isRetention ? 1 : 0,
      pence,
    })),
  );
}

/** Everything that was recorded of how agreements are paid, all or one, up to an act, in that order. */
export async function listPayments(
  db: Db,
  officeId: number,
  where: { agreement?: string; upToSeq?: number } = {},
): Promise<Payment[]> {
  const { upToSeq = Number.MAX_SAFE_INTEGER, agreement } = where;
  const rows: Row[] = await db('payment_term')
    .where({ office_id: officeId })
    .where('act_seq', '<=', upToSeq)
    .modify((q) => {
      if (agreement !== undefined) q.where({ agreement });
    })
    .orderBy('id');
  if (rows.length === 0) return [];
  const instalments: Row[] = await db('payment_instalment as i')
    .join('payment_term as t', 't.id', 'i.term_id')
    .where({ 't.office_id': officeId })
    .where('t.act_seq', '<=', upToSeq)
    .modify((q) => {
      if (agreement !== undefined) q.where('t.agreement', agreement);
    })
    .orderBy([{ column: 'i.term_id' }, { column: 'i.number' }])
    .select('i.term_id', 'i.number', 'i.due_on', 'i.milestone_words', 'i.is_retention', 'i.pence');
  const byTerm = groupedBy(await spellOut(db, instalments), 'term_id');
  return (await spellOut(db, rows)).map((row) => paymentFrom(row, byTerm.get(row.id) ?? []));
}

/** How agreements are paid as it stands with an act, by reference; none for those whose payment was never recorded. */
export async function readPayments(
  db: Db,
  officeId: number,
  where: { agreement?: string; upToSeq?: number } = {},
): Promise<Map<string, Payment>> {
  return new Map((await listPayments(db, officeId, where)).map((payment) => [payment.agreement, payment]));
}

function paymentFrom(row: Row, instalments: Row[]): Payment {
  return {
    agreement: row.agreement,
    shape: row.shape,
    claimed: row.claimed,
    unit: row.unit,
    unitPence: row.unit_pence,
    capPence: row.cap_pence,
    retention: retentionFrom(row),
    schedule: instalments.map(instalmentFrom),
    variation: row.variation,
    reason: row.reason,
    enteredBy: row.entered_by,
    seq: row.act_seq,
  };
}

function retentionFrom({
  retention_tenths: tenths,
  retention_pence: pence,
  retention_on: dueOn,
}: Row): Retention | null {
  if (dueOn === null) return null;
  return tenths === null ? { pence, dueOn } : { tenths, dueOn };
}

function instalmentFrom(row: Row): Instalment {
  return {
    number: row.number,
    dueOn: row.due_on,
    milestone: row.milestone,
    isRetention: row.is_retention === 1,
    pence: row.pence,
  };
}
