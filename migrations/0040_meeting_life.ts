import type { Knex } from 'knex';
import { appendOnly, registerTable, run } from './dialect.ts';

const TABLES = [
  'meeting_change',
  'agenda_item_change',
  'meeting_attendance',
  'meeting_in_attendance',
  'minutes_confirmation',
  'meeting_action_change',
  'meeting_action_report',
  'asked_outcome',
  'asked_ruling',
  'asked_enactment',
];

/** Who sits on the PEG, what is put before it, what it says to that, and what becomes of it. */
export async function up(knex: Knex): Promise<void> {
  await membersAndPapers(knex);
  await meetings(knex);
  await decisionsAsked(knex);
  for (const table of TABLES) {
    await run(knex, `CREATE INDEX ${table}_act ON ${table} (office_id, act_seq)`);
    await appendOnly(knex, table);
  }
}

async function membersAndPapers(knex: Knex): Promise<void> {
  await registerTable(
    knex,
    'peg_member',
    `
  name_words TEXT NOT NULL REFERENCES words(digest),
  organisation TEXT NOT NULL,
  post_words TEXT REFERENCES words(digest),
  person TEXT,
  substitute_for TEXT,
  from_on TEXT NOT NULL,
  until_on TEXT CHECK (until_on >= from_on)
`,
  );
  await registerTable(
    knex,
    'paper',
    `
  meeting TEXT NOT NULL,
  item TEXT,
  title_words TEXT NOT NULL REFERENCES words(digest),
  dated_on TEXT NOT NULL,
  author_words TEXT NOT NULL REFERENCES words(digest),
  sponsor_words TEXT REFERENCES words(digest),
  purpose TEXT NOT NULL CHECK (purpose IN ('decision', 'discussion', 'information')),
  summary_words TEXT NOT NULL REFERENCES words(digest),
  recommendation_words TEXT REFERENCES words(digest),
  background_words TEXT REFERENCES words(digest),
  content_words TEXT REFERENCES words(digest),
  finance_words TEXT REFERENCES words(digest),
  legal_words TEXT REFERENCES words(digest),
  staff_words TEXT REFERENCES words(digest),
  technology_words TEXT REFERENCES words(digest),
  communications_words TEXT REFERENCES words(digest),
  equality_words TEXT REFERENCES words(digest),
  data_protection_words TEXT REFERENCES words(digest),
  contact_words TEXT NOT NULL REFERENCES words(digest),
  marking TEXT NOT NULL CHECK (marking IN ('OFFICIAL', 'OFFICIAL-SENSITIVE')),
  originator_words TEXT NOT NULL REFERENCES words(digest),
  handling_words TEXT REFERENCES words(digest),
  distribution TEXT NOT NULL CHECK (distribution IN ('all', 'named')),
  named TEXT,
  circulated_on TEXT,
  late_words TEXT REFERENCES words(digest),
  consent_words TEXT REFERENCES words(digest),
  standing TEXT NOT NULL CHECK (standing IN ('stands', 'withdrawn')),
  CHECK ((distribution = 'named') = (named IS NOT NULL)),
  CHECK ((late_words IS NULL) = (consent_words IS NULL)),
  CHECK (purpose <> 'decision' OR recommendation_words IS NOT NULL),
  FOREIGN KEY (office_id, meeting) REFERENCES meeting (office_id, ref)
`,
  );
  await registerTable(
    knex,
    'declaration',
    `
  meeting TEXT NOT NULL,
  member TEXT NOT NULL,
  paper TEXT,
  interest_words TEXT NOT NULL REFERENCES words(digest),
  conduct TEXT NOT NULL CHECK (conduct IN ('declared', 'stayed', 'no-part', 'withdrew')),
  FOREIGN KEY (office_id, meeting) REFERENCES meeting (office_id, ref)
`,
  );
  await registerTable(
    knex,
    'meeting_note',
    `
  meeting TEXT NOT NULL,
  item TEXT,
  title_words TEXT NOT NULL REFERENCES words(digest),
  purpose_words TEXT NOT NULL REFERENCES words(digest),
  outcome_words TEXT NOT NULL REFERENCES words(digest),
  FOREIGN KEY (office_id, meeting) REFERENCES meeting (office_id, ref)
`,
  );
}

