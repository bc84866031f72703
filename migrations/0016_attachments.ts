import type { Knex } from 'knex';
import { appendOnly, run } from './dialect.ts';

const TABLES = ['attachment', 'attachment_withdrawal'];

export async function up(knex: Knex): Promise<void> {
  await run(
    knex,
    `
CREATE INDEX document_fingerprint ON document (office_id, sha256)
;
CREATE TABLE attachment (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  ref TEXT NOT NULL,
  subject_kind TEXT NOT NULL,
  subject_ref TEXT NOT NULL,
  kind TEXT NOT NULL,
  title_words TEXT NOT NULL REFERENCES words(digest),
  file_name_words TEXT NOT NULL REFERENCES words(digest),
  file_kind TEXT NOT NULL CHECK (file_kind IN ('pdf', 'docx', 'xlsx', 'png', 'jpeg', 'csv')),
  document_id $INT NOT NULL REFERENCES document(id),
  for_members $INT NOT NULL CHECK (for_members IN (0, 1)),
  replaces TEXT CHECK (replaces <> ref),
  entered_by $INT REFERENCES person(id),
  act_seq $INT NOT NULL,
  UNIQUE (office_id, ref),
  FOREIGN KEY (office_id, replaces) REFERENCES attachment (office_id, ref)
) $STRICT
;
CREATE INDEX attachment_subject ON attachment (office_id, subject_kind, subject_ref)
;
CREATE TABLE attachment_withdrawal (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  attachment TEXT NOT NULL,
  reason_words TEXT NOT NULL REFERENCES words(digest),
  entered_by $INT REFERENCES person(id),
  act_seq $INT NOT NULL,
  UNIQUE (office_id, attachment),
  FOREIGN KEY (office_id, attachment) REFERENCES attachment (office_id, ref)
) $STRICT
`,
  );
  for (const table of TABLES) {
    await run(knex, `CREATE INDEX ${table}_act ON ${table} (office_id, act_seq)`);
    await appendOnly(knex, table);
  }
}
