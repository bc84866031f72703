import type { Knex } from 'knex';
import { appendOnly, run } from './dialect.ts';

const TABLES = ['joint_spend', 'recoded_entry', 'settlement_change'];

/** Spend that is decided together, what was posted anew for what was taken back, and what refunds free of payables. */
export async function up(knex: Knex): Promise<void> {
  await run(
    knex,
    `
CREATE TABLE joint_spend (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  first_ref TEXT NOT NULL,
  spend_ref TEXT NOT NULL,
  act_seq $INT NOT NULL,
  UNIQUE (office_id, spend_ref),
  FOREIGN KEY (office_id, first_ref) REFERENCES spend (office_id, ref),
  FOREIGN KEY (office_id, spend_ref) REFERENCES spend (office_id, ref)
) $STRICT
;
CREATE INDEX joint_spend_first ON joint_spend (office_id, first_ref)
;
CREATE TABLE recoded_entry (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  entry_id $INT NOT NULL UNIQUE REFERENCES entry(id),
  original_entry_id $INT NOT NULL REFERENCES entry(id),
  act_seq $INT NOT NULL
) $STRICT
;
CREATE INDEX recoded_entry_original ON recoded_entry (original_entry_id)
;
CREATE TABLE settlement_change (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  payable_ref TEXT NOT NULL,
  spend_ref TEXT NOT NULL,
  cause_ref TEXT NOT NULL,
  pence $INT NOT NULL CHECK (pence <> 0 AND pence BETWEEN -100000000000 AND 100000000000),
  act_seq $INT NOT NULL,
  UNIQUE (office_id, payable_ref, spend_ref, cause_ref),
  FOREIGN KEY (office_id, payable_ref, spend_ref) REFERENCES settlement (office_id, payable_ref, spend_ref),
  FOREIGN KEY (office_id, cause_ref) REFERENCES spend (office_id, ref)
) $STRICT
`,
  );
  for (const table of TABLES) {
    await run(knex, `CREATE INDEX ${table}_act ON ${table} (office_id, act_seq)`);
    await appendOnly(knex, table);
  }
}
