import type { Knex } from 'knex';
import { appendOnly, dialectOf, makeAgain, run } from './dialect.ts';

export const config = { transaction: false };

/**
 * Lines of a file as they are staged: working state of whoever uploaded it, until the plan is confirmed. From then on
 * the lines, their suppliers and their codings are the trace of a batch, bound to the chain by the digest in
 * `import_trace`, and the database refuses to change them.
 */
export async function up(knex: Knex): Promise<void> {
  await looserBatch(knex);
  await run(knex, PLANS);
  await run(knex, RECORDED);
  await run(knex, 'CREATE INDEX entry_batch ON entry (office_id, batch_ref) WHERE batch_ref IS NOT NULL');
  for (const table of ['import_trace', 'import_group', 'line_match', 'import_reversal', 'import_reversal_outcome']) {
    await run(knex, `CREATE INDEX ${table}_act ON ${table} (office_id, act_seq)`);
    await appendOnly(knex, table);
  }
  await frozenWhenConfirmed(knex);
  await run(knex, SEARCH[dialectOf(knex)]);
}

/** A batch of coded lines goes to many initiatives and places; one that was imported before went to one. */
async function looserBatch(knex: Knex): Promise<void> {
  if (dialectOf(knex) === 'postgres') {
    await knex.raw('ALTER TABLE import_batch ALTER COLUMN initiative DROP NOT NULL, ALTER COLUMN place DROP NOT NULL');
    return;
  }
  await makeAgain(knex, 'import_batch', (made) =>
    made.replace('initiative TEXT NOT NULL', 'initiative TEXT').replace('place TEXT NOT NULL', 'place TEXT'),
  );
}

const PLANS = `
CREATE TABLE import_plan (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  token TEXT NOT NULL UNIQUE,
  person_id $INT NOT NULL REFERENCES person(id),
  profile TEXT NOT NULL,
  file_name TEXT,
  file_digest TEXT NOT NULL,
  size $INT NOT NULL,
  asked TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('reading', 'ready', 'failed', 'confirmed', 'discarded')),
  rows_read $INT NOT NULL,
  bytes_read $INT NOT NULL,
  summary TEXT,
  lines_digest TEXT,
  books_seq $INT NOT NULL,
  version $INT NOT NULL,
  batch_ref TEXT,
  created_at TEXT NOT NULL,
  touched_at TEXT NOT NULL
) $STRICT
;
CREATE INDEX import_plan_of ON import_plan (office_id, person_id, state)
;
CREATE INDEX import_plan_batch ON import_plan (office_id, batch_ref)
;
CREATE TABLE import_upload (
  id $ID,
  plan_id $INT NOT NULL UNIQUE REFERENCES import_plan(id),
  content $BYTES NOT NULL
) $STRICT
;
CREATE TABLE import_supplier (
  id $ID,
  plan_id $INT NOT NULL REFERENCES import_plan(id),
  name TEXT,
  name_key TEXT,
  salt TEXT,
  digest TEXT NOT NULL,
  lines $INT NOT NULL,
  pence $INT NOT NULL
) $STRICT
;
CREATE INDEX import_supplier_of ON import_supplier (plan_id, name)
;
CREATE INDEX import_supplier_name ON import_supplier (name_key)
;
CREATE TABLE import_coding (
  id $ID,
  plan_id $INT NOT NULL REFERENCES import_plan(id),
  signature TEXT NOT NULL,
  fields TEXT NOT NULL,
  supplier_id $INT REFERENCES import_supplier(id),
  how TEXT NOT NULL CHECK (how IN ('rule', 'file', 'choice', 'target', 'queue', 'left-out', 'pays', 'matched')),
  rule TEXT,
  stopped TEXT,
  initiative TEXT NOT NULL,
  agreement TEXT NOT NULL,
  place TEXT NOT NULL,
  category TEXT NOT NULL,
  year $INT NOT NULL,
  period $INT NOT NULL,
  charge_lines $INT NOT NULL,
  charge_pence $INT NOT NULL,
  credit_lines $INT NOT NULL,
  credit_pence $INT NOT NULL,
  first_on TEXT NOT NULL,
  last_on TEXT NOT NULL,
  UNIQUE (plan_id, signature)
) $STRICT
;
CREATE INDEX import_coding_of ON import_coding (initiative, agreement)
;
CREATE TABLE import_line (
  id $ID,
  plan_id $INT NOT NULL REFERENCES import_plan(id),
  row_number $INT NOT NULL,
  line_key TEXT NOT NULL,
  occurrence $INT NOT NULL,
  happened_on TEXT NOT NULL,
  pence $INT NOT NULL CHECK (pence <> 0),
  vat_pence $INT NOT NULL,
  coding_id $INT NOT NULL,
  supplier_id $INT NOT NULL,
  flags $INT NOT NULL,
  words TEXT,
  salt TEXT,
  removed_digest TEXT
) $STRICT
;
CREATE INDEX import_line_key ON import_line (line_key)
;
CREATE INDEX import_line_plan ON import_line (plan_id, row_number)
;
CREATE INDEX import_line_flags ON import_line (plan_id, row_number) WHERE (flags & 3) <> 0
;
CREATE INDEX import_line_day ON import_line (happened_on)
;
CREATE INDEX import_line_pence ON import_line (pence)
;
CREATE TABLE import_remark (
  id $ID,
  plan_id $INT NOT NULL REFERENCES import_plan(id),
  row_number $INT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('fault', 'changed', 'skipped', 'read-as', 'known')),
  column_name TEXT,
  value TEXT NOT NULL,
  reason TEXT NOT NULL,
  note TEXT
) $STRICT
;
CREATE INDEX import_remark_of ON import_remark (plan_id, kind, row_number)
;
CREATE TABLE import_seen (
  plan_id $INT NOT NULL REFERENCES import_plan(id),
  line_key TEXT NOT NULL,
  times $INT NOT NULL,
  PRIMARY KEY (plan_id, line_key)
) $STRICT
;
CREATE TABLE import_choice (
  id $ID,
  plan_id $INT NOT NULL REFERENCES import_plan(id),
  row_number $INT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('stands', 'new', 'left-out', 'coded')),
  stands_ref TEXT NOT NULL,
  pence $INT NOT NULL,
  reason TEXT,
  UNIQUE (plan_id, row_number, stands_ref)
) $STRICT
`;

