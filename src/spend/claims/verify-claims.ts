import type { Check } from '../../audit/check.ts';
import type { Finding } from '../../audit/verify.ts';
import { addUp } from '../../ledger/balance.ts';
import { formatPounds } from '../../money/pence.ts';
import type { Db, Row } from '../../platform/database.ts';
import { groupedBy } from '../../platform/grouped-rows.ts';

/** What must hold of claims and of what pays them, found by a path of its own from the rows as they were added. */
export const CLAIM_CHECKS: readonly Check[] = [
  {
    name: 'claims',
    holds:
      'Every claim is what its lines come to and was approved by another person; no payable was ever paid above what it is, and no line pays more than refunds have left of it.',
    find: async (db, officeId) => [...(await findClaims(db, officeId)), ...(await findSettlements(db, officeId))],
  },
];

function finding(seq: number, sentence: string): Finding {
  return { check: 'claims', seq, sentence };
}

async function findClaims(db: Db, officeId: number): Promise<Finding[]> {
  const claims: Row[] = await db('claim').where({ office_id: officeId }).orderBy('id');
  const lines: Row[] = await db('claim_line').where({ office_id: officeId });
  const approvals: Row[] = await db('claim_step').where({ office_id: officeId, step: 'approved' });
  const payables: Row[] = await db('payable').where({ office_id: officeId });
  return claims.flatMap((claim) => {
    const found: Finding[] = [];
    const counted = addUp(lines.filter(({ claim_ref }) => claim_ref === claim.ref).map(({ pence }) => pence));
    if (counted !== claim.pence) {
      const sentence = `Claim ${claim.ref} is of ${formatPounds(claim.pence)}, and its lines come to ${formatPounds(counted)}.`;
      found.push(finding(claim.act_seq, sentence));
    }
    const approval = approvals.find(({ claim_ref }) => claim_ref === claim.ref);
    if (approval?.done_by === claim.entered_by) {
      found.push(finding(approval?.act_seq, `Claim ${claim.ref} was approved by whoever recorded it.`));
    }
    const payable = payables.find(({ claim_ref }) => claim_ref === claim.ref);
    if (payable !== undefined && (payable.pence !== claim.pence || approval?.act_seq !== payable.act_seq)) {
      found.push(finding(payable.act_seq, `Payable ${payable.ref} is not what was approved of claim ${claim.ref}.`));
    }
    return found;
  });
}

async function findSettlements(db: Db, officeId: number): Promise<Finding[]> {
  const settlements: Row[] = await db('settlement').where({ office_id: officeId }).orderBy('id');
  if (settlements.length === 0) return [];
  const payables = await penceOf(db, officeId, 'payable');
  const spends = await penceOf(db, officeId, 'spend');
  const freed = await freedBy(db, officeId);
  const changes: Row[] = await db('settlement_change').where({ office_id: officeId }).orderBy('id');
  const refunds = await refundsOf(db, officeId);
  const [byPayable, bySpend] = [groupedBy(settlements, 'payable_ref'), groupedBy(settlements, 'spend_ref')];
  const changesOf = groupedBy(changes, 'spend_ref');
  /** What the lines named were to pay after an act: settled, less what refunds had freed. */
  const standing = (named: readonly Row[], seq: number) => {
    const live = named.filter(({ spend_ref, act_seq }) => act_seq <= seq && (freed.get(spend_ref) ?? Infinity) > seq);
    return addUp(
      live.flatMap(({ payable_ref, spend_ref, pence }) => [
        pence,
        ...(changesOf.get(spend_ref) ?? [])
          .filter((change) => change.payable_ref === payable_ref && change.act_seq <= seq)
          .map((change) => change.pence),
      ]),
    );
  };
  return [...settlements, ...changes, ...refunds].flatMap(
    ({ payable_ref: payable, spend_ref: spend, act_seq: seq }) => {
      const refunded = refunds.filter(
        (refund) => refund.spend_ref === spend && refund.act_seq <= seq && refund.gone > seq,
      );
      const left = addUp([spends.get(spend) ?? 0, ...refunded.map(({ pence }) => -pence)]);
      return [
        ...(payable !== undefined && standing(byPayable.get(payable) ?? [], seq) > (payables.get(payable) ?? 0)
          ? [finding(seq, `${payable} was paid above it.`)]
          : []),
        ...(standing(bySpend.get(spend) ?? [], seq) > left ? [finding(seq, `${spend} pays more than it is.`)] : []),
      ];
    },
  );
}

/** Approved refunds, each with the act that took it back as a mistake, if one did. */
async function refundsOf(db: Db, officeId: number): Promise<Row[]> {
  const freed = await freedBy(db, officeId);
  const rows: Row[] = await db('spend as r')
    .join('spend_outcome as o', (on) => {
      on.on('o.office_id', 'r.office_id').andOn('o.spend_ref', 'r.ref');
    })
    .where({ 'r.office_id': officeId, 'r.kind': 'refund', 'o.outcome': 'approved' })
    .select('r.ref', 'r.corrects_ref as spend_ref', 'r.pence', 'o.act_seq');
  return rows.map((row) => ({ ...row, gone: freed.get(row.ref) ?? Infinity }));
}

async function penceOf(db: Db, officeId: number, table: 'payable' | 'spend'): Promise<Map<string, number>> {
  const rows: Row[] = await db(table).where({ office_id: officeId }).select('ref', 'pence');
  return new Map(rows.map(({ ref, pence }) => [ref, pence]));
}

/** The act that freed what each spend pays: that returned it, or approved its reversal. */
async function freedBy(db: Db, officeId: number): Promise<Map<string, number>> {
  const returned: Row[] = await db('spend_outcome').where({ office_id: officeId, outcome: 'returned' });
  const reversed: Row[] = await db('spend as r')
    .join('spend_outcome as o', (on) => {
      on.on('o.office_id', 'r.office_id').andOn('o.spend_ref', 'r.ref');
    })
    .where({ 'r.office_id': officeId, 'r.kind': 'reversal', 'o.outcome': 'approved' })
    .select('r.corrects_ref as spend_ref', 'o.act_seq');
  return new Map([...returned, ...reversed].map(({ spend_ref, act_seq }) => [spend_ref, act_seq]));
}
