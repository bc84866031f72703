import type { Check } from '../audit/check.ts';
import type { Finding } from '../audit/verify.ts';
import { findAwaiting } from '../ledger/verify-awaiting.ts';
import { named, order, PeriodHistory } from '../ledger/verify-periods.ts';
import type { Db } from '../platform/database.ts';
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
