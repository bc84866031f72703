import type { Knex } from 'knex';
import { dialectOf, run } from './dialect.ts';

export const config = { transaction: false };

/**
 * What is sought in the record, and filters that people keep for themselves. Neither is part of the record: the index
 * is made anew from it at any time, and holds no text that could be read back.
 */
export async function up(knex: Knex): Promise<void> {
  await run(knex, TABLES);
  await run(knex, WORDS[dialectOf(knex)]);
}

const TABLES = `
CREATE TABLE search_entry (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  source TEXT NOT NULL,
  ref TEXT NOT NULL,
  row_id $INT NOT NULL,
  UNIQUE (office_id, source, ref)
) $STRICT
;
CREATE INDEX search_entry_ref ON search_entry (office_id, ref)
;
CREATE TABLE saved_filter (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  person_id $INT NOT NULL REFERENCES person(id),
  list TEXT NOT NULL,
  name TEXT NOT NULL,
  query TEXT NOT NULL,
  is_default $INT NOT NULL CHECK (is_default IN (0, 1)),
  UNIQUE (person_id, list, name)
) $STRICT
;
CREATE INDEX spend_pence ON spend (office_id, pence)
`;

/** A row of the index has the id of its entry. On SQLite it keeps no content, so a text stands in `words` alone. */
const WORDS = {
  sqlite: `CREATE VIRTUAL TABLE search_words USING fts5(words, content='', contentless_delete=1,
    tokenize="unicode61 remove_diacritics 2")`,
  postgres: `
CREATE TABLE search_words (
  rowid BIGINT PRIMARY KEY,
  words TSVECTOR NOT NULL
)
;
CREATE INDEX search_words_words ON search_words USING GIN (words)`,
};
