import type { Knex } from 'knex';
import { appendOnly, dialectOf, run } from './dialect.ts';

const RECORDED = ['words_decision', 'removal_request', 'removal_outcome', 'removed_item'];

/**
 * Words that look personal: which are held back now, what people decided about them, and what two people removed. Which
 * are held is made anew from the record at any time and is no part of it; no table here holds a text.
 */
export async function up(knex: Knex): Promise<void> {
  await run(
    knex,
    `
CREATE TABLE held_text (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  digest TEXT NOT NULL UNIQUE,
  source TEXT NOT NULL,
  column_name TEXT NOT NULL,
  row_id $INT NOT NULL,
  kinds TEXT NOT NULL
) $STRICT
;
CREATE INDEX held_text_place ON held_text (office_id, source, column_name)
;
CREATE TABLE import_held (
  id $ID,
  plan_id $INT NOT NULL REFERENCES import_plan(id),
  supplier_id $INT,
  digest TEXT NOT NULL,
  salt TEXT,
  kinds TEXT NOT NULL,
  lines $INT NOT NULL
) $STRICT
;
CREATE INDEX import_held_of ON import_held (plan_id)
;
CREATE INDEX import_held_digest ON import_held (digest)
;
CREATE TABLE import_held_line (
  plan_id $INT NOT NULL REFERENCES import_plan(id),
  row_number $INT NOT NULL,
  held_id $INT NOT NULL REFERENCES import_held(id),
  PRIMARY KEY (plan_id, row_number)
) $STRICT
;
CREATE INDEX import_held_line_of ON import_held_line (held_id)
;
CREATE TABLE words_decision (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  digest TEXT NOT NULL CHECK (length(digest) BETWEEN 43 AND 64),
  decision TEXT NOT NULL CHECK (decision IN ('cleared', 'edited')),
  source TEXT NOT NULL,
  column_name TEXT NOT NULL,
  kinds TEXT NOT NULL,
  why_words TEXT REFERENCES words(digest),
  decided_by $INT REFERENCES person(id),
  act_seq $INT NOT NULL,
  UNIQUE (office_id, digest),
  CHECK (decision = 'edited' OR why_words IS NOT NULL)
) $STRICT
;
CREATE TABLE removal_request (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  ref TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('text', 'attachment', 'line')),
  target TEXT NOT NULL,
  reason_words TEXT NOT NULL REFERENCES words(digest),
  asked_by $INT NOT NULL REFERENCES person(id),
  act_seq $INT NOT NULL,
  UNIQUE (office_id, ref)
) $STRICT
;
CREATE TABLE removal_outcome (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  request TEXT NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome IN ('removed', 'declined')),
  reason_words TEXT REFERENCES words(digest),
  decided_by $INT NOT NULL REFERENCES person(id),
  act_seq $INT NOT NULL,
  UNIQUE (office_id, request),
  CHECK (outcome = 'removed' OR reason_words IS NOT NULL),
  FOREIGN KEY (office_id, request) REFERENCES removal_request (office_id, ref)
) $STRICT
;
CREATE TABLE removed_item (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  request TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('words', 'document', 'line', 'supplier')),
  digest TEXT NOT NULL,
  item $INT NOT NULL,
  place TEXT NOT NULL,
  act_seq $INT NOT NULL,
  UNIQUE (office_id, kind, item),
  FOREIGN KEY (office_id, request) REFERENCES removal_request (office_id, ref)
) $STRICT
`,
  );
  await codingsCleared(knex);
  for (const table of RECORDED) {
    await run(knex, `CREATE INDEX ${table}_act ON ${table} (office_id, act_seq)`);
    await appendOnly(knex, table);
  }
}

const KEPT = [
  ...['id', 'plan_id', 'supplier_id', 'how', 'rule', 'stopped', 'initiative', 'agreement', 'place', 'category', 'year'],
  ...['period', 'charge_lines', 'charge_pence', 'credit_lines', 'credit_pence', 'first_on', 'last_on'],
];

/**
 * What a coding of a confirmed plan was told by names its supplier, so two people may clear it as they clear the
 * supplier's name. Nothing is added up by it, and no digest binds it.
 */
async function codingsCleared(knex: Knex): Promise<void> {
  const name = 'import_coding_frozen_update';
  const sqlite = dialectOf(knex) === 'sqlite';
  const same = KEPT.map((column) => `NEW.${column} ${sqlite ? 'IS' : 'IS NOT DISTINCT FROM'} OLD.${column}`).join(
    ' AND ',
  );
  const when = `EXISTS (SELECT 1 FROM import_plan WHERE id = OLD.plan_id AND state = 'confirmed')
    AND NOT (NEW.fields = '{}' AND NEW.signature = 'removed ' || OLD.id AND ${same})`;
  if (sqlite) {
    await knex.raw(`DROP TRIGGER ${name}`);
    await knex.raw(`CREATE TRIGGER ${name} BEFORE UPDATE ON import_coding WHEN ${when}
      BEGIN SELECT RAISE(ABORT, 'import_coding is frozen'); END`);
    return;
  }
  await knex.raw(`CREATE OR REPLACE FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN IF ${when} THEN RAISE EXCEPTION 'import_coding is frozen'; END IF; RETURN NEW; END $$`);
}
