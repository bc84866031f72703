import type { Knex } from 'knex';
import { appendOnly, run } from './dialect.ts';

const TABLES = ['release', 'release_decision', 'measure_protection'];

/**
 * The register of releases: what was published of protected numbers, to whom, by which rules, and what was hidden.
 * Its content holds the numbers that were hidden too, since the next release must not give them away; it is read by
 * what protects and by the page of those who may see such numbers. Beside it what people decided about small
 * corrections, and by which rule each definition of a measure is protected: columns that rows are bound by are not
 * added to.
 */
export async function up(knex: Knex): Promise<void> {
  await run(
    knex,
    `
CREATE TABLE release (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  kind TEXT NOT NULL CHECK (kind IN ('pack', 'return', 'publication')),
  ref TEXT NOT NULL,
  audience TEXT NOT NULL,
  as_at_seq $INT NOT NULL,
  rules TEXT NOT NULL,
  hidden $INT NOT NULL CHECK (hidden >= 0),
  withheld $INT NOT NULL CHECK (withheld >= 0),
  fingerprint TEXT NOT NULL,
  content TEXT NOT NULL,
  act_seq $INT NOT NULL,
  UNIQUE (office_id, kind, ref)
) $STRICT
;
CREATE TABLE release_decision (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  fact TEXT NOT NULL,
  decision TEXT NOT NULL CHECK (decision IN ('show', 'hide')),
  reason_words TEXT NOT NULL REFERENCES words(digest),
  decided_by $INT NOT NULL REFERENCES person(id),
  act_seq $INT NOT NULL
) $STRICT
;
CREATE TABLE measure_protection (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  measure TEXT NOT NULL,
  version $INT NOT NULL CHECK (version > 0),
  hides TEXT NOT NULL CHECK (hides IN ('A', 'B')),
  kept_by TEXT CHECK (kept_by IN ('police')),
  act_seq $INT NOT NULL,
  UNIQUE (office_id, measure, version),
  FOREIGN KEY (office_id, measure) REFERENCES measure (office_id, code)
) $STRICT
`,
  );
  for (const table of TABLES) {
    await run(knex, `CREATE INDEX ${table}_act ON ${table} (office_id, act_seq)`);
    await appendOnly(knex, table);
  }
}
