import type { Knex } from 'knex';
import { registerTable, run } from './dialect.ts';

/** What the initiatives of each kind record: the questions are data, so their answers stand in one column. */
export async function up(knex: Knex): Promise<void> {
  await registerTable(
    knex,
    'kind_record',
    `
  sort TEXT NOT NULL,
  initiative TEXT NOT NULL,
  body TEXT NOT NULL,
  FOREIGN KEY (office_id, initiative) REFERENCES initiative (office_id, ref)
`,
  );
  await run(knex, 'CREATE INDEX kind_record_of ON kind_record (office_id, sort, initiative)');
}
