import type { Knex } from 'knex';
import { appendOnly, registerTable, run } from './dialect.ts';

const TABLES = ['return_template', 'return_terms', 'return_request', 'return_acknowledgement', 'return_download'];

/**
 * What a return is made by and what becomes of it: its template as it was when it was prepared, whether it is
 * provisional, final or audited and what it follows, changes asked for, its acknowledgement, and who downloaded what
 * was sent. Earlier filings have none of it: they were final, of the whole fund, by the template of their version.
 */
export async function up(knex: Knex): Promise<void> {
  await run(
    knex,
    `
CREATE TABLE return_template (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  name TEXT NOT NULL,
  version TEXT NOT NULL,
  revision $INT NOT NULL CHECK (revision > 0),
  content TEXT NOT NULL,
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
  of_office $INT NOT NULL CHECK (of_office IN (0, 1)),
  entered_by $INT NOT NULL REFERENCES person(id),
  act_seq $INT NOT NULL,
  UNIQUE (office_id, name, version, revision)
) $STRICT
;
CREATE TABLE return_terms (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  filing_id $INT NOT NULL UNIQUE REFERENCES return_filing(id),
  template_id $INT NOT NULL REFERENCES return_template(id),
  source TEXT,
  standing TEXT NOT NULL CHECK (standing IN ('provisional', 'final', 'audited')),
  follows_id $INT REFERENCES return_filing(id),
  act_seq $INT NOT NULL,
  FOREIGN KEY (office_id, source) REFERENCES funding_source (office_id, code)
) $STRICT
;
CREATE TABLE return_request (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  filing_id $INT NOT NULL REFERENCES return_filing(id),
  table_name TEXT NOT NULL,
  row_key TEXT NOT NULL,
  asked_by TEXT NOT NULL CHECK (asked_by IN ('certifier', 'recipient')),
  reason_words TEXT NOT NULL REFERENCES words(digest),
  entered_by $INT NOT NULL REFERENCES person(id),
  act_seq $INT NOT NULL,
  UNIQUE (filing_id, table_name, row_key)
) $STRICT
;
CREATE TABLE return_acknowledgement (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  filing_id $INT NOT NULL UNIQUE REFERENCES return_filing(id),
  received_on TEXT NOT NULL,
  reference_words TEXT NOT NULL REFERENCES words(digest),
  entered_by $INT NOT NULL REFERENCES person(id),
  act_seq $INT NOT NULL
) $STRICT
;
CREATE TABLE return_download (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  filing_id $INT NOT NULL REFERENCES return_filing(id),
  name TEXT NOT NULL,
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
  downloaded_by $INT NOT NULL REFERENCES person(id),
  act_seq $INT NOT NULL
) $STRICT
`,
  );
  for (const table of TABLES) {
    await run(knex, `CREATE INDEX ${table}_act ON ${table} (office_id, act_seq)`);
    await appendOnly(knex, table);
  }
  await registerTable(
    knex,
    'return_duty',
    `
  source TEXT NOT NULL,
  template TEXT NOT NULL,
  from_quarter TEXT NOT NULL,
  until_quarter TEXT,
  days_after $INT NOT NULL,
  authority_words TEXT REFERENCES words(digest)`,
  );
}
