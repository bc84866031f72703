import type { Knex } from 'knex';
import { appendOnly, dialectOf, run } from './dialect.ts';

const TABLES = ['measure_definition', 'observation_version', 'observation_outcome'];

/**
 * Definitions of measures by version, and observations that somebody else approves. What stands in `observation` is of
 * the time when recording was enough: it counts as approved, and the table takes nothing more, so that nothing comes to
 * count that nobody approved.
 */
export async function up(knex: Knex): Promise<void> {
  await run(
    knex,
    `
CREATE TABLE measure_definition (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  measure TEXT NOT NULL,
  version $INT NOT NULL CHECK (version > 0),
  name_words TEXT NOT NULL REFERENCES words(digest),
  unit TEXT NOT NULL,
  direction TEXT NOT NULL CHECK (direction IN ('up', 'down', 'none')),
  basis TEXT NOT NULL CHECK (basis IN ('in-period', 'cumulative', 'point-in-time')),
  counts TEXT NOT NULL CHECK (counts IN ('people', 'events', 'other')),
  rule_words TEXT REFERENCES words(digest),
  source_words TEXT REFERENCES words(digest),
  double_count_words TEXT REFERENCES words(digest),
  level TEXT CHECK (level IN ('districts', 'county')),
  dimension TEXT,
  categories TEXT NOT NULL,
  denominator TEXT,
  baseline_value $INT CHECK (baseline_value >= 0),
  baseline_period TEXT,
  baseline_source_words TEXT REFERENCES words(digest),
  template TEXT,
  changed_on TEXT NOT NULL,
  reason_words TEXT REFERENCES words(digest),
  entered_by $INT,
  act_seq $INT NOT NULL,
  CHECK ((baseline_value IS NULL) = (baseline_period IS NULL)),
  CHECK ((baseline_value IS NULL) = (baseline_source_words IS NULL)),
  CHECK ((version = 1) = (reason_words IS NULL)),
  UNIQUE (office_id, measure, version),
  FOREIGN KEY (office_id, measure) REFERENCES measure (office_id, code)
) $STRICT
;
CREATE TABLE observation_version (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  measure TEXT NOT NULL,
  definition $INT NOT NULL CHECK (definition > 0),
  place TEXT NOT NULL,
  category TEXT NOT NULL,
  year $INT NOT NULL,
  quarter $INT NOT NULL CHECK (quarter BETWEEN 1 AND 4),
  version $INT NOT NULL CHECK (version > 0),
  value $INT CHECK (value >= 0),
  marker TEXT CHECK (marker IN ('x', 'z')),
  children $INT CHECK (children >= 0),
  grade TEXT NOT NULL CHECK (grade IN ('measured', 'sampled', 'estimated', 'asserted')),
  source_words TEXT NOT NULL REFERENCES words(digest),
  record TEXT,
  reason_words TEXT REFERENCES words(digest),
  entered_by $INT NOT NULL REFERENCES person(id),
  act_seq $INT NOT NULL,
  CHECK ((value IS NULL) <> (marker IS NULL)),
  CHECK (children IS NULL OR value IS NOT NULL),
  UNIQUE (office_id, measure, place, category, year, quarter, version),
  FOREIGN KEY (office_id, measure) REFERENCES measure (office_id, code)
) $STRICT
;
CREATE TABLE observation_outcome (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  observation_id $INT NOT NULL UNIQUE REFERENCES observation_version(id),
  outcome TEXT NOT NULL CHECK (outcome IN ('approved', 'returned')),
  reason_words TEXT REFERENCES words(digest),
  decided_by $INT NOT NULL REFERENCES person(id),
  act_seq $INT NOT NULL,
  CHECK (outcome = 'approved' OR reason_words IS NOT NULL)
) $STRICT
;
CREATE TABLE observation_draft (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  person_id $INT NOT NULL REFERENCES person(id),
  draft_key TEXT NOT NULL,
  kind TEXT NOT NULL,
  version $INT NOT NULL CHECK (version > 0),
  content TEXT NOT NULL,
  beside TEXT,
  saved_at TEXT NOT NULL,
  UNIQUE (person_id, draft_key)
) $STRICT
;
CREATE INDEX observation_draft_saved ON observation_draft (saved_at)
`,
  );
  for (const table of TABLES) {
    await run(knex, `CREATE INDEX ${table}_act ON ${table} (office_id, act_seq)`);
    await appendOnly(knex, table);
  }
  await closeTable(knex, 'observation');
}

/** Makes the database itself refuse any further row of a table. */
async function closeTable(knex: Knex, table: string): Promise<void> {
  await knex.raw(
    dialectOf(knex) === 'sqlite'
      ? `CREATE TRIGGER ${table}_closed BEFORE INSERT ON ${table} BEGIN SELECT RAISE(ABORT, '${table} is closed'); END`
      : `CREATE TRIGGER ${table}_closed BEFORE INSERT ON ${table} FOR EACH ROW EXECUTE FUNCTION append_only()`,
  );
}
