import type { Knex } from 'knex';
import { appendOnly, clearedOnly, dialectOf, run } from './dialect.ts';

export async function up(knex: Knex): Promise<void> {
  if (dialectOf(knex) === 'postgres') {
    await knex.raw(`CREATE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$`);
  }
  await run(
    knex,
    `
CREATE TABLE installation_secret (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) $STRICT
;
CREATE TABLE office (
  id $ID,
  code TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  area_code TEXT NOT NULL,
  commissioner_title TEXT NOT NULL,
  standing_day TEXT,
  demonstration $INT NOT NULL CHECK (demonstration IN (0, 1)),
  version $INT NOT NULL
) $STRICT
;
CREATE TABLE audit_event (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  seq $INT NOT NULL CHECK (seq > 0),
  recorded_at TEXT NOT NULL,
  person_id $INT,
  action TEXT NOT NULL,
  subject_kind TEXT NOT NULL,
  subject_ref TEXT NOT NULL,
  body TEXT NOT NULL,
  prev TEXT NOT NULL CHECK (length(prev) = 64),
  hash TEXT NOT NULL CHECK (length(hash) = 64),
  UNIQUE (office_id, seq)
) $STRICT
;
CREATE INDEX audit_event_instant ON audit_event (office_id, recorded_at)
;
CREATE INDEX audit_event_subject ON audit_event (office_id, subject_kind, subject_ref)
;
CREATE TABLE words (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  digest TEXT NOT NULL UNIQUE CHECK (length(digest) = 64),
  salt TEXT,
  text TEXT,
  act_seq $INT NOT NULL
) $STRICT
;
CREATE INDEX words_act ON words (office_id, act_seq)
;
CREATE TABLE request_key (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  person_id $INT NOT NULL,
  key TEXT NOT NULL,
  input_digest TEXT NOT NULL,
  outcome TEXT NOT NULL,
  act_seq $INT NOT NULL,
  UNIQUE (office_id, person_id, key)
) $STRICT
;
CREATE INDEX request_key_act ON request_key (office_id, act_seq)
;
CREATE TABLE reference (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  series TEXT NOT NULL,
  year $INT NOT NULL,
  number $INT NOT NULL CHECK (number > 0),
  act_seq $INT NOT NULL,
  UNIQUE (office_id, series, year, number)
) $STRICT
;
CREATE INDEX reference_act ON reference (office_id, act_seq)
`,
  );
  for (const table of ['audit_event', 'request_key', 'reference']) await appendOnly(knex, table);
  await clearedOnly(knex, 'words', ['salt', 'text'], ['id', 'office_id', 'digest', 'act_seq']);
  await chainKept(knex);
}

/** The database itself refuses an event that is out of order or does not name the one before it. */
async function chainKept(knex: Knex): Promise<void> {
  const before = 'SELECT hash FROM audit_event WHERE office_id = NEW.office_id ORDER BY seq DESC LIMIT 1';
  const next = 'SELECT coalesce(max(seq), 0) + 1 FROM audit_event WHERE office_id = NEW.office_id';
  const broken = `NEW.seq <> (${next}) OR NEW.prev <> coalesce((${before}), '${'0'.repeat(64)}')`;
  if (dialectOf(knex) === 'sqlite') {
    await knex.raw(
      `CREATE TRIGGER audit_event_chain BEFORE INSERT ON audit_event WHEN ${broken}
       BEGIN SELECT RAISE(ABORT, 'audit_event breaks the chain'); END`,
    );
    return;
  }
  await knex.raw(`CREATE FUNCTION audit_event_chain() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN IF ${broken} THEN RAISE EXCEPTION 'audit_event breaks the chain'; END IF; RETURN NEW; END $$`);
  await knex.raw(`CREATE TRIGGER audit_event_chain BEFORE INSERT ON audit_event
    FOR EACH ROW EXECUTE FUNCTION audit_event_chain()`);
}
