import type { Knex } from 'knex';
import { appendOnly, run } from './dialect.ts';

const TABLES = ['spend', 'spend_outcome', 'import_batch', 'import_outcome', 'forecast'];

export async function up(knex: Knex): Promise<void> {
  await run(
    knex,
    `
CREATE TABLE import_batch (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  fund TEXT NOT NULL,
  ref TEXT NOT NULL,
  file_digest TEXT NOT NULL,
  file_name_words TEXT NOT NULL REFERENCES words(digest),
  profile TEXT NOT NULL,
  initiative TEXT NOT NULL,
  place TEXT NOT NULL,
  year $INT NOT NULL,
  period $INT NOT NULL,
  lines $INT NOT NULL,
  known $INT NOT NULL,
  skipped $INT NOT NULL,
  charge_pence $INT NOT NULL,
  pence $INT NOT NULL,
  overspend_words TEXT REFERENCES words(digest),
  entered_by $INT NOT NULL REFERENCES person(id),
  act_seq $INT NOT NULL,
  UNIQUE (office_id, ref),
  FOREIGN KEY (office_id, initiative) REFERENCES initiative (office_id, ref)
) $STRICT
;
CREATE INDEX import_batch_file ON import_batch (office_id, file_digest)
;
CREATE TABLE import_outcome (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  batch_ref TEXT NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome IN ('accepted', 'rejected')),
  control_total_pence $INT,
  reason_words TEXT REFERENCES words(digest),
  decided_by $INT NOT NULL REFERENCES person(id),
  act_seq $INT NOT NULL,
  UNIQUE (office_id, batch_ref),
  FOREIGN KEY (office_id, batch_ref) REFERENCES import_batch (office_id, ref)
) $STRICT
;
CREATE TABLE spend (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  fund TEXT NOT NULL,
  ref TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('spend', 'refund', 'reversal', 'unmatched-credit')),
  initiative TEXT NOT NULL,
  agreement TEXT NOT NULL,
  nature TEXT NOT NULL CHECK (nature IN ('revenue', 'capital')),
  place TEXT NOT NULL,
  category TEXT NOT NULL,
  supplier_words TEXT NOT NULL REFERENCES words(digest),
  reference_words TEXT REFERENCES words(digest),
  description_words TEXT REFERENCES words(digest),
  reason_words TEXT REFERENCES words(digest),
  invoiced_on TEXT NOT NULL,
  received_on TEXT,
  paid_on TEXT,
  year $INT NOT NULL,
  period $INT NOT NULL,
  net_pence $INT NOT NULL CHECK (net_pence >= 0),
  vat_pence $INT NOT NULL CHECK (vat_pence >= 0),
  pence $INT NOT NULL CHECK (pence = net_pence + vat_pence AND pence BETWEEN 1 AND 100000000000),
  corrects_ref TEXT,
  batch_ref TEXT,
  row_number $INT,
  line_key TEXT,
  entered_by $INT NOT NULL REFERENCES person(id),
  act_seq $INT NOT NULL,
  UNIQUE (office_id, ref),
  FOREIGN KEY (office_id, initiative) REFERENCES initiative (office_id, ref),
  FOREIGN KEY (office_id, corrects_ref) REFERENCES spend (office_id, ref),
  FOREIGN KEY (office_id, batch_ref) REFERENCES import_batch (office_id, ref),
  FOREIGN KEY (office_id, year, period) REFERENCES period (office_id, year, number)
) $STRICT
;
CREATE INDEX spend_line_key ON spend (office_id, line_key)
;
CREATE INDEX spend_batch ON spend (office_id, batch_ref)
;
CREATE INDEX spend_corrects ON spend (office_id, corrects_ref)
;
CREATE TABLE spend_outcome (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  spend_ref TEXT NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome IN ('approved', 'returned')),
  year $INT,
  period $INT,
  reason_words TEXT REFERENCES words(digest),
  decided_by $INT NOT NULL REFERENCES person(id),
  act_seq $INT NOT NULL,
  UNIQUE (office_id, spend_ref),
  CHECK (outcome = 'approved' OR reason_words IS NOT NULL),
  FOREIGN KEY (office_id, spend_ref) REFERENCES spend (office_id, ref)
) $STRICT
;
CREATE TABLE forecast (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  fund TEXT NOT NULL,
  initiative TEXT NOT NULL,
  year $INT NOT NULL,
  period $INT NOT NULL,
  pence $INT NOT NULL CHECK (pence BETWEEN 0 AND 100000000000),
  made_in_year $INT NOT NULL,
  made_in_period $INT NOT NULL,
  entered_by $INT NOT NULL REFERENCES person(id),
  act_seq $INT NOT NULL,
  FOREIGN KEY (office_id, initiative) REFERENCES initiative (office_id, ref),
  FOREIGN KEY (office_id, year, period) REFERENCES period (office_id, year, number)
) $STRICT
;
CREATE INDEX forecast_latest ON forecast (office_id, initiative, year, period, act_seq DESC)
`,
  );
  for (const table of TABLES) {
    await run(knex, `CREATE INDEX ${table}_act ON ${table} (office_id, act_seq)`);
    await appendOnly(knex, table);
  }
}
