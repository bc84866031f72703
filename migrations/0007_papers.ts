import type { Knex } from 'knex';
import { appendOnly, clearedOnly, run } from './dialect.ts';

const TABLES = [
  'snapshot',
  'snapshot_figure',
  'meeting',
  'agenda_item',
  'meeting_decision',
  'meeting_action',
  'highlight',
  'commentary',
  'pack',
  'return_filing',
  'return_explanation',
  'return_step',
  'return_file',
];

export async function up(knex: Knex): Promise<void> {
  await run(
    knex,
    `
CREATE TABLE document (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
  media_type TEXT NOT NULL,
  file_name TEXT NOT NULL,
  size $INT NOT NULL,
  content $BYTES,
  act_seq $INT NOT NULL
) $STRICT
;
CREATE INDEX document_act ON document (office_id, act_seq)
;
CREATE TABLE snapshot (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  purpose TEXT NOT NULL CHECK (purpose IN ('pack', 'return')),
  as_at_seq $INT NOT NULL,
  as_at TEXT NOT NULL,
  act_seq $INT NOT NULL
) $STRICT
;
CREATE TABLE snapshot_figure (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  snapshot_id $INT NOT NULL REFERENCES snapshot(id),
  number $INT NOT NULL,
  figure TEXT NOT NULL,
  scope TEXT NOT NULL,
  unit TEXT NOT NULL,
  value $INT,
  marker TEXT,
  trace_document_id $INT NOT NULL REFERENCES document(id),
  act_seq $INT NOT NULL,
  UNIQUE (snapshot_id, number)
) $STRICT
;
CREATE TABLE meeting (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  ref TEXT NOT NULL,
  held_on TEXT NOT NULL,
  starts_at TEXT NOT NULL,
  place_words TEXT NOT NULL REFERENCES words(digest),
  chair_words TEXT NOT NULL REFERENCES words(digest),
  act_seq $INT NOT NULL,
  UNIQUE (office_id, ref)
) $STRICT
;
CREATE TABLE agenda_item (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  meeting_ref TEXT NOT NULL,
  title_words TEXT NOT NULL REFERENCES words(digest),
  lead_words TEXT NOT NULL REFERENCES words(digest),
  purpose TEXT NOT NULL CHECK (purpose IN ('decision', 'discussion', 'information')),
  minutes $INT NOT NULL CHECK (minutes BETWEEN 1 AND 240),
  act_seq $INT NOT NULL,
  FOREIGN KEY (office_id, meeting_ref) REFERENCES meeting (office_id, ref)
) $STRICT
;
CREATE TABLE meeting_decision (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  meeting_ref TEXT NOT NULL,
  title_words TEXT NOT NULL REFERENCES words(digest),
  outcome_words TEXT NOT NULL REFERENCES words(digest),
  decision_ref TEXT,
  act_seq $INT NOT NULL,
  FOREIGN KEY (office_id, meeting_ref) REFERENCES meeting (office_id, ref)
) $STRICT
;
CREATE TABLE meeting_action (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  meeting_ref TEXT NOT NULL,
  what_words TEXT NOT NULL REFERENCES words(digest),
  who_words TEXT NOT NULL REFERENCES words(digest),
  due_on TEXT NOT NULL,
  act_seq $INT NOT NULL,
  FOREIGN KEY (office_id, meeting_ref) REFERENCES meeting (office_id, ref)
) $STRICT
;
CREATE TABLE highlight (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  meeting_ref TEXT NOT NULL,
  initiative TEXT NOT NULL,
  confidence TEXT NOT NULL CHECK (confidence IN ('Green', 'Amber/Green', 'Amber', 'Amber/Red', 'Red')),
  this_period_words TEXT NOT NULL REFERENCES words(digest),
  next_period_words TEXT NOT NULL REFERENCES words(digest),
  risks_words TEXT NOT NULL REFERENCES words(digest),
  entered_by $INT NOT NULL REFERENCES person(id),
  act_seq $INT NOT NULL,
  FOREIGN KEY (office_id, meeting_ref) REFERENCES meeting (office_id, ref),
  FOREIGN KEY (office_id, initiative) REFERENCES initiative (office_id, ref)
) $STRICT
;
CREATE TABLE commentary (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  meeting_ref TEXT NOT NULL,
  text_words TEXT NOT NULL REFERENCES words(digest),
  entered_by $INT NOT NULL REFERENCES person(id),
  act_seq $INT NOT NULL,
  FOREIGN KEY (office_id, meeting_ref) REFERENCES meeting (office_id, ref)
) $STRICT
;
CREATE TABLE pack (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  meeting_ref TEXT NOT NULL,
  version $INT NOT NULL,
  snapshot_id $INT NOT NULL REFERENCES snapshot(id),
  model_document_id $INT NOT NULL REFERENCES document(id),
  html_document_id $INT NOT NULL REFERENCES document(id),
  pdf_document_id $INT NOT NULL REFERENCES document(id),
  published_by $INT NOT NULL REFERENCES person(id),
  act_seq $INT NOT NULL,
  UNIQUE (office_id, meeting_ref, version),
  FOREIGN KEY (office_id, meeting_ref) REFERENCES meeting (office_id, ref)
) $STRICT
;
CREATE TABLE return_filing (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  ref TEXT NOT NULL,
  draft $INT NOT NULL,
  template TEXT NOT NULL,
  template_version TEXT NOT NULL,
  year $INT NOT NULL,
  quarter $INT NOT NULL CHECK (quarter BETWEEN 1 AND 4),
  cutoff_seq $INT NOT NULL,
  cutoff_at TEXT NOT NULL,
  prepared_by $INT NOT NULL REFERENCES person(id),
  act_seq $INT NOT NULL,
  UNIQUE (office_id, ref, draft)
) $STRICT
;
CREATE TABLE return_explanation (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  filing_id $INT NOT NULL REFERENCES return_filing(id),
  row_key TEXT NOT NULL,
  text_words TEXT NOT NULL REFERENCES words(digest),
  entered_by $INT NOT NULL REFERENCES person(id),
  act_seq $INT NOT NULL
) $STRICT
;
CREATE TABLE return_step (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  filing_id $INT NOT NULL REFERENCES return_filing(id),
  step TEXT NOT NULL CHECK (step IN ('checked', 'certified', 'submitted')),
  content_digest TEXT NOT NULL,
  done_by $INT NOT NULL REFERENCES person(id),
  act_seq $INT NOT NULL,
  UNIQUE (filing_id, step)
) $STRICT
;
CREATE TABLE return_file (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  filing_id $INT NOT NULL REFERENCES return_filing(id),
  name TEXT NOT NULL,
  rows $INT NOT NULL,
  document_id $INT NOT NULL REFERENCES document(id),
  snapshot_id $INT NOT NULL REFERENCES snapshot(id),
  act_seq $INT NOT NULL,
  UNIQUE (filing_id, name)
) $STRICT
`,
  );
  await clearedOnly(
    knex,
    'document',
    ['content'],
    ['id', 'office_id', 'sha256', 'media_type', 'file_name', 'size', 'act_seq'],
  );
  for (const table of TABLES) {
    await run(knex, `CREATE INDEX ${table}_act ON ${table} (office_id, act_seq)`);
    await appendOnly(knex, table);
  }
}
