import type { Knex } from 'knex';
import { appendOnly, registerTable, run } from './dialect.ts';

/**
 * The rules by which lines of a ledger extract find where they belong, the order in which they are asked, and what
 * people chose by hand, from which rules are suggested. What is compared with stands beside the books, as all words do.
 */
export async function up(knex: Knex): Promise<void> {
  await registerTable(
    knex,
    'coding_rule',
    `
  state TEXT NOT NULL CHECK (state IN ('active', 'retired')),
  profiles TEXT NOT NULL,
  initiative TEXT NOT NULL,
  agreement TEXT NOT NULL,
  place TEXT NOT NULL,
  category TEXT,
  FOREIGN KEY (office_id, initiative) REFERENCES initiative (office_id, ref)
`,
  );
  await run(
    knex,
    `
CREATE TABLE coding_condition (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  rule TEXT NOT NULL,
  version $INT NOT NULL,
  ordinal $INT NOT NULL,
  field TEXT NOT NULL,
  test TEXT NOT NULL CHECK (test IN ('is', 'startsWith', 'contains', 'between', 'organisation')),
  organisation_id $INT REFERENCES organisation(id),
  values_words TEXT REFERENCES words(digest),
  act_seq $INT NOT NULL,
  UNIQUE (office_id, rule, version, ordinal),
  CHECK ((test = 'organisation') = (organisation_id IS NOT NULL)),
  CHECK ((test = 'organisation') = (values_words IS NULL)),
  FOREIGN KEY (office_id, rule, version) REFERENCES coding_rule (office_id, ref, version)
) $STRICT
;
CREATE INDEX coding_condition_act ON coding_condition (office_id, act_seq)
;
CREATE TABLE coding_order (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  refs TEXT NOT NULL,
  entered_by $INT,
  act_seq $INT NOT NULL
) $STRICT
;
CREATE INDEX coding_order_act ON coding_order (office_id, act_seq)
;
CREATE TABLE coding_choice (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  profile TEXT NOT NULL,
  organisation_id $INT REFERENCES organisation(id),
  signature_words TEXT NOT NULL REFERENCES words(digest),
  initiative TEXT NOT NULL,
  agreement TEXT NOT NULL,
  place TEXT NOT NULL,
  category TEXT,
  lines $INT NOT NULL CHECK (lines > 0),
  entered_by $INT,
  act_seq $INT NOT NULL,
  FOREIGN KEY (office_id, initiative) REFERENCES initiative (office_id, ref)
) $STRICT
;
CREATE INDEX coding_choice_act ON coding_choice (office_id, act_seq)
;
CREATE TABLE coding_suggestion_answer (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  choice_id $INT NOT NULL REFERENCES coding_choice(id),
  answer TEXT NOT NULL CHECK (answer IN ('accepted', 'declined')),
  rule TEXT,
  why_words TEXT NOT NULL REFERENCES words(digest),
  entered_by $INT,
  act_seq $INT NOT NULL,
  CHECK ((answer = 'accepted') = (rule IS NOT NULL))
) $STRICT
;
CREATE INDEX coding_suggestion_answer_act ON coding_suggestion_answer (office_id, act_seq)
`,
  );
  for (const table of ['coding_condition', 'coding_order', 'coding_choice', 'coding_suggestion_answer']) {
    await appendOnly(knex, table);
  }
}