async function meetings(knex: Knex): Promise<void> {
  await run(
    knex,
    `
CREATE TABLE meeting_change (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  meeting_ref TEXT NOT NULL,
  version $INT NOT NULL CHECK (version > 1),
  held_on TEXT NOT NULL,
  starts_at TEXT NOT NULL,
  place_words TEXT NOT NULL REFERENCES words(digest),
  chair_words TEXT NOT NULL REFERENCES words(digest),
  standing TEXT NOT NULL CHECK (standing IN ('planned', 'cancelled')),
  why_words TEXT NOT NULL REFERENCES words(digest),
  entered_by $INT,
  act_seq $INT NOT NULL,
  UNIQUE (office_id, meeting_ref, version),
  FOREIGN KEY (office_id, meeting_ref) REFERENCES meeting (office_id, ref)
) $STRICT
;
CREATE TABLE agenda_item_change (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  item_id $INT NOT NULL REFERENCES agenda_item(id),
  version $INT NOT NULL CHECK (version > 1),
  title_words TEXT NOT NULL REFERENCES words(digest),
  lead_words TEXT NOT NULL REFERENCES words(digest),
  purpose TEXT NOT NULL CHECK (purpose IN ('decision', 'discussion', 'information')),
  minutes $INT NOT NULL CHECK (minutes BETWEEN 1 AND 240),
  place $INT NOT NULL CHECK (place > 0),
  standing TEXT NOT NULL CHECK (standing IN ('stands', 'withdrawn')),
  entered_by $INT,
  act_seq $INT NOT NULL,
  UNIQUE (item_id, version)
) $STRICT
;
CREATE TABLE meeting_attendance (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  meeting_ref TEXT NOT NULL,
  member TEXT NOT NULL,
  standing TEXT NOT NULL CHECK (standing IN ('present', 'apologies', 'absent', 'represented')),
  substitute TEXT,
  entered_by $INT,
  act_seq $INT NOT NULL,
  CHECK ((standing = 'represented') = (substitute IS NOT NULL)),
  FOREIGN KEY (office_id, meeting_ref) REFERENCES meeting (office_id, ref)
) $STRICT
;
CREATE TABLE meeting_in_attendance (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  meeting_ref TEXT NOT NULL,
  names_words TEXT REFERENCES words(digest),
  entered_by $INT,
  act_seq $INT NOT NULL,
  FOREIGN KEY (office_id, meeting_ref) REFERENCES meeting (office_id, ref)
) $STRICT
;
CREATE TABLE minutes_confirmation (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  meeting_ref TEXT NOT NULL,
  confirmed_at TEXT NOT NULL,
  corrections_words TEXT REFERENCES words(digest),
  document_id $INT NOT NULL REFERENCES document(id),
  entered_by $INT,
  act_seq $INT NOT NULL,
  UNIQUE (office_id, meeting_ref),
  CHECK (confirmed_at <> meeting_ref),
  FOREIGN KEY (office_id, meeting_ref) REFERENCES meeting (office_id, ref),
  FOREIGN KEY (office_id, confirmed_at) REFERENCES meeting (office_id, ref)
) $STRICT
;
CREATE TABLE meeting_action_change (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  action_id $INT NOT NULL REFERENCES meeting_action(id),
  version $INT NOT NULL CHECK (version > 0),
  what_words TEXT NOT NULL REFERENCES words(digest),
  who_words TEXT NOT NULL REFERENCES words(digest),
  owner TEXT,
  item TEXT,
  due_on TEXT NOT NULL,
  standing TEXT NOT NULL CHECK (standing IN ('stands', 'withdrawn')),
  why_words TEXT REFERENCES words(digest),
  entered_by $INT,
  act_seq $INT NOT NULL,
  UNIQUE (action_id, version)
) $STRICT
;
CREATE TABLE meeting_action_report (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  action_id $INT NOT NULL REFERENCES meeting_action(id),
  said_words TEXT NOT NULL REFERENCES words(digest),
  done_on TEXT,
  reported_by $INT,
  act_seq $INT NOT NULL
) $STRICT
`,
  );
}

async function decisionsAsked(knex: Knex): Promise<void> {
  await registerTable(
    knex,
    'decision_asked',
    `
  paper TEXT NOT NULL,
  title_words TEXT NOT NULL REFERENCES words(digest),
  asked_words TEXT NOT NULL REFERENCES words(digest),
  money TEXT NOT NULL CHECK (money IN ('none', 'allocation', 'virement', 'carry-forward')),
  amount_pence $INT CHECK (amount_pence > 0),
  gains TEXT,
  standing TEXT NOT NULL CHECK (standing IN ('stands', 'withdrawn')),
  CHECK ((money = 'none') = (amount_pence IS NULL))
`,
  );
  await run(
    knex,
    `
CREATE TABLE asked_outcome (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  asked_ref TEXT NOT NULL,
  meeting_ref TEXT NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome IN ('recommended', 'amended', 'deferred', 'declined')),
  text_words TEXT NOT NULL REFERENCES words(digest),
  pence $INT CHECK (pence > 0),
  entered_by $INT,
  act_seq $INT NOT NULL,
  CHECK (pence IS NULL OR outcome = 'amended'),
  UNIQUE (office_id, asked_ref, meeting_ref),
  FOREIGN KEY (office_id, meeting_ref) REFERENCES meeting (office_id, ref)
) $STRICT
;
CREATE TABLE asked_ruling (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  asked_ref TEXT NOT NULL,
  ruling TEXT NOT NULL CHECK (ruling IN ('approved', 'declined')),
  decision_ref TEXT NOT NULL,
  pence $INT CHECK (pence > 0),
  entered_by $INT,
  act_seq $INT NOT NULL,
  UNIQUE (office_id, asked_ref),
  FOREIGN KEY (office_id, decision_ref) REFERENCES decision (office_id, ref)
) $STRICT
;
CREATE TABLE asked_enactment (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  asked_ref TEXT NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome IN ('enacted', 'declined')),
  made_ref TEXT,
  reason_words TEXT REFERENCES words(digest),
  entered_by $INT,
  act_seq $INT NOT NULL,
  CHECK ((outcome = 'enacted') = (made_ref IS NOT NULL)),
  CHECK ((outcome = 'declined') = (reason_words IS NOT NULL)),
  UNIQUE (office_id, asked_ref)
) $STRICT
`,
  );
}
