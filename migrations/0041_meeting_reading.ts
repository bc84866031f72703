import type { Knex } from 'knex';
import { appendOnly, run } from './dialect.ts';

const TABLES = ['meeting_question', 'meeting_answer', 'meeting_notice'];

/**
 * What members ask before a meeting and are answered, and that they were given notice. Who opened a pack, and when
 * first, is noted beside the record: reading is no act.
 */
export async function up(knex: Knex): Promise<void> {
  await run(
    knex,
    `
CREATE TABLE meeting_question (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  meeting_ref TEXT NOT NULL,
  paper TEXT,
  figure TEXT,
  scope TEXT,
  question_words TEXT NOT NULL REFERENCES words(digest),
  asked_by $INT NOT NULL REFERENCES person(id),
  act_seq $INT NOT NULL,
  CHECK ((paper IS NULL) <> (figure IS NULL)),
  CHECK ((figure IS NULL) = (scope IS NULL)),
  FOREIGN KEY (office_id, meeting_ref) REFERENCES meeting (office_id, ref)
) $STRICT
;
CREATE TABLE meeting_answer (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  question_id $INT NOT NULL REFERENCES meeting_question(id),
  meeting_ref TEXT NOT NULL,
  number $INT NOT NULL CHECK (number > 0),
  version $INT NOT NULL CHECK (version > 0),
  answer_words TEXT NOT NULL REFERENCES words(digest),
  answered_by $INT NOT NULL REFERENCES person(id),
  act_seq $INT NOT NULL,
  UNIQUE (question_id, version),
  UNIQUE (office_id, meeting_ref, number, version)
) $STRICT
;
CREATE TABLE meeting_notice (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  meeting_ref TEXT NOT NULL,
  number $INT NOT NULL CHECK (number > 0),
  sent_on TEXT NOT NULL,
  last_on TEXT NOT NULL,
  clear_days $INT NOT NULL,
  written $INT NOT NULL,
  late_words TEXT REFERENCES words(digest),
  consent_words TEXT REFERENCES words(digest),
  entered_by $INT,
  act_seq $INT NOT NULL,
  CHECK ((late_words IS NULL) = (consent_words IS NULL)),
  CHECK (sent_on <= last_on OR late_words IS NOT NULL),
  UNIQUE (office_id, meeting_ref, number),
  FOREIGN KEY (office_id, meeting_ref) REFERENCES meeting (office_id, ref)
) $STRICT
;
CREATE TABLE pack_opening (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  meeting_ref TEXT NOT NULL,
  version $INT NOT NULL,
  person_id $INT NOT NULL REFERENCES person(id),
  opened_at TEXT NOT NULL,
  UNIQUE (office_id, meeting_ref, version, person_id)
) $STRICT
`,
  );
  for (const table of TABLES) {
    await run(knex, `CREATE INDEX ${table}_act ON ${table} (office_id, act_seq)`);
    await appendOnly(knex, table);
  }
}
