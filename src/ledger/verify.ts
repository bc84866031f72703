import { type Check, makeChecks } from '../audit/check.ts';
import type { Finding } from '../audit/verify.ts';
import type { Db } from '../platform/database.ts';
import { findBalances } from './verify-balances.ts';
import {
  findCarryForwards,
  findDecisionNumbers,
  findDecisionTrace,
  findLapses,
  findVirements,
} from './verify-decisions.ts';
import { findBelowZero, findConservation, findCorrections } from './verify-money.ts';
import { findAccruals, findPrepayments, findRestatements } from './verify-turns.ts';

/**
 * What must hold in the books. Each looks at the raw entries in a query of its own, by none of the code that posts or
 * reports.
 */
export const LEDGER_CHECKS: readonly Check[] = [
  {
    name: 'balances',
    holds: 'Every balance, as at every act, is what the entries up to that act add up to.',
    find: findBalances,
  },
  {
    name: 'conservation',
    holds: 'What came in less what went out stands somewhere, per source, financial year and nature.',
    find: findConservation,
  },
  {
    name: 'below-zero',
    holds: 'No budget is below zero without a recorded override or overspend.',
    find: findBelowZero,
  },
  {
    name: 'corrections',
    holds: 'Corrections go back the way their originals went, and never exceed them.',
    find: findCorrections,
  },
  {
    name: 'accruals',
    holds: 'Each accrual of a closed period was turned round once, in the next month, with the same coding.',
    find: findAccruals,
  },
  {
    name: 'prepayments',
    holds: 'What was paid in advance is spent by its schedule, each share once.',
    find: findPrepayments,
  },
  {
    name: 'restatements',
    holds: 'Each adjustment names the closed period that it restates.',
    find: findRestatements,
  },
  {
    name: 'decision-trace',
    holds: 'Every pound allocated, budgeted, vired or carried names a recorded decision.',
    find: findDecisionTrace,
  },
  {
    name: 'decision-numbers',
    holds: 'Decisions are numbered by year from 1, without a gap.',
    find: findDecisionNumbers,
  },
  {
    name: 'virements',
    holds: 'Each approved virement moved its amount, and nothing else was vired.',
    find: findVirements,
  },
  {
    name: 'carry-forwards',
    holds: 'Each approved carry-forward left its year and entered the next with the same amount.',
    find: findCarryForwards,
  },
  {
    name: 'lapses',
    holds: 'What went back to a source did so by a recorded act, with its amount.',
    find: findLapses,
  },
];

/** Makes every check of the books; none is found when they are as they must be. */
export async function verifyLedger(db: Db, officeId: number): Promise<Finding[]> {
  return (await makeChecks(db, officeId, LEDGER_CHECKS)).flatMap(({ findings }) => findings);
}
