import type { Knex } from 'knex';
import { appendOnly, run } from './dialect.ts';

/** Briefings and letters: their text, version by version, and what was issued of them, frozen. */
export async function up(knex: Knex): Promise<void> {
  await run(
    knex,
    `
CREATE TABLE briefing_text (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  briefing_ref TEXT NOT NULL,
  version $INT NOT NULL CHECK (version > 0),
  kind TEXT NOT NULL CHECK (kind IN ('letter', 'briefing')),
  marking TEXT NOT NULL CHECK (marking IN ('OFFICIAL', 'OFFICIAL-SENSITIVE')),
  title_words TEXT NOT NULL REFERENCES words(digest),
  addressee_words TEXT NOT NULL REFERENCES words(digest),
  signatory_words TEXT NOT NULL REFERENCES words(digest),
  text_words TEXT NOT NULL REFERENCES words(digest),
  handling_words TEXT REFERENCES words(digest),
  written_by $INT NOT NULL REFERENCES person(id),
  act_seq $INT NOT NULL,
  UNIQUE (office_id, briefing_ref, version)
) $STRICT
;
CREATE INDEX briefing_text_act ON briefing_text (office_id, act_seq)
;
CREATE TABLE briefing_issue (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  briefing_ref TEXT NOT NULL,
  version $INT NOT NULL CHECK (version > 0),
  text_version $INT NOT NULL,
  code TEXT NOT NULL,
  as_at_seq $INT NOT NULL,
  as_at TEXT NOT NULL,
  model_document_id $INT NOT NULL REFERENCES document(id),
  figures_document_id $INT NOT NULL REFERENCES document(id),
  html_document_id $INT NOT NULL REFERENCES document(id),
  pdf_document_id $INT NOT NULL REFERENCES document(id),
  issued_by $INT NOT NULL REFERENCES person(id),
  act_seq $INT NOT NULL,
  UNIQUE (office_id, code),
  UNIQUE (office_id, briefing_ref, version),
  FOREIGN KEY (office_id, briefing_ref, text_version) REFERENCES briefing_text (office_id, briefing_ref, version)
) $STRICT
;
CREATE INDEX briefing_issue_act ON briefing_issue (office_id, act_seq)
`,
  );
  await appendOnly(knex, 'briefing_text');
  await appendOnly(knex, 'briefing_issue');
}
