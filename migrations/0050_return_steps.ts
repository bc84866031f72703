import type { Knex } from 'knex';
import { dialectOf, makeAgain } from './dialect.ts';

/** Run in steps of its own, because SQLite cannot change the check of a table without making the table again. */
export const config = { transaction: false };

const BEFORE = "'checked', 'certified', 'submitted'";
const AFTER = "'checked', 'offered', 'certified', 'returned', 'submitted', 'acknowledged'";

/** A return is also submitted for certification, given back for changes, and acknowledged by whoever received it. */
export async function up(knex: Knex): Promise<void> {
  if (dialectOf(knex) === 'postgres') {
    await knex.raw(
      `ALTER TABLE return_step DROP CONSTRAINT return_step_step_check,
       ADD CONSTRAINT return_step_step_check CHECK (step IN (${AFTER}))`,
    );
    return;
  }
  await makeAgain(knex, 'return_step', (made) => made.replace(BEFORE, AFTER));
}
