import type { Knex } from 'knex';
import { widenKinds } from './dialect.ts';

/** SQLite turns foreign keys off only outside a transaction. */
export const config = { transaction: false };

const ACCOUNTS = "'source', 'unallocated', 'allocation', 'initiative', 'agreement', 'spent'";
const SPEND = "'spend', 'refund', 'reversal', 'unmatched-credit'";

/** Money paid before its time, carried to the next year or held in reserve; and what periods are closed with. */
export async function up(knex: Knex): Promise<void> {
  await widenKinds(knex, 'account', ACCOUNTS, `${ACCOUNTS}, 'prepaid', 'carried', 'reserve'`);
  await widenKinds(knex, 'spend', SPEND, `${SPEND}, 'accrual', 'prepayment', 'adjustment', 'adjustment-credit'`);
}
