import type { Knex } from 'knex';
import { appendOnly, run } from './dialect.ts';

const TABLES = ['pack_plan', 'pack_plan_section', 'pack_sign_off', 'pack_reason', 'pack_withdrawal'];

/**
 * The life of a pack: how it is put together and up to when its figures are known, who signed off which content of a
 * section, why a version takes the place of another, and why one was withdrawn. A sign-off names what was signed by its
 * digest, so that it holds for that content alone.
 */
export async function up(knex: Knex): Promise<void> {
  await run(
    knex,
    `
CREATE TABLE pack_plan (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  meeting_ref TEXT NOT NULL,
  version $INT NOT NULL CHECK (version > 0),
  as_at_seq $INT,
  as_at TEXT,
  entered_by $INT REFERENCES person(id),
  act_seq $INT NOT NULL,
  CHECK ((as_at_seq IS NULL) = (as_at IS NULL)),
  UNIQUE (office_id, meeting_ref, version),
  FOREIGN KEY (office_id, meeting_ref) REFERENCES meeting (office_id, ref)
) $STRICT
;
CREATE TABLE pack_plan_section (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  meeting_ref TEXT NOT NULL,
  version $INT NOT NULL,
  ordinal $INT NOT NULL CHECK (ordinal > 0),
  section TEXT NOT NULL,
  stands TEXT NOT NULL CHECK (stands IN ('body', 'annex', 'out')),
  owner $INT REFERENCES person(id),
  act_seq $INT NOT NULL,
  UNIQUE (office_id, meeting_ref, version, section),
  UNIQUE (office_id, meeting_ref, version, ordinal),
  FOREIGN KEY (office_id, meeting_ref, version) REFERENCES pack_plan (office_id, meeting_ref, version)
) $STRICT
;
CREATE TABLE pack_sign_off (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  meeting_ref TEXT NOT NULL,
  section TEXT NOT NULL,
  content_digest TEXT NOT NULL CHECK (length(content_digest) = 64),
  signed_by $INT NOT NULL REFERENCES person(id),
  act_seq $INT NOT NULL,
  FOREIGN KEY (office_id, meeting_ref) REFERENCES meeting (office_id, ref)
) $STRICT
;
CREATE TABLE pack_reason (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  meeting_ref TEXT NOT NULL,
  version $INT NOT NULL CHECK (version > 1),
  reason_words TEXT NOT NULL REFERENCES words(digest),
  act_seq $INT NOT NULL,
  UNIQUE (office_id, meeting_ref, version),
  FOREIGN KEY (office_id, meeting_ref, version) REFERENCES pack (office_id, meeting_ref, version)
) $STRICT
;
CREATE TABLE pack_withdrawal (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  meeting_ref TEXT NOT NULL,
  version $INT NOT NULL,
  reason_words TEXT NOT NULL REFERENCES words(digest),
  withdrawn_by $INT NOT NULL REFERENCES person(id),
  act_seq $INT NOT NULL,
  UNIQUE (office_id, meeting_ref, version),
  FOREIGN KEY (office_id, meeting_ref, version) REFERENCES pack (office_id, meeting_ref, version)
) $STRICT
;
CREATE INDEX pack_sign_off_of ON pack_sign_off (office_id, meeting_ref, section)
`,
  );
  for (const table of TABLES) {
    await run(knex, `CREATE INDEX ${table}_act ON ${table} (office_id, act_seq)`);
    await appendOnly(knex, table);
  }
}
