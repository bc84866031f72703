import type { Knex } from 'knex';
import { appendOnly, run } from './dialect.ts';

const TABLES = [
  'public_document',
  'publication',
  'publication_step',
  'publication_file',
  'publication_item',
  'redaction',
  'publication_setting',
];

/** What the office publishes each month, how each part of it was decided, and every document that the public may read. */
export async function up(knex: Knex): Promise<void> {
  await run(
    knex,
    `
CREATE TABLE public_document (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  section TEXT NOT NULL,
  path TEXT NOT NULL,
  version $INT NOT NULL CHECK (version > 0),
  title TEXT NOT NULL,
  document_id $INT NOT NULL REFERENCES document(id),
  published_on TEXT NOT NULL CHECK (length(published_on) = 10),
  listed_by $INT,
  act_seq $INT NOT NULL,
  UNIQUE (office_id, path, version)
) $STRICT
;
CREATE INDEX public_document_of ON public_document (document_id)
;
CREATE TABLE publication (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  kind TEXT NOT NULL,
  year $INT NOT NULL,
  month $INT NOT NULL CHECK (month BETWEEN 1 AND 12),
  draft $INT NOT NULL CHECK (draft > 0),
  cutoff_seq $INT NOT NULL,
  cutoff_at TEXT NOT NULL,
  why_words TEXT REFERENCES words(digest),
  prepared_by $INT NOT NULL REFERENCES person(id),
  act_seq $INT NOT NULL,
  UNIQUE (office_id, kind, year, month, draft)
) $STRICT
;
CREATE TABLE publication_step (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  publication_id $INT NOT NULL REFERENCES publication(id),
  step TEXT NOT NULL CHECK (step IN ('reviewed', 'sent-back', 'published')),
  content_digest TEXT NOT NULL CHECK (length(content_digest) = 64),
  reason_words TEXT REFERENCES words(digest),
  done_by $INT NOT NULL REFERENCES person(id),
  act_seq $INT NOT NULL,
  CHECK (step <> 'sent-back' OR reason_words IS NOT NULL)
) $STRICT
;
CREATE UNIQUE INDEX publication_published_once ON publication_step (publication_id) WHERE step = 'published'
;
CREATE TABLE publication_file (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  publication_id $INT NOT NULL REFERENCES publication(id),
  name TEXT NOT NULL,
  rows $INT NOT NULL CHECK (rows >= 0),
  document_id $INT NOT NULL REFERENCES document(id),
  act_seq $INT NOT NULL,
  UNIQUE (publication_id, name)
) $STRICT
;
CREATE TABLE publication_item (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  publication_id $INT NOT NULL REFERENCES publication(id),
  item TEXT NOT NULL,
  act_seq $INT NOT NULL,
  UNIQUE (publication_id, item)
) $STRICT
;
CREATE INDEX publication_item_of ON publication_item (office_id, item)
;
CREATE TABLE redaction (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  subject TEXT NOT NULL,
  item TEXT NOT NULL,
  field TEXT NOT NULL,
  choice TEXT NOT NULL CHECK (choice IN ('publish', 'personal', 'commercial', 'foster-carer', 'few-children')),
  reason_words TEXT NOT NULL REFERENCES words(digest),
  seen TEXT NOT NULL CHECK (length(seen) = 64),
  decided_by $INT NOT NULL REFERENCES person(id),
  act_seq $INT NOT NULL
) $STRICT
;
CREATE INDEX redaction_of ON redaction (office_id, subject, item)
;
CREATE TABLE publication_setting (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  version $INT NOT NULL CHECK (version > 0),
  prefix TEXT,
  funder_id TEXT,
  licence TEXT,
  website TEXT,
  set_by $INT NOT NULL REFERENCES person(id),
  act_seq $INT NOT NULL,
  UNIQUE (office_id, version)
) $STRICT
`,
  );
  for (const table of TABLES) {
    await run(knex, `CREATE INDEX ${table}_act ON ${table} (office_id, act_seq)`);
    await appendOnly(knex, table);
  }
}
