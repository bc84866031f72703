import type { Knex } from 'knex';
import { run } from './dialect.ts';

/**
 * Drafts of spend: working data of their authors, no part of the record, so their rows are changed and deleted. The
 * indexes find an entry that stands already with the same date and amount, or the same reference.
 */
export async function up(knex: Knex): Promise<void> {
  await run(
    knex,
    `
CREATE TABLE spend_draft (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  person_id $INT NOT NULL REFERENCES person(id),
  draft_key TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('form', 'grid')),
  version $INT NOT NULL CHECK (version > 0),
  content TEXT NOT NULL,
  beside TEXT,
  saved_at TEXT NOT NULL,
  UNIQUE (person_id, draft_key)
) $STRICT
;
CREATE INDEX spend_draft_saved ON spend_draft (saved_at)
;
CREATE INDEX spend_invoiced ON spend (office_id, invoiced_on, pence)
;
CREATE INDEX spend_reference ON spend (reference_words)
;
CREATE INDEX words_start ON words (office_id, lower(substr(text, 1, 60)))
`,
  );
}
