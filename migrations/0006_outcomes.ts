import type { Knex } from 'knex';
import { appendOnly, run } from './dialect.ts';

const TABLES = ['measure', 'target', 'observation'];

export async function up(knex: Knex): Promise<void> {
  await run(
    knex,
    `
CREATE TABLE measure (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  code TEXT NOT NULL,
  initiative TEXT NOT NULL,
  name_words TEXT NOT NULL REFERENCES words(digest),
  unit TEXT NOT NULL,
  direction TEXT NOT NULL CHECK (direction IN ('up', 'down', 'none')),
  basis TEXT NOT NULL CHECK (basis IN ('in-period', 'cumulative', 'point-in-time')),
  counts_people $INT NOT NULL CHECK (counts_people IN (0, 1)),
  denominator TEXT,
  act_seq $INT NOT NULL,
  UNIQUE (office_id, code),
  FOREIGN KEY (office_id, initiative) REFERENCES initiative (office_id, ref)
) $STRICT
;
CREATE TABLE target (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  measure TEXT NOT NULL,
  place TEXT NOT NULL,
  year $INT NOT NULL,
  quarter $INT NOT NULL CHECK (quarter BETWEEN 1 AND 4),
  value $INT NOT NULL CHECK (value >= 0),
  entered_by $INT NOT NULL REFERENCES person(id),
  act_seq $INT NOT NULL,
  FOREIGN KEY (office_id, measure) REFERENCES measure (office_id, code)
) $STRICT
;
CREATE TABLE observation (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  measure TEXT NOT NULL,
  place TEXT NOT NULL,
  year $INT NOT NULL,
  quarter $INT NOT NULL CHECK (quarter BETWEEN 1 AND 4),
  value $INT CHECK (value >= 0),
  marker TEXT CHECK (marker IN ('x', 'z')),
  source_words TEXT NOT NULL REFERENCES words(digest),
  entered_by $INT NOT NULL REFERENCES person(id),
  act_seq $INT NOT NULL,
  CHECK ((value IS NULL) <> (marker IS NULL)),
  FOREIGN KEY (office_id, measure) REFERENCES measure (office_id, code)
) $STRICT
;
CREATE INDEX target_measure ON target (office_id, measure, place, year, quarter)
;
CREATE INDEX observation_measure ON observation (office_id, measure, place, year, quarter)
`,
  );
  for (const table of TABLES) {
    await run(knex, `CREATE INDEX ${table}_act ON ${table} (office_id, act_seq)`);
    await appendOnly(knex, table);
  }
}
