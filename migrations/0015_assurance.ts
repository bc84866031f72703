import type { Knex } from 'knex';
import { appendOnly, registerTable, run } from './dialect.ts';

/** What inspectors found and asked for, what answers it, and what children said and what changed because of it. */
export async function up(knex: Knex): Promise<void> {
  await inspections(knex);
  await recommendations(knex);
  await voice(knex);
}

async function inspections(knex: Knex): Promise<void> {
  await registerTable(
    knex,
    'inspection',
    `
  body TEXT NOT NULL,
  title_words TEXT NOT NULL REFERENCES words(digest),
  scope TEXT NOT NULL CHECK (scope IN ('force', 'thematic', 'partners')),
  inspected_words TEXT REFERENCES words(digest),
  published_on TEXT,
  expected_words TEXT REFERENCES words(digest),
  link_words TEXT REFERENCES words(digest),
  summary_words TEXT NOT NULL REFERENCES words(digest),
  judgement_words TEXT REFERENCES words(digest)
`,
  );
  await registerTable(
    knex,
    'report_response',
    `
  inspection TEXT NOT NULL,
  comments_words TEXT NOT NULL REFERENCES words(digest),
  chief_words TEXT REFERENCES words(digest),
  published_on TEXT,
  sent_on TEXT,
  link_words TEXT REFERENCES words(digest),
  decision TEXT,
  FOREIGN KEY (office_id, decision) REFERENCES decision (office_id, ref)
`,
  );
  await registerTable(
    knex,
    'chief_question',
    `
  question_words TEXT NOT NULL REFERENCES words(digest),
  asked_on TEXT NOT NULL,
  asked_by_words TEXT NOT NULL REFERENCES words(digest),
  setting TEXT NOT NULL CHECK (setting IN ('meeting', 'letter', 'other')),
  where_words TEXT REFERENCES words(digest),
  inspection TEXT,
  recommendation TEXT,
  due_on TEXT NOT NULL,
  answer_words TEXT REFERENCES words(digest),
  answered_on TEXT,
  outcome TEXT CHECK (outcome IN ('satisfied', 'followed-up')),
  follow_up TEXT,
  CHECK ((answer_words IS NULL) = (answered_on IS NULL)),
  CHECK (outcome IS NULL OR answered_on IS NOT NULL),
  CHECK ((follow_up IS NOT NULL) = (outcome IS NOT NULL AND outcome = 'followed-up'))
`,
  );
}

async function recommendations(knex: Knex): Promise<void> {
  await registerTable(
    knex,
    'recommendation',
    `
  inspection TEXT NOT NULL,
  number_words TEXT NOT NULL REFERENCES words(digest),
  title_words TEXT NOT NULL REFERENCES words(digest),
  text_words TEXT NOT NULL REFERENCES words(digest),
  addressed_to TEXT NOT NULL CHECK (addressed_to IN ('force', 'pcc', 'councils', 'all')),
  priority TEXT NOT NULL CHECK (priority IN ('high', 'medium', 'low')),
  stance TEXT CHECK (stance IN ('accepted', 'partly', 'rejected')),
  reasons_words TEXT REFERENCES words(digest),
  response_due_on TEXT,
  response_words TEXT REFERENCES words(digest),
  CHECK (stance IS NULL OR stance = 'accepted' OR reasons_words IS NOT NULL)
`,
  );
  await registerTable(
    knex,
    'recommendation_action',
    `
  recommendation TEXT NOT NULL,
  what_words TEXT NOT NULL REFERENCES words(digest),
  who_words TEXT NOT NULL REFERENCES words(digest),
  due_on TEXT NOT NULL,
  done_on TEXT,
  evidence_words TEXT REFERENCES words(digest),
  CHECK (evidence_words IS NULL OR done_on IS NOT NULL)
`,
  );
  await registerTable(
    knex,
    'recommendation_link',
    `
  recommendation TEXT NOT NULL,
  initiative TEXT NOT NULL,
  agreement TEXT,
  allocation TEXT,
  decision TEXT,
  how_words TEXT NOT NULL REFERENCES words(digest),
  standing TEXT NOT NULL CHECK (standing IN ('stands', 'withdrawn')),
  FOREIGN KEY (office_id, initiative) REFERENCES initiative (office_id, ref),
  FOREIGN KEY (office_id, agreement) REFERENCES agreement (office_id, ref),
  FOREIGN KEY (office_id, allocation) REFERENCES allocation (office_id, ref),
  FOREIGN KEY (office_id, decision) REFERENCES decision (office_id, ref)
`,
  );
  await run(
    knex,
    `
CREATE TABLE recommendation_closing (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  recommendation TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('closed', 'reopened')),
  reason_words TEXT NOT NULL REFERENCES words(digest),
  entered_by $INT,
  act_seq $INT NOT NULL
) $STRICT
;
CREATE INDEX recommendation_closing_act ON recommendation_closing (office_id, act_seq)
`,
  );
  await appendOnly(knex, 'recommendation_closing');
}

async function voice(knex: Knex): Promise<void> {
  await registerTable(
    knex,
    'engagement',
    `
  group_words TEXT NOT NULL REFERENCES words(digest),
  held_on TEXT NOT NULL,
  manner TEXT NOT NULL CHECK (manner IN ('session', 'survey', 'visit', 'letter')),
  district TEXT,
  took_part $INT CHECK (took_part >= 0),
  ages TEXT CHECK (ages IN ('under-18', '16-to-25', 'mixed')),
  facilitated_by_words TEXT NOT NULL REFERENCES words(digest),
  consent TEXT NOT NULL CHECK (consent IN ('each', 'each-and-carers', 'anonymous')),
  support TEXT NOT NULL CHECK (support IN ('present', 'signposted')),
  heard_words TEXT NOT NULL REFERENCES words(digest)
`,
  );
  await registerTable(
    knex,
    'voice_change',
    `
  engagement TEXT NOT NULL,
  answer TEXT NOT NULL CHECK (answer IN ('change', 'no-change')),
  what_words TEXT NOT NULL REFERENCES words(digest),
  decided_on TEXT NOT NULL,
  initiative TEXT,
  recommendation TEXT,
  due_on TEXT,
  done_on TEXT,
  fed_back_on TEXT,
  fed_back_how_words TEXT REFERENCES words(digest),
  FOREIGN KEY (office_id, initiative) REFERENCES initiative (office_id, ref),
  CHECK (answer = 'change' OR (due_on IS NULL AND done_on IS NULL)),
  CHECK (answer = 'no-change' OR due_on IS NOT NULL)
`,
  );
}
