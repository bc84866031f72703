import type { Knex } from 'knex';
import { appendOnly, run } from './dialect.ts';

/**
 * What one of a measure is called where money is set against it, such as `pupil reached`, by the versions of its
 * definition that say so. A table of its own: columns that rows are bound by are not added to.
 */
export async function up(knex: Knex): Promise<void> {
  await run(
    knex,
    `
CREATE TABLE measure_cost (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  measure TEXT NOT NULL,
  version $INT NOT NULL CHECK (version > 0),
  each_is TEXT NOT NULL,
  act_seq $INT NOT NULL,
  UNIQUE (office_id, measure, version),
  FOREIGN KEY (office_id, measure) REFERENCES measure (office_id, code)
) $STRICT
;
CREATE INDEX measure_cost_act ON measure_cost (office_id, act_seq)
`,
  );
  await appendOnly(knex, 'measure_cost');
}
