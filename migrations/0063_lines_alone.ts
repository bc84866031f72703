import type { Knex } from 'knex';

/** Where a person sent a line that was taken out of those that say the same, while its file is still a plan. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw('ALTER TABLE import_choice ADD COLUMN goes_to TEXT');
}