const RECORDED = `
CREATE TABLE import_trace (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  batch_ref TEXT NOT NULL,
  plan_id $INT NOT NULL REFERENCES import_plan(id),
  lines $INT NOT NULL,
  pence $INT NOT NULL,
  file_lines $INT NOT NULL,
  file_pence $INT NOT NULL,
  digest TEXT NOT NULL,
  act_seq $INT NOT NULL,
  UNIQUE (office_id, batch_ref),
  FOREIGN KEY (office_id, batch_ref) REFERENCES import_batch (office_id, ref)
) $STRICT
;
CREATE TABLE import_group (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  batch_ref TEXT NOT NULL,
  number $INT NOT NULL,
  fund TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('spend', 'unmatched-credit')),
  initiative TEXT NOT NULL,
  agreement TEXT NOT NULL,
  nature TEXT NOT NULL CHECK (nature IN ('revenue', 'capital')),
  place TEXT NOT NULL,
  category TEXT NOT NULL,
  year $INT NOT NULL,
  period $INT NOT NULL,
  lines $INT NOT NULL,
  pence $INT NOT NULL CHECK (pence > 0),
  first_on TEXT NOT NULL,
  last_on TEXT NOT NULL,
  act_seq $INT NOT NULL,
  UNIQUE (office_id, batch_ref, number),
  FOREIGN KEY (office_id, batch_ref) REFERENCES import_batch (office_id, ref),
  FOREIGN KEY (office_id, initiative) REFERENCES initiative (office_id, ref),
  FOREIGN KEY (office_id, year, period) REFERENCES period (office_id, year, number)
) $STRICT
;
CREATE TABLE line_match (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  batch_ref TEXT NOT NULL,
  row_number $INT NOT NULL,
  stands_ref TEXT NOT NULL,
  pence $INT NOT NULL CHECK (pence > 0),
  act_seq $INT NOT NULL,
  UNIQUE (office_id, batch_ref, row_number, stands_ref),
  FOREIGN KEY (office_id, batch_ref) REFERENCES import_batch (office_id, ref)
) $STRICT
;
CREATE INDEX line_match_stands ON line_match (office_id, stands_ref)
;
CREATE TABLE import_reversal (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  batch_ref TEXT NOT NULL,
  number $INT NOT NULL,
  reason_words TEXT NOT NULL REFERENCES words(digest),
  entered_by $INT NOT NULL REFERENCES person(id),
  act_seq $INT NOT NULL,
  UNIQUE (office_id, batch_ref, number),
  FOREIGN KEY (office_id, batch_ref) REFERENCES import_batch (office_id, ref)
) $STRICT
;
CREATE TABLE import_reversal_outcome (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  batch_ref TEXT NOT NULL,
  number $INT NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome IN ('approved', 'returned')),
  reason_words TEXT REFERENCES words(digest),
  decided_by $INT NOT NULL REFERENCES person(id),
  act_seq $INT NOT NULL,
  UNIQUE (office_id, batch_ref, number),
  CHECK (outcome = 'approved' OR reason_words IS NOT NULL),
  FOREIGN KEY (office_id, batch_ref, number) REFERENCES import_reversal (office_id, batch_ref, number)
) $STRICT
`;

