import type { Check } from '../audit/check.ts';
import type { Finding } from '../audit/verify.ts';
import { findAwaiting } from '../ledger/verify-awaiting.ts';
import { named, order, PeriodHistory } from '../ledger/verify-periods.ts';
import type { Db, Row } from '../platform/database.ts';
import { CLAIM_CHECKS } from './claims/verify-claims.ts';
import { IMPORT_CHECKS } from './import/verify-import.ts';
import { CORRECTION_CHECKS } from './verify-recodings.ts';

/** What must hold of spend that awaits approval and of forecasts, each found by a query of its own. */
export const SPEND_CHECKS: readonly Check[] = [
  {
    name: 'awaiting',
    holds: 'What awaits approval, as at every act, is what was entered up to it and not yet decided.',
    find: findAwaiting,
  },
  {
    name: 'forecasts',
    holds: 'No forecast was recorded for a period that was closed, and each names the period it was made in.',
    find: findForecasts,
  },
  {
    name: 'approvers',
    holds:
      'Nobody approved an entry of which they entered any version, nor accepted a batch, or the reversal of one, that they entered.',
    find: findOwnApprovals,
  },
  ...CLAIM_CHECKS,
  ...IMPORT_CHECKS,
  ...CORRECTION_CHECKS,
];

/** A forecast was made in the then current period, for one that was open: replayed act by act. */
async function findForecasts(db: Db, officeId: number): Promise<Finding[]> {
  const periods = await PeriodHistory.read(db, officeId);
  const rows = await db('forecast').where({ office_id: officeId }).orderBy('id');
  return rows.flatMap((row) => {
    const madeIn = { year: row.made_in_year, period: row.made_in_period };
    const current = periods.currentAt(row.act_seq);
    const faults = [
      ...(periods.wasClosed(row, row.act_seq) ? [`${named(row)} was closed then`] : []),
      ...(current !== null && order(current) === order(madeIn)
        ? []
        : [`the current period was ${current === null ? 'none' : named(current)}, not ${named(madeIn)}`]),
    ];
    if (faults.length === 0) return [];
    const sentence = `Forecast ${row.id} of ${row.initiative} for ${named(row)} was recorded by act ${row.act_seq}, but ${faults.join(' and ')}.`;
    return [{ check: 'forecasts', seq: row.act_seq, sentence }];
  });
}

/** Approvals by whoever entered what they approve; the database refuses them, so one is a sign of tampering. */
async function findOwnApprovals(db: Db, officeId: number): Promise<Finding[]> {
  const approved = () =>
    db('spend_outcome as o').where({ 'o.office_id': officeId, 'o.outcome': 'approved' }).select('o.act_seq');
  const own: Row[] = await approved()
    .join('spend as s', (on) => {
      on.on('s.office_id', 'o.office_id').andOn('s.ref', 'o.spend_ref').andOn('s.entered_by', 'o.decided_by');
    })
    .select('o.spend_ref as ref');
  const earlier: Row[] = await approved()
    .leftJoin('joint_spend as j', (on) => {
      on.on('j.office_id', 'o.office_id').andOn('j.spend_ref', 'o.spend_ref');
    })
    .join('earlier_version as v', (on) => {
      on.on('v.office_id', 'o.office_id').andOn('v.spend_ref', db.raw('coalesce(j.first_ref, o.spend_ref)'));
    })
    .join('spend as s', (on) => {
      on.on('s.office_id', 'v.office_id').andOn('s.ref', 'v.earlier_ref').andOn('s.entered_by', 'o.decided_by');
    })
    .select('o.spend_ref as ref');
  const batches: Row[] = await db('import_outcome as o')
    .join('import_batch as b', (on) => {
      on.on('b.office_id', 'o.office_id').andOn('b.ref', 'o.batch_ref').andOn('b.entered_by', 'o.decided_by');
    })
    .where({ 'o.office_id': officeId, 'o.outcome': 'accepted' })
    .select('o.act_seq', 'o.batch_ref as ref');
  const reversals: Row[] = await db('import_reversal_outcome as o')
    .join('import_reversal as r', (on) => {
      on.on('r.office_id', 'o.office_id')
        .andOn('r.batch_ref', 'o.batch_ref')
        .andOn('r.number', 'o.number')
        .andOn('r.entered_by', 'o.decided_by');
    })
    .where({ 'o.office_id': officeId, 'o.outcome': 'approved' })
    .select('o.act_seq', 'o.batch_ref as ref');
  return [...own, ...earlier, ...batches, ...reversals].map(({ act_seq: seq, ref }) => ({
    check: 'approvers',
    seq,
    sentence: `${ref} was approved by act ${seq} by somebody who entered it or an earlier version of it.`,
  }));
}
