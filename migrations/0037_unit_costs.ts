import type { Knex } from 'knex';
import { run } from './dialect.ts';

/** What one of a measure is called where money is set against it, such as `pupil reached`; null where it is not. */
export async function up(knex: Knex): Promise<void> {
  await run(knex, 'ALTER TABLE measure_definition ADD COLUMN cost_each TEXT');
}
