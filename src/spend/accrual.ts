import { readFileSync } from 'node:fs';
import type { Act } from '../audit/act.ts';
import { findInitiative } from '../initiatives/initiative.store.ts';
import { readPeriods } from '../ledger/period.store.ts';
import { openPeriod } from '../ledger/period.ts';
import { formatPounds, type Pence, parsePounds } from '../money/pence.ts';
import { refused } from '../platform/refusal.ts';
import { inProject } from '../platform/root.ts';
import { ALONE, addSpendRow, type Coding, checkCoding, checkEffect, type NewSpend } from './enter.ts';

/** Spend of a period whose invoice has not come. */
export interface NewAccrual extends Coding, Pick<NewSpend, 'period' | 'reason'> {
  /** What it is for. */
  description: string;
  pence: Pence;
}

/** The least that is accrued, in pence (`data/accruals.json`). Rule: sources.md, Finance. */
export const DE_MINIMIS: Pence = readDeMinimis();

function readDeMinimis(): Pence {
  const data = JSON.parse(readFileSync(inProject('data', 'accruals.json'), 'utf8'));
  const amount = parsePounds(String(data.deMinimis));
  if (!amount.ok || amount.pence < 0) throw new Error('accruals.json: deMinimis must be an amount, £0.00 or more.');
  return amount.pence;
}

/**
 * Enters an accrual, to be approved by somebody else while its period is open. It stands on the period's last day.
 * Answers its reference.
 *
 * Refused by name: `de-minimis`, `period-closed`, `other-initiative`, `other-year`, `other-nature`, `no-budget`,
 * `overspend-reason`.
 */
export async function enterAccrual(act: Act, wanted: NewAccrual, enteredBy: number): Promise<string> {
  const { trx, doer } = act;
  await checkCoding(trx, doer.officeId, wanted);
  const period = openPeriod(await readPeriods(trx, doer.officeId), wanted.period);
  if (wanted.pence < DE_MINIMIS) {
    throw refused(
      'de-minimis',
      `An accrual is for at least ${formatPounds(DE_MINIMIS)}, and this is ${formatPounds(wanted.pence)}. Wait for ` +
        'the invoice, and record it as spend.',
      'amount',
    );
  }
  await checkEffect(trx, doer.officeId, wanted, wanted);
  const { fund } = await findInitiative(trx, doer.officeId, wanted.initiative);
  return addSpendRow(act, {
    ...wanted,
    ...ALONE,
    fund,
    kind: 'accrual',
    reference: null,
    invoicedOn: period.endsOn,
    receivedOn: null,
    paidOn: null,
    netPence: wanted.pence,
    vatPence: 0,
    enteredBy,
  });
}