/**
 * What is typed into a search finds lines by supplier, transaction and text; a row of the index has its line's id. It
 * also holds the line's coding and supplier by number, as words of their own (`lineWord`): an index of each on the table
 * itself would make staging half as slow again.
 */
const SEARCH = {
  sqlite: `CREATE VIRTUAL TABLE import_line_search USING fts5(words, content='', contentless_delete=1, detail=none,
    tokenize="unicode61 remove_diacritics 2")`,
  postgres: `
CREATE TABLE import_line_search (
  rowid BIGINT PRIMARY KEY,
  words TSVECTOR NOT NULL
)
;
CREATE INDEX import_line_search_words ON import_line_search USING GIN (words)`,
};

/** The tables that belong to a plan, and the column that says which. */
const PARTS = ['import_line', 'import_coding', 'import_supplier'];

async function frozenWhenConfirmed(knex: Knex): Promise<void> {
  const is = dialectOf(knex) === 'sqlite' ? 'IS' : 'IS NOT DISTINCT FROM';
  const confirmed = (row: string) =>
    `EXISTS (SELECT 1 FROM import_plan WHERE id = ${row}.plan_id AND state = 'confirmed')`;
  const cleared: Record<string, string> = {
    import_line: `NEW.words IS NULL AND NEW.salt IS NULL AND NEW.removed_digest IS NOT NULL
      AND ${same(is, ['id', 'plan_id', 'row_number', 'line_key', 'occurrence', 'happened_on', 'pence', 'vat_pence', 'coding_id', 'supplier_id'])}`,
    import_supplier: `NEW.name IS NULL AND NEW.name_key IS NULL AND NEW.salt IS NULL
      AND ${same(is, ['id', 'plan_id', 'digest', 'lines', 'pence'])}`,
    import_coding: '1 = 0',
  };
  for (const table of PARTS) {
    await refuse(knex, table, 'UPDATE', `${confirmed('OLD')} AND NOT (${cleared[table]})`);
    await refuse(knex, table, 'DELETE', confirmed('OLD'));
    // A trigger on each of a million lines would cost more than all else; one that is added is found by its digest.
    if (table !== 'import_line') await refuse(knex, table, 'INSERT', confirmed('NEW'));
  }
  await refuse(
    knex,
    'import_plan',
    'UPDATE',
    `OLD.state = 'confirmed' AND NOT (${same(is, ['id', 'office_id', 'person_id', 'profile', 'file_digest', 'state', 'lines_digest', 'batch_ref'])})`,
  );
  await refuse(knex, 'import_plan', 'DELETE', "OLD.state = 'confirmed'");
}

function same(is: string, columns: string[]): string {
  return columns.map((column) => `NEW.${column} ${is} OLD.${column}`).join(' AND ');
}

async function refuse(knex: Knex, table: string, event: 'INSERT' | 'UPDATE' | 'DELETE', when: string): Promise<void> {
  const name = `${table}_frozen_${event.toLowerCase()}`;
  if (dialectOf(knex) === 'sqlite') {
    await knex.raw(`CREATE TRIGGER ${name} BEFORE ${event} ON ${table} WHEN ${when}
      BEGIN SELECT RAISE(ABORT, '${table} is frozen'); END`);
    return;
  }
  await knex.raw(`CREATE FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN IF ${when} THEN RAISE EXCEPTION '${table} is frozen'; END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$`);
  await knex.raw(`CREATE TRIGGER ${name} BEFORE ${event} ON ${table} FOR EACH ROW EXECUTE FUNCTION ${name}()`);
}
