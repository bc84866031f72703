import type { Knex } from 'knex';
import { appendOnly, run } from './dialect.ts';

const RECORDED = ['access_token', 'access_token_end'];

/**
 * Secrets that open tables, or one person's calendar, to programs: of each a digest alone. When one was last used is no
 * part of the record.
 */
export async function up(knex: Knex): Promise<void> {
  await run(
    knex,
    `
CREATE TABLE access_token (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  ref TEXT NOT NULL,
  person_id $INT NOT NULL REFERENCES person(id),
  kind TEXT NOT NULL CHECK (kind IN ('tables', 'calendar')),
  name_words TEXT NOT NULL REFERENCES words(digest),
  scopes TEXT NOT NULL,
  secret_digest TEXT NOT NULL UNIQUE CHECK (length(secret_digest) = 64),
  expires_on TEXT,
  act_seq $INT NOT NULL,
  UNIQUE (office_id, ref),
  CHECK (kind = 'calendar' OR (expires_on IS NOT NULL AND scopes <> ''))
) $STRICT
;
CREATE INDEX access_token_of ON access_token (office_id, person_id)
;
CREATE TABLE access_token_end (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  token TEXT NOT NULL,
  ended_by $INT REFERENCES person(id),
  act_seq $INT NOT NULL,
  UNIQUE (office_id, token),
  FOREIGN KEY (office_id, token) REFERENCES access_token (office_id, ref)
) $STRICT
;
CREATE TABLE access_token_use (
  token_id $INT PRIMARY KEY REFERENCES access_token(id),
  last_used_at TEXT NOT NULL
) $STRICT
`,
  );
  for (const table of RECORDED) {
    await run(knex, `CREATE INDEX ${table}_act ON ${table} (office_id, act_seq)`);
    await appendOnly(knex, table);
  }
}
