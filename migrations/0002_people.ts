import type { Knex } from 'knex';
import { appendOnly, run } from './dialect.ts';

export async function up(knex: Knex): Promise<void> {
  await run(
    knex,
    `
CREATE TABLE person (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  email TEXT NOT NULL,
  name TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  organisation_id $INT,
  district_code TEXT,
  active $INT NOT NULL CHECK (active IN (0, 1)),
  version $INT NOT NULL,
  UNIQUE (email)
) $STRICT
;
CREATE TABLE role_grant (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  person_id $INT NOT NULL REFERENCES person(id),
  role TEXT NOT NULL,
  held $INT NOT NULL CHECK (held IN (0, 1)),
  act_seq $INT NOT NULL
) $STRICT
;
CREATE INDEX role_grant_person ON role_grant (person_id)
;
CREATE INDEX role_grant_act ON role_grant (office_id, act_seq)
;
CREATE TABLE session (
  id_digest TEXT PRIMARY KEY,
  person_id $INT REFERENCES person(id),
  content TEXT NOT NULL,
  started_at TEXT NOT NULL,
  seen_at TEXT NOT NULL
) $STRICT
;
CREATE TABLE sign_in_failure (
  id $ID,
  account_digest TEXT NOT NULL,
  address_digest TEXT NOT NULL,
  failed_at TEXT NOT NULL
) $STRICT
;
CREATE INDEX sign_in_failure_account ON sign_in_failure (account_digest, failed_at)
;
CREATE INDEX sign_in_failure_address ON sign_in_failure (address_digest, failed_at)
;
CREATE TABLE organisation (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  name_words TEXT NOT NULL REFERENCES words(digest),
  kind TEXT NOT NULL,
  district_code TEXT,
  identifier TEXT,
  act_seq $INT NOT NULL
) $STRICT
;
CREATE INDEX organisation_act ON organisation (office_id, act_seq)
`,
  );
  await appendOnly(knex, 'role_grant');
  await appendOnly(knex, 'organisation');
}
