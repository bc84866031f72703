import type { Knex } from 'knex';
import { appendOnly, registerTable, run } from './dialect.ts';

/**
 * Organisations as versions, with identifiers, other names and merges, and what the districts and the office agreed
 * about contacts and data. The row of `organisation` is an organisation's first version.
 */
export async function up(knex: Knex): Promise<void> {
  await run(
    knex,
    `
CREATE TABLE organisation_version (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  organisation_id $INT NOT NULL REFERENCES organisation(id),
  version $INT NOT NULL CHECK (version > 1),
  name_words TEXT NOT NULL REFERENCES words(digest),
  kind TEXT NOT NULL,
  district_code TEXT,
  why_words TEXT REFERENCES words(digest),
  act_seq $INT NOT NULL,
  UNIQUE (organisation_id, version)
) $STRICT
;
CREATE INDEX organisation_version_act ON organisation_version (office_id, act_seq)
;
CREATE TABLE organisation_alias (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  organisation_id $INT NOT NULL REFERENCES organisation(id),
  name_words TEXT NOT NULL REFERENCES words(digest),
  held $INT NOT NULL CHECK (held IN (0, 1)),
  why_words TEXT REFERENCES words(digest),
  act_seq $INT NOT NULL
) $STRICT
;
CREATE INDEX organisation_alias_act ON organisation_alias (office_id, act_seq)
;
CREATE TABLE organisation_identifier (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  organisation_id $INT NOT NULL REFERENCES organisation(id),
  scheme TEXT NOT NULL,
  code TEXT NOT NULL,
  held $INT NOT NULL CHECK (held IN (0, 1)),
  why_words TEXT REFERENCES words(digest),
  act_seq $INT NOT NULL
) $STRICT
;
CREATE INDEX organisation_identifier_act ON organisation_identifier (office_id, act_seq)
;
CREATE TABLE organisation_merge (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  from_id $INT NOT NULL REFERENCES organisation(id),
  into_id $INT NOT NULL REFERENCES organisation(id),
  merged $INT NOT NULL CHECK (merged IN (0, 1)),
  reason_words TEXT NOT NULL REFERENCES words(digest),
  act_seq $INT NOT NULL,
  CHECK (from_id <> into_id)
) $STRICT
;
CREATE INDEX organisation_merge_act ON organisation_merge (office_id, act_seq)
;
CREATE TABLE organisation_distinct (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  one_id $INT NOT NULL REFERENCES organisation(id),
  other_id $INT NOT NULL REFERENCES organisation(id),
  reason_words TEXT REFERENCES words(digest),
  act_seq $INT NOT NULL,
  CHECK (one_id < other_id)
) $STRICT
;
CREATE INDEX organisation_distinct_act ON organisation_distinct (office_id, act_seq)
`,
  );
  for (const table of ['version', 'alias', 'identifier', 'merge', 'distinct']) {
    await appendOnly(knex, `organisation_${table}`);
  }
  await registerTable(
    knex,
    'contact',
    `
  district TEXT NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('cse', 'missing', 'both', 'deputy')),
  deputy_for TEXT CHECK (deputy_for IN ('cse', 'missing', 'both')),
  name_words TEXT NOT NULL REFERENCES words(digest),
  organisation TEXT,
  telephone_words TEXT REFERENCES words(digest),
  email_words TEXT REFERENCES words(digest),
  address_words TEXT REFERENCES words(digest),
  from_on TEXT NOT NULL,
  until_on TEXT,
  CHECK ((role = 'deputy') = (deputy_for IS NOT NULL)),
  CHECK (until_on IS NULL OR until_on >= from_on)
`,
  );
  await registerTable(
    knex,
    'sharing_agreement',
    `
  title_words TEXT NOT NULL REFERENCES words(digest),
  parties TEXT NOT NULL,
  purpose_words TEXT NOT NULL REFERENCES words(digest),
  legal_basis_words TEXT NOT NULL REFERENCES words(digest),
  signed_on TEXT NOT NULL,
  review_due_on TEXT NOT NULL,
  reviewed_on TEXT,
  ended_on TEXT,
  CHECK (review_due_on > signed_on),
  CHECK (reviewed_on IS NULL OR (reviewed_on >= signed_on AND reviewed_on < review_due_on)),
  CHECK (ended_on IS NULL OR ended_on >= signed_on)
`,
  );
  await registerTable(
    knex,
    'data_return',
    `
  subject TEXT NOT NULL CHECK (subject IN ('cse', 'missing', 'both', 'other')),
  what_words TEXT NOT NULL REFERENCES words(digest),
  sender TEXT NOT NULL,
  receiver TEXT NOT NULL,
  quarter TEXT NOT NULL,
  due_on TEXT NOT NULL,
  received_on TEXT,
  complete TEXT CHECK (complete IN ('yes', 'no')),
  missing_words TEXT REFERENCES words(digest),
  CHECK (sender <> receiver),
  CHECK ((received_on IS NULL) = (complete IS NULL)),
  CHECK (missing_words IS NULL OR complete = 'no')
`,
  );
}
